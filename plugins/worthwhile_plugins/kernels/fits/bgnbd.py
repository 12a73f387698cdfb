"""BG/NBD (Fader, Hardie and Lee 2005) and MBG/NBD (Batislam, Denizel and Filiztekin 2007): estimates.

While alive a customer buys at random with a rate of their own, which is Gamma(r, alpha) among customers; after
each repeat purchase (MBG: after the first purchase, too) they leave with a probability of their own, which is
Beta(a, b). The likelihood of a row is (FHL 2005, eq. 6; the same in MBG with b + 1 for b)

    Gamma(r+x) alpha^r / Gamma(r) * B(a, b+x) / B(a, b) / (alpha+T)^(r+x) * (1 + e^u)
    u = ln(a / (b+x-1)) + (r+x) ln((alpha+T) / (alpha+tx))

where e^u, the odds of having left, are 0 without a repeat purchase in BG. In this form nothing overflows and
slope and bend are closed: with q = 1 / (1 + e^-u) they are sums of q, q(1-q) and products of the slopes of u.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Fitted
from worthwhile_plugins.kernels.fits.ascent import Bend, Vector, highest, refused
from worthwhile_plugins.kernels.fits.repeat_buying import RepeatBuyers
from worthwhile_plugins.kernels.fits.rising import Rising

Array = NDArray[Any]

NAMES = ("r", "alpha", "a", "b")
BLOCK = 8192
"""Rows at a time: so many numbers of each kind stay in the cache, and so short products no threads."""
MANY = 40_000
"""Rows beyond which the way up begins on a part of them."""
PART = 16_000

WHY = {
    ("b", True): "the data shows no dropout",
    ("a", False): "the data shows no dropout",
    ("a", True): "customers do not differ in how likely they are to leave",
    ("b", False): "everybody leaves at once or never",
    ("r", True): "customers do not differ in how often they buy",
    ("alpha", True): "customers do not differ in how often they buy",
    ("r", False): "customers differ without bounds in how often they buy",
}
HINT = "give the parameters with `with`, or use a simpler model"


class _Likelihood:
    """The log-likelihood of rows, with slope and bend by r, alpha, a, b."""

    def __init__(self, x: Array, tx: Array, T: Array, counts: Array, modified: int) -> None:  # noqa: N803 (its name)
        self.rows = float(counts.sum())
        c = counts.astype(np.float64)
        bounds = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))
        each = np.add.reduceat(c, bounds)
        self.bought, self.stayed = Rising(x[bounds], each), Rising(x[bounds] + modified, each)
        left = int(np.searchsorted(x, 1.0)) if not modified else 0
        self.quiet = (T[:left], c[:left])
        self.buyers = (x[left:], x[left:] - 1 + modified, tx[left:], T[left:], c[left:])

    def __call__(self, parameters: Vector) -> Bend:
        r, alpha, a, b = map(float, parameters)
        value, slope, bend = self._of_frequencies(r, alpha, a, b)
        times, c = self.quiet
        share = 1 / (alpha + times)
        lost, shares = float((c * np.log(alpha + times)).sum()), float((c * share).sum())
        value -= r * lost
        slope[0] -= lost
        slope[1] -= r * shares
        bend[0, 1] -= shares
        bend[1, 1] += r * float((c * share**2).sum())
        for low in range(0, len(self.buyers[0]), BLOCK):
            value += _of_block((r, alpha, a, b), tuple(it[low : low + BLOCK] for it in self.buyers), slope, bend)
        return value, slope, bend + np.triu(bend, 1).T

    def _of_frequencies(self, r: float, alpha: float, a: float, b: float) -> Bend:
        """What hangs on the frequency alone."""
        n = self.rows
        slope, bend = np.zeros(4), np.zeros((4, 4))
        value, slope[0], bend[0, 0] = self.bought(r)
        stayed, slope[3], bend[3, 3] = self.stayed(b)
        whole, slope[2], bend[2, 2] = self.stayed(a + b)
        value += n * r * np.log(alpha) + stayed - whole
        slope[0] += n * np.log(alpha)
        slope[1] = n * r / alpha
        slope[2] = -slope[2]
        slope[3] += slope[2]
        bend[0, 1] = n / alpha
        bend[1, 1] = -n * r / alpha**2
        bend[2, 2] = bend[2, 3] = -bend[2, 2]
        bend[3, 3] += bend[2, 2]
        return value, slope, bend


def _of_block(given: tuple[float, float, float, float], block: tuple[Array, ...], slope: Vector, bend: Vector) -> float:
    """Add what hangs on times, of rows that may have left; the upper half of the bend."""
    r, alpha, a, b = given
    x, before, tx, T, c = block  # noqa: N806 (its name)
    power, later, then, stay = r + x, alpha + T, alpha + tx, b + before
    log_later, log_ratio = np.log(later), np.log(later / then)
    odds = np.log(a / stay) + power * log_ratio
    small = np.exp(-np.abs(odds))
    gone = np.where(odds > 0, 1.0, small) / (1 + small)
    value = c @ (np.maximum(odds, 0) + np.log1p(small) - power * log_later)
    later, then, stay = 1 / later, 1 / then, 1 / stay
    both = later - then
    by_alpha = power * both
    cq = c * gone
    w = cq * (1 - gone)
    whole, doubt = cq.sum(), w.sum()
    w_ratio, w_alpha = w * log_ratio, w * by_alpha
    cp_later = c * power * later
    slope[0] += cq @ log_ratio - c @ log_later
    slope[1] += cq @ by_alpha - cp_later.sum()
    slope[2] += whole / a
    slope[3] -= cq @ stay
    bend[0, 0] += w_ratio @ log_ratio
    bend[0, 1] += w_ratio @ by_alpha + cq @ both - c @ later
    bend[0, 2] += w_ratio.sum() / a
    bend[0, 3] -= w_ratio @ stay
    bend[1, 1] += w_alpha @ by_alpha - (cq * by_alpha) @ (later + then) + cp_later @ later
    bend[1, 2] += w_alpha.sum() / a
    bend[1, 3] -= w_alpha @ stay
    bend[2, 2] += (doubt - whole) / a**2
    bend[2, 3] -= (w @ stay) / a
    bend[3, 3] += ((w + cq) * stay) @ stay
    return float(value)


class BgNbd(RepeatBuyers):
    """BG/NBD. Raises `Unfit` where the data does not tell all four parameters."""

    modified = 0

    def finish(self) -> Fitted:
        """The maximum of the likelihood, with standard errors of the observed information."""
        x, tx, T, counts = self.counted()  # noqa: N806 (its name)
        likelihood = _Likelihood(x, tx, T, counts, self.modified)
        known = float((counts * T).sum()) / likelihood.rows
        bought = float((counts * x).sum()) / likelihood.rows
        scale = np.array([1.0, known, 1.0, 1.0])
        start = np.array([0.5, 0.5 * known / max(bought, 1e-3), 1.0, 3.0])
        if len(x) > MANY:
            some = slice(0, None, -(-len(x) // PART))
            part = _Likelihood(x[some], tx[some], T[some], counts[some], self.modified)
            near = highest(part, start, scale, part.rows)
            start = start if near.away else near.parameters
        peak = highest(likelihood, start, scale, likelihood.rows)
        refused(peak, NAMES, WHY, HINT)
        return peak.fitted(NAMES, int(counts.sum()))


class MbgNbd(BgNbd):
    """MBG/NBD: whoever has bought once may have left already."""

    modified = 1
