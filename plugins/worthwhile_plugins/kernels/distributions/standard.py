"""The standard normal distribution over columns, by numpy alone."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# Wichura (1988), Algorithm AS 241: The Percentage Points of the Normal Distribution, Applied Statistics 37(3),
# routine PPND16; numerator and denominator of each of its three rational approximations, highest power first.
CENTRE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
TAIL = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
     3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1.0),
)  # fmt: skip
FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0),
)  # fmt: skip
NEAR, LATE = 0.425, 5.0

# Cody (1969), Rational Chebyshev approximations for the error function, Mathematics of Computation 23, tables I to III
# as his CALERF has them: erf up to 15/32, erfc up to 4, erfc beyond; highest power first.
SMALL = (
    (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
)
MIDDLE = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
     2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
     3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3),
)  # fmt: skip
LARGE = (
    (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
     1.60837851487422766e-2, 6.58749161529837803e-4),
    (1.0, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
     2.33520497626869185e-3),
)  # fmt: skip
FIRST, SECOND, LAST = 0.46875, 4.0, 27.0
"""Where the approximations of the error function meet; beyond the last there is nothing left."""
ROOT_OF_PI = 1.7724538509055160273
Rational = tuple[tuple[float, ...], tuple[float, ...]]


def quantile(p: Any) -> Numbers:  # noqa: ANN401 (a column, or a number)
    """The value that a standard normal draw stays below with probability p; error below 1e-15 relative.

    Minus infinity at 0, infinity at 1, NaN outside. Wichura (1988), Algorithm AS 241.
    """
    p = np.asarray(p, dtype=np.float64)
    q = p - 0.5
    squared = 0.180625 - q * q
    found = np.asarray(q * _ratio(CENTRE, np.maximum(squared, 0.0)))
    outer = np.abs(q) > NEAR
    if outer.any():
        left = np.minimum(p, 1.0 - p)[outer]
        r = np.sqrt(-np.log(left))
        far = np.where(r > LATE, _ratio(FAR, r - LATE), _ratio(TAIL, r - 1.6))
        far = np.where(left == 0, np.inf, far)
        found[outer] = np.where(q[outer] < 0, -far, far)
    return np.where((p >= 0) & (p <= 1), found, np.nan)


def cdf(z: Any) -> Numbers:  # noqa: ANN401 (a column, or a number)
    """The probability that a standard normal draw stays below z."""
    z = np.asarray(z, dtype=np.float64)
    return 0.5 * erfc(-z * np.sqrt(0.5))


def erfc(x: Numbers) -> Numbers:
    """The complementary error function; relative error below 1e-15. Cody (1969)."""
    size = np.abs(x)
    squared = size * size
    inner = 1.0 - x * _ratio(SMALL, np.minimum(squared, FIRST * FIRST))
    middle = _ratio(MIDDLE, np.minimum(size, SECOND))
    beyond = np.maximum(size, SECOND)
    inverse = 1.0 / (beyond * beyond)
    outer = (1.0 / ROOT_OF_PI - inverse * _ratio(LARGE, inverse)) / beyond
    cut = np.trunc(np.minimum(size, LAST) * 16.0) / 16.0  # the square in two parts, of which the first is exact
    falls = np.exp(-cut * cut) * np.exp(-(size - cut) * (size + cut))
    tail = falls * np.where(size <= SECOND, middle, outer)
    tail = np.where(x < 0, 2.0 - tail, tail)
    return np.where(np.isnan(x), np.nan, np.where(size <= FIRST, inner, tail))


def _ratio(rational: Rational, x: Numbers) -> Numbers:
    above, below = rational
    return _polynomial(above, x) / _polynomial(below, x)


def _polynomial(coefficients: tuple[float, ...], x: Numbers) -> Numbers:
    found = np.full(np.shape(x), coefficients[0])
    for it in coefficients[1:]:
        found = found * x + it
    return found
