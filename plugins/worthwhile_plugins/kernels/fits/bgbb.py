"""BG/BB (Fader, Hardie and Shang 2010): purchases at occasions, of which each is taken or not.

While alive a customer takes an occasion with a probability of their own, Beta(alpha, beta) among customers, and
before each they leave with a probability of their own, Beta(gamma, delta). The likelihood of x purchases, the last
at occasion tx of n, is a sum over the occasion j after which they left (eq. 5)

    B(alpha+x, beta+n-x) B(gamma, delta+n) + sum over tx <= j < n of B(alpha+x, beta+j-x) B(gamma+1, delta+j)

over B(alpha, beta) B(gamma, delta). Slope and bend of its logarithm are means over these terms, weighted by their
shares, of the slopes and bends of the terms' logarithms.
"""

from collections.abc import Iterator
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln

from worthwhile.plugin import Fitted, Unfit
from worthwhile_plugins.kernels.fits.ascent import Bend, Vector, highest, refused
from worthwhile_plugins.kernels.fits.beta_mean import mean_reciprocal
from worthwhile_plugins.kernels.fits.counted import Counted
from worthwhile_plugins.kernels.fits.rising import logarithms
from worthwhile_plugins.kernels.fits.rowwise import Estimates, rowwise

Array = NDArray[Any]

NAMES = ("alpha", "beta", "gamma", "delta")
FEWEST = 10
TERMS = 1 << 16
"""Terms at a time."""
MOST = 1 << 16
"""Occasions; each is a term of the likelihood."""
WHY = {
    ("delta", True): "the data shows no dropout",
    ("gamma", False): "the data shows no dropout",
    ("gamma", True): "customers do not differ in how likely they are to leave",
    ("delta", False): "everybody leaves at once or never",
    ("alpha", True): "customers do not differ in how often they buy",
    ("beta", True): "customers do not differ in how often they buy",
    ("alpha", False): "customers buy always or never",
    ("beta", False): "customers buy always or never",
}


class _Terms:
    """The terms of some rows, laid end to end: of each row those of leaving, then that of being there."""

    def __init__(self, x: Array, tx: Array, n: Array) -> None:
        many = (n - tx + 1).astype(np.int64)
        self.starts = np.concatenate([[0], np.cumsum(many)[:-1]])
        self.row = np.repeat(np.arange(len(x)), many)
        within = np.arange(len(self.row)) - self.starts[self.row]
        self.there = within == (n - tx)[self.row]
        self.x = x[self.row]
        self.occasion = tx[self.row] + within

    def logs(self, parameters: tuple[float, ...]) -> Array:
        """The logarithms of the terms, over B(alpha, beta) B(gamma, delta), by rising factorials."""
        alpha, beta, gamma, delta = parameters
        x, j, there = self.x.astype(np.int64), self.occasion.astype(np.int64), self.there
        most = int(j.max(initial=0)) + 1
        buying = logarithms(alpha, most)[x] + logarithms(beta, most)[j - x] - logarithms(alpha + beta, most)[j]
        leaving = np.where(there, 0.0, np.log(gamma)) - logarithms(gamma + delta, most)[np.where(there, j, j + 1)]
        return np.asarray(buying + leaving + logarithms(delta, most)[j])


def _parts(tx: Array, n: Array) -> Iterator[slice]:
    """Rows that have not too many terms together."""
    ends = np.cumsum(n - tx + 1)
    low = 0
    while low < len(ends):
        high = max(low + 1, int(np.searchsorted(ends, ends[low] + TERMS)))
        yield slice(low, high)
        low = high


class _Likelihood:
    def __init__(self, x: Array, tx: Array, n: Array, counts: Array) -> None:
        self.rows = float(counts.sum())
        self.parts = [(_Terms(x[some], tx[some], n[some]), counts[some].astype(np.float64)) for some in _parts(tx, n)]

    def __call__(self, parameters: Vector) -> Bend:
        given = tuple(map(float, parameters))
        value, slope, bend = 0.0, np.zeros(4), np.zeros((4, 4))
        for terms, counts in self.parts:
            value += _of_terms(given, terms, counts, slope, bend)
        return value, slope, bend


def _of_terms(given: tuple[float, ...], terms: _Terms, counts: Array, slope: Vector, bend: Vector) -> float:
    x, j, starts, row = terms.x, terms.occasion, terms.starts, terms.row
    logs = terms.logs(given)
    most = np.maximum.reduceat(logs, starts)
    shares = np.exp(logs - most[row])
    whole = np.add.reduceat(shares, starts)
    shares /= whole[row]
    left = np.where(terms.there, 0.0, 1.0)
    # each term is (alpha)_x (beta)_(j-x) / (alpha+beta)_j * (gamma)_left (delta)_j / (gamma+delta)_(j+left)
    risen = (x, j - x, left, j)
    firsts, seconds = zip(*(_slopes(given[it], risen[it]) for it in range(4)), strict=True)
    sums = (_slopes(given[0] + given[1], j), _slopes(given[2] + given[3], j + left))
    firsts = tuple(first - sums[it // 2][0] for it, first in enumerate(firsts))
    weighted = shares * counts[row]
    for one in range(4):
        first = firsts[one]
        mean = np.add.reduceat(shares * first, starts)
        slope[one] += (counts * mean).sum()
        bend[one, one] += (weighted * seconds[one]).sum()
        for other in range(one, 4):
            both = (weighted * first * firsts[other]).sum()
            both -= (counts * mean * np.add.reduceat(shares * firsts[other], starts)).sum()
            if one // 2 == other // 2:
                both -= (weighted * sums[one // 2][1]).sum()
            bend[one, other] += both
            if other != one:
                bend[other, one] += both
    return float((counts * (most + np.log(whole))).sum())


def _slopes(a: float, n: Array) -> tuple[Array, Array]:
    """Slope and bend of ln (a)_n by a."""
    shares = 1 / (a + np.arange(int(n.max(initial=0))))
    places = n.astype(np.int64)
    return (
        np.concatenate([[0.0], np.cumsum(shares)])[places],
        -np.concatenate([[0.0], np.cumsum(shares**2)])[places],
    )


class BgBb:
    """Rows of (frequency, recency, periods), all whole. Raises `Unfit` where the data does not tell."""

    def __init__(self) -> None:
        self._rows = Counted(3)

    def add(self, frequency: Array, recency: Array, periods: Array) -> None:
        """Take in rows."""
        self._rows.add(frequency, periods, recency)

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        self._rows.merge(other._rows)

    def finish(self) -> Fitted:
        """The maximum of the likelihood, with standard errors of the observed information."""
        x, n, tx, counts = self._rows.rows()
        _sound(x, tx, n, counts)
        likelihood = _Likelihood(x, tx, n, counts)
        peak = highest(likelihood, np.array([1.0, 1.0, 1.0, 3.0]), np.ones(4), likelihood.rows)
        refused(peak, NAMES, WHY, "give the parameters with `with`, or use a simpler model")
        return peak.fitted(NAMES, int(likelihood.rows))


def _sound(x: Array, tx: Array, n: Array, counts: Array) -> None:
    finite = np.isfinite(x) & np.isfinite(tx) & np.isfinite(n)
    for wrong, what in (
        (~finite, "a value is not finite"),
        ((x < 0) | (tx < 0) | (n < 0), "a value is negative"),
        (finite & ((x != np.rint(x)) | (tx != np.rint(tx)) | (n != np.rint(n))), "a value is not a whole number"),
        (tx > n, "the last purchase lies after the last occasion (recency > periods)"),
        (x > tx, "there are more purchases than occasions up to the last one (frequency > recency)"),
        ((x == 0) & (tx > 0), "there is a recency but no purchase"),
        (n > MOST, f"there are more than {MOST:,} occasions"),
    ):
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            raise Unfit(
                f"{what} in {int(counts[wrong].sum()):,} of {int(counts.sum()):,} rows "
                f"(one has frequency {x[first]:g}, recency {tx[first]:g}, periods {n[first]:g})",
                "frequency is the number of occasions taken, recency the last of them, periods how many there were",
            )
    many = int(counts.sum())
    if many < FEWEST:
        raise Unfit(f"{many} customers are too few: at least {FEWEST} are needed", "give the parameters with `with`")
    if not x.any():
        raise Unfit("nobody bought at any occasion: the frequency is 0 in all rows", "take more periods")


def _possible(x: Array, tx: Array, n: Array) -> Array:
    whole = (x == np.rint(x)) & (tx == np.rint(tx)) & (n == np.rint(n))
    right: Array = whole & (x >= 0) & (tx <= n) & (x <= tx) & ((x > 0) | (tx == 0)) & (n <= MOST)
    return right


def _there(estimates: Estimates, x: Array, tx: Array, n: Array) -> Array:
    """The probability of still being there after occasion n (FHS 2010, eq. 11, for n); NaN for rows that cannot be."""
    found = np.full(len(x), np.nan)
    right = _possible(x, tx, n)
    if not right.any():
        return found
    rows, back = np.unique(np.column_stack([x[right], tx[right], n[right]]), axis=0, return_inverse=True)
    chances = np.empty(len(rows))
    for some in _parts(rows[:, 1], rows[:, 2]):
        terms = _Terms(*rows[some].T)
        logs = terms.logs(_given(estimates))
        stays = logs[terms.there]
        chances[some] = 1 / np.add.reduceat(np.exp(logs - stays[terms.row]), terms.starts)
    found[right] = chances[back.reshape(-1)]
    return found


def _given(estimates: Estimates) -> tuple[float, ...]:
    return tuple(estimates[it] for it in NAMES)


@rowwise
def alive(estimates: Estimates, x: Array, tx: Array, n: Array) -> Array:
    """The probability of being there at the next occasion (FHS 2010, eq. 11)."""
    _, _, gamma, delta = _given(estimates)
    return _there(estimates, x, tx, n) * ((delta + n) / (gamma + delta + n))


@rowwise
def purchases(estimates: Estimates, periods: Array, x: Array, tx: Array, n: Array) -> Array:
    """Expected purchases at the next occasions (eq. 13), summed occasion by occasion: there is no pole at gamma = 1."""
    alpha, beta, _, _ = _given(estimates)
    return _there(estimates, x, tx, n) * (alpha + x) / (alpha + beta + n) * _occasions(estimates, periods, n)


@rowwise
def new_purchases(estimates: Estimates, periods: Array) -> Array:
    """Expected purchases of a new customer at the first occasions (eq. 8)."""
    alpha, beta, _, _ = _given(estimates)
    return alpha / (alpha + beta) * _occasions(estimates, periods, np.zeros(len(periods)))


def _occasions(estimates: Estimates, periods: Array, n: Array) -> Array:
    """At how many of the next occasions somebody who is there after n of them will be."""
    _, _, gamma, delta = _given(estimates)
    found = np.full(len(n), np.nan)
    right = (periods >= 0) & (periods == np.rint(periods)) & (periods < 1 << 24) & (n >= 0) & np.isfinite(n)
    for known in np.unique(n[right]):
        rows = right & (n == known)
        ahead = periods[rows].astype(np.int64)
        before = delta + known + np.arange(ahead.max())
        found[rows] = np.concatenate([[0.0], np.cumsum(np.cumprod(before / (gamma + before)))])[ahead]
    return found


@rowwise
def dert(estimates: Estimates, discount: Array, x: Array, tx: Array, n: Array) -> Array:
    """Discounted expected residual transactions (eq. 14), the next occasion's discounted once.

    Whoever is there and leaves before each occasion with a chance p comes to (1-p) / (d+p) of them, discounted.
    """
    alpha, beta, gamma, delta = _given(estimates)
    right = (discount > 0) & np.isfinite(discount) & (n >= 0) & np.isfinite(n)
    worth = np.full(len(x), np.nan)
    if right.any():
        pairs, back = np.unique(np.column_stack([n[right], discount[right]]), axis=0, return_inverse=True)
        stays = delta + pairs[:, 0]
        mean = mean_reciprocal(np.full(len(pairs), gamma), stays + 1, pairs[:, 1])
        worth[right] = (stays / (gamma + stays) * mean)[back.reshape(-1)]
    worth *= (alpha + x) / (alpha + beta + n)
    worth *= _there(estimates, x, tx, n)
    return worth


@rowwise
def probability(estimates: Estimates, many: Array, periods: Array, x: Array, tx: Array, n: Array) -> Array:
    """The probability of so many purchases at the next occasions (eq. 12)."""
    stays = _there(estimates, x, tx, n)
    return stays * _while_there(estimates, many, periods, x, n) + np.where(many == 0, 1 - stays, 0.0)


@rowwise
def new_probability(estimates: Estimates, many: Array, periods: Array) -> Array:
    """The probability that a new customer buys at so many of the first occasions (eq. 7)."""
    none = np.zeros(len(many))
    return _while_there(estimates, many, periods, none, none)


def _while_there(estimates: Estimates, many: Array, periods: Array, x: Array, n: Array) -> Array:
    alpha, beta, gamma, delta = _given(estimates)
    right = (many >= 0) & (many == np.rint(many)) & (periods == np.rint(periods)) & (periods >= 0)
    right &= (periods < 1 << 16) & (x >= 0) & (n >= x) & np.isfinite(n)
    many, periods = np.where(right, many, 0.0), np.where(right, periods, 0.0)
    a, b, d = alpha + x, beta + (n - x), delta + n

    def ways(occasions: Array) -> Array:
        chosen = gammaln(occasions + 1) - gammaln(many + 1) - gammaln(occasions - many + 1)
        return np.asarray(np.exp(chosen + betaln(a + many, b + (occasions - many)) - betaln(a, b)))

    staying = np.exp(betaln(gamma, d + periods) - betaln(gamma, d))
    found = np.where(many <= periods, ways(np.maximum(periods, many)) * staying, 0.0)
    for occasions in range(int(periods.max(initial=0))):
        leaves = np.exp(betaln(gamma + 1, d + occasions) - betaln(gamma, d))
        some = (many <= occasions) & (occasions < periods)
        found += np.where(some, ways(np.maximum(float(occasions), many)) * leaves, 0.0)
    return np.where(right, found, np.nan)
