"""The log-normal distribution over columns: its logarithm is normal with mean m and standard deviation s."""

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.kernels.distributions import standard
from worthwhile_plugins.kernels.distributions.normal import Z

Numbers = NDArray[np.float64]


def quantile(u: Numbers, mean: Numbers, sd: Numbers) -> Numbers:
    """The value that a draw stays below with probability u."""
    return _quantile(u, *_of_moments(mean, sd))


def cdf(x: Numbers, mean: Numbers, sd: Numbers) -> Numbers:
    """The probability that a draw stays below x."""
    return _cdf(x, *_of_moments(mean, sd))


def mean(mean: Numbers, sd: Numbers) -> Numbers:
    """The mean."""
    return np.where((mean > 0) & (sd > 0), mean, np.nan)


def quantile_between(u: Numbers, p5: Numbers, p95: Numbers) -> Numbers:
    """The same by the quantiles of 5% and 95%."""
    return _quantile(u, *_of_ends(p5, p95))


def cdf_between(x: Numbers, p5: Numbers, p95: Numbers) -> Numbers:
    """The same by the quantiles of 5% and 95%."""
    return _cdf(x, *_of_ends(p5, p95))


def mean_between(p5: Numbers, p95: Numbers) -> Numbers:
    """exp(m + s^2 / 2)."""
    m, s = _of_ends(p5, p95)
    return np.exp(m + s * s / 2)


def quantile_of_logarithm(u: Numbers, mu: Numbers, sigma: Numbers) -> Numbers:
    """The same by the mean and the standard deviation of the logarithm."""
    return _quantile(u, mu, np.where(sigma > 0, sigma, np.nan))


def cdf_of_logarithm(x: Numbers, mu: Numbers, sigma: Numbers) -> Numbers:
    """The same by the mean and the standard deviation of the logarithm."""
    return _cdf(x, mu, np.where(sigma > 0, sigma, np.nan))


def mean_of_logarithm(mu: Numbers, sigma: Numbers) -> Numbers:
    """exp(m + s^2 / 2)."""
    return np.where(sigma > 0, np.exp(mu + sigma * sigma / 2), np.nan)


def _of_moments(mean: Numbers, sd: Numbers) -> tuple[Numbers, Numbers]:
    """m and s of the mean and the standard deviation of the value: s^2 = ln(1 + (sd / mean)^2), m = ln(mean) - s^2 / 2."""
    right = (mean > 0) & (sd > 0)
    squared = np.log1p((sd / np.where(right, mean, 1.0)) ** 2)
    return np.where(right, np.log(np.where(right, mean, 1.0)) - squared / 2, np.nan), np.sqrt(squared)


def _of_ends(p5: Numbers, p95: Numbers) -> tuple[Numbers, Numbers]:
    """m and s of the quantiles of 5% and 95%."""
    right = (p5 > 0) & (p5 < p95)
    low, high = np.log(np.where(right, p5, 1.0)), np.log(np.where(right, p95, 1.0))
    return np.where(right, (low + high) / 2, np.nan), np.where(right, (high - low) / (2 * Z), np.nan)


def _quantile(u: Numbers, m: Numbers, s: Numbers) -> Numbers:
    return np.exp(m + s * standard.quantile(u))


def _cdf(x: Numbers, m: Numbers, s: Numbers) -> Numbers:
    above = x > 0
    found = standard.cdf((np.log(np.where(above, x, 1.0)) - m) / s)
    return np.where(above | np.isnan(x) | np.isnan(found), np.where(np.isnan(x), np.nan, found), 0.0)
