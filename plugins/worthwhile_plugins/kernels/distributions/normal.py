"""The normal distribution over columns."""

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.kernels.distributions import standard

Numbers = NDArray[np.float64]
Z = 1.6448536269514722
"""The quantile of 95%: an interval of 90% is so many standard deviations to either side."""


def quantile(u: Numbers, mean: Numbers, sd: Numbers) -> Numbers:
    """The value that a draw stays below with probability u."""
    return np.where(sd > 0, mean + sd * standard.quantile(u), np.nan)


def cdf(x: Numbers, mean: Numbers, sd: Numbers) -> Numbers:
    """The probability that a draw stays below x."""
    return np.where(sd > 0, standard.cdf((x - mean) / sd), np.nan)


def mean(mean: Numbers, sd: Numbers) -> Numbers:
    """The mean."""
    return np.where(sd > 0, mean, np.nan)


def quantile_between(u: Numbers, p5: Numbers, p95: Numbers) -> Numbers:
    """The same by the quantiles of 5% and 95%."""
    return quantile(u, *_moments(p5, p95))


def cdf_between(x: Numbers, p5: Numbers, p95: Numbers) -> Numbers:
    """The same by the quantiles of 5% and 95%."""
    return cdf(x, *_moments(p5, p95))


def mean_between(p5: Numbers, p95: Numbers) -> Numbers:
    """The same by the quantiles of 5% and 95%."""
    return mean(*_moments(p5, p95))


def _moments(p5: Numbers, p95: Numbers) -> tuple[Numbers, Numbers]:
    """Mean and standard deviation."""
    return (p5 + p95) / 2, (p95 - p5) / (2 * Z)
