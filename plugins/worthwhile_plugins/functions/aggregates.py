"""The aggregates: over the rows of the entity, over records, over the timeline."""

import math
import operator
from collections.abc import Iterator, Sequence
from functools import reduce

from worthwhile.plugin import Aggregate, OverCells, Parameter, Running, Value, plugin, rules

X, Y = Parameter("x"), Parameter("y")
ACCUMULATE = "worthwhile_plugins.kernels.accumulate"
OUTSIDE = f"{ACCUMULATE}.outside"
PREFIX = "_xlfn."
"""Before functions of workbooks that are younger than the format."""
BOTH = "COUNTIF({0},TRUE)+COUNTIF({0},FALSE)"


Numbers = Sequence[float]


def mean(values: Numbers) -> Value:
    """The arithmetic mean."""
    return reduce(operator.add, values, 0.0) / len(values) if values else None


def quantile(values: Numbers, shares: Numbers) -> Value:
    """Linear between the two values it lies between (Hyndman and Fan 1996, type 7)."""
    if not values or not 0 <= shares[-1] <= 1:
        return None
    ordered, where = sorted(values), shares[-1] * (len(values) - 1)
    low = math.floor(where)
    below, above = ordered[low], ordered[min(low + 1, len(values) - 1)]
    part = where - low
    return below + (above - below) * part if part else below


def deviation(values: Numbers) -> Value:
    """The deviation of a sample, of sums that are rounded once."""
    if len(values) < 2:  # noqa: PLR2004 (one value does not vary)
        return None
    middle = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((it - middle) * (it - middle) for it in values) / (len(values) - 1))


def place(values: Numbers) -> Value:
    """The place of the first value among all."""
    return 1.0 + sum(it > values[0] for it in values) if values else None


@plugin
def aggregates() -> Iterator[Aggregate]:
    """Offer the aggregates of section 5 of the language."""
    yield Aggregate(
        "sum", (X,), rules.total, "The sum; of a flow over t the amount of all periods.", f"{ACCUMULATE}:Sum",
        ufunc="numpy:add", adds_up=True, scalar=lambda values: reduce(operator.add, values, 0.0),
        running=Running("0.0", "{0} + {1:7}", carries=True), excel=OverCells(f"{PREFIX}AGGREGATE(9,6,{{0}})", "SUMIFS({0},{by})", "0", "SUM({0})"),
    )  # fmt: skip
    yield Aggregate(
        "mean",
        (X,),
        rules.mean,
        "The arithmetic mean.",
        f"{ACCUMULATE}:Mean",
        scalar=mean,
        excel=OverCells(f"{PREFIX}AGGREGATE(1,6,{{0}})", "AVERAGEIFS({0},{by})", plain="AVERAGE({0})"),
    )
    yield Aggregate(
        "count", (Parameter("table"),), rules.rows, "How many rows or periods.", f"{ACCUMULATE}:Count",
        counts_rows=True, scalar=lambda values: float(len(values)), running=Running("0.0", "{0} + 1.0"), excel=OverCells("COUNTIF({0},TRUE)", "COUNTIFS({0},TRUE,{by})", "0", counted="COUNTIF({0},TRUE)"),
    )  # fmt: skip
    yield Aggregate(
        "min",
        (X,),
        rules.extreme,
        "The least value, or the earliest date.",
        f"{ACCUMULATE}:Least",
        scalar=lambda values: min(values, default=None),
        excel=OverCells(f"{PREFIX}AGGREGATE(5,6,{{0}})", f"{PREFIX}MINIFS({{0}},{{by}})", plain="MIN({0})"),
    )
    yield Aggregate(
        "max",
        (X,),
        rules.extreme,
        "The greatest value, or the latest date.",
        f"{ACCUMULATE}:Greatest",
        scalar=lambda values: max(values, default=None),
        excel=OverCells(f"{PREFIX}AGGREGATE(4,6,{{0}})", f"{PREFIX}MAXIFS({{0}},{{by}})", plain="MAX({0})"),
    )
    yield Aggregate(
        "median",
        (X,),
        rules.average,
        "The middle value.",
        f"{ACCUMULATE}:Median",
        outside=f"{OUTSIDE}:Median",
        scalar=lambda values: quantile(values, [0.5]),
        excel=OverCells(f"{PREFIX}AGGREGATE(12,6,{{0}})", plain="MEDIAN({0})"),
    )
    yield Aggregate(
        "quantile", (X, Parameter("p")), rules.quantile,
        "The value below which a share of the values lies, linear between two (Excel's PERCENTILE.INC).",
        f"{ACCUMULATE}:Quantile", outside=f"{OUTSIDE}:Quantile", source="Hyndman and Fan (1996), type 7", scalar=quantile,
        excel=OverCells(f"{PREFIX}AGGREGATE(16,6,{{0}},{{1}})", plain="PERCENTILE({0},{1})"),
    )  # fmt: skip
    yield Aggregate(
        "product",
        (X,),
        rules.product,
        "The product.",
        f"{ACCUMULATE}:Product",
        outside=f"{OUTSIDE}:Product",
        scalar=lambda values: reduce(operator.mul, values, 1.0),
        running=Running("1.0", "{0} * {1:8}", carries=True),
        excel=OverCells(f"{PREFIX}AGGREGATE(6,6,{{0}})", empty="1", plain="PRODUCT({0})"),
    )
    yield Aggregate(
        "any",
        (Parameter("condition"),),
        rules.tested,
        "Whether a condition holds somewhere.",
        f"{ACCUMULATE}:Somewhere",
        scalar=any,
        excel=OverCells("COUNTIF({0},TRUE)>0", "COUNTIFS({0},TRUE,{by})>0", "FALSE", counted=BOTH),
    )
    yield Aggregate(
        "all",
        (Parameter("condition"),),
        rules.tested,
        "Whether a condition holds everywhere.",
        f"{ACCUMULATE}:Everywhere",
        scalar=all,
        excel=OverCells("COUNTIF({0},FALSE)=0", "COUNTIFS({0},FALSE,{by})=0", "TRUE", counted=BOTH),
    )
    yield Aggregate(
        "first",
        (X,),
        rules.picked,
        "The first value, in the order of `by` or of t.",
        f"{ACCUMULATE}:First",
        outside=f"{OUTSIDE}:First",
        needs_order=True,
        scalar=lambda values, *_: values[0] if values else None,
    )
    yield Aggregate(
        "last",
        (X,),
        rules.picked,
        "The last value, in the order of `by` or of t.",
        f"{ACCUMULATE}:Last",
        outside=f"{OUTSIDE}:Last",
        needs_order=True,
        scalar=lambda values, *_: values[-1] if values else None,
    )
    yield Aggregate(
        "distinct",
        (X,),
        rules.numbered,
        "How many different values.",
        f"{ACCUMULATE}:Distinct",
        outside=f"{OUTSIDE}:Distinct",
        scalar=lambda values: float(len(set(values))),
    )
    yield Aggregate(
        "stdev",
        (X,),
        rules.spread,
        "The standard deviation of a sample: divides by n - 1.",
        f"{ACCUMULATE}:Deviation",
        outside=f"{OUTSIDE}:Deviation",
        scalar=deviation,
        excel=OverCells(f"{PREFIX}AGGREGATE(7,6,{{0}})", plain="STDEV({0})"),
    )
    yield Aggregate(
        "rank", (X,), rules.ordered, "The place among all: 1 is the largest, equal values share the smaller.",
        f"{ACCUMULATE}:Rank", outside=f"{OUTSIDE}:Rank", gives_back=True, scalar=place,
    )  # fmt: skip
    yield Aggregate(
        "slope",
        (Y, X),
        rules.slope,
        "How much y grows for each unit of x, by least squares.",
        f"{ACCUMULATE}:Slope",
        outside=f"{OUTSIDE}:Slope",
    )
    yield Aggregate(
        "intercept",
        (Y, X),
        rules.intercept,
        "y where x is 0, by least squares.",
        f"{ACCUMULATE}:Intercept",
        outside=f"{OUTSIDE}:Intercept",
    )
    yield Aggregate(
        "correlation",
        (Y, X),
        rules.correlation,
        "How closely x and y lie on a line (Pearson).",
        f"{ACCUMULATE}:Correlation",
        outside=f"{OUTSIDE}:Correlation",
    )
