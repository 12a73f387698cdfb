"""The operators of arithmetic: ``+ - * / ^ of``, the sign, and the total of benefits or costs."""

import math
import operator
from collections.abc import Iterator

from worthwhile.plugin import EVERY, Algebra, Example, Function, Parameter, plugin, rules

A, B = Parameter("a"), Parameter("b")
NUMBERS = "worthwhile_plugins.kernels.numbers"


def power(a: float, b: float) -> float:
    """A power, or nothing where it has none."""
    return math.pow(a, b)


@plugin
def functions() -> Iterator[Function]:
    """Offer the operators."""
    yield Function(
        "+", (A, B), rules.plus, "Add two values of one dimension.", (Example("2 + 3", 5.0),),
        kernel="numpy:add", scalar=operator.add, fails="a result too large for a number", carries=2, algebra=Algebra.SUM,
    )  # fmt: skip
    yield Function(
        "-", (A, B), rules.minus, "Take one value from another.", (Example("2 - 3", -1.0),),
        kernel="numpy:subtract", scalar=operator.sub, fails="a result too large for a number", carries=2, algebra=Algebra.DIFFERENCE,
    )  # fmt: skip
    yield Function(
        "*", (A, B), rules.times, "Multiply two values.", (Example("2 * 3", 6.0),),
        kernel="numpy:multiply", scalar=operator.mul, fails="a result too large for a number", carries=2, algebra=Algebra.PRODUCT,
    )  # fmt: skip
    yield Function(
        "/", (A, B), rules.over, "Divide one value by another.",
        (Example("6 / 3", 2.0), Example("1 / 0", None)),
        kernel="numpy:divide", scalar=operator.truediv, fails="division by zero", carries=1, algebra=Algebra.QUOTIENT,
    )  # fmt: skip
    yield Function(
        "of", (A, B), rules.share_of, "Take a share of a value; of a pool it also claims.",
        (Example("5% of 200", 10.0),),
        kernel="numpy:multiply", scalar=operator.mul, fails="a result too large for a number", carries=2, algebra=Algebra.PRODUCT,
    )  # fmt: skip
    yield Function(
        "^", (A, B), rules.power, "Raise a value to a power; a factor to a time compounds.",
        (Example("2 ^ 10", 1024.0), Example("0 ^ -1", None)),
        kernel=f"{NUMBERS}:power", scalar=power, fails="a power that is no number",
        ufunc="numpy:power", algebra=Algebra.POWER,
    )  # fmt: skip
    yield Function(
        "neg", (A,), rules.negative, "Turn the sign.", (Example("-(2 + 3)", -5.0),),
        kernel="numpy:negative", scalar=operator.neg, carries=1, algebra=Algebra.NEGATION,
    )  # fmt: skip
    yield Function(
        "total", (Parameter("lines", many=True),), rules.total_of_lines, "Add up lines under one total.",
        kernel=f"{NUMBERS}:total", scalar=lambda *lines: float(sum(lines)),
        fails="a result too large for a number", ufunc="numpy:add", carries=EVERY,
    )  # fmt: skip
