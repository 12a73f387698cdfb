"""Distributions by the least, the likeliest and the greatest value: triangular, and PERT."""

from collections.abc import Iterator

from worthwhile.plugin import Distribution, DistributionParameter, ParameterKind, Quantile, plugin

KERNELS = "worthwhile_plugins.kernels.distributions"
THREE = (
    DistributionParameter("low", ParameterKind.LOCATION, "The least value."),
    DistributionParameter("mode", ParameterKind.LOCATION, "The likeliest value."),
    DistributionParameter("high", ParameterKind.LOCATION, "The greatest value."),
)
FAILS = "its values do not rise from low over mode to high"


def _fault(low: float, mode: float, high: float) -> str:
    if not low < high:
        return "its low end has to be below its high end"
    return "" if low <= mode <= high else "its mode has to lie between its ends"


def _support(low: float, mode: float, high: float) -> tuple[float, float]:
    del mode
    return low, high


@plugin
def distributions() -> Iterator[Distribution]:
    """Offer the triangular distribution and PERT."""
    yield Distribution(
        "triangular",
        THREE,
        f"{KERNELS}.triangular:quantile",
        f"{KERNELS}.triangular:cdf",
        f"{KERNELS}.triangular:mean",
        "Rises in a straight line from the least to the likeliest value, and falls to the greatest.",
        (Quantile("triangular(0, 2, 10)", 0.05, 1.0), Quantile("triangular(0, 2, 10)", 0.8, 6.0)),
        "Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, section 26.9",
        fault=_fault,
        support=_support,
        fails=FAILS,
        says="from {low} over {mode} to {high}",
    )
    yield Distribution(
        "pert",
        THREE,
        f"{KERNELS}.beta:quantile_of_three",
        f"{KERNELS}.beta:cdf_of_three",
        f"{KERNELS}.beta:mean_of_three",
        "Smooth, by the least, the likeliest and the greatest value, of which the likeliest counts four times.",
        (Quantile("pert(0, 5, 10)", 0.5, 5.0), Quantile("pert(0, 2, 10)", 0.5, 2.7667225939251887)),
        "Malcolm, Roseboom, Clark and Fazar (1959), Operations Research 7(5); Vose (2008), Risk Analysis, section III.6",
        fault=_fault,
        support=_support,
        fails=FAILS,
        label="PERT",
        says="from {low} over {mode} to {high}",
        extra="stats",
    )
