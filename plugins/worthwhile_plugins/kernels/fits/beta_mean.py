"""The mean of 1 / (d + p) where p is of a beta distribution: what a customer is worth who leaves with chance p.

Series for it crawl where d is small, and the usual 2F1 overflows or is not a number in one of seven cases. Here it is
a sum over nodes that are evenly spaced in s = logit(p). All terms are positive, and the sum converges
faster than any power of the spacing (Trefethen and Weideman 2014, "The Exponentially Convergent
Trapezoidal Rule"). Where the density falls off slowly, its tails are geometric series: they are added whole.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
FAR = 40.0
"""Logarithms of what no longer counts: e^-40 is 4e-18."""
SPACING = 0.25
SCOUTS = 257
AT_ONCE = 1 << 20
"""Nodes that are held at once."""


def mean_reciprocal(a: Numbers, b: Numbers, d: Numbers) -> Numbers:
    """The mean of 1 / (d + p) for p of Beta(a, b), each argument an array of one length, all positive.

    Where d is 0 it is (a + b - 1) / (a - 1), and infinite for a <= 1.
    """
    found = np.empty(len(a))
    none = d <= 0
    slow = a[none] <= 1
    found[none] = np.where(slow, np.inf, (a[none] + b[none] - 1) / np.where(slow, 1.0, a[none] - 1))
    some = np.flatnonzero(~none)
    for start in range(0, len(some), AT_ONCE // SCOUTS):
        part = some[start : start + AT_ONCE // SCOUTS]
        found[part] = _by_nodes(a[part, None], b[part, None], d[part, None])
    return found


def _by_nodes(a: Numbers, b: Numbers, d: Numbers) -> Numbers:
    """Rows of parameters, as columns."""
    begin = np.minimum(np.log(np.minimum(d, 1.0)), -np.log1p(b)) - FAR
    end = np.log1p(a) + FAR
    begin, end = _narrowed(a, b, d, begin, end)
    spacing = SPACING * np.minimum(1.0, np.sqrt(1 / a + 1 / b))
    count = np.ceil((end - begin) / spacing).astype(np.int64) + 1
    found = np.empty(len(a))
    order = np.argsort(count[:, 0], kind="stable")
    start = 0
    while start < len(order):
        most = int(count[order[start : start + 1], 0][0]) * 2
        stop = max(start + 1, min(len(order), start + max(1, AT_ONCE // max(most, 1))))
        part = order[start:stop]
        nodes = np.arange(int(count[part, 0].max()))
        found[part] = _sums(a[part], b[part], d[part], begin[part] + spacing[part] * nodes, spacing[part])
        start = stop
    return found


def _log_weight(a: Numbers, b: Numbers, s: Numbers) -> tuple[Numbers, Numbers]:
    """ln of the density in s, and p."""
    log_p, log_q = -np.logaddexp(0.0, -s), -np.logaddexp(0.0, s)
    return a * log_p + b * log_q, np.exp(log_p)


def _narrowed(a: Numbers, b: Numbers, d: Numbers, begin: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """The stretch outside of which neither the weight nor the weighted value counts, or it is a geometric series."""
    scouts = begin + (end - begin) * np.linspace(0.0, 1.0, SCOUTS)
    peak = np.clip(np.log(a / b), begin, end)
    scouts = np.sort(np.concatenate([scouts, peak + np.sqrt(1 / a + 1 / b) * np.linspace(-9, 9, 37)], axis=1), axis=1)
    scouts = np.clip(scouts, begin, end)
    weight, p = _log_weight(a, b, scouts)
    value = weight - np.log(d + p)
    counts = (weight > weight.max(axis=1, keepdims=True) - FAR) | (value > value.max(axis=1, keepdims=True) - FAR)
    first = np.maximum(counts.argmax(axis=1) - 1, 0)
    last = np.minimum(scouts.shape[1] - counts[:, ::-1].argmax(axis=1), scouts.shape[1] - 1)
    rows = np.arange(len(a))
    return scouts[rows, first][:, None], scouts[rows, last][:, None]


def _sums(a: Numbers, b: Numbers, d: Numbers, s: Numbers, spacing: Numbers) -> Numbers:
    log, p = _log_weight(a, b, s)
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    value = weight / (d + p)
    # Beyond the first node both fall by e^(-a spacing) each, beyond the last by e^(-b spacing).
    left, right = (1 / np.expm1(np.minimum(it * spacing, 700.0))[:, 0] for it in (a, b))
    above = value.sum(axis=1) + value[:, 0] * left + value[:, -1] * right
    below = weight.sum(axis=1) + weight[:, 0] * left + weight[:, -1] * right
    found: Numbers = above / below
    return found
