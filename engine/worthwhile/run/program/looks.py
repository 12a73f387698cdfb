"""How a program looks at values: quickly at a whole block, or row by row once something is odd."""

import math

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import NO_LABEL, UNSURE, Array, Texts
from worthwhile.text.deadline import look_at_the_clock


class _Look:
    """What both do."""

    def period(self) -> None:
        """Before each period: a run that takes too long ends here."""
        look_at_the_clock()


class Quick(_Look):
    """Whether all is well in a block: one number for each look, no more."""

    def __init__(self) -> None:
        self._total = 0.0
        self._well = True

    @property
    def well(self) -> bool:
        """Whether nothing odd was seen."""
        return self._well and math.isfinite(self._total)

    def number(self, values: Array) -> None:
        """A sum is finite only where every part is."""
        self._total += float(np.add.reduce(values))

    def label(self, codes: Array) -> None:
        """A label that is there has a place."""
        self._well = self._well and bool(np.minimum.reduce(codes) > NO_LABEL)

    def text(self, texts: Texts) -> None:
        """A text that is there has a place."""
        self.label(texts.codes)

    def flag(self, flags: Array) -> None:
        """Of 0, 1 and 2 only what is missing is odd."""
        self._well = self._well and not np.bitwise_or.reduce(flags) & UNSURE

    def condition(self, holds: Array | bool) -> None:  # noqa: FBT001 (what is looked at)
        """Whether a condition holds in every row."""
        self._well = self._well and bool(np.all(holds))


class RowByRow(_Look):
    """In which rows something is odd."""

    def __init__(self, rows: int) -> None:
        self.odd: NDArray[np.bool_] = np.zeros(rows, dtype=bool)

    def number(self, values: Array) -> None:
        """What is not finite is odd."""
        self.odd |= ~np.isfinite(values)

    def label(self, codes: Array) -> None:
        """What has no label is odd."""
        self.odd |= np.equal(codes, NO_LABEL)

    def text(self, texts: Texts) -> None:
        """What has no text is odd."""
        self.label(texts.codes)

    def flag(self, flags: Array) -> None:
        """What is neither true nor false is odd."""
        self.odd |= np.equal(flags, UNSURE)

    def condition(self, holds: Array | bool) -> None:  # noqa: FBT001 (what is looked at)
        """A row in which a condition does not hold is odd."""
        self.odd |= np.logical_not(holds)
