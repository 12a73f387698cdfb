"""Gamma-Gamma (Fader and Hardie 2013, note 025; Colombo and Jiang 1999): spend of a purchase.

Purchases of a customer are Gamma(p, nu) around their own mean, and nu is Gamma(q, gamma) among customers. The
mean m of x purchases then has (eq. 1a), with N = p x and S = gamma + m x,

    ln L = lnG(N+q) - lnG(N) - lnG(q) + q ln gamma + (N-1) ln m + N ln x - (N+q) ln S

and the expected mean spend of a customer is p S / (N + q - 1) (eq. 5), where that is more than nothing: a weighted
mean of what they spent and of what the population spends.
"""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, polygamma, psi

from worthwhile.plugin import Fitted, Unfit
from worthwhile_plugins.kernels.fits.ascent import Bend, Vector, highest, refused
from worthwhile_plugins.kernels.fits.counted import Counted
from worthwhile_plugins.kernels.fits.rowwise import Estimates, rowwise

Array = NDArray[Any]

NAMES = ("p", "q", "gamma")
FEWEST = 10
BLOCK = 8192
WHY = {
    ("q", True): "customers do not differ in what they spend",
    ("gamma", True): "customers do not differ in what they spend",
    ("p", True): "the purchases of a customer do not differ",
    ("p", False): "the purchases of a customer differ without bounds",
    ("q", False): "customers differ without bounds in what they spend",
}


class _Likelihood:
    def __init__(self, x: Array, m: Array, counts: Array) -> None:
        self.c = counts.astype(np.float64)
        bounds = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))
        self.x, self.cx = x[bounds], np.add.reduceat(self.c, bounds)
        self.rows, self.each, self.spent = float(self.c.sum()), x, m * x
        c, log_m = self.c, np.log(m)
        self.fixed = -float((c * log_m).sum())
        self.by_p = float((c * x * (log_m + np.log(x))).sum())

    def __call__(self, parameters: Vector) -> Bend:
        p, q, gamma = map(float, parameters)
        x, c, n = self.x, self.cx, self.rows
        own, all_of = p * x, p * x + q
        digamma, trigamma = psi(all_of), polygamma(1, all_of)
        value = (c * (gammaln(all_of) - gammaln(own))).sum() - n * (gammaln(q) - q * np.log(gamma))
        value += self.fixed + p * self.by_p
        slope = np.array(
            [
                (c * x * (digamma - psi(own))).sum() + self.by_p,
                (c * digamma).sum() - n * (psi(q) - np.log(gamma)),
                n * q / gamma,
            ]
        )
        bend = np.zeros((3, 3))
        bend[0, 0] = (c * x**2 * (trigamma - polygamma(1, own))).sum()
        bend[0, 1] = (c * x * trigamma).sum()
        bend[1, 1] = (c * trigamma).sum() - n * polygamma(1, q)
        bend[1, 2] = n / gamma
        bend[2, 2] = -n * q / gamma**2
        for low in range(0, len(self.c), BLOCK):
            each, spent, c = (it[low : low + BLOCK] for it in (self.each, self.spent, self.c))
            whole = gamma + spent
            share, logs, power = c / whole, c * np.log(whole), p * each + q
            value -= (power * logs).sum()
            slope -= [(each * logs).sum(), logs.sum(), (power * share).sum()]
            bend[0, 2] -= (each * share).sum()
            bend[1, 2] -= share.sum()
            bend[2, 2] += (power * share / whole).sum()
        return float(value), slope, bend + np.triu(bend, 1).T


class GammaGamma:
    """Of customers with repeat purchases; the others are passed over. Raises `Unfit` where the data does not tell."""

    def __init__(self) -> None:
        self._rows = Counted(2)

    def add(self, frequency: Array, spend: Array) -> None:
        """Take in rows: repeat purchases, and their mean spend."""
        frequency = np.asarray(frequency, dtype=np.float64)
        self._rows.add(frequency, np.where(frequency == 0, 0.0, spend))

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        self._rows.merge(other._rows)

    def finish(self) -> Fitted:
        """The maximum of the likelihood, with standard errors of the observed information."""
        x, m, counts = self._rows.rows()
        _sound(x, m, counts)
        some = x > 0
        x, m, counts = x[some], m[some], counts[some]
        likelihood = _Likelihood(x, m, counts)
        mean = float(np.exp((counts * np.log(m)).sum() / likelihood.rows))
        peak = highest(likelihood, np.array([3.0, 3.0, 0.7 * mean]), np.array([1.0, 1.0, mean]), likelihood.rows)
        refused(peak, NAMES, WHY, "give the parameters with `with`")
        remarks = []
        if peak.parameters[1] <= 1:
            remarks.append(
                f"q is {peak.parameters[1]:.4g}: with q up to 1 the population has no mean spend, and whoever has "
                "few purchases has no expected spend."
            )
        return peak.fitted(NAMES, int(likelihood.rows), remarks)


def _sound(x: Array, m: Array, counts: Array) -> None:
    for wrong, what in (
        (~(np.isfinite(x) & np.isfinite(m)), "a value is not finite"),
        (x < 0, "the frequency is negative"),
        (x != np.rint(x), "the frequency is not a whole number"),
        ((x > 0) & (m <= 0), "the mean spend of repeat purchases is not more than 0"),
    ):
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            raise Unfit(
                f"{what} in {int(counts[wrong].sum()):,} of {int(counts.sum()):,} rows "
                f"(one has frequency {x[first]:g}, spend {m[first]:g})",
                "frequency is the number of repeat purchases, spend the mean of what they brought; leave out refunds "
                "and gifts",
            )
    many = int(counts[x > 0].sum())
    if many == 0:
        raise Unfit("nobody bought again: the frequency is 0 in all rows", "spend is known of repeat purchases only")
    if many < FEWEST:
        raise Unfit(
            f"{many} customers with repeat purchases are too few: at least {FEWEST} are needed",
            "give the parameters with `with`",
        )
    if not (x[x > 0] > 1).any():
        raise Unfit(
            "nobody bought again more than once: what differs within a customer cannot be told from what differs "
            "between customers",
            "take a longer time, or give the parameters with `with`",
        )


@rowwise
def expected_spend(estimates: Estimates, frequency: Array, spend: Array) -> Array:
    """The mean spend of a purchase that is expected of a customer; NaN where there is no mean (p x + q <= 1)."""
    p, q, gamma = (estimates[it] for it in NAMES)
    some = frequency > 0
    rest = p * frequency + (q - 1)
    mean = p * ((gamma + np.where(some, frequency * spend, 0.0)) / rest)
    right = (frequency >= 0) & (frequency == np.rint(frequency)) & (rest > 0) & (~some | (spend > 0))
    return np.where(right, mean, np.nan)


@rowwise
def weight(estimates: Estimates, frequency: Array) -> Array:
    """How much a customer's own mean counts in what is expected of them: p x / (p x + q - 1)."""
    own = estimates["p"] * frequency
    rest = own + (estimates["q"] - 1)
    return np.where((frequency >= 0) & (rest > 0), own / rest, np.nan)


def population_spend(*, estimates: Estimates, columns: tuple[Any, ...] = (), tables: Any = None) -> Array:  # noqa: ANN401 (as all members have it)
    """The mean spend of a purchase among all customers, p gamma / (q - 1); NaN with q up to 1."""
    del columns, tables
    p, q, gamma = (estimates[it] for it in NAMES)
    return np.asarray(p * (gamma / (q - 1)) if q > 1 else np.nan)
