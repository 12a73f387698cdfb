"""A simulation as tables of cells, for whoever prints them: of each output the point, then what the draws come to."""

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any

from worthwhile.data.form import Form, form_of
from worthwhile.meaning.cells import MISSING, cell, is_numeric, unit_in_head
from worthwhile.plan.steps import OutputSlot
from worthwhile.text.frozen import frozen
from worthwhile.units import Day
from worthwhile.whatif.spread import NO_VALUE, SD, plain_values, told

if TYPE_CHECKING:
    from worthwhile.whatif.simulation import Simulation

POINT = "point"


@frozen
class Shown:
    """A table: what it is of, its heads, and the cells of each column."""

    title: str
    unit: str
    heads: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    hidden: int = 0
    """How many rows are not shown."""


def tables(simulation: "Simulation", limit: int) -> Iterator[Shown]:
    """A table for each output of rows, or of periods where it is single; then the single ones together.

    Of many rows the first ones are shown; a ``limit`` of 0 shows all. A series for each row is too much for a table.
    """
    point = simulation.point
    for name in simulation:
        if point.is_series(name) and point.is_single(name):
            yield _of_periods(simulation, name)
        elif not point.is_single(name) and not point.is_series(name):
            yield _of_rows(simulation, name, limit)
    numbers = [it for it in _single(simulation) if _is_number(simulation, it)]
    if numbers:
        yield _of_numbers(simulation, numbers)


def left_out(simulation: "Simulation") -> tuple[str, ...]:
    """The outputs that no table shows: series for each row."""
    point = simulation.point
    return tuple(_title(point.output(it)) for it in simulation if point.is_series(it) and not point.is_single(it))


def shares(simulation: "Simulation") -> Iterator[str]:
    """A sentence for each single output that is no number."""
    for name in _single(simulation):
        if not _is_number(simulation, name):
            parts = ", ".join(f"{head} {_percent(float(it[0]))}" for head, it in told(simulation[name]).items())
            yield f"{_title(simulation.point.output(name))}: {parts} of the draws"


def foot(simulation: "Simulation") -> str:
    """How many draws there were, and what that means for a mean."""
    error = 100 / sqrt(simulation.draws)
    draws = f"{simulation.draws:,} draw{'s' * (simulation.draws != 1)}, seed {simulation.seed}"
    return f"{draws}; the standard error of a mean is {error:.3g}% of its sd"


def _is_number(simulation: "Simulation", name: str) -> bool:
    return form_of(simulation[name].type) is Form.NUMBER


def _single(simulation: "Simulation") -> list[str]:
    point = simulation.point
    return [it for it in simulation if point.is_single(it) and not point.is_series(it)]


def _title(output: OutputSlot) -> str:
    return output.label or output.name


def _of_rows(simulation: "Simulation", name: str, limit: int) -> Shown:
    point, output = simulation.point, simulation.point.output(name)
    keys = point.keys or ()
    shown = len(keys) if limit == 0 else min(limit, len(keys))
    columns: dict[str, Sequence[Any]] = {POINT: point.values(name)[:shown]}
    columns |= {head: plain_values(simulation[name], head, it[:shown]) for head, it in told(simulation[name]).items()}
    first = point.entity.key if point.entity else ""
    return _table(output, first, list(map(str, keys[:shown])), columns, len(keys) - shown)


def _of_periods(simulation: "Simulation", name: str) -> Shown:
    point, output = simulation.point, simulation.point.output(name)
    values: Any = point.values(name)
    columns: dict[str, Sequence[Any]] = {POINT: values[0]}
    columns |= {head: plain_values(simulation[name], head, it[0]) for head, it in told(simulation[name]).items()}
    return _table(output, str(point.conventions["period"]), list(map(str, range(len(values[0])))), columns, 0)


def _table(output: OutputSlot, first: str, keys: list[str], columns: dict[str, Sequence[Any]], hidden: int) -> Shown:
    cells = [tuple(_cell(it, output, head) for it in values) for head, values in columns.items()]
    numeric = (False, is_numeric(output.type), *([True] * (len(cells) - 1)))
    return Shown(_title(output), unit_in_head(output.type), (first, *columns), (tuple(keys), *cells), numeric, hidden)


def _of_numbers(simulation: "Simulation", names: Sequence[str]) -> Shown:
    """The single outputs that are numbers, a line each, their units last."""
    point, outputs = simulation.point, [simulation.point.output(it) for it in names]
    heads = list(dict.fromkeys(head for it in names for head in told(simulation[it])))
    columns = {POINT: [point.values(it)[0] for it in names]}
    for head in heads:
        found = [(simulation[it], told(simulation[it]).get(head)) for it in names]
        columns[head] = [None if it is None else plain_values(spread, head, it)[0] for spread, it in found]
    cells = [
        tuple(_cell(it, out, head) for it, out in zip(values, outputs, strict=True)) for head, values in columns.items()
    ]
    units = tuple(unit_in_head(it.type) for it in outputs)
    return Shown(
        "", "", ("", *columns, ""), (tuple(map(_title, outputs)), *cells, units), (False, *([True] * len(cells)), False)
    )


def _cell(value: Any, output: OutputSlot, head: str) -> str:  # noqa: ANN401 (a plain value)
    """A value of an output, or a share of the draws."""
    if value is None:
        return MISSING
    share = head == NO_VALUE or (head != POINT and not is_numeric(output.type))
    if share:
        return _percent(value)
    return (
        f"{value:.1f} days" if head == SD and isinstance(output.type, Day) else cell(value, output.type, output.digits)
    )


def _percent(share: float) -> str:
    return f"{100 * share:.3g}%"
