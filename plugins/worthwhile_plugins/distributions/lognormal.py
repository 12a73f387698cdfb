"""The log-normal distribution, by the mean and standard deviation of the value or by the ends of a 90% interval."""

from collections.abc import Iterator
from math import inf

from worthwhile.plugin import Distribution, DistributionParameter, ParameterKind, Quantile, plugin

KERNELS = "worthwhile_plugins.kernels.distributions.lognormal"
SOURCE = "Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 14"


def _moments(mean: float, sd: float) -> str:
    if mean <= 0:
        return "its mean has to be above 0; of the logarithm it is `lognormal(mu: ..., sigma: ...)`"
    return "" if sd > 0 else "its standard deviation has to be above 0"


def _logarithm(mu: float, sigma: float) -> str:
    del mu
    return "" if sigma > 0 else "the standard deviation of its logarithm has to be above 0"


def _ends(p5: float, p95: float) -> str:
    if p5 <= 0:
        return "the ends of its interval have to be above 0"
    return "" if p5 < p95 else "the lower end of its interval has to be below the upper"


def _above_zero(*parameters: float) -> tuple[float, float]:
    del parameters
    return 0.0, inf


@plugin
def distributions() -> Iterator[Distribution]:
    """Offer the log-normal distribution."""
    yield Distribution(
        "lognormal",
        (
            DistributionParameter(
                "mean", ParameterKind.LOCATION, "The mean of the value itself, not of its logarithm."
            ),
            DistributionParameter("sd", ParameterKind.SCALE, "The standard deviation of the value itself."),
        ),
        f"{KERNELS}:quantile",
        f"{KERNELS}:cdf",
        f"{KERNELS}:mean",
        "Above zero and skewed to the right, by the mean and standard deviation of the value, not of its logarithm.",
        (Quantile("lognormal(100, 30)", 0.5, 95.78262852211514),),
        SOURCE,
        fault=_moments,
        support=_above_zero,
        fails="its mean or its standard deviation is not above 0",
        label="log-normal",
    )
    yield Distribution(
        "lognormal_interval",
        (
            DistributionParameter("p5", ParameterKind.LOCATION, "What 5% of the draws stay below."),
            DistributionParameter("p95", ParameterKind.LOCATION, "What 5% of the draws exceed."),
        ),
        f"{KERNELS}:quantile_between",
        f"{KERNELS}:cdf_between",
        f"{KERNELS}:mean_between",
        "Log-normal, where 90% of the draws lie between two ends; `1 to 4` is `lognormal(p5: 1, p95: 4)`.",
        (Quantile("lognormal(p5: 1, p95: 4)", 0.5, 2.0), Quantile("lognormal(p5: 1, p95: 4)", 0.95, 4.0)),
        SOURCE,
        fault=_ends,
        support=_above_zero,
        fails="an end of its interval is not above 0, or the lower is not below the upper",
        word="lognormal",
        label="log-normal",
        says="90% from {p5} to {p95}",
    )
    yield Distribution(
        "lognormal_logarithm",
        (
            DistributionParameter("mu", ParameterKind.SHAPE, "The mean of the logarithm of the value in its unit."),
            DistributionParameter("sigma", ParameterKind.SHAPE, "The standard deviation of the logarithm."),
        ),
        f"{KERNELS}:quantile_of_logarithm",
        f"{KERNELS}:cdf_of_logarithm",
        f"{KERNELS}:mean_of_logarithm",
        "Log-normal, by the mean and standard deviation of the natural logarithm, as statistics packages have it.",
        (
            Quantile("lognormal(mu: 0, sigma: 1)", 0.5, 1.0),
            Quantile("lognormal(mu: 1, sigma: 2)", 0.5, 2.718281828459045),
        ),
        SOURCE,
        fault=_logarithm,
        support=_above_zero,
        fails="the standard deviation of its logarithm is not above 0",
        word="lognormal",
        label="log-normal",
        says="its logarithm normal, mu {mu}, sigma {sigma}",
    )
