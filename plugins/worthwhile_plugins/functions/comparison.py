"""Comparisons and conditions: ``= != < <= > >= and or not``; with a missing value they are missing."""

import operator
from collections.abc import Iterator

from worthwhile.plugin import Example, Function, InCells, Parameter, Value, Written, plugin, rules

A, B = Parameter("a"), Parameter("b")
NUMBERS = "worthwhile_plugins.kernels.numbers"


def both(a: Value, b: Value) -> Value:
    """``and`` of three values (Kleene 1938)."""
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def either(a: Value, b: Value) -> Value:
    """``or`` of three values (Kleene 1938)."""
    if a is True or b is True:
        return True
    return None if a is None or b is None else False


def negated(a: Value) -> Value:
    """``not`` of three values."""
    return None if a is None else not a


def _in_cells(sign: str) -> InCells:
    return InCells(f"{{0:5}}{'<>' if sign == '!=' else sign}{{1:5}}", 4)


def _compared(sign: str) -> Written:
    return Written(f"{{0:6}} {'==' if sign == '=' else sign} {{1:6}}", 5)


@plugin
def functions() -> Iterator[Function]:
    """Offer the signs of comparison and the words of logic."""
    numbers = {
        "<": ("less", "less", operator.lt, "Whether a value is below another."),
        "<=": ("at_most", "less_equal", operator.le, "Whether a value is at most another."),
        ">": ("greater", "greater", operator.gt, "Whether a value is above another."),
        ">=": ("at_least", "greater_equal", operator.ge, "Whether a value is at least another."),
        "=": ("equal", "equal", operator.eq, "Whether two values are the same."),
        "!=": ("unequal", "not_equal", operator.ne, "Whether two values differ."),
    }
    for sign, (kernel, ufunc, scalar, said) in numbers.items():
        holds = bool(scalar(2.0, 3.0))
        yield Function(
            sign, (A, B), rules.comparison(sign), said,
            (Example(f"2 {sign} 3", holds), Example(f"2 {sign} missing", None)),
            kernel=f"{NUMBERS}:{kernel}", scalar=scalar, ufunc=f"numpy:{ufunc}",
            python=_compared(sign), excel=_in_cells(sign),
        )  # fmt: skip
    for sign, scalar in (("=", operator.eq), ("!=", operator.ne)):
        kernel = "flags_equal" if sign == "=" else "flags_unequal"
        said = numbers[sign][3]
        yield Function(
            f"flag {sign}", (A, B), rules.comparison(sign), said,
            (Example(f"true {sign} false", sign == "!="),),
            kernel=f"{NUMBERS}:{kernel}", scalar=scalar, ufunc=f"numpy:{numbers[sign][1]}",
            python=_compared(sign), excel=_in_cells(sign),
        )  # fmt: skip
        yield Function(
            f"text {sign}", (A, B), rules.comparison(sign), said,
            (Example(f'"web" {sign} "shop"', sign == "!="),), scalar=scalar, python=_compared(sign),
            excel=InCells("EXACT({0},{1})" if sign == "=" else "NOT(EXACT({0},{1}))"),
        )  # fmt: skip
    yield Function(
        "label =", (A, B), rules.conditions, "Whether a category has a label.",
        kernel=f"{NUMBERS}:labels_equal", scalar=operator.eq, ufunc="numpy:equal", python=_compared("="),
        excel=InCells("EXACT({0},{1})"),
    )  # fmt: skip
    yield Function(
        "text as category", (A,), rules.texts, "The label that a text spells, or nothing.",
        scalar=lambda text: text, fails="a text that is no label",
    )  # fmt: skip
    yield Function(
        "and", (A, B), rules.conditions, "Whether both hold.",
        (Example("false and missing", False), Example("true and missing", None)),
        kernel=f"{NUMBERS}:both", scalar=both, takes_missing=True, ufunc="numpy:logical_and",
        python=Written("{0:3} and {1:4}", 3),
        excel=InCells("IFERROR(AND({all}),IF(AND({each}),NA(),FALSE))", each="IFERROR({},TRUE)",
        plain="AND({all})", chained=True),
    )  # fmt: skip
    yield Function(
        "or", (A, B), rules.conditions, "Whether one of two holds.",
        (Example("true or missing", True), Example("false or missing", None)),
        kernel=f"{NUMBERS}:either", scalar=either, takes_missing=True, ufunc="numpy:logical_or",
        python=Written("{0:2} or {1:3}", 2),
        excel=InCells("IFERROR(OR({all}),IF(OR({each}),TRUE,NA()))", each="IFERROR({},FALSE)",
        plain="OR({all})", chained=True),
    )  # fmt: skip
    yield Function(
        "not", (A,), rules.conditions, "Whether it does not hold.",
        (Example("not false", True), Example("not missing", None)),
        kernel=f"{NUMBERS}:negated", scalar=negated, takes_missing=True, ufunc="numpy:logical_not",
        python=Written("not {0:5}", 4), excel=InCells("NOT({0})"),
    )  # fmt: skip
