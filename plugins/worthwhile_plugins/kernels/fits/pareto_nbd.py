"""Pareto/NBD (Schmittlein, Morrison and Colombo 1987; Fader and Hardie 2005, note 009): estimates.

While alive a customer buys at random at a rate of their own, Gamma(r, alpha) among customers, and leaves at a rate
of their own, Gamma(s, beta). The likelihood of a row is

    Gamma(r+x) alpha^r beta^s / Gamma(r) * ((alpha+T)^-(r+x) (beta+T)^-s + s * integral of `lives`)

a mixture of being there and of having left at each time y. Slope and bend of its logarithm are means over the
mixture of those of its parts, so that they are closed, too.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Fitted
from worthwhile_plugins.kernels.fits.ascent import Bend, Vector, highest, refused
from worthwhile_plugins.kernels.fits.lives import lives
from worthwhile_plugins.kernels.fits.repeat_buying import RepeatBuyers
from worthwhile_plugins.kernels.fits.rising import Rising

Array = NDArray[Any]

NAMES = ("r", "alpha", "s", "beta")
BLOCK = 512
MANY = 10_000
PART = 4_000
WHY = {
    ("s", False): "the data shows no dropout",
    ("beta", True): "customers do not differ in how likely they are to leave, or none leaves",
    ("s", True): "customers do not differ in how likely they are to leave",
    ("beta", False): "everybody leaves at once or never",
    ("r", True): "customers do not differ in how often they buy",
    ("alpha", True): "customers do not differ in how often they buy",
    ("r", False): "customers differ without bounds in how often they buy",
}


class _Likelihood:
    def __init__(self, x: Array, tx: Array, T: Array, counts: Array) -> None:  # noqa: N803 (its name)
        self.c = counts.astype(np.float64)
        self.rows = float(self.c.sum())
        bounds = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))
        self.bought = Rising(x[bounds], np.add.reduceat(self.c, bounds))
        self.each = (x, tx, T, self.c)

    def __call__(self, parameters: Vector) -> Bend:
        r, alpha, s, beta = map(float, parameters)
        given = (r, alpha, s, beta)
        n = self.rows
        value, by_r, twice = self.bought(r)
        value += n * (r * np.log(alpha) + s * np.log(beta))
        slope = np.array([by_r + n * np.log(alpha), n * r / alpha, n * np.log(beta), n * s / beta])
        bend = np.zeros((4, 4))
        bend[0, 0] = twice
        bend[0, 1], bend[2, 3] = n / alpha, n / beta
        bend[1, 1], bend[3, 3] = -n * r / alpha**2, -n * s / beta**2
        for low in range(0, len(self.c), BLOCK):
            value += _of_block(given, tuple(it[low : low + BLOCK] for it in self.each), slope, bend)
        return value, slope, bend + np.triu(bend, 1).T


def _of_block(given: tuple[float, float, float, float], block: tuple[Array, ...], slope: Vector, bend: Vector) -> float:
    """Add what hangs on times; the upper half of the bend. All is measured from being there at T."""
    r, alpha, s, beta = given
    x, tx, T, c = block  # noqa: N806 (its name)
    power, by_alpha, by_beta = r + x, 1 / (alpha + T), 1 / (beta + T)
    log_alpha, log_beta = np.log(alpha + T), np.log(beta + T)
    height = power * (log_alpha - np.log(alpha + tx)) + (s + 1) * (log_beta - np.log(beta + tx))
    factor = s * by_beta
    whole = np.exp(-height)
    firsts, seconds = np.zeros((4, len(x))), np.zeros((4, 4, len(x)))
    for rows, y, weights in lives(given, x, tx, T):
        p = power[rows][:, None]
        to_alpha, to_beta = alpha + y, beta + y
        logs = [np.log(to_alpha) - log_alpha[rows][:, None], np.log(to_beta) - log_beta[rows][:, None]]
        share = np.exp(-p * logs[0] - (s + 1) * logs[1] - height[rows][:, None]) * weights * factor[rows][:, None]
        to_alpha, to_beta = 1 / to_alpha, 1 / to_beta
        whole[rows] += share.sum(axis=1)
        slopes = (
            -logs[0],
            p * (by_alpha[rows][:, None] - to_alpha),
            1 / s - logs[1],
            s * by_beta[rows][:, None] - (s + 1) * to_beta,
        )
        for one in range(4):
            weighted = share * slopes[one]
            firsts[one, rows] += weighted.sum(axis=1)
            for other in range(one, 4):
                seconds[one, other, rows] += np.einsum("ij,ij->i", weighted, slopes[other])
        seconds[0, 1, rows] += (share * (by_alpha[rows][:, None] - to_alpha)).sum(axis=1)
        seconds[1, 1, rows] += (share * p * (to_alpha**2 - by_alpha[rows][:, None] ** 2)).sum(axis=1)
        seconds[2, 2, rows] -= share.sum(axis=1) / s**2
        seconds[2, 3, rows] += (share * (by_beta[rows][:, None] - to_beta)).sum(axis=1)
        seconds[3, 3, rows] += (share * ((s + 1) * to_beta**2 - s * by_beta[rows][:, None] ** 2)).sum(axis=1)
    firsts /= whole
    seconds /= whole
    there = (-log_alpha, -power * by_alpha, -log_beta, -s * by_beta)
    for one in range(4):
        slope[one] += (c * (there[one] + firsts[one])).sum()
        for other in range(one, 4):
            bend[one, other] += (c * (seconds[one, other] - firsts[one] * firsts[other])).sum()
    bend[0, 1] -= (c * by_alpha).sum()
    bend[1, 1] += (c * power * by_alpha**2).sum()
    bend[2, 3] -= (c * by_beta).sum()
    bend[3, 3] += (c * s * by_beta**2).sum()
    return float((c * (np.log(whole) + height - power * log_alpha - s * log_beta)).sum())


class ParetoNbd(RepeatBuyers):
    """Pareto/NBD. Raises `Unfit` where the data does not tell all four parameters."""

    def finish(self) -> Fitted:
        """The maximum of the likelihood, with standard errors of the observed information."""
        x, tx, T, counts = self.counted()  # noqa: N806 (its name)
        likelihood = _Likelihood(x, tx, T, counts)
        known = float((counts * T).sum()) / likelihood.rows
        bought = float((counts * x).sum()) / likelihood.rows
        scale = np.array([1.0, known, 1.0, known])
        start = np.array([0.6, 0.4 * known / max(bought, 1e-3), 0.6, 0.4 * known])
        if len(x) > MANY:
            some = slice(0, None, -(-len(x) // PART))
            part = _Likelihood(x[some], tx[some], T[some], counts[some])
            near = highest(part, start, scale, part.rows)
            start = start if near.away else near.parameters
        peak = highest(likelihood, start, scale, likelihood.rows)
        refused(peak, NAMES, WHY, "give the parameters with `with`, or use a simpler model")
        return peak.fitted(NAMES, int(likelihood.rows))
