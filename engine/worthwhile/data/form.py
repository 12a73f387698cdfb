"""The ways in which values are held in columns."""

from enum import StrEnum, auto

from worthwhile.units import Category, FitOf, Truth, Type, Words


class Form(StrEnum):
    """How a column's values are held."""

    NUMBER = auto()
    """float64, missing as NaN; dates as days since 1970-01-01."""
    FLAG = auto()
    """bytes: 0 false, 1 missing, 2 true."""
    LABEL = auto()
    """int32, the place of the label; -1 missing."""
    TEXT = auto()
    """int32 into a list of texts; -1 missing."""
    FITTED = auto()
    """What was estimated, as it is: one object, None missing. It is single, and no column of any rows."""


def form_of(type_: Type) -> Form:
    """How values of a type are held."""
    match type_:
        case Truth():
            return Form.FLAG
        case Category():
            return Form.LABEL
        case Words():
            return Form.TEXT
        case FitOf():
            return Form.FITTED
    return Form.NUMBER
