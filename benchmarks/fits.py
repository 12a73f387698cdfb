"""Fits of repeat purchases: BG/NBD on CDNOW, on a million customers, and what they will buy in 52 weeks."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._race import Array, Contender, Target, race
from benchmarks._report import Report
from benchmarks._settings import Settings, model
from worthwhile_plugins.kernels.fits import bgnbd_members
from worthwhile_plugins.kernels.fits.bgnbd import BgNbd

CDNOW = Path(__file__).parent.parent / "tests" / "plugins" / "fits" / "reference" / "cdnow.csv"
TRUTH = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
WEEKS, DISCOUNT = 52, 0.002
SAMPLE = 20
"""One of so many customers is enough for what takes minutes."""
Rows = tuple[Array, Array, Array]


def cdnow() -> Rows:
    """The tenth of CDNOW that is in the literature: repeat purchases, recency and age in weeks."""
    with CDNOW.open(encoding="utf-8") as file:
        found = np.array(
            [[float(it[k]) for k in ("frequency", "recency_days", "age_days")] for it in csv.DictReader(file)]
        )
    return found[:, 0], found[:, 1] / 7, found[:, 2] / 7


def drawn(many: int) -> Rows:
    """Customers of the model, seen for 27 to 39 weeks; times are days, in weeks."""
    rng = np.random.default_rng(5)
    rate, leaves = rng.gamma(TRUTH["r"], 1 / TRUTH["alpha"], many), rng.beta(TRUTH["a"], TRUTH["b"], many)
    age = rng.integers(27 * 7, 39 * 7 + 1, many) / 7
    frequency, recency, now = np.zeros(many), np.zeros(many), np.zeros(many)
    here = np.arange(many)
    while len(here):
        now[here] += rng.exponential(1, len(here)) / np.maximum(rate[here], 1e-300)
        here = here[now[here] <= age[here]]
        frequency[here] += 1
        recency[here] = now[here]
        here = here[rng.random(len(here)) >= leaves[here]]
    return frequency, np.minimum(np.ceil(recency * 7) / 7, age), age


def ours(rows: Rows) -> Any:
    made = BgNbd()
    made.add(*rows)
    return made.finish().estimates


def base(settings: Settings, clvkit: Any, rows: Rows) -> Any:
    """What clvkit takes, made without its way from transactions."""
    pd = settings.peer("pandas")
    frequency, recency, age = rows
    frame = pd.DataFrame({"frequency": frequency, "recency": recency, "T": age, "monetary_value": 1.0})
    end = pd.Timestamp("1997-09-30")
    return clvkit.CustomerBase(frame, time_unit="W", observation_period_end=end, has_monetary=False, on_negative="net")


def lifetimes_fit(lifetimes: Any, rows: Rows) -> Any:
    return lifetimes.BetaGeoFitter(penalizer_coef=0.0).fit(*rows)


def three_digits(found: Any) -> tuple[Array, ...]:
    """As the literature prints estimates; the peers stop that near the maximum."""
    return (np.array([float(f"{float(found[it]):.3g}") for it in TRUTH]),)


def fitting(settings: Settings, rows: Rows, part: int) -> Iterator[Contender]:
    yield Contender("worthwhile", "worthwhile", lambda: ours(rows), three_digits)
    if lifetimes := settings.peer("lifetimes"):
        yield Contender("lifetimes", "lifetimes", lambda: lifetimes_fit(lifetimes, rows).params_, three_digits)
    if clvkit := settings.peer("clvkit"):
        few: Any = base(settings, clvkit, tuple(it[::part] for it in rows))  # type: ignore[arg-type]  # (a tuple of three columns)
        yield Contender(
            "clvkit",
            "clvkit",
            lambda: clvkit.BGNBD().fit(few).params_,
            three_digits if part == 1 else None,
            part=1 / part,
            remarks="" if part == 1 else f"on one customer of {part}, times {part}",
        )


def expecting(settings: Settings, rows: Rows) -> Iterator[Contender]:
    row = {"estimates": TRUTH, "columns": rows}
    yield Contender("worthwhile", "worthwhile", lambda: bgnbd_members.purchases(float(WEEKS), **row), lambda it: (it,))
    if lifetimes := settings.peer("lifetimes"):
        known = told(lifetimes_fit(lifetimes, cdnow()))
        yield Contender(
            "lifetimes",
            "lifetimes",
            lambda: known.conditional_expected_number_of_purchases_up_to_time(WEEKS, *rows),
            lambda it: (np.asarray(it),),
        )
    if clvkit := settings.peer("clvkit"):
        fitted = told(clvkit.BGNBD().fit(base(settings, clvkit, cdnow())))
        asked = base(settings, clvkit, rows)
        yield Contender(
            "clvkit", "clvkit", lambda: fitted.predict(WEEKS, asked), lambda it: (it.to_pandas().to_numpy().ravel(),)
        )


def told(fitted: Any) -> Any:
    """A peer's model with the true parameters instead of its own, so that all answer the same question."""
    fitted.params_[:] = [TRUTH[it] for it in fitted.params_.index]
    return fitted


def valuing(settings: Settings, rows: Rows, data: dict[str, Array]) -> Iterator[Contender]:
    row = {"estimates": TRUTH, "columns": rows}
    yield Contender(
        "worthwhile",
        "worthwhile",
        lambda: bgnbd_members.by_period(float(WEEKS), DISCOUNT, 1.0, **row),
        lambda it: (it,),
        remarks="parameters given",
    )
    asked = model("buying")
    yield Contender(
        "worthwhile, a model",
        "worthwhile model",
        lambda: asked.run(data)["worth"],
        None,
        remarks="estimates and values, in the language",
    )
    if clvkit := settings.peer("clvkit"):
        fitted = told(clvkit.BGNBD().fit(base(settings, clvkit, cdnow())))
        some = tuple(it[::SAMPLE] for it in rows)
        of = base(settings, clvkit, some)  # type: ignore[arg-type]  # (a tuple of three columns)

        def by_week() -> Array:
            bought = np.array([fitted.predict(week, of).to_pandas().to_numpy().ravel() for week in range(1, WEEKS + 1)])
            each = np.diff(bought, axis=0, prepend=0.0)
            value: Array = (each / (1 + DISCOUNT) ** np.arange(1, WEEKS + 1)[:, None]).sum(axis=0)
            return value

        remarks = f"week by week, on one customer of {SAMPLE}, times {SAMPLE}"
        yield Contender("clvkit", "clvkit", by_week, None, part=1 / SAMPLE, remarks=remarks)


def measure(settings: Settings) -> Iterator[Report]:
    rows = cdnow()
    targets = (Target(1 / 8, ("lifetimes",)),)
    title = "BG/NBD on CDNOW: 2,357 customers"
    both = (*targets, Target(1 / 30, ("clvkit",)))
    yield race(settings, "fits", title, fitting(settings, rows, 1), three_digits(ours(rows)), targets=both)
    many = settings.size(1_000_000, 3_000)
    rows = drawn(many)
    frequency, recency, age = rows
    title = f"BG/NBD on {many:,} customers drawn by the model"
    part = 1 if settings.small else SAMPLE
    yield race(settings, "fits", title, fitting(settings, rows, part), three_digits(ours(rows)), targets=targets)
    reference = bgnbd_members.purchases(float(WEEKS), estimates=TRUTH, columns=rows)
    title = f"Purchases that {many:,} customers are expected to make in {WEEKS} weeks"
    yield race(
        settings,
        "fits",
        title,
        expecting(settings, rows),
        (reference,),
        targets=(Target(1.0, ("lifetimes", "clvkit")),),
    )
    ends = np.arange(WEEKS + 1.0)
    bought = [bgnbd_members.purchases(it, estimates=TRUTH, columns=rows) for it in ends]
    value = np.sum(
        [
            (after - before) * (1 + DISCOUNT) ** -end
            for before, after, end in zip(bought, bought[1:], ends[1:], strict=False)
        ],
        axis=0,
    )
    data = {"customer_id": np.arange(many), "frequency": frequency, "recency": recency, "age": age}
    title = f"Discounted purchases of {many:,} customers in {WEEKS} weeks, week by week"
    yield race(settings, "fits", title, valuing(settings, rows, data), (value,))
