"""Simulations as people read them: of each output the value without draws, then what the draws come to."""

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any

from worthwhile.cli.layout import Column, Lines, laid_out
from worthwhile.cli.table import print_lines
from worthwhile.meaning.cells import MISSING, cell, is_numeric, unit_in_head
from worthwhile.plan.steps import OutputSlot
from worthwhile.whatif.spread import told

if TYPE_CHECKING:
    from worthwhile.whatif.simulation import Simulation


def print_simulation(simulation: "Simulation", limit: int, *, color: bool) -> None:
    """Print a table for each output of rows or periods, then the single ones together."""
    point, lines = simulation.point, list[Lines]()
    for name in simulation:
        if point.is_series(name) or not point.is_single(name):
            lines += _table(simulation, name, limit)
    lines += _single(simulation)
    if not lines:
        lines += [[("no output hangs on what is uncertain: `worthwhile run` has their values", "")]]
    error = 100 / sqrt(simulation.draws)
    lines.append(
        [
            (
                f"{simulation.draws:,} draws, seed {simulation.seed}; the standard error of a mean is {error:.2g}% of its sd",
                "dim",
            )
        ]
    )
    print_lines(lines, color=color)


def _table(simulation: "Simulation", name: str, limit: int) -> list[Lines]:
    """One output, a line for each row, or for each period of what is single."""
    point, output = simulation.point, simulation.point.output(name)
    columns = {"point": point.values(name), **{head: it.tolist() for head, it in told(simulation[name]).items()}}
    if point.is_series(name):
        if not point.is_single(name):
            return [[(f"{output.label or name}: a series for each row; --out writes it", "dim")], [("", "")]]
        columns = {head: it[0] for head, it in columns.items()}
        first = Column("t", str(point.conventions["period"]), [])
        keys: Sequence[object] = range(len(columns["point"]))
    else:
        first, keys = Column(point.entity.key if point.entity else "", "", []), point.keys or ()
    shown = len(keys) if limit == 0 else min(limit, len(keys))
    first.cells = [str(keys[it]) for it in range(shown)]
    body = [
        Column(head, "", [_cell(it, output, head) for it in values[:shown]], True) for head, values in columns.items()
    ]
    if not is_numeric(output.type):
        body[0].numeric = False
    lines: list[Lines] = [[(output.label or name, ""), (f"  {unit_in_head(output.type)}".rstrip(), "dim")]]
    lines += laid_out([first, *body])
    if shown < len(keys):
        lines.append([(f"  {len(keys) - shown:,} of {len(keys):,} rows are not shown; --limit 0 prints all", "dim")])
    return [*lines, [("", "")]]


def _single(simulation: "Simulation") -> list[Lines]:
    """The single outputs, a line each; those that are no numbers have their shares below."""
    point = simulation.point
    names = [it for it in simulation if point.is_single(it) and not point.is_series(it)]
    numbers = [it for it in names if simulation[it].quantiles]
    lines: list[Lines] = []
    if numbers:
        outputs = [point.output(it) for it in numbers]
        first = Column("", "", [it.label or it.name for it in outputs])
        heads = list(dict.fromkeys(head for it in numbers for head in told(simulation[it])))
        values: dict[str, list[Any]] = {"point": [point.values(it)[0] for it in numbers]}
        for head in heads:
            values[head] = [_only(told(simulation[it]).get(head)) for it in numbers]
        body = [
            Column(head, "", [_cell(it, out, head) for it, out in zip(each, outputs, strict=True)], True)
            for head, each in values.items()
        ]
        units = Column("", "", [unit_in_head(it.type) for it in outputs], styles=["dim"] * len(outputs))
        lines += [*laid_out([first, *body, units]), [("", "")]]
    for name in names:
        if name not in numbers:
            output = point.output(name)
            shares = ", ".join(f"{head} {100 * float(it[0]):.3g}%" for head, it in told(simulation[name]).items())
            lines += [[(f"{output.label or name}: {shares} of the draws", "")], [("", "")]]
    return lines


def _only(values: Any) -> Any:  # noqa: ANN401 (an array of one)
    return None if values is None else values.tolist()[0]


def _cell(value: Any, output: OutputSlot, head: str) -> str:  # noqa: ANN401 (a plain value)
    """A value of an output, or a share of the draws."""
    if value is None or value != value:  # noqa: PLR0124 (no number is not itself)
        return MISSING
    shares = head == "missing" or (head != "point" and not is_numeric(output.type))
    return f"{100 * value:.3g}%" if shares else cell(value, output.type, output.digits)
