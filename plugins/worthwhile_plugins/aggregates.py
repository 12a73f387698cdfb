"""The aggregates: over the rows of the entity, over records, over the timeline."""

from collections.abc import Iterator

from worthwhile.plugin import Aggregate, Parameter, plugin, rules

X, Y = Parameter("x"), Parameter("y")
ACCUMULATE = "worthwhile_plugins.kernels.accumulate"
OUTSIDE = f"{ACCUMULATE}.outside"


@plugin
def aggregates() -> Iterator[Aggregate]:
    """Offer the aggregates of section 5 of the language."""
    yield Aggregate(
        "sum", (X,), rules.total, "The sum; of a flow over t the amount of all periods.", f"{ACCUMULATE}:Sum",
    )  # fmt: skip
    yield Aggregate("mean", (X,), rules.mean, "The arithmetic mean.", f"{ACCUMULATE}:Mean")
    yield Aggregate(
        "count", (Parameter("table"),), rules.rows, "How many rows or periods.", f"{ACCUMULATE}:Count",
        counts_rows=True,
    )  # fmt: skip
    yield Aggregate("min", (X,), rules.extreme, "The least value, or the earliest date.", f"{ACCUMULATE}:Least")
    yield Aggregate("max", (X,), rules.extreme, "The greatest value, or the latest date.", f"{ACCUMULATE}:Greatest")
    yield Aggregate(
        "median", (X,), rules.average, "The middle value.", f"{ACCUMULATE}:Median", outside=f"{OUTSIDE}:Median"
    )
    yield Aggregate(
        "quantile", (X, Parameter("p")), rules.quantile,
        "The value below which a share of the values lies, linear between two (Excel's PERCENTILE.INC).",
        f"{ACCUMULATE}:Quantile", outside=f"{OUTSIDE}:Quantile", source="Hyndman and Fan (1996), type 7",
    )  # fmt: skip
    yield Aggregate(
        "product", (X,), rules.product, "The product.", f"{ACCUMULATE}:Product", outside=f"{OUTSIDE}:Product"
    )
    yield Aggregate(
        "any",
        (Parameter("condition"),),
        rules.tested,
        "Whether a condition holds somewhere.",
        f"{ACCUMULATE}:Somewhere",
    )
    yield Aggregate(
        "all",
        (Parameter("condition"),),
        rules.tested,
        "Whether a condition holds everywhere.",
        f"{ACCUMULATE}:Everywhere",
    )
    yield Aggregate(
        "first",
        (X,),
        rules.picked,
        "The first value, in the order of `by` or of t.",
        f"{ACCUMULATE}:First",
        outside=f"{OUTSIDE}:First",
        needs_order=True,
    )
    yield Aggregate(
        "last",
        (X,),
        rules.picked,
        "The last value, in the order of `by` or of t.",
        f"{ACCUMULATE}:Last",
        outside=f"{OUTSIDE}:Last",
        needs_order=True,
    )
    yield Aggregate(
        "distinct",
        (X,),
        rules.numbered,
        "How many different values.",
        f"{ACCUMULATE}:Distinct",
        outside=f"{OUTSIDE}:Distinct",
    )
    yield Aggregate(
        "stdev",
        (X,),
        rules.spread,
        "The standard deviation of a sample: divides by n - 1.",
        f"{ACCUMULATE}:Deviation",
        outside=f"{OUTSIDE}:Deviation",
    )
    yield Aggregate(
        "rank", (X,), rules.ordered, "The place among all: 1 is the largest, equal values share the smaller.",
        f"{ACCUMULATE}:Rank", outside=f"{OUTSIDE}:Rank", gives_back=True,
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
