"""Results to JSON files, in the shape that the command line prints: a list for each output."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from worthwhile.plugin import Finding, Target, plugin
from worthwhile_plugins.outputs.draft import replaced
from worthwhile_plugins.outputs.rows import RowsTarget, Written
from worthwhile_plugins.outputs.spool import Spool

PERIOD = re.compile(r"(.*)\[(\d+)\]")


class JsonRows:
    """A JSON file of lists: rows are set aside until all are there, then written column by column."""

    def __init__(self, address: str, first: Any) -> None:  # noqa: ANN401 (an Arrow table)
        self._address, self._spool = address, Spool(first)
        self._told: Mapping[str, Any] = {}
        self._key, self._whole = "", frozenset[str]()

    def write(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        """Add some rows."""
        self._spool.write(rows)

    def summarize(self, result: Any) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """Take what is to be said beside the rows."""
        self._told = result.to_dict()
        self._key = result.entity.key if result.entity else ""
        return ()

    def commit(self) -> None:
        """Write the file, and put it in its place."""
        replaced(self._address, self._written)
        self._spool.close()

    def abort(self) -> None:
        """Leave nothing of it."""
        self._spool.close()

    def _written(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            lines = _Lines(file)
            for name, value in self._told.items():
                if name == "keys" and self._key in self._spool.schema.names:
                    lines.begin(1, name)
                    self._column(file, [self._spool.schema.names.index(self._key)])
                elif name == "outputs":
                    lines.begin(1, name)
                    self._outputs(file, value)
                    self._kept(file, lines)
                else:
                    lines.begin(1, name)
                    file.write(_text(value))
            lines.end()

    def _outputs(self, file: TextIO, outputs: Mapping[str, Any]) -> None:
        """Each output on a line: those of rows from what was set aside, the single ones as they are."""
        lines, places = _Lines(file, 2), self._places(outputs)
        for name, value in outputs.items():
            lines.begin(2, name)
            if name in places:
                self._column(file, places[name], series=self._is_series(name))
            else:
                file.write(_text(value))
        lines.end()

    def _kept(self, file: TextIO, lines: "_Lines") -> None:
        """The columns of the data that go along, where they do."""
        used = {it for found in self._places(self._told["outputs"]).values() for it in found}
        names = self._spool.schema.names
        kept = [it for it in range(len(names)) if it not in used and names[it] != self._key]
        if not kept:
            return
        lines.begin(1, "columns")
        inside = _Lines(file, 2)
        for place in kept:
            inside.begin(2, names[place])
            self._column(file, [place])
        inside.end()

    def _is_series(self, name: str) -> bool:
        return name not in self._spool.schema.names

    def _places(self, outputs: Mapping[str, Any]) -> dict[str, list[int]]:
        """The columns of each output, those of a series in the order of its periods."""
        found: dict[str, list[int]] = {}
        for place, head in enumerate(self._spool.schema.names):
            match = PERIOD.fullmatch(head)
            name = head if head in outputs else match[1] if match else ""
            if name in outputs:
                found.setdefault(name, []).append(place)
        return found

    def _column(self, file: TextIO, places: Sequence[int], *, series: bool = False) -> None:
        """The values of a column as a list, of several a list for each row."""
        file.write("[")
        sign = ""
        for table in self._spool.batches(places):
            columns = [it.to_pylist() for it in table.columns]
            values = list(map(list, zip(*columns, strict=True))) if series else columns[0]
            if values:
                file.write(sign + _text(values)[1:-1])
                sign = ", "
        file.write("]")


class _Lines:
    """The lines of an object: commas between them, braces around."""

    def __init__(self, file: TextIO, depth: int = 1) -> None:
        self._file, self._depth, self._sign = file, depth, ""
        file.write("{")

    def begin(self, depth: int, name: str) -> None:
        self._file.write(f"{self._sign}\n{' ' * depth}{_text(name)}: ")
        self._sign = ","

    def end(self) -> None:
        self._file.write(f"\n{' ' * (self._depth - 1)}}}" + ("\n" if self._depth == 1 else ""))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)


class JsonTarget(RowsTarget):
    """Files that end in ``.json``."""

    name = "json"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return Path(address).suffix.lower() == ".json" and "://" not in address

    def begin(self, address: str, first: Any) -> Written:  # noqa: ANN401 (an Arrow table)
        """Begin a file."""
        return JsonRows(address, first)


@plugin
def outputs() -> Iterator[Target]:
    """Offer ``json``."""
    yield JsonTarget()
