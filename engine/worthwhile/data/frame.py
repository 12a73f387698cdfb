"""A table of data as the engine sees it: heads, rows, columns on demand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from worthwhile.data.arrow import Wrong, decoded
from worthwhile.data.columns import Column
from worthwhile.data.keys import Keys, keys_of
from worthwhile.data.spelling import PLAIN, Spelled
from worthwhile.data.tables import table_of, table_of_batches
from worthwhile.text import Finding
from worthwhile.units import Type


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Rows and columns that came from somewhere; ``name`` is what messages call it."""

    name: str
    table: Any
    """An Arrow table."""
    spelled: Spelled = field(default_factory=dict)
    """How the texts of some columns are to be read."""
    notes: tuple[Finding, ...] = ()
    """What its source has to say of how it was read."""

    @classmethod
    def of(cls, data: Any, name: str = "data") -> "Frame":  # noqa: ANN401 (whatever holds columns)
        """Whatever holds columns: dicts of arrays, pandas, polars, Arrow, DuckDB, rows as dicts.

        Raises `TypeError` or `ValueError` for what does not.
        """
        return cls(name, table_of(data, name))

    @classmethod
    def of_batches(cls, name: str, heads: Sequence[str], batches: Iterable[Any]) -> "Frame":
        """The batches of a source, one below the other."""
        return cls(name, table_of_batches(heads, batches))

    @property
    def heads(self) -> Sequence[str]:
        """The heads of the columns."""
        return list(self.table.column_names)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.table.num_rows)

    def raw(self, head: str) -> Any:  # noqa: ANN401 (Arrow's own)
        """A column as it came."""
        return self.table.column(head)

    def column(self, head: str, type_: Type) -> tuple[Column, Wrong]:
        """A column of a declared type, and the cells that it cannot take in."""
        return decoded(self.table.column(head), type_, self.spelled.get(head, PLAIN))

    def keys(self, head: str) -> Keys:
        """The keys of the rows."""
        return keys_of(self.table.column(head))
