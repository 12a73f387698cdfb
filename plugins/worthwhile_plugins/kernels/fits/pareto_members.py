"""What Pareto/NBD tells of a customer: a kernel for each member. Formulas as in Fader and Hardie 2005, note 009.

Somebody who is there at age T with x repeat purchases is like a new customer with r + x, alpha + T, s, beta + T.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray
from scipy.special import expit, exprel, gammaln

from worthwhile_plugins.kernels.fits.lives import lives
from worthwhile_plugins.kernels.fits.logit import STEP, TAIL
from worthwhile_plugins.kernels.fits.pieces import Pieces
from worthwhile_plugins.kernels.fits.repeat_buying import possible
from worthwhile_plugins.kernels.fits.rowwise import Estimates, differing, rowwise

Array = NDArray[Any]

NODES, WEIGHTS = leggauss(24)
LONGEST, NEAR, NEVER = 3.0, 1e-15, 60.0
"""Of Newton's steps towards the next purchase: how long, how near, and from where on nothing comes any more."""
MOST = 1 << 16
"""Periods of a horizon."""
SOME = 1024
"""Rows at a time where each has many places."""


def _given(estimates: Estimates) -> tuple[float, float, float, float]:
    return estimates["r"], estimates["alpha"], estimates["s"], estimates["beta"]


def _staying(estimates: Estimates, x: Array, tx: Array, T: Array) -> Array:  # noqa: N803 (its name)
    """P(alive): being there over being there or having left (note 009); NaN for rows that cannot be."""
    given = r, alpha, s, beta = _given(estimates)
    found = np.full(len(x), np.nan)
    right = np.flatnonzero(possible(x, tx, T))
    for low in range(0, len(right), SOME):
        some = right[low : low + SOME]
        gone = np.zeros(len(some))
        power, scale_alpha, scale_beta = r + x[some], alpha + T[some], beta + T[some]
        for rows, y, weights in lives(given, x[some], tx[some], T[some]):
            logs = power[rows][:, None] * np.log((alpha + y) / scale_alpha[rows][:, None])
            logs += (s + 1) * np.log((beta + y) / scale_beta[rows][:, None])
            gone[rows] += (np.exp(-logs) * weights).sum(axis=1)
        found[some] = 1 / (1 + s / scale_beta * gone)
    return found


def _within(estimates: Estimates, time: Array, x: Array, T: Array) -> Array:  # noqa: N803 (its name)
    """Expected purchases of somebody who is there (note 009): the limit at s = 1 is one of its values."""
    r, alpha, s, beta = _given(estimates)
    growth = np.log1p(time / (beta + T))
    found = (r + x) * ((beta + T) / (alpha + T)) * growth * exprel((1 - s) * growth)
    return np.where((time >= 0) & np.isfinite(time), found, np.nan)


alive = rowwise(_staying)


@rowwise
def purchases(estimates: Estimates, time: Array, x: Array, tx: Array, T: Array) -> Array:  # noqa: N803 (its name)
    """Expected purchases within a time."""
    return _staying(estimates, x, tx, T) * _within(estimates, time, x, T)


@rowwise
def new_purchases(estimates: Estimates, time: Array) -> Array:
    """Expected purchases of a new customer after the first one (note 009)."""
    none = np.zeros(len(time))
    return _within(estimates, time, none, none)


@rowwise
def dert(
    estimates: Estimates,
    discount: Array,
    per: Array,
    x: Array,
    tx: Array,
    T: Array,  # noqa: N803 (its name)
) -> Array:
    """Discounted expected residual transactions (Fader, Hardie and Lee 2005, Journal of Marketing Research 42, 415-430)."""
    r, alpha, s, beta = _given(estimates)
    force = np.log1p(discount) / per
    right = (force > 0) & np.isfinite(force) & np.isfinite(T) & (T >= 0)
    worth = _for_ever(s)(np.zeros(len(x)), np.log(np.where(right, force * (beta + T), 1.0)))
    return np.where(right, _staying(estimates, x, tx, T) * (r + x) * ((beta + T) / (alpha + T)) * worth, np.nan)


@lru_cache(32)
def _for_ever(s: float) -> Pieces:
    """The integral of e^(-k y) (1+y)^-s over all y, Tricomi's U(1, 2-s, k), by the logarithm of k."""

    def integral(_: float, log_k: Array) -> Array:
        low, high = -8 * np.ceil(log_k.max() / 8), -8 * np.floor(log_k.min() / 8)
        first = min(0.0, low) - np.log1p(s) - TAIL
        log_y = STEP * np.arange(np.floor(first / STEP), np.ceil((high + 4) / STEP) + 1)[:, None]
        return np.asarray(STEP * np.exp(log_y - np.exp(log_k + log_y) - s * np.logaddexp(0, log_y)).sum(axis=0))

    return Pieces(integral)


@rowwise
def discounted(
    estimates: Estimates,
    time: Array,
    discount: Array,
    per: Array,
    x: Array,
    tx: Array,
    T: Array,  # noqa: N803 (its name)
) -> Array:
    """Expected purchases within a time, each discounted to now."""
    r, alpha, s, beta = _given(estimates)
    right = (time >= 0) & np.isfinite(time) & (discount > -1) & (per > 0) & np.isfinite(T) & (T >= 0)
    loss = np.where(right, np.log1p(discount) / per * time, 0.0)
    growth = np.log1p(np.where(right, time / (beta + T), 0.0))
    parts = np.ceil(growth / 6 + np.abs(loss) * np.maximum(1.0, growth) / 20 + 1e-9)
    found = np.full(len(x), np.nan)
    for (many,), rows in differing(np.where(right, parts, np.nan)):
        places = ((np.arange(many)[:, None] + (NODES + 1) / 2) / many).ravel()
        weights = np.tile(WEIGHTS / (2 * many), int(many))
        up = growth[rows][:, None]
        share = np.expm1(up * places) / np.where(up > 0, np.expm1(up), 1.0)
        inner = np.exp((1 - s) * up * places - loss[rows][:, None] * share)
        found[rows] = growth[rows] * np.einsum("ij,j->i", inner, weights)
    found *= (r + x) * ((beta + T) / (alpha + T))
    found *= _staying(estimates, x, tx, T)
    return found


@rowwise
def by_period(
    estimates: Estimates,
    periods: Array,
    discount: Array,
    per: Array,
    x: Array,
    tx: Array,
    T: Array,  # noqa: N803 (its name)
) -> Array:
    """Expected purchases of each of the next periods, discounted from its end."""
    right = (periods >= 0) & (periods == np.rint(periods)) & (periods < MOST) & (per > 0) & (discount > -1)
    found, before = np.zeros(len(x)), np.zeros(len(x))
    for period in range(1, int(np.where(right, periods, 0.0).max(initial=0)) + 1):
        known = _within(estimates, period * per, x, T)
        found += np.where(period <= periods, (known - before) * (1 + discount) ** -period, 0.0)
        before = known
    return np.where(right, _staying(estimates, x, tx, T) * found, np.nan)


@rowwise
def next_purchase(estimates: Estimates, chance: Array, x: Array, tx: Array, T: Array) -> Array:  # noqa: N803 (its name in the literature)
    """The time within which the next purchase comes with a chance; NaN where that is more than it ever comes.

    Of somebody who is there, over l = (r+x) ln(1 + t / (alpha+T)), it has come with the integral of e^-l h(l), h the
    share that has not left by then. The integral rises ever more slowly, so Newton's steps stay below the answer.
    """
    r, alpha, s, beta = _given(estimates)
    stays = _staying(estimates, x, tx, T)
    right = (chance >= 0) & (chance < stays)
    wanted = np.where(right, chance / stays, 0.0)
    place, come = np.zeros(len(x)), np.zeros(len(x))

    def density(at: Array, rows: Array) -> Array:
        power = (r + x[rows]).reshape(-1, *[1] * (at.ndim - 1))
        scale = ((alpha + T[rows]) / (beta + T[rows])).reshape(-1, *[1] * (at.ndim - 1))
        return np.asarray(np.exp(-at - s * np.log1p(scale * np.expm1(at / power))))

    going = np.flatnonzero(right & (wanted > 0))
    while len(going):
        here = place[going]
        step = np.minimum((wanted[going] - come[going]) / density(here, going), LONGEST)
        nodes = here[:, None] + step[:, None] * ((NODES + 1) / 2)
        come[going] += step * np.einsum("ij,j->i", density(nodes, going), WEIGHTS / 2)
        place[going] = here + step
        going = going[(step > NEAR * place[going]) & (place[going] < NEVER)]
    found = (alpha + T) * np.expm1(place / (r + x))
    return np.where(right & (place < NEVER), found, np.nan)


@rowwise
def probability(
    estimates: Estimates,
    n: Array,
    time: Array,
    x: Array,
    tx: Array,
    T: Array,  # noqa: N803 (its name)
) -> Array:
    """The probability of n purchases within a time."""
    stays = _staying(estimates, x, tx, T)
    return stays * _while_there(estimates, n, time, x, T) + np.where(n == 0, 1 - stays, 0.0)


@rowwise
def new_probability(estimates: Estimates, n: Array, time: Array) -> Array:
    """The probability that a new customer makes n purchases after the first one (note 009)."""
    none = np.zeros(len(n))
    return _while_there(estimates, n, time, none, none)


def _while_there(estimates: Estimates, n: Array, time: Array, x: Array, T: Array) -> Array:  # noqa: N803 (its name in the literature)
    """n purchases of somebody who is there: staying all the time, or leaving at some moment of it.

    The moment is time / (1 + e^-u); over u the integral is a sum of equal steps.
    """
    r, alpha, s, beta = _given(estimates)
    power, scale, left = r + x, alpha + T, beta + T
    many = gammaln(power + n) - gammaln(power) - gammaln(n + 1)
    found = np.exp(_count(many, power, scale, n, time) - s * np.log1p(time / left))
    moments = STEP * np.arange(-np.ceil(TAIL / STEP), np.ceil(TAIL / STEP) + 1)
    steps = (STEP * s) * expit(moments) * expit(-moments)
    for low in range(0, len(n), SOME):
        rows = slice(low, low + SOME)
        each = [it[rows][:, None] for it in (many, power, scale, n)]
        up_to, known = time[rows][:, None], left[rows][:, None]
        y = up_to * expit(moments)
        logs = _count(each[0], each[1], each[2], each[3], y) - (s + 1) * np.log1p(y / known)
        found[rows] += np.einsum("ij,j->i", np.exp(logs) * (up_to / known), steps)
    right = (n >= 0) & (n == np.rint(n)) & (time >= 0) & np.isfinite(time) & np.isfinite(n)
    return np.where(right, found, np.nan)


def _count(many: Array, power: Array, scale: Array, n: Array, time: Array) -> Array:
    """The logarithm of the probability of n purchases in a time in which nobody leaves."""
    known = many - power * np.log1p(time / scale)
    return np.asarray(known + np.where(n > 0, n * np.log(time / (scale + time)), 0.0))
