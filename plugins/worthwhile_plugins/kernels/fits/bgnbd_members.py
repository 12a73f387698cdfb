"""What BG/NBD and MBG/NBD tell of a customer: a kernel for each member.

``modified`` is 1 for MBG/NBD, in which b + 1 stands for b wherever a purchase has been survived.
"""

from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln, expit, gammaln

from worthwhile_plugins.kernels.fits.repeat_buying import possible
from worthwhile_plugins.kernels.fits.rowwise import Estimates, differing, rowwise
from worthwhile_plugins.kernels.fits.to_come import ToCome

Array = NDArray[Any]

MOST = 1 << 16
"""Periods of a horizon."""

to_come = lru_cache(32)(ToCome)


def _staying(estimates: Estimates, x: Array, tx: Array, T: Array, modified: int) -> Array:  # noqa: N803 (its name)
    """P(alive): 1 / (1 + odds of having left) (Fader, Hardie and Lee 2008, note 021); NaN for rows that cannot be."""
    r, alpha, a, b = (estimates[it] for it in ("r", "alpha", "a", "b"))
    odds = np.log(a / (b + (x - 1 + modified))) + (r + x) * np.log((alpha + T) / (alpha + tx))
    stays = expit(-odds) if modified else np.where(x > 0, expit(-odds), 1.0)
    return np.where(possible(x, tx, T), stays, np.nan)


def _known(estimates: Estimates, x: Array, T: Array, modified: int) -> tuple[ToCome, Array, Array]:  # noqa: N803 (its name in the literature)
    """What is to come, the number of purchases and the rate's scale; what cannot be as what can."""
    right = (x >= 0) & np.isfinite(x) & np.isfinite(T) & (T >= 0)
    come = to_come(estimates["r"], estimates["a"], estimates["b"] + modified)
    return come, np.where(right, np.rint(x), 0.0), estimates["alpha"] + np.where(right, T, 1.0)


def _purchases(estimates: Estimates, time: Array, x: Array, tx: Array, T: Array, modified: int) -> Array:  # noqa: N803 (its name in the literature)
    """Expected purchases within a time (Fader, Hardie and Lee 2005, eq. 10)."""
    come, count, scale = _known(estimates, x, T, modified)
    right = (time >= 0) & np.isfinite(time)
    expected = come.within(count, np.where(right, time, 0.0) / scale)
    return np.where(right, _staying(estimates, x, tx, T, modified) * expected, np.nan)


def _discounted(
    estimates: Estimates,
    time: Array,
    discount: Array,
    per: Array,
    x: Array,
    tx: Array,
    T: Array,  # noqa: N803 (its name)
    modified: int,
) -> Array:
    """Expected purchases within a time, each discounted to now: the integral of e^(-d t) over what is expected."""
    come, count, scale = _known(estimates, x, T, modified)
    found = np.full(len(x), np.nan)
    losses = np.log1p(discount) / per * time
    for (loss,), rows in differing(np.where((time >= 0) & (per > 0) & (discount > -1), losses, np.nan)):
        found[rows] = come.discounted(count[rows], time[rows] / scale[rows], loss)
    found *= _staying(estimates, x, tx, T, modified)
    return found


def _by_period(
    estimates: Estimates,
    periods: Array,
    discount: Array,
    per: Array,
    x: Array,
    tx: Array,
    T: Array,  # noqa: N803 (its name)
    modified: int,
) -> Array:
    """Expected purchases of each of the next periods, discounted from its end."""
    come, count, scale = _known(estimates, x, T, modified)
    found = np.full(len(x), np.nan)
    right = (periods >= 0) & (periods == np.rint(periods)) & (periods < MOST) & (per > 0) & np.isfinite(per)
    for (steps, rate), rows in differing(np.where(right, periods, np.nan), np.where(discount > -1, discount, np.nan)):
        horizon = steps * per[rows] / scale[rows]
        found[rows] = come.stepwise(count[rows], horizon, int(steps), 1 / (1 + rate)) if steps else 0.0
    found *= _staying(estimates, x, tx, T, modified)
    return found


def _dert(
    estimates: Estimates,
    discount: Array,
    per: Array,
    x: Array,
    tx: Array,
    T: Array,  # noqa: N803 (its name)
    modified: int,
) -> Array:
    """Discounted expected residual transactions: all that are still to come, discounted to now."""
    come, count, scale = _known(estimates, x, T, modified)
    force = np.log1p(discount) / per
    right = (force > 0) & np.isfinite(force)
    worth = come.ever(count, np.where(right, force, 1.0) * scale)
    return np.where(right, _staying(estimates, x, tx, T, modified) * worth, np.nan)


def _chance(
    estimates: Estimates,
    n: Array,
    time: Array,
    x: Array,
    tx: Array,
    T: Array,  # noqa: N803 (its name)
    modified: int,
) -> Array:
    """The probability of n purchases within a time."""
    stays = _staying(estimates, x, tx, T, modified)
    b = estimates["b"] + x + modified
    chance = _while_there(estimates["r"] + x, estimates["alpha"] + T, estimates["a"], b, n, time)
    return stays * chance + np.where(n == 0, 1 - stays, 0.0)


def _while_there(r: Array, scale: Array, a: float, b: Array, n: Array, time: Array) -> Array:
    """The probability of n purchases of somebody who is there (Fader, Hardie and Lee 2005, eq. 8).

    Either n without leaving, or leaving after the n-th, however many would have followed.
    """
    share = time / (scale + time)
    log_count = gammaln(r + n) - gammaln(r) - gammaln(n + 1) + r * np.log1p(-share)
    log_count += np.where(n > 0, n * np.log(share), 0.0)
    whole = betaln(a, b)
    chance = np.exp(log_count + betaln(a, b + n) - whole)
    left = np.exp(betaln(a + 1, b + n - 1) - whole) * betainc(np.maximum(n, 1), r, share)
    chance += np.where((n > 0) & (share > 0), left, 0.0)
    right = (n >= 0) & (n == np.rint(n)) & (time >= 0) & np.isfinite(time) & np.isfinite(n)
    return np.where(right, chance, np.nan)


def _next(estimates: Estimates, share: Array, x: Array, tx: Array, T: Array, modified: int) -> Array:  # noqa: N803 (its name in the literature)
    """The time within which the next purchase comes with a probability; NaN where that is more than P(alive).

    Somebody alive waits longer than t with ((alpha+T) / (alpha+T+t))^(r+x): the first purchase comes before any
    chance to leave.
    """
    stays = _staying(estimates, x, tx, T, modified)
    right = (share >= 0) & (share < stays)
    waits = np.log1p(-np.where(right, share, 0.0) / stays) / (estimates["r"] + x)
    return np.where(right, (estimates["alpha"] + T) * np.expm1(-waits), np.nan)


def _new_purchases(estimates: Estimates, time: Array, modified: int) -> Array:
    """Expected purchases of a new customer after the first one (Fader, Hardie and Lee 2005, eq. 9)."""
    come = to_come(estimates["r"], estimates["a"], estimates["b"] + modified)
    right = (time >= 0) & np.isfinite(time)
    within = come.within(np.zeros(len(time)), np.where(right, time, 0.0) / estimates["alpha"])
    return np.where(right, _new(estimates, modified) * within, np.nan)


def _new_chance(estimates: Estimates, n: Array, time: Array, modified: int) -> Array:
    """The probability that a new customer makes n purchases after the first one (eq. 8)."""
    r, alpha = np.full(len(n), estimates["r"]), np.full(len(n), estimates["alpha"])
    stays = _new(estimates, modified)
    chance = _while_there(r, alpha, estimates["a"], np.full(len(n), estimates["b"] + modified), n, time)
    return stays * chance + np.where(n == 0, 1 - stays, 0.0)


def _new(estimates: Estimates, modified: int) -> float:
    """The share of newcomers who are still there after their first purchase."""
    return estimates["b"] / (estimates["a"] + estimates["b"]) if modified else 1.0


alive, mbg_alive = (rowwise(partial(_staying, modified=it)) for it in (0, 1))
purchases, mbg_purchases = (rowwise(partial(_purchases, modified=it)) for it in (0, 1))
discounted, mbg_discounted = (rowwise(partial(_discounted, modified=it)) for it in (0, 1))
by_period, mbg_by_period = (rowwise(partial(_by_period, modified=it)) for it in (0, 1))
dert, mbg_dert = (rowwise(partial(_dert, modified=it)) for it in (0, 1))
probability, mbg_probability = (rowwise(partial(_chance, modified=it)) for it in (0, 1))
next_purchase, mbg_next_purchase = (rowwise(partial(_next, modified=it)) for it in (0, 1))
new_purchases, mbg_new_purchases = (rowwise(partial(_new_purchases, modified=it)) for it in (0, 1))
new_probability, mbg_new_probability = (rowwise(partial(_new_chance, modified=it)) for it in (0, 1))
