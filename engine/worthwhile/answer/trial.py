"""A model's tests: what is given, what comes of it, and what was expected."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from worthwhile.answer.ask import answered, one_frame
from worthwhile.answer.diagnostics import Scene, diagnostics, parts
from worthwhile.data.cells import EPOCH
from worthwhile.data.columns import Value
from worthwhile.data.frame import Frame
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.items import ExpectError, Trial
from worthwhile.meaning.meaning import Expected, Meaning
from worthwhile.meaning.shown import shown
from worthwhile.plan.steps import ExpectSlot, Plan
from worthwhile.run.some_rows import RowValues
from worthwhile.text import Finding, Level, ModelError, Note
from worthwhile.text.frozen import frozen
from worthwhile.units import Day

CLOSE = 1e-9
"""How close equal numbers are, relative to them; and how close to 0 a number is 0."""


@frozen
class Outcome:
    """How a test went."""

    name: str
    ok: bool
    findings: tuple[Finding, ...]


def try_out(trial: Trial, toolbox: Toolbox, under: Callable[[], tuple[Meaning, Plan]]) -> Outcome:
    """Run one test; ``under`` gives the model with what the test gives."""
    wanted = [it for it in trial.lines if isinstance(it, ExpectError)]
    found: list[Finding] = []
    scene: Scene | None = None
    try:
        meaning, plan = under()
        scene = answered(meaning, plan, toolbox, _frames(meaning), one=True, lenient=True)
        found = [it for it in diagnostics(scene) if it.code != "W0604"]
    except ModelError as error:
        found = list(error.findings)
    said = {it.code for it in found}
    failed = [_not_said(it, found) for it in wanted if it.code not in said]
    codes = {it.code for it in wanted}
    failed += [it for it in found if it.level is Level.ERROR and it.code not in codes]
    if scene is not None:
        expected = zip(scene.meaning.expected, scene.plan.expected, strict=True)
        failed += [it for said_, slot in expected if (it := _failed(scene, said_, slot))]
    return Outcome(trial.name, not failed, tuple(failed))


def _not_said(wanted: ExpectError, found: list[Finding]) -> Finding:
    codes = ", ".join(dict.fromkeys(it.code for it in found)) or "nothing"
    return Finding(
        "W0705",
        Level.ERROR,
        f"{wanted.code} was expected, and {codes} was said",
        wanted.span,
        expected=wanted.code,
        found=codes,
    )


def _frames(meaning: Meaning) -> dict[str, Frame]:
    """The rows that a test gives: its tables, of the entity at least one row, of the others none where not said."""
    entity = meaning.entity.name if meaning.entity else ""
    frames = {name: _frame(meaning, name, name != entity, columns) for name, columns in meaning.rows_given.items()}
    nothing = {name: Frame.of({}, name) for name in meaning.tables}
    return {entity: one_frame({}), **nothing, **frames}


def _frame(meaning: Meaning, table: str, other: bool, given: Mapping[str, tuple[Value, ...]]) -> Frame:  # noqa: FBT001 (a table beside the entity's)
    columns = {}
    for name, values in given.items():
        it = meaning.inputs.get(f"{table}.{name}" if other else name)
        dated = it is not None and isinstance(it.type, Day)
        columns[it.column or name if it else name] = [_dated(it) if dated else it for it in values]
    return Frame.of(columns, table)


def _dated(value: Value) -> date | None:
    """A day of the calendar; nothing beyond the years that a calendar has."""
    if not isinstance(value, float | int) or not date.min.toordinal() <= value + EPOCH <= date.max.toordinal():
        return None
    return date.fromordinal(int(value) + EPOCH)


def _failed(scene: Scene, expected: Expected, slot: ExpectSlot) -> Finding | None:
    """What is to be said of an expectation that does not hold in some row or period."""
    core = slot.whole.core
    rows = scene.bound.main.rows.count if ENTITY in core.shape else 1
    for row in range(rows):
        values = scene.row(row)
        for period in range(scene.plan.periods if TIME in core.shape else 1):
            if _holds(expected, slot, partial(_value, values, period)):
                continue
            words = " ".join(expected.at.text.split()).removeprefix("expect ")
            where = f" in row {row + 1}" if rows > 1 else ""
            when = f" in period {period}" if TIME in core.shape else ""
            notes = _notes(slot, values, period)
            told = ""
            if slot.left is not None:
                told = shown(values.value(slot.left.slot, period), slot.left.core.type)
            side = " ".join(slot.left.core.span.text.split()) if slot.left is not None else ""
            because = f": `{side}` is {told}" if told else ""
            return Finding(
                "W0705",
                Level.ERROR,
                f"`{words}` does not hold{where}{when}{because}",
                expected.at,
                tuple(notes),
                found=told,
            )
    return None


def _value(values: RowValues, period: int, slot: int) -> Value:
    return values.value(slot, period)


def _notes(slot: ExpectSlot, values: RowValues, period: int) -> list[Note]:
    return list(parts(slot.whole, values, period))


def _holds(expected: Expected, slot: ExpectSlot, value: Callable[[int], Value]) -> bool:
    if slot.left is None or slot.right is None:
        return value(slot.whole.slot) is True
    left, right = value(slot.left.slot), value(slot.right.slot)
    if isinstance(left, float) and isinstance(right, float):
        if slot.within is None:
            return math.isclose(left, right, rel_tol=CLOSE, abs_tol=CLOSE)
        near = value(slot.within.slot)
        if not isinstance(near, float):
            return False
        return abs(left - right) <= (near * abs(right) if expected.relative else near) * (1 + CLOSE)
    return left is not None and left == right
