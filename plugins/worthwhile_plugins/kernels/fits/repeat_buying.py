"""What all models of repeat purchases ask of their rows: how often, how recently, how long known."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Unfit
from worthwhile_plugins.kernels.fits.counted import Counted

Array = NDArray[Any]

FEWEST = 10
"""Customers; four parameters want a few more."""


class RepeatBuyers:
    """Rows of (frequency, recency, age), each that differs once; and what is wrong with them."""

    def __init__(self) -> None:
        self._rows = Counted(3)

    def add(self, frequency: Array, recency: Array, age: Array) -> None:
        """Take in rows."""
        self._rows.add(frequency, age, recency)

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        self._rows.merge(other._rows)

    def counted(self) -> tuple[Array, Array, Array, Array]:
        """Frequency, recency, age and how often each came. Raises `Unfit` where one makes no sense."""
        frequency, age, recency, counts = self._rows.rows()
        sound(frequency, recency, age, counts)
        return frequency, recency, age, counts


def sound(frequency: Array, recency: Array, age: Array, counts: Array) -> None:
    """Refuse rows that cannot be, and too few of them."""
    complete = np.isfinite(frequency) & np.isfinite(recency) & np.isfinite(age)
    _none(~complete, counts, "a value is not finite", frequency, recency, age)
    _none(frequency < 0, counts, "the frequency is negative", frequency, recency, age)
    _none(frequency != np.rint(frequency), counts, "the frequency is not a whole number", frequency, recency, age)
    _none((recency < 0) | (age < 0), counts, "a time is negative", frequency, recency, age)
    _none(recency > age, counts, "the last purchase lies after the age (recency > age)", frequency, recency, age)
    _none(
        (frequency == 0) & (recency > 0), counts, "there is a recency but no repeat purchase", frequency, recency, age
    )
    many = int(counts.sum())
    if many < FEWEST:
        raise Unfit(f"{many} customers are too few: at least {FEWEST} are needed", "give the parameters with `with`")
    if not age.any():
        raise Unfit(
            "nobody has been known for any time: the age is 0 in all rows", "age is the time since the first purchase"
        )
    if not frequency.any():
        raise Unfit(
            "nobody bought again: the frequency is 0 in all rows",
            "frequency counts purchases after the first; take a longer time, or give the parameters with `with`",
        )


def _none(wrong: Array, counts: Array, what: str, *columns: Array) -> None:
    if not wrong.any():
        return
    first = int(np.flatnonzero(wrong)[0])
    row = ", ".join(f"{name} {it[first]:g}" for name, it in zip(("frequency", "recency", "age"), columns, strict=True))
    raise Unfit(
        f"{what} in {int(counts[wrong].sum()):,} of {int(counts.sum()):,} rows (one has {row})",
        "frequency is the number of repeat purchases, recency the time from the first purchase to the last, age the "
        "time from the first purchase to the end of the record",
    )


def possible(frequency: Array, recency: Array, age: Array) -> Array:
    """Which rows make sense; members give nothing for the others."""
    right: Array = (
        (frequency >= 0)
        & (frequency == np.rint(frequency))
        & (recency >= 0)
        & (recency <= age)
        & ((frequency > 0) | (recency == 0))
        & np.isfinite(frequency)
        & np.isfinite(age)
    )
    return right
