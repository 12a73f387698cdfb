"""The time at which somebody may have left, in Pareto/NBD: places and weights for integrals over it.

Schmittlein, Morrison and Colombo (1987) and Fader and Hardie (2005) give the likelihood as a difference of two
hypergeometric functions, which overflows and cancels. It is an integral over the time y of leaving, of

    (alpha+y)^-(r+x) (beta+y)^-(s+1)      from the last purchase tx to the age T

all of which is positive. Over l = ln(m + y), m the smaller of alpha and beta, it falls off like e^(-k l) with a
rate k that grows at most as fast as e^l; so Gauss-Legendre of 24 points is exact on parts in which it falls off
by no more than e^-24, and after e^-42 there is nothing to be seen.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray

Array = NDArray[Any]

NODES, WEIGHTS = leggauss(24)
NODES = (NODES + 1) / 2
WEIGHTS = WEIGHTS / 2
FALL = 24.0
WIDEST = 6.0
GONE = 42.0


def lives(
    parameters: tuple[float, float, float, float],
    x: Array,
    tx: Array,
    T: Array,  # noqa: N803 (its name)
) -> Iterator[tuple[Array, Array, Array]]:
    """Part by part: the rows that it concerns, the times y in each of them, and the weights dy."""
    r, alpha, s, beta = parameters
    least = min(alpha, beta)
    rows = np.flatnonzero(tx < T)
    start = least + tx[rows]
    power, left = r + x[rows], np.log1p((T[rows] - tx[rows]) / start)
    fallen = np.zeros(len(rows))
    while len(rows):
        y = start - least
        rate = power * (start / (alpha + y)) + (s + 1) * (start / (beta + y))
        width = np.minimum(np.minimum(np.log1p(FALL / rate), WIDEST), left)
        grown = np.expm1(width[:, None] * NODES)
        yield rows, y[:, None] + start[:, None] * grown, (width * start)[:, None] * (WEIGHTS * (1 + grown))
        end = start * np.exp(width)
        fallen += power * np.log((alpha - least + end) / (alpha + y)) + s * np.log((beta - least + end) / (beta + y))
        left = left - width
        some = (left > 0) & (fallen < GONE)
        rows, power, left, fallen, start = rows[some], power[some], left[some], fallen[some], end[some]
