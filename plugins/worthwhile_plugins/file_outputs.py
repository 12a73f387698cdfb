"""Results to CSV, Parquet and JSON files: whole or not at all."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding, Target, plugin


def replaced(address: str, write: Callable[[Path], None]) -> None:
    """Write beside the file, then put it in its place at once: a stop leaves the old file or the new."""
    path = Path(address)
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        write(Path(draft))
        if path.exists():
            Path(draft).chmod(path.stat().st_mode & 0o777)
        else:
            mask = os.umask(0)
            os.umask(mask)
            Path(draft).chmod(0o666 & ~mask)
        with open(draft, "rb") as written:  # noqa: PTH123 (for its descriptor)
            os.fsync(written.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


class FileTarget:
    """Files of one ending."""

    def __init__(self, name: str, write: Callable[[Any, Path], None]) -> None:
        self.name, self._write = name, write

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return Path(address).suffix.lower() == f".{self.name}" and "://" not in address

    def write(self, result: Any, address: str) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """Write a result."""
        replaced(address, lambda draft: self._write(result, draft))
        return ()


def write_csv(result: Any, path: Path) -> None:  # noqa: ANN401 (a Result)
    """The rows as CSV: missing cells empty, dates ISO, numbers in full."""
    from pyarrow import csv  # noqa: PLC0415 (only when something is written)

    csv.write_csv(result.to_arrow(), path)


def write_parquet(result: Any, path: Path) -> None:  # noqa: ANN401 (a Result)
    """The rows as Parquet."""
    from pyarrow import parquet  # noqa: PLC0415 (only when something is written)

    parquet.write_table(result.to_arrow(), path)


def write_json(result: Any, path: Path) -> None:  # noqa: ANN401 (a Result)
    """The whole answer as JSON, in the shape of the command line's."""
    text = json.dumps(result.to_dict(), ensure_ascii=False, allow_nan=False, default=str, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


@plugin
def outputs() -> Iterator[Target]:
    """Offer ``csv``, ``parquet`` and ``json``."""
    yield FileTarget("csv", write_csv)
    yield FileTarget("parquet", write_parquet)
    yield FileTarget("json", write_json)
