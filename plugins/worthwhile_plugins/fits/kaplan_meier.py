"""Survival as it was seen."""

from collections.abc import Iterator

from worthwhile.plugin import Fit, Measured, Member, Shown, Variable, Worked, plugin

KERNELS = "worthwhile_plugins.kernels.fits.kaplan_meier"
TIME = (Variable("time", Measured.TIME, "Time since the start."),)
BEYOND = "a time before the start, or beyond the last that anybody was seen"
FIVE = {"lived": (10, 20, 20, 30, 40), "churned": (1, 0, 1, 1, 0)}


@plugin
def fits() -> Iterator[Fit]:
    """Offer the estimator of Kaplan and Meier."""
    yield Fit(
        "kaplan_meier",
        (
            Variable("lived", Measured.TIME, "How long the customer was there: until leaving, or until last seen."),
            Variable("churned", Measured.FLAG, "Whether it left then; otherwise it was still there."),
        ),
        estimates=(),
        members=(
            Member(
                "survival", f"{KERNELS}:survival", TIME, help="The share still there after a time; it steps down at the event itself.",
                fails=BEYOND, source="Kaplan and Meier (1958)", tables=True, shown=Shown.PERCENT,
            ),
            Member(
                "survival_error", f"{KERNELS}:survival_error", TIME, help="The standard error of that share.",
                fails=BEYOND, source="Greenwood (1926)", tables=True, shown=Shown.PERCENT,
            ),
            Member(
                "survival_low", f"{KERNELS}:survival_low", TIME, help="The lower end of the interval of 95% of that share.",
                fails=BEYOND, source="Kalbfleisch and Prentice (2002), section 1.4", tables=True, shown=Shown.PERCENT,
            ),
            Member(
                "survival_high", f"{KERNELS}:survival_high", TIME, help="The upper end of the interval of 95% of that share.",
                fails=BEYOND, source="Kalbfleisch and Prentice (2002), section 1.4", tables=True, shown=Shown.PERCENT,
            ),
            Member(
                "at_risk", f"{KERNELS}:at_risk", TIME,
                help="How many were under observation just before the next time, from this one on, at which somebody left.",
                fails="a time before the start, or after the last at which somebody left", tables=True, shown=Shown.COUNT,
            ),
            Member(
                "restricted_mean", f"{KERNELS}:restricted_mean", TIME, unit="lived",
                help="The mean time that customers stay within a horizon: the area under the curve up to it.",
                fails=BEYOND, source="Andersen, Borgan, Gill and Keiding (1993), example IV.3.8", tables=True,
            ),
            Member(
                "restricted_mean_error", f"{KERNELS}:restricted_mean_error", TIME, unit="lived",
                help="The standard error of that mean.",
                fails=BEYOND, source="Andersen, Borgan, Gill and Keiding (1993), example IV.3.8", tables=True,
            ),
            Member(
                "median", f"{KERNELS}:median", unit="lived", help="The first time at which no more than half are still there.",
                fails="a curve that never comes down to one half", tables=True,
            ),
        ),
        estimator=f"{KERNELS}:KaplanMeier",
        help="The share of customers still there after a time, counting who is still there as far as they were seen.",
        likelihood=False,
        examples=(
            Worked(FIVE, "survival(10)", 0.8),
            Worked(FIVE, "survival(25)", 0.6),
            Worked(FIVE, "survival(41)", None),
            Worked(FIVE, "restricted_mean(30)", 10 + 8 + 6),
            Worked(FIVE, "median", 30.0),
        ),
        source="Kaplan and Meier (1958), Nonparametric Estimation from Incomplete Observations",
        extra="",
    )  # fmt: skip
