"""Rising factorials (a)_n = a (a+1) ... (a+n-1), and sums of their logarithms over many n.

lnG(a+n) - lnG(a) says the same, but loses all its digits where a is large, which is where a likelihood that has no
maximum leads. As sums of ln(a+k) nothing is lost.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, polygamma, psi

Array = NDArray[Any]

MOST = 1 << 20
"""Up to here factors are counted one by one."""


class Rising:
    """The sum of count * ln (a)_n over numbers n and how often each comes."""

    def __init__(self, n: Array, counts: Array) -> None:
        self._n, self._counts = n, counts
        top = int(n.max(initial=0))
        self._over: Array | None = None
        if top <= MOST:
            exactly = np.bincount(n.astype(np.int64), weights=counts, minlength=top + 1)
            self._over = np.cumsum(exactly[::-1])[::-1][1:]
            self._k = np.arange(top, dtype=np.float64)

    def __call__(self, a: float) -> tuple[float, float, float]:
        """The sum, its slope and its bend by a."""
        if self._over is None:
            n, c, total = self._n, self._counts, float(self._counts.sum())
            ways = (gammaln, psi, lambda it: polygamma(1, it))
            value, slope, bend = (float((c * way(a + n)).sum()) - total * float(way(a)) for way in ways)
            return value, slope, bend
        factors = a + self._k
        share = self._over / factors
        return float((self._over * np.log(factors)).sum()), float(share.sum()), -float((share / factors).sum())


def logarithms(a: float, most: int) -> Array:
    """ln (a)_n for n = 0 ... most."""
    return np.concatenate([[0.0], np.cumsum(np.log(a + np.arange(most)))])
