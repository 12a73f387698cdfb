"""Parts summed up by the models of the library: part by part what is of one customer, then what is among all."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from worthwhile.cli.progress import progress
from worthwhile.data.frame import Frame
from worthwhile.data.parts import PLACE, Parts, in_order, keys_of_rows, latest, placed
from worthwhile.model import Model, parse_model
from worthwhile.plugin.registry import installed
from worthwhile.plugin.streams import supply_of
from worthwhile.resources import shelf
from worthwhile.text import Finding, Level, ModelError, did_you_mean
from worthwhile.text.frozen import frozen

if TYPE_CHECKING:
    from worthwhile.cli.options import Voice
    from worthwhile.data.supply import Supply

EPOCH = date(1970, 1, 1)
KEY = "customer_id"
PLAIN = ("frequency", "recency", "age")
MONEY = ("spend", "total")
LATER = ("holdout", "holdout_frequency")
SHOWN = {
    "frequency": '"Came back" : count',
    "recency": '"First to last" : weeks',
    "age": '"Known for" : weeks',
    "spend": '"Spend each time" : number',
    "total": '"Spend in all" : number',
    "holdout": '"Length of the holdout" : weeks',
    "holdout_frequency": '"Bought in it" : count',
    "holdout_spend": '"Spend each time in it" : number',
}


@frozen
class Asked:
    """What is to be summed up, and how."""

    address: str
    customer: str
    day: str
    spend: str | None
    until: date | None
    holdout: date | None
    every: str
    refunds: str
    strict: bool

    @property
    def heads(self) -> list[str]:
        """The columns that are read."""
        return list(dict.fromkeys(it for it in (self.customer, self.day, self.spend) if it is not None))

    @property
    def outputs(self) -> list[str]:
        """What is told of each customer, before the scores."""
        money = MONEY if self.spend else ()
        later = (*LATER, *(["holdout_spend"] if self.spend else [])) if self.holdout else ()
        return [*PLAIN, *money, *later]


@frozen
class Summed:
    """Customers who bought by the last day that counts, in the order in which they first came."""

    model: Model
    """What is said of them among each other."""
    customers: Any
    """An Arrow table, one row a customer."""
    said: tuple[Finding, ...]
    """What is to be said of the transactions."""


def summed_up(voice: "Voice", asked: Asked) -> Summed:
    """What transactions come to, customer by customer.

    Raises `ModelError`, and `click.UsageError` for columns that are not there.
    """
    supply = supply_of(asked.address, "transactions", installed())
    for it in asked.heads:
        if it not in supply.heads:
            near = did_you_mean(it, supply.heads) or f"it has {', '.join(map(str, supply.heads))}"
            raise click.UsageError(f"{supply.name} has no column `{it}`: {near}")
    told: dict[tuple[str, object, str], Finding] = {}
    with Parts(asked.customer, supply.rows) as seen:
        last = _read(voice, supply, asked, seen)
        model = _of_each(asked, asked.until or last)
        parts = [it for it in _summaries(model, supply, asked, seen, told) if it.num_rows]
    if seen.rows and not parts:
        raise ModelError([*told.values(), nothing_counts(supply.name)])
    return Summed(_among_all(asked), in_order(parts, [KEY, "last_period", *asked.outputs]), tuple(told.values()))


def nothing_counts(file: str) -> Finding:
    """A table of transactions of which none counts: no table of customers comes of it."""
    return Finding(
        "W0844",
        Level.ERROR,
        f"none of the transactions in {file} counts",
        file=file,
        hint="is --date the column of days such as 2026-03-31, and --until no day before the first of them?",
    )


def _read(voice: "Voice", supply: "Supply", asked: Asked, seen: Parts) -> date:
    """Take in all rows; the last day there is, where it has to be known."""
    last = -math.inf
    with progress(voice, supply.rows) as on_rows:
        for batch in seen.gather(supply, asked.heads):
            on_rows(batch.num_rows)
            if asked.until is None:
                last = max(last, latest(batch, asked.day, supply.spelled))
    return EPOCH + timedelta(days=int(last)) if math.isfinite(last) else EPOCH


def _of_each(asked: Asked, until: date) -> Model:
    """The model of the library, with what hangs on one customer as its outputs."""
    base = "rfm_holdout.worth" if asked.holdout else "rfm.worth"
    lines = [f'extend "{base}"', "outputs:", *(f"    {it}" for it in ["last_period", *asked.outputs])]
    model = parse_model("\n".join(lines) + "\n", name="rfm", folder=str(shelf("rules") / "clv"))
    values: dict[str, Any] = {"until": until, "every": asked.every, "refunds": asked.refunds}
    if asked.holdout:
        values["after"] = asked.holdout
    heads = {f"orders.{KEY}": asked.customer, "orders.date": asked.day}
    # Without a column of amounts none is read, whatever the data has.
    heads["orders.amount"] = asked.spend or f"{asked.customer} {asked.day} (no amount)"
    return model.with_values(values).with_columns(heads)


def _summaries(
    model: Model, supply: "Supply", asked: Asked, seen: Parts, told: dict[tuple[str, object, str], Finding]
) -> Iterator[Any]:
    """Of each part the customers who bought by the last day that counts."""
    for rows in seen.parts():
        known = keys_of_rows(rows, asked.customer)
        frame = Frame(supply.name, rows.drop_columns([PLACE]), supply.spelled, supply.notes)
        result = model.run({KEY: known.column(asked.customer)}, orders=frame, strict=asked.strict)
        for it in result.diagnostics:
            told.setdefault((it.code, it.span, it.message if it.span is None else ""), it)
        single: dict[str, Any] = {name: result.values(name)[0] for name in asked.outputs if result.is_single(name)}
        yield placed(result.to_arrow(), known, single, "last_period")


def _among_all(asked: Asked) -> Model:
    """The model that takes customers as they were summed up, and gives them scores among all."""
    scores = {"r": '"Lately"', "f": '"Often"', **({"m": '"For much"'} if asked.spend else {})}
    lines = [
        f'model rfm "Recency, frequency and money"\ncurrency USD\nentity customer key {KEY}',
        'import "rfm_scores.worth" as scores with last_period = last_period, frequency = frequency, total = total * $1',
        "inputs:",
        "    last_period : number",
        *(f"    {it} {SHOWN[it]} optional" for it in dict.fromkeys([*asked.outputs, "total"])),
        *(f"{it} {label} = scores.{it}" for it, label in scores.items()),
        "outputs:",
        *(f"    {it}" for it in [*asked.outputs, *scores]),
    ]
    return parse_model("\n".join(lines) + "\n", name="rfm", folder=str(shelf("rules") / "clv"))
