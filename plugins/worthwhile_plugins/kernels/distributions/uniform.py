"""The uniform distribution over columns."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def quantile(u: Numbers, low: Numbers, high: Numbers) -> Numbers:
    """The value that a draw stays below with probability u."""
    return np.where(low < high, low + u * (high - low), np.nan)


def cdf(x: Numbers, low: Numbers, high: Numbers) -> Numbers:
    """The probability that a draw stays below x."""
    return np.where(low < high, np.clip((x - low) / (high - low), 0.0, 1.0), np.nan)


def mean(low: Numbers, high: Numbers) -> Numbers:
    """The middle."""
    return np.where(low < high, (low + high) / 2, np.nan)
