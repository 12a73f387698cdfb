"""The bytes of a file, packed or not, or of standard input, from the first on as often as they are wanted."""

import os
import sys
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, Protocol
from weakref import finalize

from worthwhile_plugins.sources.address import Address

INPUT = "-"


class Content(Protocol):
    """Bytes that can be gone through again."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    def opened(self) -> Any:  # noqa: ANN401 (a file of Arrow's)
        """The bytes from the first on; whoever opens them closes them."""
        ...


def content(address: Address) -> Content:
    """What an address names. Raises `OSError` where it is not there."""
    if address.target == INPUT:
        return _Piped()
    path = Path(address.target)
    if not path.exists():
        raise FileNotFoundError(address.target)
    if path.is_dir():
        raise IsADirectoryError(address.target)
    return _Filed(path, packed=bool(address.suffixes[1]))


class _Filed:
    """A file."""

    def __init__(self, path: Path, *, packed: bool) -> None:
        self.name, self._path, self._packed = path.name, path, packed

    def opened(self) -> Any:  # noqa: ANN401 (a file of Arrow's)
        from pyarrow import input_stream  # noqa: PLC0415 (only when data is read)

        return input_stream(str(self._path), compression="gzip" if self._packed else None)


class _Piped:
    """Standard input, kept in a file without a name, so that nothing is left even where the process is killed."""

    name = "standard input"

    def __init__(self) -> None:
        self._kept: IO[bytes] = TemporaryFile()  # noqa: SIM115 (it lives as long as this)
        finalize(self, self._kept.close)
        copyfileobj(sys.stdin.buffer, self._kept)
        self._kept.flush()

    def opened(self) -> Any:  # noqa: ANN401 (a file of Arrow's)
        from pyarrow import PythonFile  # noqa: PLC0415 (only when data is read)

        self._kept.seek(0)
        return PythonFile(os.fdopen(os.dup(self._kept.fileno()), "rb"), "r")
