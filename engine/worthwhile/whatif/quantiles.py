"""Quantiles of many numbers, linear between two of them (Hyndman and Fan 1996, definition 7).

Of many numbers a sample tells between which two values a quantile lies, almost surely; then only the few numbers
between these are put in order, and those below are counted (Floyd and Rivest 1975, Expected Time Bounds for
Selection). Where the sample was wrong the count shows it, and all are put in order.
"""

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
MANY = 16_384
"""Numbers from which on a sample is worth it."""
STRIDE = 32
"""One number of so many is in the sample."""
SURE = 3.5
"""Standard deviations of a rank in the sample to both sides within which a quantile is looked for."""


def quantiles(values: Numbers, probabilities: Sequence[float]) -> list[float]:
    """The quantiles of some numbers, none of them missing; their order may be another one afterwards."""
    most = len(values) - 1
    sample = np.sort(values[::STRIDE]) if most >= MANY else None
    found: list[float] = []
    for probability in probabilities:
        place = most * probability
        low = int(place)
        ends = None if sample is None else _between(values, sample, low, probability)
        one, other = ends or _ordered(values, low)
        found.append(one + (place - low) * (other - one))
    return found


def _ordered(values: Numbers, low: int) -> tuple[float, float]:
    """The number of a rank and the next one, among all."""
    high = min(low + 1, len(values) - 1)
    values.partition((low, high))
    return float(values[low]), float(values[high])


def _between(values: Numbers, sample: Numbers, low: int, probability: float) -> tuple[float, float] | None:
    """The number of a rank and the next one, among those that the sample takes them for; nothing where it is wrong."""
    place = probability * (len(sample) - 1)
    apart = ceil(SURE * sqrt(len(sample) * probability * (1 - probability))) + 1
    first, last = int(place) - apart, ceil(place) + apart
    least = sample[first] if first >= 0 else -np.inf
    most = sample[last] if last < len(sample) else np.inf
    inside = values[(values >= least) & (values <= most)]
    rank = low - int(np.count_nonzero(values < least))
    after = min(rank + 1, len(values) - 1 - low + rank)
    if rank < 0 or after >= len(inside):
        return None
    inside.partition((rank, after))
    return float(inside[rank]), float(inside[after])
