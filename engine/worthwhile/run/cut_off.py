"""A distribution within bounds: what a draw of it is, and its mean.

Cut off, a distribution keeps its form and gives only what lies within the bounds: the uniform number u becomes the
probability F(low) + u (F(high) - F(low)), of which the value is the quantile. Draws stay paired with their uniforms,
and nothing is thrown away.
"""

from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.meaning.uncertain.distribution import Distribution, Kernel

Numbers = NDArray[np.float64]
LEAST, MOST = np.nextafter(0.0, 1.0), np.nextafter(1.0, 0.0)
"""The probabilities next to 0 and 1, at which no quantile is infinite."""
SOME = 1_024
"""Rows whose means are found at once: each takes as many quantiles as there are nodes."""
STEP, REACH = 0.0625, 3.5
"""Of the quadrature: the step, and how far it goes; beyond, all weights together are below 1e-20."""


@cache
def _nodes() -> tuple[Numbers, Numbers]:
    """Nodes and weights between 0 and 1, dense at both ends, where quantiles may grow without end.

    Takahasi and Mori (1974), Double exponential formulas for numerical integration, eq. 3.5.
    """
    at = np.arange(-REACH, REACH + STEP / 2, STEP)
    inner = np.exp(np.pi * np.sinh(at))
    nodes, weights = inner / (1 + inner), STEP * np.pi * np.cosh(at) * inner / (1 + inner) ** 2
    return nodes, weights / weights.sum()


class CutOff:
    """A distribution between two ends, either of which may not be there: they come before the parameters."""

    def __init__(self, distribution: Distribution, *, low: bool, high: bool) -> None:
        """Find the kernels. Raises `ImportError` where a library is not installed."""
        self._quantile, self._cdf, self._mean = map(_resolved, distribution.kernels)
        self._low, self._high = low, high

    def drawn(self, u: Any, *args: Any) -> Numbers:  # noqa: ANN401 (columns)
        """The value for a uniform number between 0 and 1; NaN where there is none."""
        columns = _numbers(u, *args)
        with np.errstate(all="ignore"):
            return self._cut(columns[0], columns[1:])

    def middle(self, *args: Any) -> Numbers:  # noqa: ANN401 (columns)
        """The mean; NaN where there is none. Within ends, its error is about 1e-9 of the spread."""
        columns = _numbers(*args)
        (rows,) = np.broadcast_shapes(*(it.shape for it in columns))
        with np.errstate(all="ignore"):
            if not self._low and not self._high:
                return _wide(self._mean(*columns), columns)
            parts = [[it if len(it) == 1 else it[at : at + SOME] for it in columns] for at in range(0, rows or 1, SOME)]
            return np.concatenate([self._middle(it) for it in parts])

    def _middle(self, columns: list[Numbers]) -> Numbers:
        """The mean of some rows."""
        low, high, own = self._ends(columns)
        whole = _wide(self._mean(*own), columns)
        nodes, weights = _nodes()
        found = self._cut(nodes[np.newaxis, :], [it[:, np.newaxis] for it in columns]) @ weights
        below, above = self._probabilities(low, high, own)
        return np.where((below == 0) & (above == 1), whole, found)

    def _cut(self, u: Numbers, columns: list[Numbers]) -> Numbers:
        low, high, own = self._ends(columns)
        if low is None and high is None:
            return _wide(self._quantile(u, *own), [u, *columns])
        below, above = self._probabilities(low, high, own)
        probability = np.clip(below + u * (above - below), LEAST, MOST)
        found = self._quantile(probability, *own)
        found = found if low is None else np.maximum(found, low)
        found = found if high is None else np.minimum(found, high)
        return _wide(np.where(above > below, found, np.nan), [u, *columns])

    def _ends(self, columns: list[Numbers]) -> tuple[Numbers | None, Numbers | None, list[Numbers]]:
        rest = list(columns)
        low = rest.pop(0) if self._low else None
        high = rest.pop(0) if self._high else None
        return low, high, rest

    def _probabilities(self, low: Numbers | None, high: Numbers | None, own: list[Numbers]) -> tuple[Any, Any]:
        """How much of the distribution lies below each end."""
        below = 0.0 if low is None else self._cdf(low, *own)
        above = 1.0 if high is None else self._cdf(high, *own)
        return below, above


def _numbers(*columns: Any) -> list[Numbers]:  # noqa: ANN401 (columns, or plain values)
    return [np.atleast_1d(np.asarray(np.nan if it is None else it, dtype=np.float64)) for it in columns]


def _wide(found: Any, columns: list[Numbers]) -> Numbers:  # noqa: ANN401 (whatever a kernel gives)
    """What a kernel has given, with a value for each row."""
    shape = np.broadcast_shapes(*(it.shape for it in columns))
    return np.broadcast_to(np.asarray(found, dtype=np.float64), shape)


def _resolved(told: str | Kernel) -> Kernel:
    if not isinstance(told, str):
        return told
    module, _, name = told.partition(":")
    found: Kernel = getattr(import_module(module), name)
    return found
