"""The uniform distribution: anything between two ends, none likelier than another."""

from collections.abc import Iterator

from worthwhile.plugin import Distribution, DistributionParameter, ParameterKind, Quantile, plugin

KERNELS = "worthwhile_plugins.kernels.distributions.uniform"


def _fault(low: float, high: float) -> str:
    return "" if low < high else "its low end has to be below its high end"


def _support(low: float, high: float) -> tuple[float, float]:
    return low, high


@plugin
def distributions() -> Iterator[Distribution]:
    """Offer the uniform distribution."""
    yield Distribution(
        "uniform",
        (
            DistributionParameter("low", ParameterKind.LOCATION, "The least value."),
            DistributionParameter("high", ParameterKind.LOCATION, "The greatest value."),
        ),
        f"{KERNELS}:quantile",
        f"{KERNELS}:cdf",
        f"{KERNELS}:mean",
        "Anything between two ends, none likelier than another.",
        (Quantile("uniform(2, 6)", 0.25, 3.0),),
        "Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 26",
        fault=_fault,
        support=_support,
        fails="its low end is not below its high end",
        says="from {low} to {high}",
    )
