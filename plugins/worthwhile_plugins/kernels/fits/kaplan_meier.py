"""Survival as it was seen, with those who are still there counted as far as they were seen.

Kaplan and Meier (1958), "Nonparametric Estimation from Incomplete Observations": the share still there
after t is the product over the times at which somebody left, up to t, of 1 - left / at risk. Who was
last seen at such a time and did not leave was at risk then. Errors are Greenwood's (1926).
"""

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Fitted
from worthwhile_plugins.kernels.fits.durations import Durations

Numbers = NDArray[np.float64]
Tables = Mapping[str, Any]
HALF = 0.5
CLOSE = 1e-12
"""Times that were converted from another unit may be off in their last bits: this much, relative, is the same time."""
NORMAL_95 = 1.959963984540054
"""Within so many standard errors of its mean lie 95% of a normal distribution."""


class KaplanMeier:
    """The estimator: ``lived`` and ``churned`` of each customer."""

    def __init__(self) -> None:
        self._seen = Durations()

    def add(self, lived: Numbers, churned: Numbers) -> None:
        self._seen.add(lived, churned)

    def merge(self, other: Self) -> None:
        self._seen.merge(other._seen)

    def finish(self) -> Fitted:
        """The curve as a table of its steps.

        ``times`` at which somebody left, ``survival`` from each on, ``at_risk`` just before, ``greenwood``
        (the running sum of d / (n (n - d)), the variance of ln S), ``area`` under the curve up to each time, and
        ``last``: the longest time that anybody was seen.
        """
        times, left, stayed = self._seen.finish()
        there = np.cumsum((left + stayed)[::-1])[::-1]
        some = left > 0
        at, died, risk = times[some], left[some], there[some]
        survival = np.cumprod((risk - died) / risk)
        with np.errstate(divide="ignore"):
            greenwood = np.cumsum(died / (risk * (risk - died)))  # infinite once nobody is left
        before = np.concatenate([[1.0], survival])[: len(at)]
        area = np.cumsum(before * np.diff(at, prepend=0.0))
        median = at[survival <= HALF * (1 + CLOSE)]
        rows = int(there[0])
        remarks = [] if len(at) else [f"none of the {rows:,} customers left: the share still there is 1 throughout"]
        if len(at) and not len(median):
            remarks.append(f"{survival[-1]:.1%} are still there at the last time somebody left: there is no median")
        return Fitted(
            {},
            {},
            float("nan"),
            rows,
            {
                "times": at, "survival": survival, "at_risk": risk, "left": died, "greenwood": greenwood, "area": area,
                "last": times[-1:], "median": median[:1],
            },
            tuple(remarks),
        )  # fmt: skip


def _step(time: Numbers, tables: Tables) -> NDArray[np.intp]:
    """How many steps of the curve lie at or before a time."""
    found: NDArray[np.intp] = np.searchsorted(tables["times"], time * (1 + CLOSE), side="right")
    return found


def _known(time: Numbers, tables: Tables) -> NDArray[np.bool_]:
    """Whether the data says something of a time: it is not before the start, and not beyond the last that was seen.

    Where all have left by then, it is known for good.
    """
    everybody_left = bool(len(tables["survival"])) and tables["survival"][-1] == 0
    known: NDArray[np.bool_] = (time >= 0) & (everybody_left | (time <= tables["last"][0] * (1 + CLOSE)))
    return known


def _read(column: str, begins: float, time: Numbers, tables: Tables) -> Numbers:
    """A column of the steps, read at times; missing where the data does not reach."""
    steps = np.concatenate([[begins], tables[column]])
    return np.where(_known(time, tables), steps[_step(time, tables)], np.nan)


def survival(time: Numbers, *, tables: Tables, **_: object) -> Numbers:
    """The share still there after a time: the steps go down at the event itself."""
    return _read("survival", 1.0, time, tables)


def survival_error(time: Numbers, *, tables: Tables, **_: object) -> Numbers:
    """Its standard error: S sqrt(sum of d / (n (n - d))) (Greenwood 1926)."""
    share = survival(time, tables=tables)
    with np.errstate(invalid="ignore"):
        found = share * np.sqrt(_read("greenwood", 0.0, time, tables))
    return np.where(share == 0, 0.0, found)


def _bound(side: float, time: Numbers, tables: Tables) -> Numbers:
    """An end of the interval of 95% on the scale of ln(-ln S), which stays between 0 and 1.

    S^exp(+-z se / |ln S|) (Kalbfleisch and Prentice 2002, section 1.4); S itself where it is 0 or 1.
    """
    share = survival(time, tables=tables)
    inner = (share > 0) & (share < 1)
    log = np.log(np.where(inner, share, HALF))
    spread = np.sqrt(np.where(inner, _read("greenwood", 0.0, time, tables), 0.0)) / -log
    found: Numbers = np.where(inner, np.exp(log * np.exp(side * NORMAL_95 * spread)), share)
    return found


def survival_low(time: Numbers, *, tables: Tables, **_: object) -> Numbers:
    """The lower end of the interval of 95%."""
    return _bound(1.0, time, tables)


def survival_high(time: Numbers, *, tables: Tables, **_: object) -> Numbers:
    """The upper end of the interval of 95%."""
    return _bound(-1.0, time, tables)


def at_risk(time: Numbers, *, tables: Tables, **_: object) -> Numbers:
    """How many were under observation just before the next time at which somebody left, at or after this one."""
    counts = np.concatenate([tables["at_risk"], [np.nan]])
    place = np.searchsorted(tables["times"], time * (1 - CLOSE), side="left")
    return np.where(time >= 0, counts[place], np.nan)


def restricted_mean(time: Numbers, *, tables: Tables, **_: object) -> Numbers:
    """The mean time there within a horizon: the area under the curve up to it, in the unit of time of the fit."""
    share = survival(time, tables=tables)
    steps = _step(time, tables)
    begins = np.concatenate([[0.0], tables["times"]])[steps]
    area = np.concatenate([[0.0], tables["area"]])[steps]
    found: Numbers = area + share * np.maximum(time - begins, 0.0)
    return found


def restricted_mean_error(time: Numbers, *, tables: Tables, **_: object) -> Numbers:
    """Its standard error: the root of the sum over events up to it of (area from the event on)^2 d / (n (n - d)).

    Andersen, Borgan, Gill and Keiding (1993), example IV.3.8. Where all leave at once, that event adds nothing:
    the area from it on is 0.
    """
    whole = restricted_mean(time, tables=tables)
    died, risk, area = tables["left"], tables["at_risk"], tables["area"]
    with np.errstate(divide="ignore"):
        parts = np.where(risk > died, died / (risk * (risk - died)), 0.0)
    # (whole - area_i)^2 summed over i, from running sums about the last area: all terms stay small.
    pivot = area[-1] if len(area) else 0.0
    away = pivot - area
    sums = [np.concatenate([[0.0], np.cumsum(parts * away**power)]) for power in range(3)]
    steps = _step(time, tables)
    more = whole - pivot
    squares = sums[2][steps] + 2 * more * sums[1][steps] + more**2 * sums[0][steps]
    found: Numbers = np.sqrt(np.maximum(squares, 0.0))
    return found


def median(*, tables: Tables, **_: object) -> Numbers:
    """The first time at which no more than half are still there; missing where it was not reached."""
    return np.asarray(tables["median"][0] if len(tables["median"]) else np.nan)
