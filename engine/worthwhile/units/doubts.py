"""Every warning that the rules of units can give."""

from worthwhile.units import complaints
from worthwhile.units.operand import Doubt, Operand

RATE_TO_A_TIME = Doubt(
    "W0351",
    "a rate raised to a time is taken as what stays after each period",
    "`(1 - churn)^t` is what is left; `churn^t` is rarely meant",
)


def factor_of_longer_period(f: Operand, period: str) -> Doubt:
    """A factor of a shorter period than the timeline's, read at `t`."""
    return Doubt(
        "W0354",
        f"{f.said()} compounds within each {period} of the timeline",
        f"`^t` reads it at the beginning of the {period}; `^(t + 1)` at its end",
    )


def stock_summed(x: Operand) -> Doubt:
    """A stock added up over periods."""
    return Doubt(
        "W0352",
        f"{complaints.is_(x)}, a stock: its sum over t counts the same things once in every period",
        f"its mean is `mean({x.words} over t)`; `sum({x.words} * period over t)` counts how long each was there",
    )


DAYS_AS_MONTHS = Doubt(
    "W0353",
    "days between two dates as months divide by 30.4375: a calendar year is 11.99 months",
    "`months_between(earlier, later)` counts complete months",
)

MEAN_OF_RATIOS = Doubt(
    "W0356",
    "a mean of ratios weighs a small row as much as a large one",
    "the ratio of the whole is `sum(a) / sum(b)`",
)
