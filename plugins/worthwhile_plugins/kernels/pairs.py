"""Weights from comparisons two by two, over columns: the same steps as for one value, so that the bits agree.

A row whose weights have settled stays as it is while others go on.
"""

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.functions.weights import RANDOM_INDEX, STEPS, STILL, size_of

Numbers = NDArray[np.float64]


def _matrix(ratios: tuple[Numbers, ...]) -> tuple[list[list[Numbers]], NDArray[np.bool_]]:
    """All comparisons as columns, and the rows in which each is a number above 0; elsewhere they are 1."""
    columns = np.broadcast_arrays(*ratios)
    sound = np.logical_and.reduce([(it > 0) & np.isfinite(it) for it in columns])
    size = size_of(len(columns))
    one = np.ones(columns[0].shape)
    found = [[one] * size for _ in range(size)]
    given = iter(columns)
    for row in range(size):
        for column in range(row + 1, size):
            ratio = np.where(sound, next(given), 1.0)
            found[row][column], found[column][row] = ratio, 1 / ratio
    return found, sound


def _settled(every: list[list[Numbers]]) -> tuple[list[Numbers], Numbers]:
    """The weights of the principal eigenvector, and its eigenvalue."""
    size, shape = len(every), every[0][0].shape
    weights = [np.full(shape, 1.0 / size) for _ in range(size)]
    largest = np.zeros(shape)
    going = np.ones(shape, dtype=bool)
    for _ in range(STEPS):
        raised = [_sum([a * b for a, b in zip(row, weights, strict=True)]) for row in every]
        total = _sum(raised)
        after = [it / total for it in raised]
        apart = np.maximum.reduce([np.abs(a - b) for a, b in zip(after, weights, strict=True)])
        weights = [np.where(going, a, b) for a, b in zip(after, weights, strict=True)]
        largest = np.where(going, total, largest)
        going &= apart > STILL
        if not going.any():
            break
    return weights, largest


def _sum(columns: list[Numbers]) -> Numbers:
    """From left to right."""
    total = columns[0]
    for it in columns[1:]:
        total = total + it
    return total


def _chosen(which: Numbers, weights: list[Numbers], sound: NDArray[np.bool_]) -> Numbers:
    found = np.full(np.broadcast(which, sound).shape, np.nan)
    for place, it in enumerate(weights, 1):
        found = np.where((which == place) & sound, it, found)
    return found


def weight(which: Numbers, *ratios: Numbers) -> Numbers:
    """The weight of a criterion by the principal eigenvector."""
    every, sound = _matrix(ratios)
    return _chosen(which, _settled(every)[0], sound)


def geometric(which: Numbers, *ratios: Numbers) -> Numbers:
    """The weight of a criterion by the geometric means of the rows."""
    every, sound = _matrix(ratios)
    means = [np.exp(_sum([np.log(it) for it in row]) / len(row)) for row in every]
    total = _sum(means)
    return _chosen(which, [it / total for it in means], sound)


def index(*ratios: Numbers) -> Numbers:
    """The consistency index."""
    every, sound = _matrix(ratios)
    size = len(every)
    return np.where(sound, np.maximum((_settled(every)[1] - size) / (size - 1), 0.0), np.nan)


def consistency(*ratios: Numbers) -> Numbers:
    """The consistency ratio."""
    found = index(*ratios)
    usual = RANDOM_INDEX[size_of(len(ratios)) - 1]
    return found / usual if usual else np.where(np.isnan(found), np.nan, 0.0)
