"""The beta distribution over columns, and what comes of it between other ends. The only ones here that scipy computes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def quantile(u: Numbers, a: Numbers, b: Numbers) -> Numbers:
    """The value that a draw stays below with probability u."""
    return _where_one(a, b, _special().betaincinv(*_safe(a, b), u))


def cdf(x: Numbers, a: Numbers, b: Numbers) -> Numbers:
    """The probability that a draw stays below x."""
    return _where_one(a, b, _special().betainc(*_safe(a, b), np.clip(x, 0.0, 1.0)))


def mean(a: Numbers, b: Numbers) -> Numbers:
    """a / (a + b)."""
    return _where_one(a, b, a / (a + b))


# ---- between other ends, by the likeliest value


def quantile_of_three(u: Numbers, low: Numbers, mode: Numbers, high: Numbers) -> Numbers:
    """The value that a draw stays below with probability u."""
    return low + (high - low) * quantile(u, *_shapes(low, mode, high))


def cdf_of_three(x: Numbers, low: Numbers, mode: Numbers, high: Numbers) -> Numbers:
    """The probability that a draw stays below x."""
    return cdf((x - low) / (high - low), *_shapes(low, mode, high))


def mean_of_three(low: Numbers, mode: Numbers, high: Numbers) -> Numbers:
    """(low + 4 mode + high) / 6."""
    right, _ = _shapes(low, mode, high)
    return np.where(np.isnan(right), np.nan, (low + 4 * mode + high) / 6)


def _shapes(low: Numbers, mode: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """The parameters of the beta distribution: 1 + 4 times the part of the way to the mode, and from there."""
    right = (low < high) & (low <= mode) & (mode <= high)
    size = np.where(right, high - low, np.nan)
    return 1 + 4 * (mode - low) / size, 1 + 4 * (high - mode) / size


def _special() -> Any:  # noqa: ANN401 (a module)
    from scipy import special  # noqa: PLC0415 (an optional library, at its one door)

    return special


def _safe(a: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
    """Parameters that scipy can work with where they are none."""
    return np.where(a > 0, a, 1.0), np.where(b > 0, b, 1.0)


def _where_one(a: Numbers, b: Numbers, found: Numbers) -> Numbers:
    return np.where((a > 0) & (b > 0), found, np.nan)
