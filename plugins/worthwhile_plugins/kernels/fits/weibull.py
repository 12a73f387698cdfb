"""How long customers stay, after Weibull: the rate of leaving rises or falls with a power of time.

S(t) = exp(-(t / scale)^shape). The likelihood counts who left with the density and who is still there with S (Lawless
2003, "Statistical Models and Methods for Lifetime Data", section 5.2). For a given shape the best scale is known in
closed form, and what is left falls throughout: there is one root, and no place to get stuck in.
"""

import math
from collections.abc import Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Fitted, Unfit
from worthwhile_plugins.kernels.fits.durations import Durations

Numbers = NDArray[np.float64]
Estimates = Mapping[str, float]
NARROWEST, WIDEST = 1e-6, 1e6
SPACING = 0.25
FAR = 40.0
AT_ONCE = 1 << 12


class Weibull:
    """The estimator: time ``lived``, and whether each ``churned`` then."""

    def __init__(self) -> None:
        self._seen = Durations()

    def add(self, lived: Numbers, churned: Numbers) -> None:
        self._seen.add(lived, churned)

    def merge(self, other: Self) -> None:
        self._seen.merge(other._seen)

    def finish(self) -> Fitted:
        times, left, stayed = self._seen.finish()
        rows = int(left.sum() + stayed.sum())
        if times[0] == 0:
            if left[0]:
                raise Unfit(
                    f"{int(left[0]):,} customers left after no time at all, which no Weibull distribution allows for",
                    "leave them out, or count the period in which somebody left as one that was lived",
                )
            times, left, stayed = times[1:], left[1:], stayed[1:]  # who has only come says nothing yet
        if not left.any():
            raise Unfit(
                "nobody left: a rate of leaving cannot be told",
                "wait until some have left, or take it as an assumption",
            )
        if not left[:-1].any():
            raise Unfit(
                "all who left did so at the same time, and nobody was seen for longer: the shape has no bound",
                "take that time as an assumption, or measure it in a finer unit",
            )
        return _estimated(times, left, left + stayed, rows)


def _estimated(times: Numbers, left: Numbers, there: Numbers, rows: int) -> Fitted:
    longest, gone = float(times[-1]), float(left.sum())
    log = np.log(times / longest)
    shape = _shape(log, left, there)
    lifted = there * np.exp(shape * log)
    scale = longest * (float(lifted.sum()) / gone) ** (1 / shape)
    place = shape * np.log(times / scale)
    weight = there * np.exp(place)
    value = gone * math.log(shape) + float((left * (place - np.log(times))).sum()) - float(weight.sum())
    # The observed information in ln shape and ln scale.
    cross = shape * (gone - float((weight * (1 + place)).sum()))
    information = np.array(
        [
            [float((weight * (place + place**2)).sum()) - float((left * place).sum()), cross],
            [cross, shape**2 * float(weight.sum())],
        ]
    )
    spread = np.sqrt(np.diag(np.linalg.inv(information)))
    return Fitted(
        {"shape": shape, "scale": scale},
        {"shape": shape * float(spread[0]), "scale": scale * float(spread[1])},
        value,
        rows,
        {},
    )


def _shape(log: Numbers, left: Numbers, there: Numbers) -> float:
    """The root of 1 / k + mean of ln t of who left - sum(t^k ln t) / sum(t^k), which falls throughout (Lawless, 5.2.4).

    Newton's steps in ln k, halved into the bracket when they leave it. ``log`` is of times beside the longest, so that
    no power overflows.
    """
    mean = float((left * log).sum()) / float(left.sum())
    low, high, k = NARROWEST, WIDEST, 1.0
    for _ in range(200):
        weight = there * np.exp(k * log)
        total = float(weight.sum())
        first = float((weight * log).sum()) / total
        apart = float((weight * (log - first) ** 2).sum()) / total
        value = 1 / k + mean - first
        low, high = (k, high) if value > 0 else (low, k)
        step = k * math.exp(min(max(value / (1 / k + k * apart), -2.0), 2.0))
        after = step if low < step < high else math.sqrt(low * high)
        if abs(after - k) <= 4e-16 * k or value == 0:
            break
        k = after
    return k


# ── Members ──────────────────────────────────────────────────────────────────


def _lifted(time: Numbers, estimates: Estimates) -> Numbers:
    """(t / scale)^shape; missing before the start."""
    begun = np.asarray(time, dtype=np.float64)
    found: Numbers = (np.where(begun >= 0, begun, np.nan) / estimates["scale"]) ** estimates["shape"]
    return found


def survival(time: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """The share still there after a time."""
    found: Numbers = np.exp(-_lifted(time, estimates))
    return found


def hazard(time: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """The rate at which those who are still there leave: shape / scale (t / scale)^(shape - 1).

    At the very start it is infinite for a shape below 1, and so missing.
    """
    shape, scale = estimates["shape"], estimates["scale"]
    begun = np.asarray(time, dtype=np.float64)
    with np.errstate(divide="ignore"):
        found: Numbers = shape / scale * (np.where(begun >= 0, begun, np.nan) / scale) ** (shape - 1)
    return np.where(np.isinf(found), np.nan, found)


def mean(*, estimates: Estimates, **_: object) -> Numbers:
    """The mean time that customers stay: scale Gamma(1 + 1 / shape)."""
    log = math.log(estimates["scale"]) + math.lgamma(1 + 1 / estimates["shape"])
    return np.asarray(math.exp(log) if log < 709 else math.nan)  # noqa: PLR2004 (beyond it there is no float64)


def median(*, estimates: Estimates, **_: object) -> Numbers:
    """The time by which half have left: scale (ln 2)^(1 / shape)."""
    return np.asarray(estimates["scale"] * math.log(2) ** (1 / estimates["shape"]))


def residual(time: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """The mean time that who is there after a time will still stay.

    With x = (t / scale)^shape and a = 1 / shape it is scale a times the integral of e^-s (x + s)^(a - 1), by a sum over
    evenly spaced nodes of ln s: all terms are positive, and e^x is nowhere formed.
    """
    x = _lifted(time, estimates)
    kinds, place = np.unique(x.ravel(), return_inverse=True)
    power, scale = 1 / estimates["shape"], estimates["scale"]
    found = np.full(len(kinds), np.nan)
    for start in range(0, len(kinds), AT_ONCE):
        some = kinds[start : start + AT_ONCE]
        found[start : start + AT_ONCE] = _tail(some, power)
    whole: Numbers = (scale * power * found)[place.ravel()].reshape(x.shape)
    return whole


def _tail(x: Numbers, power: float) -> Numbers:
    """The integral of e^-s (x + s)^(power - 1) over s from 0."""
    found = np.full(len(x), np.nan)
    found[x == 0] = math.gamma(power) if power < 171 else np.inf  # noqa: PLR2004 (beyond it there is no float64)
    end = math.log(750.0 + 2 * power)
    # The nodes of a value hang on itself alone, so that whoever it is computed beside makes no difference.
    begins = np.floor(np.minimum(np.log(x, out=np.zeros(len(x)), where=x > 0), 0.0)) - FAR
    for begin in np.unique(begins[x > 0]):
        some = np.flatnonzero((x > 0) & (begins == begin))
        log = np.arange(begin, end + SPACING, SPACING)
        s = np.exp(log)
        found[some] = SPACING * np.exp((power - 1) * np.log(x[some, None] + s) + (log - s)).sum(axis=1)
    return found
