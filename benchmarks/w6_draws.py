"""W6: 100,000 draws of ten inputs shared by 1,000 customers: mean, spread and quantiles of each customer's value.

All are handed the same draws, ours as it takes a posterior from elsewhere.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks._machine import in_parts
from benchmarks._race import Answer, Array, Contender, Target, race
from benchmarks._report import Report
from benchmarks._settings import Settings, model

QUANTILES = (0.05, 0.5, 0.95)
PERIODS = 5
PART = 20
"""The data frames join only every so many customers with the draws: all at once are more than memory holds."""


def drawn(draws: int) -> dict[str, Array]:
    """What is uncertain, once for each draw."""
    draw = np.random.default_rng(6)
    return {
        "price_factor": draw.lognormal(0, 0.1, draws),
        "volume_factor": draw.lognormal(0, 0.2, draws),
        "margin": draw.triangular(0.3, 0.42, 0.55, draws),
        "stays": draw.beta(80, 12, draws),
        "discount": draw.uniform(0.06, 0.12, draws),
        "uplift": draw.normal(0.03, 0.02, draws),
        "ticket_cost": draw.lognormal(2, 0.2, draws),
        "waste": draw.uniform(0.0, 0.05, draws),
        "currency": draw.normal(1.0, 0.05, draws),
        "overhead": draw.uniform(0.05, 0.12, draws),
    }


def known(customers: int) -> dict[str, Array]:
    """What is known of each customer."""
    draw = np.random.default_rng(7)
    return {
        "price": draw.uniform(20, 80, customers),
        "quantity": draw.uniform(1, 12, customers),
        "tickets": draw.uniform(0, 4, customers),
        "tenure": draw.uniform(0, 10, customers),
        "cac": draw.uniform(30, 200, customers),
    }


def value(u: Any, c: Any, np_: Any = np) -> Any:
    """The model: what it says of a customer in a draw."""
    ratio = u["stays"] / (1 + u["discount"])
    annuity = (1 - ratio**PERIODS) / (1 - ratio)
    volume = u["volume_factor"] * (1 + u["uplift"])
    revenue = c["price"] * c["quantity"] * u["price_factor"] * u["currency"] * volume
    loyal = 1 + 0.1 * (1 - np_.exp(-c["tenure"] * (1 - u["stays"])))
    support = c["tickets"] * u["ticket_cost"] * (1 + u["overhead"]) * np_.sqrt(volume) * annuity
    return revenue * (u["margin"] - u["waste"]) * annuity * loyal - support - c["cac"] * (1 + u["overhead"])


def told_of(values: Array) -> Array:
    """Mean, spread, quantiles: a row of five for each row of values."""
    return np.stack(
        [values.mean(-1), values.std(-1, ddof=1), *np.quantile(values, QUANTILES, axis=-1)],
        axis=-1,
    )


def broadcast(uncertain: dict[str, Array], customers: dict[str, Array], at_once: int = 20) -> Array:
    """All draws against some customers at a time, everything computed for each."""
    size = len(customers["price"])
    found = np.empty((size, 5))
    for start in range(0, size, at_once):
        some = {name: it[start : start + at_once, None] for name, it in customers.items()}
        found[start : start + at_once] = told_of(value(uncertain, some))
    return found


def hoisted(uncertain: dict[str, Array], customers: dict[str, Array]) -> Array:
    """By hand: what depends on the draw alone is computed once, then block by block, customers on all cores."""
    u = uncertain
    ratio = u["stays"] / (1 + u["discount"])
    annuity = (1 - ratio**PERIODS) / (1 - ratio)
    volume = u["volume_factor"] * (1 + u["uplift"])
    earned = u["price_factor"] * u["currency"] * volume * (u["margin"] - u["waste"]) * annuity
    spent = u["ticket_cost"] * (1 + u["overhead"]) * np.sqrt(volume) * annuity
    more, leaves = 1 + u["overhead"], u["stays"] - 1
    draws, block = len(more), 16_384
    size = len(customers["price"])
    found = np.empty((size, 5))
    places = [(draws - 1) * it for it in QUANTILES]
    low_ones = [int(it) for it in places]
    kth = sorted({*low_ones, *(min(it + 1, draws - 1) for it in low_ones)})

    def some(low: int, high: int) -> None:
        values, part = np.empty(draws), np.empty(block)
        for who in range(low, high):
            price, tickets, tenure, cac = (customers[it][who] for it in ("price", "tickets", "tenure", "cac"))
            base = price * customers["quantity"][who]
            for start in range(0, draws, block):
                stop = min(start + block, draws)
                here, work = values[start:stop], part[: stop - start]
                np.multiply(leaves[start:stop], tenure, out=work)
                np.exp(work, out=work)
                np.multiply(work, -0.1, out=work)
                np.add(work, 1.1, out=work)
                np.multiply(work, earned[start:stop], out=work)
                np.multiply(work, base, out=here)
                np.multiply(spent[start:stop], tickets, out=work)
                np.subtract(here, work, out=here)
                np.multiply(more[start:stop], cac, out=work)
                np.subtract(here, work, out=here)
            found[who, :2] = values.mean(), values.std(ddof=1)
            values.partition(kth)
            for place, (at, low_one) in enumerate(zip(places, low_ones, strict=True), 2):
                one, other = values[low_one], values[min(low_one + 1, draws - 1)]
                found[who, place] = one + (at - low_one) * (other - one)

    in_parts(size, some)
    return found


class Spelled:
    """The functions of the model as methods of expressions."""

    @staticmethod
    def exp(it: Any) -> Any:
        return it.exp()

    @staticmethod
    def sqrt(it: Any) -> Any:
        return it.sqrt()


def ours(uncertain: dict[str, Array], customers: dict[str, Array], **options: Any) -> Any:
    """What is asked of the model, with the draws of all that is uncertain."""
    asked, samples = model("draws"), dict(uncertain)
    samples["currency_rate"] = samples.pop("currency")
    data = {"customer_id": np.arange(len(customers["price"])), **customers}
    return lambda: asked.simulate(data, draws=samples, quantiles=QUANTILES, **options)["value"]


def ours_answer(spread: Any) -> Answer:
    return (np.stack([spread.mean, spread.sd, *spread.quantiles.values()], axis=-1),)


def contenders(settings: Settings, uncertain: dict[str, Array], customers: dict[str, Array]) -> Iterator[Contender]:
    def all_of(found: Array) -> Answer:
        return (found,)

    yield Contender("worthwhile", "worthwhile", ours(uncertain, customers), ours_answer)
    yield Contender("worthwhile, 1 thread", "worthwhile alone", ours(uncertain, customers, threads=1), ours_answer)
    yield Contender("numpy, broadcasting", "numpy naive", lambda: broadcast(uncertain, customers), all_of)
    yield Contender(
        "numpy, hoisted and in blocks by hand", "numpy blocks", lambda: hoisted(uncertain, customers), all_of
    )
    if polars := settings.peer("polars"):
        draws = polars.DataFrame(uncertain).lazy()
        few = {name: it[::PART] for name, it in customers.items()}
        some = polars.DataFrame({"customer": np.arange(len(few["price"])), **few}).lazy()
        column = {name: polars.col(name) for name in (*uncertain, *customers)}
        said = polars.col("value")
        lazy = (
            some.join(draws, how="cross")
            .select("customer", value=value(column, column, Spelled))
            .group_by("customer")
            .agg(
                said.mean().alias("mean"),
                said.std().alias("sd"),
                *(said.quantile(it, "linear").alias(str(it)) for it in QUANTILES),
            )
        )
        yield Contender(
            "polars, cross join",
            "polars",
            lazy.collect,
            None,
            part=len(few["price"]) / len(customers["price"]),
            remarks=f"measured on every {PART}th customer",
        )


def measure(settings: Settings) -> Iterator[Report]:
    draws, size = settings.size(100_000, 500), 10 if settings.small else 1_000
    uncertain, customers = drawn(draws), known(size)
    yield race(
        settings,
        "w6",
        f"W6: {draws:,} draws for {size:,} customers",
        contenders(settings, uncertain, customers),
        (broadcast(uncertain, customers),),
        targets=(Target(1.2, ("numpy blocks",)),),
    )
