"""The triangular distribution over columns."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def quantile(u: Numbers, low: Numbers, mode: Numbers, high: Numbers) -> Numbers:
    """The value that a draw stays below with probability u."""
    size = high - low
    left = np.asarray(mode - low)
    rising = low + np.sqrt(u * size * left)
    falling = high - np.sqrt((1 - u) * size * (high - mode))
    return np.where(_right(low, mode, high), np.where(u * size <= left, rising, falling), np.nan)


def cdf(x: Numbers, low: Numbers, mode: Numbers, high: Numbers) -> Numbers:
    """The probability that a draw stays below x."""
    size = high - low
    rising = (x - low) ** 2 / (size * np.where(mode > low, mode - low, 1.0))
    falling = 1 - (high - x) ** 2 / (size * np.where(mode < high, high - mode, 1.0))
    inside = np.where(x <= mode, np.where(mode > low, rising, 0.0), falling)
    found = np.where(x <= low, 0.0, np.where(x >= high, 1.0, inside))
    return np.where(_right(low, mode, high) & ~np.isnan(x), found, np.nan)


def mean(low: Numbers, mode: Numbers, high: Numbers) -> Numbers:
    """The mean of the three values."""
    return np.where(_right(low, mode, high), (low + mode + high) / 3, np.nan)


def _right(low: Numbers, mode: Numbers, high: Numbers) -> NDArray[np.bool_]:
    return np.asarray((low < high) & (low <= mode) & (mode <= high))
