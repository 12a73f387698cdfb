"""Powers whose exponent is a whole number, the same multiplications for numbers and for columns."""

import numpy as np

from worthwhile.data.columns import Array

MOST = 64
"""The largest exponent that is worth multiplying out."""
NEAR = 2.0**-8
"""How near to 1 a ratio is when its powers lose too many digits to be taken from 1."""


def whole_power(base: Array, times: int, out: Array | None = None) -> Array:
    """A power by repeated squaring, from the first bit of the exponent to the last; ``out`` must not be the base.

    It rounds once for each multiplication: the result is within ``times`` roundings of the true one
    (Knuth 1998, The Art of Computer Programming 2, 4.6.3).
    """
    found = np.multiply(base, base, out) if times > 1 else np.multiply(base, 1.0, out)
    bits = bin(times)[3:]
    if bits[:1] == "1":
        np.multiply(found, base, out=found)
    for bit in bits[1:]:
        np.multiply(found, found, out=found)
        if bit == "1":
            np.multiply(found, base, out=found)
    return found


def timed_power(base: Array, exponent: Array, shared: Array, less: Array) -> Array:
    """A power by its logarithm: of the base a part is ``shared`` by all rows, the rest is in ``less``.

    exp(b log(c) - b log(a)) for (c / a)^b, which takes no logarithm of a column in any period. It rounds as
    often as the exponent of e is large: (c / a)^b of 10^3 keeps all but the last digit. Where that way has no
    answer, for a base that is not above 0, the power itself is taken.
    """
    found = np.exp(np.subtract(np.multiply(exponent, np.log(shared)), less))
    doubtful = ~(np.isfinite(less) & ~np.isnan(found))
    return np.where(doubtful, np.power(base, exponent), found) if doubtful.any() else found


def geometric(ratio: Array, terms: int, out: Array | None = None, apart: Array | None = None) -> Array:
    """1 + q + q^2 + ..., so many terms: (1 - q^n) / (1 - q), and n where q is 1; ``out`` must not be the ratio.

    Near 1, where both differences lose their digits, by expm1 and log1p (Higham 2002, Accuracy and
    Stability of Numerical Algorithms, 1.14.1); elsewhere the digits lost are fewer than three. The
    difference is left in ``apart``, its sign lost, where a caller has room for it.
    """
    found = whole_power(ratio, terms, out) if terms <= MOST else np.power(ratio, float(terms), out=out)
    apart = np.subtract(1.0, ratio, out=apart)
    np.subtract(1.0, found, out=found)
    np.divide(found, apart, out=found)
    least = np.minimum.reduce(np.abs(apart, out=apart)) if len(apart) else 1.0
    if not least >= NEAR:  # nothing is least where a value is missing
        near = np.flatnonzero(apart < NEAR)
        by = ratio[near] - 1.0
        safe = np.where(by == 0, 1.0, by)
        found[near] = np.where(by == 0, float(terms), np.expm1(terms * np.log1p(by)) / safe)
    return found
