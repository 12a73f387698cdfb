"""``worthwhile rfm TRANSACTIONS``: recency, frequency and money of each customer, from a table of transactions."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from worthwhile.cli.loading import fell_short
from worthwhile.cli.main import FINE
from worthwhile.cli.options import Voice, speaking
from worthwhile.cli.streaming import can_stream, run_to
from worthwhile.text import ModelError

if TYPE_CHECKING:
    from worthwhile.cli.summaries import Summed

ENTITY = "customer"
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("transactions", metavar="TRANSACTIONS")
@click.option("--customer", required=True, metavar="COLUMN", help="The column that says whose purchase it is.")
@click.option("--date", "day", required=True, metavar="COLUMN", help="The column of the day of the purchase.")
@click.option("--spend", metavar="COLUMN", help="The column of the amount; below 0 it is a refund.")
@click.option("--until", type=DAY, metavar="DATE", help="The last day that counts.  [default: the last in the data]")
@click.option(
    "--holdout", type=DAY, metavar="DATE", help="What was bought after --until, up to this day, is told beside it."
)
@click.option(
    "--every",
    type=click.Choice(["day", "week", "month"]),
    default="day",
    show_default=True,
    help="Purchases in one of these count as one.",
)
@click.option(
    "--refunds",
    type=click.Choice(["left_out", "netted"]),
    default="left_out",
    show_default=True,
    help="Whether amounts below 0 are left out, or taken off the spend.",
)
@click.option("--out", metavar="TARGET", help="Write the customers to a file: customers.csv, customers.parquet.")
@click.option("--strict", is_flag=True, help="Take every warning about the data as an error.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    metavar="N",
    help="Print at most N rows; 0 prints all.",
)
@speaking
def command(
    voice: Voice,
    *,
    transactions: str,
    customer: str,
    day: str,
    spend: str | None,
    until: datetime | None,
    holdout: datetime | None,
    every: str,
    refunds: str,
    out: str | None,
    strict: bool,
    limit: int,
) -> int:
    """Sum up a table of transactions, one row a customer.

    What `bgnbd`, `pareto_nbd` and `gamma_gamma` take: repeat purchases, weeks from the first to the
    last, weeks from the first to the last day that counts, mean spend of repeat purchases; and scores of 1 to 5. It is the
    model `clv.rfm`, whose page says how it counts. Rows are read once, and may be more than memory holds.
    """
    from worthwhile.cli.summaries import Asked, summed_up

    if holdout is not None and until is None:
        raise click.UsageError("--holdout goes with --until, the last day before it")
    if until is not None and holdout is not None and holdout <= until:
        raise click.UsageError("--holdout is a day after --until")
    asked = Asked(transactions, customer, day, spend, _day(until), _day(holdout), every, refunds, strict)
    try:
        summed = summed_up(voice, asked)
        if out is None:
            return _print(voice, summed, limit)
        return _write(voice, summed, out)
    except ModelError as error:
        return fell_short(voice, error.findings)


def _print(voice: Voice, summed: "Summed", limit: int) -> int:
    result = summed.model.run(summed.customers)
    if voice.json:
        voice.data({**result.to_dict(), "diagnostics": [dict(it.to_dict()) for it in summed.said]})
    else:
        from worthwhile.cli.table import print_result

        print_result(result, limit, color=voice.colored(out=True))
    voice.findings(summed.said)
    return FINE


def _write(voice: Voice, summed: "Summed", out: str) -> int:
    """Write the customers, some at a time where the target takes them so."""
    from worthwhile.plugin.targets import written

    data: dict[str, Any] = {ENTITY: summed.customers}
    target = can_stream(summed.model, data, out, keep=False)
    if target is None:
        told = written(summed.model.run(summed.customers), out)
    else:
        _, told = run_to(voice, summed.model, target, out, data, {}, None, strict=False, keep=False)
    rows = summed.customers.num_rows
    voice.whisper(f"{rows:,} customer{'s' * (rows != 1)} written to {out}")
    said = (*summed.said, *told)
    voice.data({"rows": rows, "written": out, "diagnostics": [dict(it.to_dict()) for it in said]})
    voice.findings(said)
    return FINE


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()
