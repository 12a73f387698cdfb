"""Who buys again, and how often: BG/NBD, MBG/NBD, Pareto/NBD."""

from collections.abc import Iterator
from dataclasses import replace

from worthwhile.plugin import Estimate, Fit, Measured, Member, Shown, Variable, Worked, plugin

KERNELS = "worthwhile_plugins.kernels.fits"
ROW = ("frequency", "recency", "age")
DATA = (
    Variable("frequency", help="Repeat purchases: those after the first one."),
    Variable("recency", Measured.TIME, "From the first purchase to the last one; 0 without a repeat purchase."),
    Variable("age", Measured.TIME, "From the first purchase to the end of the record."),
)
TIME = Variable("time", Measured.TIME, "From the end of the record on; for a new customer from the first purchase on.")
COUNT = Variable("n", help="How many purchases.")
DISCOUNT = Variable("discount", help="The discount for one period `per`, compounded, as a share: 15%.")
PER = Variable("per", Measured.TIME, "The period of the discount: 1 year.")
IMPOSSIBLE = "a row that cannot be (recency after age, a frequency that is not whole)"

FHL = "Fader, Hardie and Lee (2005), Marketing Science 24, 275-284"
BDF = "Batislam, Denizel and Filiztekin (2007), International Journal of Research in Marketing 24, 201-209"
SMC = "Schmittlein, Morrison and Colombo (1987), Management Science 33, 1-24"
NOTE_9 = "Fader and Hardie (2005), A Note on Deriving the Pareto/NBD Model"
NOTE_12 = "Fader and Hardie, Deriving an Expression for P(X(t)=x) Under the Pareto/NBD Model"
NOTE_21 = "Fader, Hardie and Lee (2008), Computing P(alive) Using the BG/NBD Model"
JMR = "Fader, Hardie and Lee (2005), Journal of Marketing Research 42, 415-430"

RATE = Estimate("r", help="Shape of the gamma distribution of purchase rates; small: customers differ widely.", low=0.0)
SCALE = Estimate("alpha", "age", "Scale of it: the mean rate while alive is r / alpha.", low=0.0)
STAYS = "how likely customers are to leave after a purchase"
GIVEN = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
ONE = {"frequency": (2.0, 0.0), "recency": (30.43, 0.0), "age": (38.86, 38.86)}
PARETO = {"r": 0.5629966, "alpha": 12.559037, "s": 0.4081095, "beta": 10.5148048}
SEVEN = {"frequency": (7.0,), "recency": (35.0,), "age": (77.86,)}


@plugin
def fits() -> Iterator[Fit]:
    """Offer the models of repeat purchases without a contract."""
    yield Fit(
        "bgnbd",
        DATA,
        estimates=(
            RATE,
            SCALE,
            Estimate("a", help=f"First parameter of the beta distribution of {STAYS}.", low=0.0),
            Estimate("b", help="Second parameter; the mean chance is a / (a + b).", low=0.0),
        ),
        members=tuple(_members("bgnbd_members", "", _sources(f"{FHL}, equation 10", f"{FHL}, equation 8", NOTE_21))),
        estimator=f"{KERNELS}.bgnbd:BgNbd",
        help="Repeat purchases without a contract: customers buy at rates of their own, and may leave after each repeat purchase.",
        examples=(
            Worked(ONE, "purchases(39)", (1.226028174767144, 0.19509805201126262), given=GIVEN),
            Worked(ONE, "alive", (0.7265785700806729, 1.0), given=GIVEN),
            Worked(ONE, "new_probability(0, 39)", 0.5737864, given=GIVEN, within=1e-7),
        ),
        source=f"{FHL}, equation 6",
    )
    yield Fit(
        "mbgnbd",
        DATA,
        estimates=(
            RATE,
            SCALE,
            Estimate(
                "a", help=f"First parameter of the beta distribution of {STAYS}, the first one included.", low=0.0
            ),
            Estimate("b", help="Second parameter; the mean chance is a / (a + b).", low=0.0),
        ),
        members=tuple(_members("bgnbd_members", "mbg_", _sources(BDF, BDF, BDF))),
        estimator=f"{KERNELS}.bgnbd:MbgNbd",
        help="BG/NBD in which customers may have left right after the first purchase, so that P(alive) is below 1 without a repeat purchase, too.",
        examples=(Worked(ONE, "alive", (0.774419242623646, 0.637253337964895), given=GIVEN),),
        source=BDF,
    )
    yield Fit(
        "pareto_nbd",
        DATA,
        estimates=(
            RATE,
            SCALE,
            Estimate("s", help="Shape of the gamma distribution of the rates of leaving.", low=0.0),
            Estimate("beta", "age", "Scale of it: the mean rate of leaving is s / beta.", low=0.0),
        ),
        members=tuple(_members("pareto_members", "", _sources(NOTE_9, NOTE_12, NOTE_9))),
        estimator=f"{KERNELS}.pareto_nbd:ParetoNbd",
        help="Repeat purchases without a contract: customers buy at rates of their own, and may leave at any time.",
        examples=(
            Worked(SEVEN, "alive", (0.1007463083543092,), given=PARETO),
            Worked(SEVEN, "purchases(52)", (0.3964134459341811,), given=PARETO),
        ),
        source=f"{SMC}; likelihood as in {NOTE_9}",
    )


def _sources(purchases: str, probability: str, alive: str) -> dict[str, str]:
    return {"purchases": purchases, "probability": probability, "alive": alive}


def _members(module: str, mark: str, sources: dict[str, str]) -> Iterator[Member]:
    """Those that all have; the kernels of one model bear a mark where it shares the module with another."""
    kernel = f"{KERNELS}.{module}:{mark}"
    yield Member(
        "alive", f"{kernel}alive", columns=ROW, shown=Shown.PERCENT, fails=IMPOSSIBLE, source=sources["alive"],
        help="The probability that the customer is still there at the end of the record.",
    )  # fmt: skip
    purchases = Member(
        "purchases", f"{kernel}purchases", (TIME,), ROW, fails=f"a time before now, or {IMPOSSIBLE}",
        help="Purchases expected within a time, those of customers who may have left already counted with that chance.",
        source=sources["purchases"],
    )  # fmt: skip
    yield purchases
    yield replace(
        purchases, name="new_purchases", kernel=f"{kernel}new_purchases", columns=(), fails="a time before the start",
        help="Repeat purchases expected of a new customer within a time.",
        source=sources["purchases"].replace("equation 10", "equation 9"),
    )  # fmt: skip
    probability = Member(
        "probability", f"{kernel}probability", (COUNT, TIME), ROW, shown=Shown.PERCENT, source=sources["probability"],
        help="The probability of exactly n purchases within a time.",
        fails=f"an n that is not whole, a time before now, or {IMPOSSIBLE}",
    )  # fmt: skip
    yield probability
    yield replace(
        probability, name="new_probability", kernel=f"{kernel}new_probability", columns=(),
        help="The probability that a new customer makes exactly n repeat purchases within a time.",
        fails="an n that is not whole, or a time before the start",
    )  # fmt: skip
    yield Member(
        "discounted_purchases", f"{kernel}discounted", (TIME, DISCOUNT, PER), ROW, source=sources["purchases"],
        help="Purchases expected within a time, each discounted to now, continuously: times the margin of a purchase it is the value of the horizon.",
        fails=f"a time before now, a period of no length, or {IMPOSSIBLE}",
    )  # fmt: skip
    yield Member(
        "discounted_by_period", f"{kernel}by_period", (Variable("periods", help="How many: 52."), DISCOUNT, PER), ROW,
        help="Purchases expected in each of the next periods of length `per`, discounted from the end of theirs.",
        fails=f"a number of periods that is not whole, a period of no length, or {IMPOSSIBLE}", source=sources["purchases"],
    )  # fmt: skip
    yield Member(
        "dert", f"{kernel}dert", (DISCOUNT, PER), ROW, source=JMR,
        help="Discounted expected residual transactions: all purchases still to come, each discounted to now, continuously.",
        fails=f"a discount that is not more than 0, or {IMPOSSIBLE}",
    )  # fmt: skip
    yield Member(
        "next_purchase", f"{kernel}next_purchase", (Variable("chance", help="How sure: 50% is the median."),), ROW, "age",
        help="The time within which the next purchase comes with a chance, counted from the end of the record.",
        fails=f"a chance that is more than that of its ever coming, or {IMPOSSIBLE}",
        source=sources["purchases"],
    )  # fmt: skip
