"""A table that is held in memory as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from worthwhile.plugin.reading import Spelling
from worthwhile_plugins.sources.reading.options import Said

ROWS = 1 << 16


class HeldTable:
    """An Arrow table, given out some rows at a time."""

    def __init__(self, name: str, table: Any, given: Said) -> None:  # noqa: ANN401 (an Arrow table)
        self.name, self._table = name, table
        self.rows: int = table.num_rows
        self.spelled = every(table.column_names, given)

    def columns(self) -> Sequence[str]:
        """The heads of the columns."""
        return list(self._table.column_names)

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches."""
        whole = len(set(columns)) < len(columns)
        yield from (self._table if whole else self._table.select(list(columns))).to_batches(ROWS)


def every(heads: Sequence[str], given: Said) -> Mapping[str, Spelling]:
    """What was said of how texts write numbers and dates, for every column."""
    return {} if given.spelling == Spelling() else dict.fromkeys(heads, given.spelling)
