"""The operators of arithmetic: ``+ - * / ^ of``, the sign, and the total of benefits or costs."""

import math
import operator
from collections.abc import Iterator
from functools import reduce

from worthwhile.plugin import EVERY, Algebra, Example, Function, InCells, Parameter, Written, plugin, rules

A, B = Parameter("a"), Parameter("b")
NUMBERS = "worthwhile_plugins.kernels.numbers"


Size = tuple[float, float]
"""How small and how large a number can be, without its sign."""


def _product(a: Size, b: Size) -> float:
    return 0.0 if 0.0 in (a[1], b[1]) else a[1] * b[1]


def _quotient(a: Size, b: Size) -> float:
    return a[1] / b[0] if b[0] else math.inf


def _sum(*sizes: Size) -> float:
    return sum(it[1] for it in sizes)


def power(a: float, b: float) -> float:
    """A power, or nothing where it has none."""
    return math.pow(a, b)


@plugin
def functions() -> Iterator[Function]:
    """Offer the operators."""
    yield Function(
        "+", (A, B), rules.plus, "Add two values of one dimension.", (Example("2 + 3", 5.0),),
        kernel="numpy:add", scalar=operator.add, fails="a result too large for a number", carries=2, algebra=Algebra.SUM,
        python=Written("{0:6} + {1:7}", 6, _sum), excel=InCells("{0:6}+{1:6}", 6),
    )  # fmt: skip
    yield Function(
        "-", (A, B), rules.minus, "Take one value from another.", (Example("2 - 3", -1.0),),
        kernel="numpy:subtract", scalar=operator.sub, fails="a result too large for a number", carries=2, algebra=Algebra.DIFFERENCE,
        python=Written("{0:6} - {1:7}", 6, _sum), excel=InCells("{0:6}-{1:7}", 6),
    )  # fmt: skip
    yield Function(
        "*", (A, B), rules.times, "Multiply two values.", (Example("2 * 3", 6.0),),
        kernel="numpy:multiply", scalar=operator.mul, fails="a result too large for a number", carries=2, algebra=Algebra.PRODUCT,
        python=Written("{0:7} * {1:8}", 7, _product), excel=InCells("{0:7}*{1:7}", 7),
    )  # fmt: skip
    yield Function(
        "/", (A, B), rules.over, "Divide one value by another.",
        (Example("6 / 3", 2.0), Example("1 / 0", None)),
        kernel="numpy:divide", scalar=operator.truediv, fails="division by zero", carries=1, algebra=Algebra.QUOTIENT,
        python=Written("{0:7} / {1:8}", 7, _quotient), excel=InCells("{0:7}/{1:8}", 7),
    )  # fmt: skip
    yield Function(
        "of", (A, B), rules.share_of, "Take a share of a value; of a pool it also claims.",
        (Example("5% of 200", 10.0),),
        kernel="numpy:multiply", scalar=operator.mul, fails="a result too large for a number", carries=2, algebra=Algebra.PRODUCT,
        python=Written("{0:7} * {1:8}", 7, _product), excel=InCells("{0:7}*{1:7}", 7),
    )  # fmt: skip
    yield Function(
        "^", (A, B), rules.power, "Raise a value to a power; a factor to a time compounds.",
        (Example("2 ^ 10", 1024.0), Example("0 ^ -1", None)),
        kernel=f"{NUMBERS}:power", scalar=power, fails="a power that is no number",
        ufunc="numpy:power", algebra=Algebra.POWER,
        python=Written("pow({0}, {1})", uses=("pow",)),
        excel=InCells("IF({1:5}=0,1+0*{0:8},{0:9}^{1:9})"),
    )  # fmt: skip
    yield Function(
        "neg", (A,), rules.negative, "Turn the sign.", (Example("-(2 + 3)", -5.0),),
        kernel="numpy:negative", scalar=operator.neg, carries=1, algebra=Algebra.NEGATION,
        python=Written("-{0:9}", 8, lambda a: a[1]), excel=InCells("-{0:10}", 9),
    )  # fmt: skip
    yield Function(
        "total", (Parameter("lines", many=True),), rules.total_of_lines, "Add up lines under one total.",
        kernel=f"{NUMBERS}:total", scalar=lambda *lines: reduce(operator.add, lines),
        fails="a result too large for a number", ufunc="numpy:add", carries=EVERY,
        python=Written("{all:7}", 6, _sum, between=" + "), excel=InCells("{all:6}", 6, between="+"),
    )  # fmt: skip
