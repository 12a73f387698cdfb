"""Plain Python values as literals of the language."""

import math
from datetime import date
from typing import Any

from worthwhile.meaning import complaints
from worthwhile.syntax.tree import DateText, Expression, Flag, Missing, Number, Operation
from worthwhile.text import ModelError, Span


def plain_value(value: Any, name: str, span: Span) -> Expression:  # noqa: ANN401 (whatever a host has)
    """A plain Python value as a literal of the language. Raises `ModelError` for what is none."""
    if value is None:
        return Missing(span)
    if isinstance(value, bool):
        return Flag(value, span)
    if isinstance(value, date):
        return DateText(value.isoformat()[:10], span)
    if hasattr(value, "item"):
        return plain_value(value.item(), name, span)
    if isinstance(value, int | float):
        number = float(value)
        if math.isnan(number):
            return Missing(span)
        if math.isinf(number):
            raise ModelError([complaints.no_number(name, str(value))])
        literal = Number(repr(abs(number)), None, (), span)
        return Operation("neg", (literal,), span) if number < 0 else literal
    raise ModelError([complaints.no_number(name, f"a {type(value).__name__}")])
