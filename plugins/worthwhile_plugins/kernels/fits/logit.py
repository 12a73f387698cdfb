"""Means over a Beta density, as sums over the logit with equal steps.

Over the logit the density is smooth and falls off on both sides, so the sum is as exact as floats as long as
what it is the mean of has no singularities nearby. The steps are fine enough for both densities that are wide
and such as are narrow; ``reach`` says how much further to the left there is something to be seen.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

STEP = 0.28
"""It is off by e^(-pi^2 / STEP)."""
TAIL = 38.0
"""Terms smaller than e^-38 of the largest do not count."""


def beta_sum(high: float, low: float, reach: float = 0.0) -> tuple[Array, Array, Array]:
    """Places p, 1 - p and weights for the mean over Beta(high, low); both are to be at least 1."""
    spread = np.sqrt(1 / high + 1 / low)
    step = min(STEP, 0.6 * spread)
    left = TAIL / high + min(1 + np.log1p(high / low), 9 * spread) + reach
    right = TAIL / low + min(1 + np.log1p(low / high), 9 * spread)
    logit = np.log(high / low) + step * np.arange(-np.ceil(left / step), np.ceil(right / step) + 1)
    log_p, log_rest = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
    weights = high * log_p + low * log_rest
    weights = np.exp(weights - weights.max())
    return np.exp(log_p), np.exp(log_rest), weights / weights.sum()
