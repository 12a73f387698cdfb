"""A trend that is broken at a known moment: a step, and another slope from there (interrupted time series).

y = level + trend t + step [t >= 0] + trend_change max(t, 0), with t counted from the change (Wagner, Soumerai, Zhang and
Ross-Degnan 2002, "Segmented Regression Analysis of Interrupted Time Series Studies in Medication Use Research", equation 1).
"""

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Fitted, Unfit
from worthwhile_plugins.kernels.fits.least_squares import least_squares, spread_of_line
from worthwhile_plugins.kernels.fits.linear import remarks_of, tabled
from worthwhile_plugins.kernels.fits.moments import Moments

Numbers = NDArray[np.float64]
Estimates = Mapping[str, float]
Tables = Mapping[str, Any]
CALLED = ("level", "trend", "step", "trend_change")
ALIKE = 1.2
"""Residuals that do not hang together have a Durbin-Watson statistic about 2; below this every test doubts it."""


class Segmented:
    """The estimator: ``y``, and the time ``since`` the change, below 0 before it."""

    def __init__(self) -> None:
        self._rows: list[tuple[Numbers, Numbers]] = []

    def add(self, y: Numbers, since: Numbers) -> None:
        self._rows.append((y.copy(), since.copy()))

    def merge(self, other: Self) -> None:
        self._rows += other._rows

    def finish(self) -> Fitted:
        y, since = (np.concatenate([it[place] for it in self._rows] or [np.empty(0)]) for place in range(2))
        order = np.lexsort((y, since))
        y, since = y[order], since[order]
        seen = Moments()
        seen.add(y, *_terms(since))
        _fit_for_use(seen, since)
        line = least_squares(seen, ("since", "step", "trend_change"))
        estimates = dict(zip(CALLED, line.coefficients, strict=True))
        statistic = _durbin_watson(y - predict(since, estimates=estimates)) if line.sigma > 0 else float("nan")
        remarks = list(remarks_of(line))
        if statistic < ALIKE:
            remarks.append(
                f"what the lines leave over hangs together from one time to the next (Durbin-Watson {statistic:.2f}, 2 would be"
                " none): the true errors and intervals are wider"
            )
        return Fitted(
            estimates,
            dict(zip(CALLED, line.errors, strict=True)),
            line.log_likelihood,
            line.rows,
            {**tabled(line), "durbin_watson": np.array([statistic])},
            tuple(remarks),
        )


def _terms(since: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    return since, (since >= 0).astype(np.float64), np.maximum(since, 0.0)


def _fit_for_use(seen: Moments, since: Numbers) -> None:
    seen.finish()  # refuses what is no number, and nothing at all
    for side, when, hint in (
        (since < 0, "before", "bring rows from before it"),
        (since >= 0, "from the change on", "look whether its date is right"),
    ):
        times = len(np.unique(since[side]))
        if times < 2:  # noqa: PLR2004 (a slope takes two)
            raise Unfit(f"{('no time', 'one time only')[times]} was seen {when}, and a slope takes two", hint)


def _durbin_watson(left: Numbers) -> float:
    """The sum of squared differences of neighbours in time, by the sum of squares (Durbin and Watson 1950)."""
    total = float((left**2).sum())
    return float((np.diff(left) ** 2).sum()) / total if total else float("nan")


# ── Members ──────────────────────────────────────────────────────────────────


def without(time: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """What would have been: the trend from before, carried on."""
    found: Numbers = estimates["level"] + estimates["trend"] * np.asarray(time, dtype=np.float64)
    return found


def effect(time: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """What the change has added at a time since it; nothing before."""
    since = np.asarray(time, dtype=np.float64)
    found: Numbers = np.where(since >= 0, estimates["step"] + estimates["trend_change"] * since, 0.0 * since)
    return found


def predict(time: Numbers, *, estimates: Estimates, **_: object) -> Numbers:
    """The y of the lines at a time since the change."""
    return without(time, estimates=estimates) + effect(time, estimates=estimates)


def fitted(*, estimates: Estimates, columns: tuple[Numbers, ...], **_: object) -> Numbers:
    """The y of the lines at a row's own time."""
    return predict(columns[0], estimates=estimates)


def residual(*, estimates: Estimates, columns: tuple[Numbers, ...], **_: object) -> Numbers:
    """A row's y less that of the lines."""
    found: Numbers = columns[0] - predict(columns[1], estimates=estimates)
    return found


def _effect_reach(time: Numbers, tables: Tables) -> Numbers:
    """Half the interval of 95% of the effect: t sigma sqrt(c' V c) for c = (1, time) on step and change of slope."""
    since = np.asarray(time, dtype=np.float64)
    inner = tables["inverse"][1:, 1:]
    variance = inner[0, 0] + 2 * since * inner[0, 1] + since**2 * inner[1, 1]
    found: Numbers = np.where(
        since >= 0, tables["quantile"][0] * tables["sigma"][0] * np.sqrt(np.maximum(variance, 0.0)), 0.0 * since
    )
    return found


def effect_low(time: Numbers, *, estimates: Estimates, tables: Tables, **_: object) -> Numbers:
    """The lower end of the interval of 95% of the effect."""
    found: Numbers = effect(time, estimates=estimates) - _effect_reach(time, tables)
    return found


def effect_high(time: Numbers, *, estimates: Estimates, tables: Tables, **_: object) -> Numbers:
    """The upper end of the interval of 95% of the effect."""
    found: Numbers = effect(time, estimates=estimates) + _effect_reach(time, tables)
    return found


def _reach(time: Numbers, tables: Tables) -> Numbers:
    terms = _terms(np.asarray(time, dtype=np.float64))
    apart = np.stack([it - mean for it, mean in zip(terms, tables["means"], strict=True)])
    found: Numbers = tables["quantile"][0] * tables["sigma"][0] * np.sqrt(1 + spread_of_line(tables, apart))
    return found


def predict_low(time: Numbers, *, estimates: Estimates, tables: Tables, **_: object) -> Numbers:
    """The lower end of the interval of 95% of a new y."""
    found: Numbers = predict(time, estimates=estimates) - _reach(time, tables)
    return found


def predict_high(time: Numbers, *, estimates: Estimates, tables: Tables, **_: object) -> Numbers:
    """The upper end of the interval of 95% of a new y."""
    found: Numbers = predict(time, estimates=estimates) + _reach(time, tables)
    return found


def durbin_watson(*, tables: Tables, **_: object) -> Numbers:
    """2 where what is left over does not hang together in time; towards 0 where neighbours are alike."""
    return np.asarray(tables["durbin_watson"][0])
