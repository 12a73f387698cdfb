"""``worthwhile simulate MODEL``: evaluate in many draws of what is uncertain, and print or write what they come to."""

from typing import TYPE_CHECKING, Any

import click

from worthwhile.cli.loading import fell_short, loaded
from worthwhile.cli.main import FINE
from worthwhile.cli.options import Voice, from_libraries, pairs, speaking, with_columns
from worthwhile.text import Finding, ModelError

if TYPE_CHECKING:
    from worthwhile.whatif.simulation import Simulation

QUANTILES = ("5%", "50%", "95%")


@click.command()
@click.argument("model", metavar="MODEL")
@click.option(
    "--data", multiple=True, metavar="NAME=SOURCE", help="The rows of a table: --data customer=customers.csv."
)
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="Override an assumption or input: --set discount=8%. What is set to a value is not drawn.",
)
@click.option("--scenario", metavar="NAME", help="Run under a scenario of the model.")
@with_columns
@click.option(
    "--draws", type=click.IntRange(1), default=4_096, metavar="N", help="How many draws to make.  [default: 4096]"
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    metavar="N",
    help="The same seed makes the same draws; another one others.  [default: 1]",
)
@click.option(
    "--quantile",
    "quantiles",
    multiple=True,
    metavar="P",
    help="A quantile to tell, as 10% or 0.1; may be said several times.  [default: 5%, 50%, 95%]",
)
@click.option(
    "--out",
    metavar="TARGET",
    help="Write what comes out instead: out.csv, out.parquet, out.json, sqlite:///f.db#table, postgresql://...#table.",
)
@click.option("--fits", metavar="FILE", help="Take in fits that `run --save-fits` has written.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    metavar="N",
    help="Print at most N rows; 0 prints all.  [default: 20]",
)
@from_libraries
@speaking
def command(
    voice: Voice,
    *,
    model: str,
    data: tuple[str, ...],
    values: tuple[str, ...],
    scenario: str | None,
    heads: tuple[str, ...],
    draws: int,
    seed: int,
    quantiles: tuple[str, ...],
    out: str | None,
    fits: str | None,
    limit: int,
    libraries: tuple[str, ...],
) -> int:
    """Run a model in many draws of what is uncertain in it.

    Assumptions and inputs with `~` are drawn from their distributions, an assumption once in each draw, an input once
    in each row and draw. Of each output that hangs on them the mean, the spread (sd) and quantiles are told, beside the
    value without draws.
    """
    from worthwhile.cli.progress import progress

    asked = [_probability(it) for it in quantiles or QUANTILES]
    try:
        found = loaded(voice, model, libraries).with_columns(pairs(heads, "--map"))
        tables: dict[str, Any] = dict(pairs(data, "--data"))
        entity = found.meaning.entity.name if found.meaning.entity else ""
        rows = tables.pop(entity, None)
        with progress(voice, None, "draws") as tell:
            simulation = found.simulate(
                rows,
                draws=draws,
                seed=seed,
                quantiles=asked,
                set=pairs(values, "--set"),
                scenario=scenario,
                fits=fits,
                on_draws=tell,
                **tables,
            )
        if out is not None:
            return _written(voice, simulation, out)
    except ModelError as error:
        return fell_short(voice, error.findings)
    if voice.json:
        voice.data(simulation.to_dict())
    else:
        from worthwhile.cli.simulated import print_simulation

        print_simulation(simulation, limit, color=voice.colored(out=True))
    voice.findings(simulation.diagnostics)
    return FINE


def _probability(text: str) -> float:
    """A probability as people write it."""
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        raise click.BadParameter(f"`{text}` is no probability; 10% and 0.1 are", param_hint="--quantile") from None


def _written(voice: Voice, simulation: "Simulation", out: str) -> int:
    from worthwhile.plugin.kinds import BatchTarget
    from worthwhile.plugin.registry import installed
    from worthwhile.plugin.targets import Writing, target_of
    from worthwhile.whatif.written import Written

    registry = installed()
    target = target_of(out, registry)
    if not isinstance(target, BatchTarget):
        raise click.UsageError(f"a simulation is rows of numbers, and {out} is not written that way; name a .csv file")
    written = Written(simulation)
    said: tuple[Finding, ...] = ()
    with Writing(target, out, registry.owner("outputs", target.name)) as writing:
        writing.write(written.to_arrow())
        said = writing.summarize(written)
    rows = simulation.rows
    voice.whisper(f"{rows:,} row{'s' * (rows != 1)} of {simulation.draws:,} draws written to {out}")
    voice.data({**simulation.to_dict(), "keys": None, "outputs": {}, "written": out})
    voice.findings((*simulation.diagnostics, *said))
    return FINE
