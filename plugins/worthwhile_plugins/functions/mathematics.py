"""Functions of numbers: rounding, extremes, roots, logarithms, scales."""

import math
from collections.abc import Iterator

from worthwhile.plugin import Algebra, Example, Function, InCells, Parameter, Written, plugin, rules

X = Parameter("x")
NUMBERS = "worthwhile_plugins.kernels.numbers"
HALF = 0.5
LOGARITHM = 750.0
"""No logarithm of a number is further from 0."""
Size = tuple[float, float]


def _largest(*sizes: Size) -> float:
    return max(it[1] for it in sizes)


def half_away(x: float, digits: float = 0.0) -> float:
    """Rounded half away from zero."""
    scale = 10.0**digits
    scaled = x * scale if digits else x
    whole = math.trunc(scaled)
    rounded = float(whole + (math.copysign(1, scaled) if abs(scaled - whole) >= HALF else 0))
    return rounded / scale if digits else rounded


def modulo(a: float, b: float) -> float | None:
    """The remainder, with the sign of the divisor."""
    return None if b == 0 else a % b


def rescale(x: float, low: float, high: float, to_low: float, to_high: float) -> float:
    """From one scale to another, in a straight line."""
    return to_low + (x - low) * (to_high - to_low) / (high - low)


@plugin
def functions() -> Iterator[Function]:
    """Offer the functions of section 6 of the language that take numbers."""
    yield Function(
        "abs", (X,), rules.same, "The value without its sign.", (Example("abs(-7.25)", 7.25),),
        kernel="numpy:abs", scalar=abs, carries=1,
        python=Written("abs({0})", size=_largest), excel=InCells("ABS({0})"),
    )  # fmt: skip
    yield Function(
        "min", (X, Parameter("others", many=True)), rules.common,
        "The least of several values; `min(x over t)` is the aggregate.", (Example("min(8, 3, 5)", 3.0),),
        kernel=f"{NUMBERS}:smallest", scalar=lambda *values: min(values), ufunc="numpy:minimum",
        python=Written("min({all})", size=_largest), excel=InCells("MIN({all})"),
    )  # fmt: skip
    yield Function(
        "max", (X, Parameter("others", many=True)), rules.common,
        "The greatest of several values; `max(x over t)` is the aggregate.",
        (Example("max(8, 3, 5)", 8.0), Example("max(8, missing)", None)),
        kernel=f"{NUMBERS}:largest", scalar=lambda *values: max(values), ufunc="numpy:maximum",
        python=Written("max({all})", size=_largest), excel=InCells("MAX({all})"),
    )  # fmt: skip
    yield Function(
        "clamp", (X, Parameter("low"), Parameter("high")), rules.common,
        "The value, kept between two bounds.", (Example("clamp(12, 0, 10)", 10.0),),
        kernel=f"{NUMBERS}:clamp", scalar=lambda x, low, high: min(max(x, low), high),
        python=Written("min(max({0}, {1}), {2})", size=_largest), excel=InCells("MIN(MAX({0},{1}),{2})"),
    )  # fmt: skip
    yield Function(
        "round", (X, Parameter("digits", optional=True)), rules.rounded,
        "Rounded half away from zero, in the value's own unit.",
        (Example("round(2.5)", 3.0), Example("round(-2.5)", -3.0), Example("round(2.345, 2)", 2.35)),
        kernel=f"{NUMBERS}:half_away", scalar=half_away, carries=1, excel=InCells("ROUND({0},{1})"),
    )  # fmt: skip
    yield Function(
        "floor", (X,), rules.same, "The whole number at or below.", (Example("floor(-2.1)", -3.0),),
        kernel="numpy:floor", carries=1, scalar=lambda x: float(math.floor(x)),
        python=Written("float(floor({0}))", uses=("floor",)), excel=InCells("INT({0})"),
    )  # fmt: skip
    yield Function(
        "ceil", (X,), rules.same, "The whole number at or above.", (Example("ceil(2.1)", 3.0),),
        kernel="numpy:ceil", carries=1, scalar=lambda x: float(math.ceil(x)),
        python=Written("float(ceil({0}))", uses=("ceil",)), excel=InCells("-INT(-{0:10})", 9),
    )  # fmt: skip
    yield Function(
        "sqrt", (X,), rules.root, "The square root.", (Example("sqrt(144)", 12.0), Example("sqrt(-1)", None)),
        kernel="numpy:sqrt", scalar=math.sqrt, fails="the root of a negative number", carries=1,
        python=Written("sqrt({0})", size=lambda x: max(1.0, x[1]), uses=("sqrt",)),
        derivatives=(lambda x: 0.5 / math.sqrt(x),),
        excel=InCells("SQRT({0})"),
    )  # fmt: skip
    yield Function(
        "exp", (X,), rules.pure, "e to a power.", (Example("exp(0)", 1.0), Example("exp(1000)", None)),
        kernel="numpy:exp", scalar=math.exp, fails="a result too large for a number",
        python=Written("exp({0})", uses=("exp",)), derivatives=(math.exp,),
        excel=InCells("EXP({0})"),
    )  # fmt: skip
    yield Function(
        "ln", (X,), rules.logarithm, "The natural logarithm; of a factor, its continuous rate.",
        (Example("ln(1)", 0.0), Example("ln(0)", None)),
        kernel="numpy:log", scalar=math.log, fails="the logarithm of a number that is not positive", carries=1,
        algebra=Algebra.LOGARITHM, python=Written("log({0})", size=lambda _: LOGARITHM, uses=("log",)),
        derivatives=(lambda x: 1 / x,),
        excel=InCells("LN({0})"),
    )  # fmt: skip
    yield Function(
        "log10", (X,), rules.pure, "The logarithm of base 10.", (Example("log10(1_000)", 3.0),),
        kernel="numpy:log10", scalar=math.log10, fails="the logarithm of a number that is not positive", carries=1,
        python=Written("log10({0})", size=lambda _: LOGARITHM, uses=("log10",)),
        derivatives=(lambda x: 1 / (x * math.log(10)),),
        excel=InCells("LOG10({0})"),
    )  # fmt: skip
    yield Function(
        "log", (X, Parameter("base", optional=True)), rules.which_logarithm,
        "Refused: to some it is base 10, to others base e.",
    )  # fmt: skip
    yield Function(
        "mod", (X, Parameter("divisor")), rules.common, "The remainder, with the sign of the divisor.",
        (Example("mod(-7, 3)", 2.0), Example("mod(7, -3)", -2.0), Example("mod(7, 0)", None)),
        kernel=f"{NUMBERS}:modulo", scalar=modulo, fails="division by zero", excel=InCells("MOD({0},{1})"),
    )  # fmt: skip
    yield Function(
        "sign", (X,), rules.counted, "-1, 0 or 1.", (Example("sign(-4)", -1.0),),
        kernel="numpy:sign", scalar=lambda x: float((x > 0) - (x < 0)), excel=InCells("SIGN({0})"),
    )  # fmt: skip
    yield Function(
        "rescale", (X, Parameter("from", range=True), Parameter("to", range=True)), rules.rescaled,
        "A score brought from one scale to another, in a straight line.",
        (Example("rescale(3, from: 1..5, to: 0..10)", 5.0),),
        kernel=f"{NUMBERS}:rescale", scalar=rescale, excel=InCells("{3:6}+({0:6}-{1:7})*({4:6}-{3:7})/({2:6}-{1:7})", 6),
    )  # fmt: skip
