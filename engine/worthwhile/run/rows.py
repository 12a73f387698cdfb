"""The rows of one table in a run: their columns, and how they belong to the entity's rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import NO_LABEL, UNSURE, Array, Column, Texts
from worthwhile.data.form import Form
from worthwhile.data.lookup import Index
from worthwhile.run.threads import in_parallel

Places = NDArray[np.int64]


class Unseen(Protocol):
    """What looks at a column when it is time."""

    def seen(self, column: Array, places: Places | None) -> Array:
        """Look at some places of a column, or at all; gives the column, in which nothing is endless any more."""
        ...


@dataclass(slots=True)
class Rows:
    """How many rows there are, and what they hold: of each column a value for every row, or one for all."""

    count: int
    columns: dict[str, Column] = field(default_factory=dict)
    parents: Places | None = None
    """Of records: the row of the entity that each belongs to; -1 where it belongs to none."""
    index: dict[Form, Index] = field(default_factory=dict)
    """Of a lookup: which row has which key, for each form in which keys are held that look here."""

    unseen: dict[str, "Unseen"] = field(default_factory=dict)
    """Columns that are there as they came: nobody has looked whether their values are."""
    numbers: Places | None = None
    """Of some of a table's rows: the number of each in the whole table; of all none are needed."""

    def see(self, looked_at: Collection[str], odd: Places) -> None:
        """Look at the columns that nobody has looked at.

        Of those in ``looked_at`` all that is to be seen lies in the ``odd`` rows.
        """
        waiting, self.unseen = self.unseen, {}
        names = [it for it in waiting if len(odd) or it not in looked_at]

        def task(name: str) -> Array:
            column = self.columns[name]
            assert not isinstance(column, Texts)  # noqa: S101 (only numbers are there as they came)
            return waiting[name].seen(column, odd if name in looked_at else None)

        self.columns |= zip(names, in_parallel([partial(task, it) for it in names]), strict=True)

    def cut(self, which: slice | Places) -> dict[str, Column]:
        """The columns of some of the rows."""
        return {name: it if len(it) == 1 != self.count else it[which] for name, it in self.columns.items()}


Tables = Mapping[str, Rows]
"""The rows of each axis: those of the entity, and of every other table by its name."""


def given_back(column: Column, places: Places) -> Column:
    """The value at each place of a column; missing where the place is -1. A single value stays one."""
    if len(column) == 1 and not (places < 0).any():
        return column
    if isinstance(column, Texts):
        return Texts(np.append(column.codes, np.int32(NO_LABEL))[_inside(column, places)], column.words)
    empty = {np.dtype(np.uint8): UNSURE, np.dtype(np.int32): NO_LABEL}.get(column.dtype, np.nan)
    found: Column = np.append(column, np.asarray(empty, dtype=column.dtype))[_inside(column, places)]
    return found


def _inside(column: Column, places: Places) -> Places:
    """Places in a column with one missing value at its end; of a single value all but -1 are its own."""
    return np.where(places < 0, len(column), np.minimum(places, len(column) - 1))
