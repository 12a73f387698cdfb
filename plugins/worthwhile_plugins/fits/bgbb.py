"""Occasions that are taken or not: BG/BB."""

from collections.abc import Iterator

from worthwhile.plugin import Estimate, Fit, Member, Shown, Variable, Worked, plugin

KERNELS = "worthwhile_plugins.kernels.fits.bgbb"
FHS = "Fader, Hardie and Shang (2010), Marketing Science 29, 1086-1108"
ROW = ("frequency", "recency", "periods")
AHEAD = Variable("ahead", help="How many occasions from now on.")
COUNT = Variable("n", help="How many of them.")
IMPOSSIBLE = "a row that cannot be (frequency more than recency, recency after periods, a number that is not whole)"
GIVEN = {"alpha": 1.204, "beta": 0.75, "gamma": 0.657, "delta": 2.783}
DONORS = {"frequency": (0.0, 3.0, 6.0), "recency": (0.0, 4.0, 6.0), "periods": (6.0, 6.0, 6.0)}


@plugin
def fits() -> Iterator[Fit]:
    """Offer the model of purchases at occasions."""
    yield Fit(
        "bgbb",
        (
            Variable("frequency", help="Occasions on which the customer bought, after the first purchase."),
            Variable("recency", help="The last of them, counted; 0 where there is none."),
            Variable("periods", help="How many occasions there were."),
        ),
        estimates=(
            Estimate("alpha", help="First parameter of the beta distribution of chances to buy at an occasion.", low=0.0),
            Estimate("beta", help="Second parameter; the mean chance is alpha / (alpha + beta).", low=0.0),
            Estimate("gamma", help="First parameter of the beta distribution of chances to leave before an occasion.", low=0.0),
            Estimate("delta", help="Second parameter; the mean chance is gamma / (gamma + delta).", low=0.0),
        ),
        members=(
            Member(
                "alive", f"{KERNELS}:alive", columns=ROW, shown=Shown.PERCENT, fails=IMPOSSIBLE,
                help="The probability that the customer is still there at the next occasion.", source=f"{FHS}, equation 11",
            ),
            Member(
                "purchases", f"{KERNELS}:purchases", (AHEAD,), ROW, source=f"{FHS}, equation 13",
                help="Purchases expected at the next occasions.",
                fails=f"a number of occasions that is not whole, or {IMPOSSIBLE}",
            ),
            Member(
                "new_purchases", f"{KERNELS}:new_purchases", (AHEAD,), source=f"{FHS}, equation 8",
                help="Purchases expected of a new customer at the first occasions.",
                fails="a number of occasions that is not whole",
            ),
            Member(
                "probability", f"{KERNELS}:probability", (COUNT, AHEAD), ROW, shown=Shown.PERCENT, source=FHS,
                help="The probability of exactly n purchases at the next occasions.",
                fails=f"a number that is not whole, or {IMPOSSIBLE}",
            ),
            Member(
                "new_probability", f"{KERNELS}:new_probability", (COUNT, AHEAD), shown=Shown.PERCENT,
                help="The probability that a new customer buys at exactly n of the first occasions.",
                fails="a number that is not whole", source=f"{FHS}, equation 7",
            ),
            Member(
                "dert", f"{KERNELS}:dert", (Variable("discount", help="From one occasion to the next, as a share: 10%."),), ROW,
                help="Discounted expected residual transactions: all purchases still to come, the next occasion's discounted once.",
                fails=f"a discount that is not more than 0, or {IMPOSSIBLE}", source=f"{FHS}, equation 14",
            ),
        ),
        estimator=f"{KERNELS}:BgBb",
        help="Purchases at occasions, of which each is taken or not (donations by year): customers have chances of their own to buy and to leave.",
        examples=(
            Worked(DONORS, "alive", (0.10801658416867418, 0.43946285705577546, 0.9304025423728814), given=GIVEN),
            Worked(DONORS, "purchases(5)", (0.07280287747504301, 1.0342284984211044, 3.7521156075998146), given=GIVEN),
            Worked(DONORS, "dert(0.1)", (0.11464699618167955, 1.6286607730608237, 5.9086783181955515), given=GIVEN),
        ),
        source=f"{FHS}, equation 5",
    )  # fmt: skip
