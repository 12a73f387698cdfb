"""Aggregates over records that somebody else can answer, and the plan that is left when they are answered.

A question is asked of plain columns under plain conditions: what a database can be asked without knowing
the language. Whether its answer is the very same is for whoever asks to prove; what is not asked stays in
the plan, and is computed here.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from worthwhile.meaning.core import ENTITY, TIME, axis_of
from worthwhile.plan.schedule import passes_of
from worthwhile.plan.steps import CheckSlot, InputSlot, Op, Pass, Phase, Plan, Slot, Step, Value
from worthwhile.text.frozen import frozen


@frozen
class Column:
    """The column of an input of the table."""

    name: str


@frozen
class Literal:
    """A value that is known: a number, a date as days since 1970-01-01, a text, a label, a flag."""

    value: Value


@frozen
class Applied:
    """A function of columns and values that the language has: a comparison, or a word of logic."""

    function: str
    args: "tuple[Condition, ...]"


Condition = Column | Literal | Applied


@frozen
class Question:
    """One aggregate over the records of each row of the entity."""

    slot: Slot
    aggregate: str
    of: Condition | None
    """What is aggregated; None where rows are counted."""
    where: Condition | None


@frozen
class Claim:
    """What is to hold in every record, or the run has something to say."""

    slot: Slot
    holds: Condition


def questions(plan: Plan, table: str) -> Iterator[Question]:
    """The aggregates over a table of records that can be told in these words."""
    steps = {it.slot: it for it in plan.steps}
    for step in plan.steps:
        if step.op is not Op.REDUCE or step.axis != table or step.shape != {ENTITY} or step.by is not None:
            continue
        of = [_told(steps, steps[it]) for it in step.args]
        where = None if step.where is None else _told(steps, steps[step.where])
        if len(of) == 1 and of[0] is not None and (step.where is None or where is not None):
            yield Question(step.slot, step.name, of[0] if isinstance(of[0], Column | Applied) else None, where)


def claims(plan: Plan, table: str) -> Iterator[Claim]:
    """The conditions on the rows of a table that can be told in these words."""
    steps = {it.slot: it for it in plan.steps}
    for it in plan.checks:
        if steps[it.slot].shape == {table}:
            holds = _told(steps, steps[it.slot])
            if isinstance(holds, Applied):
                yield Claim(it.slot, holds)


def columns_of(condition: Condition | None) -> Iterator[str]:
    """The columns that a condition looks at."""
    match condition:
        case Column(name=name):
            yield name
        case Applied(args=args):
            for it in args:
                yield from columns_of(it)
        case Literal() | None:
            return


def _told(steps: Mapping[Slot, Step], step: Step) -> Condition | None:
    """A slot in these words; nothing where they do not reach."""
    if TIME in step.shape:
        return None
    match step.op:
        case Op.CONSTANT:
            return Literal(step.value)
        case Op.INPUT if axis_of(step.shape) not in ("", ENTITY):
            return Column(step.name)
        case Op.APPLY:
            args = [_told(steps, steps[it]) for it in step.args]
            known = [it for it in args if it is not None]
            return Applied(step.name, tuple(known)) if len(known) == len(args) else None
    return None


def answer_name(slot: Slot) -> str:
    """What the column of an answer is called among the inputs of the entity: no name of the language."""
    return f"#{slot}"


def left_over(plan: Plan, table: str, answered: AbstractSet[Slot], proven: AbstractSet[Slot]) -> Plan:
    """The plan when some aggregates over a table are known, and some conditions on its rows hold.

    The answers are columns of the entity's rows, under `answer_name`. What only they needed is gone, and
    so are the inputs of the table that nothing looks at any more.
    """
    steps = tuple(_as_input(it) if it.slot in answered else it for it in plan.steps)
    known = {it.slot: it for it in steps}
    checks = tuple(it for it in plan.checks if it.slot not in proven)
    final = {it for it in _roots(plan, checks) if not _only_read(known[it], table)}
    shown = frozenset(it.slot for it in plan.outputs)
    done, told = _filled(plan.passes), _filled(plan.whole)
    passes = passes_of(steps, tuple(sorted(final & done)), shown, plan.tables)
    more = {it for it in told - done if axis_of(known[it].shape) != table}
    whole = passes_of(steps, tuple(sorted(final | more)), shown, plan.tables) if more else passes
    filled = _filled(whole)

    def stays(slot: Slot) -> bool:
        return axis_of(known[slot].shape) != table or slot in filled

    return replace(
        plan,
        steps=steps,
        passes=passes,
        whole=whole,
        inputs=tuple(it for it in plan.inputs if stays(it.slot)),
        checks=checks,
        watched=tuple(it for it in plan.watched if stays(it.trace.slot)),
    )


def needed(plan: Plan, table: str) -> tuple[InputSlot, ...]:
    """The inputs of a table that a plan reads."""
    steps = {it.slot: it for it in plan.steps}
    return tuple(it for it in plan.inputs if axis_of(steps[it.slot].shape) == table)


def _as_input(step: Step) -> Step:
    return replace(step, op=Op.INPUT, args=(), name=answer_name(step.slot), where=None, axis="")


def _only_read(step: Step, table: str) -> bool:
    """A column of the table: it is looked at by what needs it, and has nothing to say of its own."""
    return step.op is Op.INPUT and axis_of(step.shape) == table


def _roots(plan: Plan, checks: tuple[CheckSlot, ...]) -> Iterator[Slot]:
    yield from (it.slot for it in plan.outputs)
    for check in checks:
        yield check.slot
        if check.shows:
            yield check.shows.slot
    for expected in plan.expected:
        yield from (
            it.slot for it in (expected.whole, expected.left, expected.right, expected.within) if it is not None
        )
    yield from (it.slot for it in plan.definitions.values())
    yield from (it.default for it in plan.inputs if it.default is not None)


def _filled(passes: Iterable[Pass]) -> set[Slot]:
    """All slots that passes fill, aggregates among them."""
    found: set[Slot] = set()
    for each in passes:
        for phase in (*each.single, *(it for walk in each.walks for it in walk.phases)):
            found |= {it.slot for it in _steps_of(phase)}
        found |= {it.slot for walk in each.walks for it in walk.reductions}
    return found


def _steps_of(phase: Phase) -> Iterator[Step]:
    yield from phase.steps
    if phase.loop:
        yield from (*phase.loop.steps, *phase.loop.folds)
