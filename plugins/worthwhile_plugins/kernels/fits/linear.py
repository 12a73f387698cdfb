"""A line, or a plane, through the rows: y = intercept + slope1 x1 + slope2 x2 + ... by least squares.

Coefficients, errors and the interval of a new y are those of any textbook (Draper and Smith 1998, chapters 1 and 5); each is
rounded once, however the columns lie (`moments`).
"""

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Fitted
from worthwhile_plugins.kernels.fits.least_squares import Line, least_squares, spread_of_line
from worthwhile_plugins.kernels.fits.moments import Moments

Numbers = NDArray[np.float64]
Estimates = Mapping[str, float]
Tables = Mapping[str, Any]


class Linear:
    """The estimator: ``y``, and one x or more."""

    def __init__(self) -> None:
        self._seen = Moments()
        self._columns = 1

    def add(self, y: Numbers, *x: Numbers) -> None:
        self._columns = len(x)
        self._seen.add(y, *x)

    def merge(self, other: Self) -> None:
        self._columns = max(self._columns, other._columns)
        self._seen.merge(other._seen)

    def finish(self) -> Fitted:
        names = tuple(f"x{place}" for place in range(1, self._columns + 1))
        line = least_squares(self._seen, names)
        called = ("intercept", *slopes(self._columns))
        return Fitted(
            dict(zip(called, line.coefficients, strict=True)),
            dict(zip(called, line.errors, strict=True)),
            line.log_likelihood,
            line.rows,
            tabled(line),
            remarks_of(line),
        )


def slopes(count: int) -> tuple[str, ...]:
    """What the slopes are called: of one x ``slope``, of more ``slope1``, ``slope2``, ..."""
    return ("slope",) if count == 1 else tuple(f"slope{place}" for place in range(1, count + 1))


def tabled(line: Line) -> dict[str, Numbers]:
    """What intervals and the measures of fit are looked up in."""
    best, wide = np.array(line.coefficients), line.quantile * np.array(line.errors)
    return {
        "low": best - wide, "high": best + wide, "r2": np.array([line.r2]), "sigma": np.array([line.sigma]),
        "rows": np.array([float(line.rows)]), "means": line.means, "inverse": line.inverse,
        "quantile": np.array([line.quantile]),
    }  # fmt: skip


def remarks_of(line: Line) -> tuple[str, ...]:
    """What whoever reads the fit should know."""
    if np.isnan(line.sigma):
        return (
            f"{line.rows} rows and as many coefficients: the line goes through all of them, and there are no errors",
        )
    return ("every row lies on the line",) if line.sigma == 0 else ()


# ── Members ──────────────────────────────────────────────────────────────────


def predict(*x: Numbers, estimates: Estimates, **_: object) -> Numbers:
    """The y of the line at a place."""
    found: Numbers = np.asarray(estimates["intercept"], dtype=np.float64)
    for name, it in zip(slopes(len(x)), x, strict=True):
        found = found + estimates[name] * it
    return found


def fitted(*, estimates: Estimates, columns: tuple[Numbers, ...], **_: object) -> Numbers:
    """The y of the line for a row's own x."""
    return predict(*columns, estimates=estimates)


def residual(*, estimates: Estimates, columns: tuple[Numbers, ...], **_: object) -> Numbers:
    """A row's y less that of the line."""
    y, *x = columns
    found: Numbers = y - predict(*x, estimates=estimates)
    return found


def _reach(x: tuple[Numbers, ...], tables: Tables) -> Numbers:
    """How far a new y may lie off the line: t sigma sqrt(1 + the variance of the line there)."""
    apart = np.stack(np.broadcast_arrays(*(it - mean for it, mean in zip(x, tables["means"], strict=True))))
    found: Numbers = tables["quantile"][0] * tables["sigma"][0] * np.sqrt(1 + spread_of_line(tables, apart))
    return found


def predict_low(*x: Numbers, estimates: Estimates, tables: Tables, **_: object) -> Numbers:
    """The lower end of the interval of 95% of a new y."""
    found: Numbers = predict(*x, estimates=estimates) - _reach(x, tables)
    return found


def predict_high(*x: Numbers, estimates: Estimates, tables: Tables, **_: object) -> Numbers:
    """The upper end of the interval of 95% of a new y."""
    found: Numbers = predict(*x, estimates=estimates) + _reach(x, tables)
    return found


def r2(*, tables: Tables, **_: object) -> Numbers:
    """The share of the variance of y that the line accounts for."""
    return np.asarray(tables["r2"][0])


def sigma(*, tables: Tables, **_: object) -> Numbers:
    """The standard error of a single y about the line."""
    return np.asarray(tables["sigma"][0])


def t_quantile(*, tables: Tables, **_: object) -> Numbers:
    """The 97.5% quantile of Student's t for the rows that are to spare."""
    return np.asarray(tables["quantile"][0])
