"""Contracts that are renewed or not: the shifted beta-geometric model of Fader and Hardie.

Fader and Hardie (2007), "How to Project Customer Retention": each customer leaves at every renewal with a chance of
their own; the chances are of Beta(alpha, beta). Of those that began, S(t) = B(alpha, beta + t) / B(alpha, beta)
are there after t renewals (equation 6), and of those that came to renewal t, (beta + t - 1) / (alpha + beta + t - 1)
renew (equation 8). The likelihood is a sum over renewals of how many came to it and how many left there.
"""

from collections.abc import Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Fitted, Unfit
from worthwhile_plugins.kernels.fits.beta_mean import mean_reciprocal
from worthwhile_plugins.kernels.fits.durations import Durations
from worthwhile_plugins.kernels.fits.newton import climb

Numbers = NDArray[np.float64]
Estimates = Mapping[str, float]
WHOLE = 1e-9
"""A duration that is this close to a whole number of periods, relative, is one."""
LONGEST = 1_000_000
ALIKE = 1e8
"""Beyond alpha + beta of this size customers are all alike."""
STARTS = np.geomspace(1e-3, 1e3, 25)
LOOKED_AT = 1000
"""Renewals that are looked at for a place to start from."""
TELLING = 2.705543454095404
"""The 90% point of chi-square with 1 degree of freedom: a boundary tested at 5% (Self and Liang 1987)."""


class Sbg:
    """The estimator: periods ``lived``, and whether each ``churned`` then."""

    def __init__(self) -> None:
        self._seen = Durations()

    def add(self, lived: Numbers, churned: Numbers) -> None:
        self._seen.add(lived, churned)

    def merge(self, other: Self) -> None:
        self._seen.merge(other._seen)

    def finish(self) -> Fitted:
        times, left, stayed = self._seen.finish()
        came, leavers = _renewals(times, left, stayed)
        _fit_for_use(came, leavers)
        return _estimated(came, leavers, int(left.sum() + stayed.sum()))


def _renewals(times: Numbers, left: Numbers, stayed: Numbers) -> tuple[Numbers, Numbers]:
    """For each renewal how many came to it, and how many left there."""
    nearest = np.round(times)
    whole = np.abs(times - nearest) <= WHOLE * np.maximum(times, 1.0)
    between = (left > 0) & (~whole | (nearest < 1))
    if between.any():
        raise Unfit(
            f"{int(left[between].sum()):,} customers left at a time that is no renewal, such as after "
            f"{times[between][0]:g} periods",
            "contracts end at their 1st, 2nd, ... renewal: declare the first argument in the length of a contract (`years`) and"
            " give whole numbers; where customers may leave at any time, take `weibull` or `kaplan_meier`",
        )
    passed = np.where(whole, nearest, np.floor(times)).astype(np.int64)
    longest = int(passed.max())
    if longest > LONGEST:
        raise Unfit(
            f"somebody was there for {longest:,} periods",
            "declare the first argument in the length of a contract: `years`",
        )
    ends, leavers = (np.bincount(passed, weights=it, minlength=longest + 1) for it in (left + stayed, left))
    came: Numbers = np.cumsum(ends[::-1])[::-1][1:].astype(np.float64)
    return came, leavers[1:].astype(np.float64)


def _fit_for_use(came: Numbers, leavers: Numbers) -> None:
    """Refuse data for which the likelihood has no highest place inside."""
    if not len(came):
        raise Unfit("no customer has come to a renewal yet", "wait for the first renewals, or declare a shorter period")
    if not leavers.any():
        raise Unfit(
            "nobody left: any small chance of leaving would do",
            "take the retention rate as an assumption, with its source",
        )
    if len(came) < 2:  # noqa: PLR2004 (one renewal gives one rate, and the model has two parameters)
        raise Unfit(
            "only one renewal was seen, and how rates change from one to the next is what is estimated",
            "bring a second year",
        )
    if not (came - leavers).any():
        raise Unfit("everybody left at the first renewal", "there is nobody whose retention could be estimated")
    if not leavers[1:].any():
        raise Unfit(
            "nobody left after the first renewal: alpha and beta tend to 0",
            "bring more renewals, or split customers into those who left and those who stay",
        )


def _estimated(came: Numbers, leavers: Numbers, rows: int) -> Fitted:
    where = np.arange(len(came), dtype=np.float64)
    flat, flat_mean = _of_customers_alike(came, leavers)

    def slopes(logs: Numbers) -> tuple[float, Numbers, Numbers]:
        return _slopes(logs, where, came, leavers)

    logs = climb(slopes, _start(where, came, leavers))
    best, gradient, bends = slopes(logs)
    alpha, beta = np.exp(logs)
    if alpha + beta > ALIKE or best <= flat:
        raise Unfit(
            "customers do not seem to differ: the share that renews does not rise from renewal to renewal, so alpha and beta"
            " have no bounds",
            f"use a constant retention of {1 - flat_mean:.6g} a period, which fits as well",
        )
    errors = _errors(logs, gradient, bends)
    remarks = []
    if 2 * (best - flat) < TELLING:
        remarks.append(
            f"a constant retention of {1 - flat_mean:.4g} fits nearly as well: twice the difference of log-likelihoods is"
            f" {2 * (best - flat):.2f}, and 2.71 is the 5% limit"
        )
    return Fitted(
        {"alpha": float(alpha), "beta": float(beta)},
        {"alpha": float(errors[0]), "beta": float(errors[1])},
        float(best),
        rows,
        {},
        tuple(remarks),
    )


def _of_customers_alike(came: Numbers, leavers: Numbers) -> tuple[float, float]:
    """The log-likelihood of one chance of leaving for all, and that chance."""
    total, gone = float(came.sum()), float(leavers.sum())
    chance = gone / total
    return gone * np.log(chance) + (total - gone) * np.log1p(-chance), chance


def _start(where: Numbers, came: Numbers, leavers: Numbers) -> Numbers:
    """The best of a few degrees of difference, each with its best mean: ln alpha and ln beta."""
    where, came, leavers = where[:LOOKED_AT], came[:LOOKED_AT], leavers[:LOOKED_AT]
    stayed = came - leavers
    spread = STARTS[:, None] * where  # (i - 1) / (alpha + beta)
    low, high = np.zeros(len(STARTS)), np.ones(len(STARTS))
    for _ in range(40):  # the slope in the mean falls throughout
        mean = (low + high) / 2
        rising = leavers.sum() / mean > (stayed / (1 - mean[:, None] + spread)).sum(axis=1)
        low, high = np.where(rising, mean, low), np.where(rising, high, mean)
    mean = np.clip((low + high) / 2, 1e-9, 1 - 1e-9)
    fits = leavers.sum() * np.log(mean) + (stayed * np.log(1 - mean[:, None] + spread) - came * np.log1p(spread)).sum(
        axis=1
    )
    best = int(np.argmax(fits))
    size = 1 / STARTS[best]
    return np.log([mean[best] * size, (1 - mean[best]) * size])


def _slopes(logs: Numbers, where: Numbers, came: Numbers, leavers: Numbers) -> tuple[float, Numbers, Numbers]:
    """The log-likelihood, its gradient and its Hessian in ln alpha and ln beta."""
    alpha, beta = np.exp(logs)
    stayed, gone = came - leavers, float(leavers.sum())
    whole, rest = alpha + beta + where, beta + where
    # ln(rest / whole) as log1p: near 0 where alpha is small beside beta
    value = gone * np.log(alpha) + (stayed * np.log1p(-alpha / whole) - leavers * np.log(whole)).sum()
    ones, squares = float((came / whole).sum()), float((came / whole**2).sum())
    by_alpha, by_beta = gone / alpha - ones, float((stayed / rest).sum()) - ones
    gradient = np.array([alpha * by_alpha, beta * by_beta])
    bends = np.array(
        [
            [alpha**2 * (squares - gone / alpha**2), alpha * beta * squares],
            [alpha * beta * squares, beta**2 * (squares - float((stayed / rest**2).sum()))],
        ]
    ) + np.diag(gradient)
    return float(value), gradient, bends


def _errors(logs: Numbers, gradient: Numbers, bends: Numbers) -> Numbers:
    """Standard errors of alpha and beta from the observed information; NaN where it is not positive."""
    information = -(bends - np.diag(gradient))
    determinant = float(np.linalg.det(information))
    if determinant <= 0 or information[0, 0] <= 0:
        return np.full(2, np.nan)
    found: Numbers = np.exp(logs) * np.sqrt(np.diag(np.linalg.inv(information)))
    return found


# ── Members ──────────────────────────────────────────────────────────────────


def _passed(time: Numbers) -> Numbers:
    """Renewals that lie at or before a time; missing before the start."""
    found: Numbers = np.where(time >= 0, np.floor(time * (1 + WHOLE)), np.nan)
    return found


def survival(time: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """The share still there after a time: it steps down at each renewal (equation 6)."""
    alpha, beta = estimates["alpha"], estimates["beta"]
    renewals = _passed(np.asarray(time, dtype=np.float64))
    longest = np.nanmax(renewals, initial=0.0)
    if longest <= LOOKED_AT:
        steps = np.cumsum(np.log1p(-alpha / (alpha + beta + np.arange(longest))))
        table = np.exp(np.concatenate([[0.0], steps]))
        found: Numbers = np.where(np.isnan(renewals), np.nan, table[np.nan_to_num(renewals).astype(np.int64)])
        return found
    far: Numbers = np.exp(_ratio(beta + renewals, alpha) - _ratio(np.asarray(beta), alpha))
    return far


def _ratio(z: Numbers, a: float) -> Numbers:
    """ln of Gamma(z) / Gamma(z + a), by Stirling's series for z of 10 and more, and by steps up to there.

    The terms are put together before they are added: gammaln(z) - gammaln(z + a) has no digits left for large z.
    """
    steps = np.log1p(a / (z[..., None] + np.arange(10))).sum(axis=-1)
    far = z + 10
    found: Numbers = (
        steps - (far - 0.5) * np.log1p(a / far) - a * np.log(far + a) + a + _stirling(far) - _stirling(far + a)
    )
    return found


def _stirling(z: Numbers) -> Numbers:
    """What Stirling's formula leaves over (Abramowitz and Stegun 6.1.40)."""
    inverse = 1 / z**2
    found: Numbers = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / z
    return found


def retention(time: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """Of those that come to the renewal at a time, the share that renews (equation 8); missing before the first."""
    renewals = _passed(np.asarray(time, dtype=np.float64))
    found: Numbers = np.where(
        renewals >= 1, 1 - estimates["alpha"] / (estimates["alpha"] + estimates["beta"] + renewals - 1), np.nan
    )
    return found


def residual(time: Numbers, discount: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """The discounted expected residual lifetime, in periods, of who has been there for a time.

    Fader and Hardie (2010), "Customer-Base Valuation in a Contractual Setting", equation 6: just before the next renewal,
    which is not discounted. Infinite, and so missing, where nothing is discounted and alpha is at most 1.
    """
    alpha, beta = estimates["alpha"], estimates["beta"]
    renewals, rate = np.broadcast_arrays(_passed(np.asarray(time, dtype=np.float64)), discount)
    found: Numbers = _expected(alpha, beta + renewals + 1, rate) * (beta + renewals) / (alpha + beta + renewals)
    return found


def lifetime(discount: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """The discounted expected lifetime of a new customer, in periods, each paid at its start.

    The sum of S(t) / (1 + d)^t from t = 0.
    """
    rate = np.asarray(discount, dtype=np.float64)
    return _expected(estimates["alpha"], np.full(rate.shape, estimates["beta"]), rate)


def _expected(alpha: float, beta: Numbers, rate: Numbers) -> Numbers:
    """The mean of (1 + d) / (d + p), p of Beta(alpha, beta): of all payments of who leaves with chance p."""
    shape = np.broadcast(beta, rate).shape
    pairs = np.stack([np.broadcast_to(it, shape).ravel() for it in (beta, rate)])
    kinds, place = np.unique(pairs, axis=1, return_inverse=True)
    found = np.full(kinds.shape[1], np.nan)
    known = ~np.isnan(kinds).any(axis=0) & (kinds[1] >= 0)
    some, rates = kinds[0, known], kinds[1, known]
    found[known] = (1 + rates) * mean_reciprocal(np.full(len(some), alpha), some, rates)
    found[np.isinf(found)] = np.nan
    whole: Numbers = found[place.ravel()].reshape(shape)
    return whole
