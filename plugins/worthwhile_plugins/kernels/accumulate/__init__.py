"""Accumulators: what aggregates do with values, in parts that can be merged.

`add` takes values that belong to groups, each value's group said; `each` takes one value for every
row at once, as a walk over the timeline has them, and where it counts. `finish` gives a value for
each group. Only values that are there are handed over. An accumulator that has `take` is given the
groups as a `Grouping` instead, which knows what others have asked about them: how many values each
has, values as whole numbers.
"""

from worthwhile_plugins.kernels.accumulate.different import Distinct
from worthwhile_plugins.kernels.accumulate.ends import First, Last
from worthwhile_plugins.kernels.accumulate.extremes import Everywhere, Greatest, Least, Somewhere
from worthwhile_plugins.kernels.accumulate.lines import Correlation, Intercept, Slope
from worthwhile_plugins.kernels.accumulate.periods import FirstPeriod, InternalRate
from worthwhile_plugins.kernels.accumulate.spreads import Deviation, Median, Product, Quantile, Rank
from worthwhile_plugins.kernels.accumulate.totals import Count, Mean, Sum

__all__ = [
    "Correlation",
    "Count",
    "Deviation",
    "Distinct",
    "Everywhere",
    "First",
    "FirstPeriod",
    "Greatest",
    "Intercept",
    "InternalRate",
    "Last",
    "Least",
    "Mean",
    "Median",
    "Product",
    "Quantile",
    "Rank",
    "Slope",
    "Somewhere",
    "Sum",
]
