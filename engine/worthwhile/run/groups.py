"""Groups of rows: each value that `by` meets gets a place, in the order in which they are met."""

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import NO_LABEL, Column, Texts, missing, recoded
from worthwhile.data.form import Form


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
