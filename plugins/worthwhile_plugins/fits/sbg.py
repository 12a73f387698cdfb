"""Contracts that are renewed or not: the shifted beta-geometric model."""

from collections.abc import Iterator

from worthwhile.plugin import Estimate, Fit, Measured, Member, Shown, Variable, Worked, plugin

KERNELS = "worthwhile_plugins.kernels.fits.sbg"
TIME = Variable("time", Measured.TIME, "Time since the start.")
DISCOUNT = Variable("discount", Measured.RATE, "The discount, per any period: 10% per year.")
REGULAR = {"alpha": 0.704, "beta": 1.182}
HIGH_END = {"alpha": 0.668, "beta": 3.806}
NONE = {"lived": (1.0,), "churned": (1.0,)}


@plugin
def fits() -> Iterator[Fit]:
    """Offer the model of Fader and Hardie for contractual settings."""
    yield Fit(
        "sbg",
        (
            Variable(
                "lived", Measured.TIME,
                "Renewals that the customer came to, in lengths of a contract: until leaving, or until today.",
            ),
            Variable("churned", Measured.FLAG, "Whether it left at the last of them; otherwise it is still there."),
        ),
        estimates=(
            Estimate("alpha", help="First parameter of the beta distribution of chances of leaving.", low=0.0),
            Estimate("beta", help="Second parameter; the mean chance is alpha / (alpha + beta).", low=0.0),
        ),
        members=(
            Member(
                "survival", f"{KERNELS}:survival", (TIME,),
                help="The share still there after a time; it steps down at each renewal.",
                fails="a time before the start", source="Fader and Hardie (2007), equation 6", shown=Shown.PERCENT,
            ),
            Member(
                "retention", f"{KERNELS}:retention", (TIME,),
                help="Of those that come to the renewal at a time, the share that renews.",
                fails="a time before the first renewal", source="Fader and Hardie (2007), equation 8", shown=Shown.PERCENT,
            ),
            Member(
                "residual", f"{KERNELS}:residual", (TIME, DISCOUNT), unit="lived",
                help="The discounted expected residual lifetime of who has been there for a time, the next renewal undiscounted.",
                fails="a time before the start, a discount below 0, or a sum without a bound",
                source="Fader and Hardie (2010), equation 6",
            ),
            Member(
                "lifetime", f"{KERNELS}:lifetime", (DISCOUNT,), unit="lived",
                help="The discounted expected lifetime of a new customer, each period counted at its start.",
                fails="a discount below 0, or a sum without a bound", source="Fader and Hardie (2010)",
            ),
        ),
        estimator=f"{KERNELS}:Sbg",
        help="Retention where a contract is renewed or not at the end of each period, and customers differ in their chance of leaving.",
        examples=(
            Worked(NONE, "survival(1)", 1.182 / 1.886, given=REGULAR),
            Worked(NONE, "survival(2)", 1.182 / 1.886 * 2.182 / 2.886, given=REGULAR),
            Worked(NONE, "retention(5)", 7.806 / 8.474, given=HIGH_END),
            Worked(NONE, "residual(7, 0.1)", 7.529949530910970, given=HIGH_END),
            Worked(NONE, "lifetime(0.1)", 5.922596407612764, given=HIGH_END),
        ),
        source="Fader and Hardie (2007), How to Project Customer Retention",
        extra="",
    )  # fmt: skip
