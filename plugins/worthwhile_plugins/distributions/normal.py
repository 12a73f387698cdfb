"""The normal distribution, by its mean and standard deviation or by the ends of a 90% interval."""

from collections.abc import Iterator

from worthwhile.plugin import Distribution, DistributionParameter, ParameterKind, Quantile, plugin

KERNELS = "worthwhile_plugins.kernels.distributions.normal"
SOURCE = "Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 13"
P5 = DistributionParameter("p5", ParameterKind.LOCATION, "What 5% of the draws stay below.")
P95 = DistributionParameter("p95", ParameterKind.LOCATION, "What 5% of the draws exceed.")


def _sd(mean: float, sd: float) -> str:
    del mean
    return "" if sd > 0 else "its standard deviation has to be above 0"


def _ends(p5: float, p95: float) -> str:
    return "" if p5 < p95 else "the lower end of its interval has to be below the upper"


@plugin
def distributions() -> Iterator[Distribution]:
    """Offer the normal distribution."""
    yield Distribution(
        "normal",
        (
            DistributionParameter("mean", ParameterKind.LOCATION, "The mean, which is the median, too."),
            DistributionParameter("sd", ParameterKind.SCALE, "The standard deviation."),
        ),
        f"{KERNELS}:quantile",
        f"{KERNELS}:cdf",
        f"{KERNELS}:mean",
        "The sum of many small influences; `10 +- 2` is `normal(10, 2)`.",
        (Quantile("normal(10, 2)", 0.5, 10.0), Quantile("normal(10, 2)", 0.975, 13.919927969080108)),
        SOURCE,
        fault=_sd,
        fails="its standard deviation is not above 0",
    )
    yield Distribution(
        "normal_interval",
        (P5, P95),
        f"{KERNELS}:quantile_between",
        f"{KERNELS}:cdf_between",
        f"{KERNELS}:mean_between",
        "Normal, where 90% of the draws lie between two ends; `-1 to 5` is `normal(p5: -1, p95: 5)`.",
        (Quantile("normal(p5: -1, p95: 5)", 0.5, 2.0), Quantile("normal(p5: -1, p95: 5)", 0.95, 5.0)),
        SOURCE,
        fault=_ends,
        fails="the lower end of its interval is not below the upper",
        word="normal",
        says="90% from {p5} to {p95}",
    )
