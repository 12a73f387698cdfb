"""What a purchase brings: Gamma-Gamma."""

from collections.abc import Iterator

from worthwhile.plugin import Estimate, Fit, Measured, Member, Shown, Variable, Worked, plugin

KERNELS = "worthwhile_plugins.kernels.fits.gamma_gamma"
NOTE = "Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value"
GIVEN = {"p": 6.25, "q": 3.74, "gamma": 15.44}
FOUR = {"frequency": (2.0, 1.0, 7.0, 2.0), "spend": (22.35, 11.77, 73.74, 25.55)}


@plugin
def fits() -> Iterator[Fit]:
    """Offer the model of the mean spend of a purchase."""
    yield Fit(
        "gamma_gamma",
        (
            Variable("frequency", help="Repeat purchases; customers without one are passed over."),
            Variable("spend", Measured.AMOUNT, "The mean of what the repeat purchases brought."),
        ),
        estimates=(
            Estimate("p", help="Shape of the gamma distribution of a customer's purchases; large: they are alike.", low=0.0),
            Estimate("q", help="Shape of the gamma distribution among customers; the population has a mean where q > 1.", low=0.0),
            Estimate("gamma", "spend", "Scale of it: the mean spend of the population is p gamma / (q - 1).", low=0.0),
        ),
        members=(
            Member(
                "expected_spend", f"{KERNELS}:expected_spend", columns=("frequency", "spend"), unit="spend",
                help="The mean spend of a purchase expected of the customer: between what they spent and what the population spends.",
                fails="a mean that does not exist (p times frequency + q is not more than 1), or a spend that is not more than 0",
                source=f"{NOTE}, equation 5",
            ),
            Member(
                "weight", f"{KERNELS}:weight", columns=("frequency",), shown=Shown.PERCENT,
                help="How much the customer's own mean counts in what is expected; the rest is the population's.",
                fails="a mean that does not exist (p times frequency + q is not more than 1)", source=f"{NOTE}, equation 5",
            ),
            Member(
                "population_spend", f"{KERNELS}:population_spend", unit="spend",
                help="The mean spend of a purchase of a new customer.",
                fails="a mean that does not exist (q is not more than 1)", source=NOTE,
            ),
        ),
        estimator=f"{KERNELS}:GammaGamma",
        help="Spend of a purchase where it varies around a mean of each customer's own, and that does not hang on how often they buy.",
        examples=(
            Worked(
                FOUR, "expected_spend", given=GIVEN,
                gives=(24.663713910761153, 18.916852057842046, 71.46967089696709, 27.288385826771652),
            ),
            Worked(FOUR, "population_spend", 6.25 * 15.44 / 2.74, given=GIVEN),
        ),
        source=f"{NOTE}, equation 1a; Colombo and Jiang (1999), Journal of Interactive Marketing 13, 2-12",
    )  # fmt: skip
