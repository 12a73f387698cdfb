"""The programs of a plan as texts, in the order in which a run carries them out."""

from collections.abc import Iterator, Mapping, Sequence

from worthwhile.meaning.core import ENTITY, TIME, axis_of
from worthwhile.meaning.function import Toolbox
from worthwhile.plan.steps import Plan, Slot, Step, Walk
from worthwhile.run.program.program import Program, program_of
from worthwhile.text.frozen import frozen


@frozen
class Listed:
    """One walk over the rows of a table: the text of its program, if it has one, and the aggregates it feeds."""

    table: str
    """The name of a table; nothing for the entity's own."""
    source: str
    limits: tuple[str, ...]
    """The decision tables that it looks up, in words."""
    feeds: tuple[str, ...]
    """The aggregates over its rows, by their names."""


def wanted_of(
    walk: Walk, steps: Mapping[Slot, Step], fed: Sequence[Step], returned: Sequence[Slot]
) -> tuple[Slot, ...]:
    """The slots of a walk that somebody wants for all rows: other walks, the outputs, aggregates over the rows."""
    reads = [slot for it in fed if TIME not in it.shape for slot in it.reads]
    mine = [slot for slot in reads if axis_of(steps[slot].shape) == walk.axis]
    return tuple(dict.fromkeys([*walk.collect, *returned, *mine]))


def listed(plan: Plan, toolbox: Toolbox) -> Iterator[Listed]:
    """The walks of a plan, each as the program it is when every input has a column."""
    steps = {it.slot: it for it in plan.steps}
    given = frozenset(it.name for it in plan.inputs)
    called = {traced.slot: name for name, traced in plan.definitions.items()}
    for number, each in enumerate(plan.passes):
        for walk in each.walks:
            last = number == len(plan.passes) - 1 and walk.axis == ENTITY
            returned = tuple(it.slot for it in plan.outputs if last and ENTITY in it.shape)
            program = program_of(plan, walk, toolbox, wanted_of(walk, steps, walk.reductions, returned), given)
            feeds = tuple(called.get(it.slot, it.name) for it in walk.reductions)
            table = "" if walk.axis == ENTITY else walk.axis
            yield Listed(table, program.source if program else "", tuple(_limits(program, called)), feeds)


def _limits(program: Program | None, called: dict[Slot, str]) -> Iterator[str]:
    if program is None:
        return
    for name, grid in program.script.grids.items():
        for side in grid.sides:
            column = called.get(side.slot, f"_{side.slot}")
            cuts = ", ".join(f"{'from' if itself else 'above'} {limit:g}" for limit, itself in side.limits)
            yield f"{name}: {column} {cuts}" if cuts else f"{name}: each value of {column}"
