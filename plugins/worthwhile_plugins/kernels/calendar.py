"""Functions of dates over columns: days since 1970-01-01 in, NaN where missing."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def _days(x: Numbers) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """Days as numpy's own dates, and where there are none."""
    gone = ~(np.abs(x) < 4_000_000)  # noqa: PLR2004 (eleven thousand years)
    whole = np.floor(np.where(gone, 0.0, x)).astype(np.int64)
    return whole.astype("datetime64[D]"), gone


def _numbers(values: NDArray[np.int64], gone: NDArray[np.bool_]) -> Numbers:
    return np.where(gone, np.nan, values.astype(np.float64))


def year(x: Numbers) -> Numbers:
    """The year of a date."""
    days, gone = _days(x)
    return _numbers(days.astype("datetime64[Y]").astype(np.int64) + 1970, gone)


def month(x: Numbers) -> Numbers:
    """The month of a date, 1 to 12."""
    days, gone = _days(x)
    return _numbers(days.astype("datetime64[M]").astype(np.int64) % 12 + 1, gone)


def day(x: Numbers) -> Numbers:
    """The day of a date in its month, 1 to 31."""
    days, gone = _days(x)
    months = days.astype("datetime64[M]")
    return _numbers((days - months.astype("datetime64[D]")).astype(np.int64) + 1, gone)


def days_between(a: Numbers, b: Numbers) -> Numbers:
    """Days from the first date to the second."""
    return b - a


def add_days(a: Numbers, b: Numbers) -> Numbers:
    """A date some days on; parts of days are cut off."""
    return np.floor(a + b)


def add_months(a: Numbers, b: Numbers) -> Numbers:
    """A date some months on, clipped to the month's end; parts of months count 30.4375 days."""
    days, gone = _days(a)
    gone = gone | ~(np.abs(b) < 120_000)  # noqa: PLR2004 (ten thousand years)
    whole = np.floor(np.where(gone, 0.0, b))
    part = np.where(gone, 0.0, b) - whole
    months = days.astype("datetime64[M]")
    into = (days - months.astype("datetime64[D]")).astype(np.int64)
    later = months + whole.astype(np.int64)
    begin = later.astype("datetime64[D]")
    length = ((later + 1).astype("datetime64[D]") - begin).astype(np.int64)
    found = begin.astype(np.int64) + np.minimum(into, length - 1)
    return np.where(gone, np.nan, np.floor(found + part * 30.4375))


def months_between(a: Numbers, b: Numbers) -> Numbers:
    """Complete months from the first date to the second; below zero where it is the other way round."""
    one, gone = _days(a)
    two, none = _days(b)
    gone = gone | none
    turned = two < one
    early, late = np.where(turned, two, one), np.where(turned, one, two)
    months = (late.astype("datetime64[M]") - early.astype("datetime64[M]")).astype(np.int64)
    into = (early - early.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    reached = (late - late.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    # The month's last day completes it: from 31 January to 28 February is a month.
    ends = (late + 1).astype("datetime64[M]") != late.astype("datetime64[M]")
    months = months - ((reached < into) & ~ends)
    return _numbers(np.where(turned, -months, months), gone)


def period_of(x: Numbers, start: Numbers, length: Numbers, in_months: Numbers) -> Numbers:
    """The period that a date lies in, of a timeline that begins on a day."""
    if in_months[0]:
        return np.floor(months_between(start + 0 * x, x) / length)
    return np.floor((x - start) / length)
