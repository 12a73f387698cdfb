"""Columns as others take them: numpy arrays, plain values, Arrow."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from worthwhile.data.columns import TRUE, Column, Texts, Value, missing, plain
from worthwhile.data.form import Form, form_of
from worthwhile.meaning.shown import day_text
from worthwhile.units import Amount, Category, Day, Tag, Type


def labels_of(type_: Type) -> Sequence[str]:
    """The labels of a category."""
    return type_.labels if isinstance(type_, Category) else ()


def as_numpy(column: Column, type_: Type) -> Any:  # noqa: ANN401 (an array of one kind or another)
    """A numpy array: float64 with NaN, datetime64 with NaT, bool, or objects with None."""
    form = form_of(type_)
    if isinstance(type_, Day) and not isinstance(column, Texts):
        gone = missing(column)
        days = np.where(gone, 0, column).astype(np.int64).astype("datetime64[D]")
        days[gone] = np.datetime64("NaT")
        return days
    if form is Form.NUMBER:
        return column
    if form is Form.FLAG and not isinstance(column, Texts) and not missing(column).any():
        return np.equal(column, TRUE)
    found = np.empty(len(column), dtype=object)
    found[:] = plain(column, form, labels_of(type_))
    return found


def as_plain(column: Column, type_: Type) -> list[Value]:
    """Plain values: numbers, whole ones where the type counts, ISO dates, labels, None where missing."""
    values = plain(column, form_of(type_), labels_of(type_))
    if isinstance(type_, Day):
        return [None if it is None else day_text(float(it)) for it in values]
    if isinstance(type_, Amount) and type_.tag is Tag.COUNT and not type_.unit:
        return [int(it) if isinstance(it, float) and it.is_integer() else it for it in values]
    return values
