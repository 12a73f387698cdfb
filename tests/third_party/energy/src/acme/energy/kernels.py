"""The tariff over columns."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def stepped(use: Numbers, limit: Numbers, low: Numbers, high: Numbers) -> Numbers:
    found: Numbers = np.minimum(use, limit) * low + np.maximum(use - limit, 0.0) * high
    return found
