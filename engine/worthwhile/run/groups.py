"""Groups of rows: each value that `by` meets gets a place, in the order in which they are met.

Within each owner the groups are others: the two together are numbered once all rows have been seen.
"""

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import FILL, NO_LABEL, Column, Texts, missing, recoded
from worthwhile.data.form import Form

CLOSE = 4
"""Groups are numbered by a table where it has no more than so many places for each row."""
FEW = 1 << 16
"""Places that are always worth it."""
LOWER = 32
"""Bits of a number that say which group; those above say whose."""


class Groups:
    """The groups of one aggregate, taking in more as blocks come."""

    def __init__(self, form: Form, labels: tuple[str, ...]) -> None:
        self._form, self._labels = form, labels
        self._texts: dict[str, int] = {}
        self._numbers: dict[float, int] = {}

    def __len__(self) -> int:
        match self._form:
            case Form.LABEL:
                return len(self._labels)
            case Form.TEXT:
                return len(self._texts)
        return len(self._numbers)

    @property
    def settled(self) -> bool:
        """Whether all groups are known beforehand: labels are."""
        return self._form is Form.LABEL

    def learn(self, other: "Groups") -> None:
        """Take in the groups that another has met; those that are known keep their places."""
        for word in other._texts:  # noqa: SLF001 (its own kind)
            self._texts.setdefault(word, len(self._texts))
        for number in other._numbers:  # noqa: SLF001 (as above)
            self._numbers.setdefault(number, len(self._numbers))

    def alike(self, other: "Groups") -> bool:
        """Whether each group has the same place with both."""
        texts, numbers = other._texts, other._numbers  # noqa: SLF001 (its own kind)
        return list(self._texts) == list(texts) and list(self._numbers) == list(numbers)

    def places(self, column: Column) -> NDArray[np.int64]:
        """The group of each row; -1 where it is missing."""
        if isinstance(column, Texts):
            return recoded(column, self._texts).astype(np.int64)
        if self._form is Form.LABEL:
            return column.astype(np.int64)
        values, inverse = np.unique(column, return_inverse=True)
        places = [self._numbers.setdefault(it, len(self._numbers)) for it in values.tolist() if it == it]  # noqa: PLR0124 (not NaN)
        table = np.array([*places, *[NO_LABEL] * (len(values) - len(places))], dtype=np.int64)
        found = table[inverse] if len(values) else np.empty(0, dtype=np.int64)
        return np.where(missing(column), NO_LABEL, found)


def within(owners: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Owner and group in one number; -1 where one of them is not known."""
    return np.where((owners < 0) | (groups < 0), -1, (owners << LOWER) | groups)


def numbered(places: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """The groups that there are, counted through: which each row is in, -1 where it is in none; how many they are."""
    if not len(places):
        return places, 0
    owners, groups = places >> LOWER, places & ((1 << LOWER) - 1)
    gone = places < 0
    groups[gone] = 0
    width = int(groups.max()) + 1
    span = (int(owners.max()) + 1) * width
    if span > max(CLOSE * len(places), FEW):
        known, back = np.unique(places, return_inverse=True)
        none = int(known[0] < 0)
        return back - none, len(known) - none
    codes = owners * width + groups
    codes[gone] = span
    there = np.zeros(span + 1, dtype=bool)
    there[codes] = True
    there[span] = False
    number = np.cumsum(there) - 1
    size = int(number[-1]) + 1
    number[span] = -1
    return number[codes], size


def in_form(found: Column, form: Form, size: int) -> Column:
    """What an aggregate gives for its groups where it has seen nothing, as the form of its step has it."""
    if isinstance(found, Texts):
        return found
    match form:
        case Form.TEXT:
            return Texts(np.full(size, NO_LABEL, dtype=np.int32), np.empty(0, dtype=object))
        case Form.LABEL | Form.FLAG if found.dtype != FILL[form].dtype:
            return np.full(size, FILL[form][0])
    return found
