"""The beta distribution: shares between 0 and 1."""

from collections.abc import Iterator

from worthwhile.plugin import Distribution, DistributionParameter, ParameterKind, Quantile, plugin

KERNELS = "worthwhile_plugins.kernels.distributions.beta"


def _fault(a: float, b: float) -> str:
    return "" if a > 0 and b > 0 else "both of its parameters have to be above 0"


def _support(a: float, b: float) -> tuple[float, float]:
    del a, b
    return 0.0, 1.0


@plugin
def distributions() -> Iterator[Distribution]:
    """Offer the beta distribution."""
    yield Distribution(
        "beta",
        (
            DistributionParameter("a", ParameterKind.SHAPE, "How many were such, and one more."),
            DistributionParameter("b", ParameterKind.SHAPE, "How many were not, and one more."),
        ),
        f"{KERNELS}:quantile",
        f"{KERNELS}:cdf",
        f"{KERNELS}:mean",
        "A share of which some cases are known: of 1,000 customers 8 left, `beta(9, 993)`.",
        (Quantile("beta(2, 1)", 0.25, 0.5), Quantile("beta(1, 3)", 0.875, 0.5)),
        "Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 25",
        fault=_fault,
        support=_support,
        fails="one of its parameters is not above 0",
        share=True,
        extra="stats",
    )
