"""What only a walk over the timeline asks for: when something first holds, and the internal rate."""

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.kernels.accumulate.kinds import Column, Rows


class FirstPeriod:
    """The first period in which a condition holds."""

    def __init__(self) -> None:
        self._found: NDArray[np.float64] | None = None

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        found = np.full(rows, np.nan) if self._found is None else self._found
        holds = (values == 2) if counted is None else counted & (values == 2)  # noqa: PLR2004 (true)
        self._found = np.where(np.isnan(found) & holds, float(period), found)

    def finish(self, size: int) -> Column:
        return np.full(size, np.nan) if self._found is None else self._found


class InternalRate:
    """The rate a period at which the amounts of all periods are worth nothing.

    Found by bisection of the present value between -99.99% and 100,000% a period, where it changes
    its sign exactly once between the ends; missing where all amounts have one sign.
    """

    LOW, HIGH, STEPS = -0.9999, 1000.0, 200

    def __init__(self) -> None:
        self._amounts: list[NDArray[np.float64]] = []

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        del period
        amounts = np.broadcast_to(values, (rows,))
        self._amounts.append(amounts if counted is None else np.where(counted, amounts, np.nan))

    def finish(self, size: int) -> Column:
        if not self._amounts:
            return np.full(size, np.nan)
        return internal_rate(np.stack(self._amounts), self.LOW, self.HIGH, self.STEPS)


def internal_rate(amounts: NDArray[np.float64], least: float, most: float, steps: int) -> NDArray[np.float64]:
    """The internal rate of each column of amounts, one row a period."""

    def worth(rate: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.zeros(amounts.shape[1])
        for row in amounts[::-1]:
            total = total / (1 + rate) + row
        return total

    size = amounts.shape[1]
    low, high = np.full(size, least), np.full(size, most)
    below = worth(low)
    turns = (below > 0) != (worth(high) > 0)
    for _ in range(steps):
        middle = (low + high) / 2
        same = (worth(middle) > 0) == (below > 0)
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    found = (low + high) / 2
    known = turns & ~np.isnan(amounts).any(axis=0) & (amounts != 0).any(axis=0)
    return np.where(known, found, np.nan)
