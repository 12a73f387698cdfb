"""``worthwhile show MODEL``: what is in a model, and how it hangs together."""

from collections.abc import Iterator, Sequence

import click

from worthwhile.cli.graph import as_mermaid, as_svg
from worthwhile.cli.loading import fell_short, loaded
from worthwhile.cli.options import Voice, from_libraries, speaking
from worthwhile.meaning.core import Given
from worthwhile.meaning.description import columns_of, of_role, shape_text, visible
from worthwhile.meaning.items import Role
from worthwhile.meaning.meaning import Definition, Meaning, Proof
from worthwhile.model import Model
from worthwhile.syntax.format import expression_text
from worthwhile.text import ModelError


@click.command()
@click.argument("model", metavar="MODEL")
@click.option("--graph", type=click.Choice(["mermaid", "svg"]), help="Print the graph of who needs whom instead.")
@from_libraries
@speaking
def command(voice: Voice, model: str, graph: str | None, libraries: tuple[str, ...]) -> int:
    """Show what is in a model: inputs, assumptions, outputs, units, shapes and conventions."""
    try:
        found = loaded(voice, model, libraries)
    except ModelError as error:
        return fell_short(voice, error.findings)
    if graph:
        drawn = as_svg(found.meaning) if graph == "svg" else as_mermaid(found.meaning)
        voice.say(drawn)
        voice.data({"graph": drawn})
        return 0
    for line in _lines(found):
        voice.say(line)
    voice.data(found.describe())
    return 0


def _lines(model: Model) -> Iterator[str]:
    meaning = model.meaning
    yield f"{meaning.name}{f': {meaning.label}' if meaning.label else ''}"
    if meaning.entity:
        yield f"  one row is one {meaning.entity.name}, by {meaning.entity.key}"
    timeline = meaning.timeline
    if timeline:
        start = ""
        paid = f", paid at the {timeline.paid} of each" if timeline.paid else ""
        yield f"  {timeline.length} {timeline.period}s{start}{paid}; rates and factors compound by the period"
    as_of = meaning.declared["as_of"]
    if as_of.default is not None:
        yield f"  looks from {expression_text(as_of.default)}"
    yield f"  currency {meaning.setting.units.currency}"
    yield from _section("Inputs", [_declared_row(meaning, it) for it in of_role(meaning, Role.INPUT)])
    yield from _section("Assumptions", [_declared_row(meaning, it) for it in of_role(meaning, Role.ASSUMPTION)])
    for table in meaning.tables.values():
        what = f"records of each {table.of}, by {table.key}" if table.of else f"looked up by {table.key}"
        title = f"{table.name}: {table.label}, {what}" if table.label else f"{table.name}: {what}"
        yield from _section(title, [_declared_row(meaning, it) for it in columns_of(meaning, table.name)])
    outputs = {it.name for it in meaning.outputs}
    rows = [
        (f"{'* ' if it.name in outputs else '  '}{it.name}", it.label, str(it.type), shape_text(meaning, it))
        for it in visible(meaning)
    ]
    yield from _section("Formulas (* is returned)", rows)
    rows = [
        (f"  {it.name}", it.label, facts.call, "parameters given" if facts.given else "estimated from all rows")
        for it in of_role(meaning, Role.FIT)
        if (facts := meaning.fits.get(it.name)) is not None
    ]
    yield from _section("Fits", rows)
    yield from _section("Segments and decisions", [_rules_row(it) for it in meaning.proofs.values()])
    moving = [(f"  {it.one}", f"with {it.other}", f"at {it.at:g}") for it in meaning.correlations]
    yield from _section("Correlations of ranks", moving)
    if meaning.scenarios:
        yield f"\nScenarios: {', '.join(meaning.scenarios)}"
    taken_in = ", ".join(f"{name} from {file}" for name, file in model.imports.items())
    if taken_in:
        yield f"\nImports: {taken_in}"
    if meaning.alternatives:
        yield f"\nAlternatives: {', '.join(meaning.alternatives)}"
    if meaning.trials:
        yield f"\nTests: {len(meaning.trials)}"


def _declared_row(meaning: Meaning, it: Definition) -> tuple[str, ...]:
    declared = meaning.declared[it.name]
    said = []
    if declared.default is not None:
        said.append(f"= {expression_text(declared.default)}")
    elif isinstance(it.core, Given) and not declared.optional and it.name not in meaning.uncertain:
        said.append("required")
    if declared.bounds is not None:
        said.append(f"in {expression_text(declared.bounds)}")
    if it.name in meaning.uncertain:
        said.append(f"~ {meaning.uncertain[it.name].says}")
    if declared.optional:
        said.append("optional")
    if declared.column:
        said.append(f'from "{declared.column}"')
    if declared.source and it.name != "as_of":
        said.append(f"({declared.source})")
    return f"  {it.name.removeprefix(f'{declared.table}.')}", it.label, str(it.type), "  ".join(said)


def _rules_row(it: Proof) -> tuple[str, ...]:
    """What is known of the rows of a segment or a decision."""
    if it.policy == "(sum)":
        said = "every row that holds counts"
    else:
        said = "proven: no gap" if it.policy == "(first match)" else "proven: no gap, no overlap"
    said = said if it.proven else f"checked on each row: {it.why}"
    return f"  {it.title}", it.policy, f"{it.rows} row{'s' * (it.rows != 1)}", said


def _section(title: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    if not rows:
        return
    yield f"\n{title}"
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
