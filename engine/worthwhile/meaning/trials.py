"""Scenarios, alternatives and tests: what they set has to fit, what tests expect has to be a condition."""

from worthwhile.meaning import complaints
from worthwhile.meaning.checking import Checking
from worthwhile.meaning.core import ENTITY, TIME, Apply, Core, Ref
from worthwhile.meaning.expressions import conversions
from worthwhile.meaning.function import Value
from worthwhile.meaning.items import (
    Change,
    Declared,
    Expect,
    Given,
    GivenScenario,
    GivenTable,
    Trial,
)
from worthwhile.meaning.meaning import Expected
from worthwhile.meaning.naming import settable
from worthwhile.meaning.shown import shown
from worthwhile.meaning.tables import complaints as table_complaints
from worthwhile.syntax.format import expression_text
from worthwhile.syntax.tree import Comparison, Expression, Missing, Text, Word
from worthwhile.units import Amount, Tag, Unknown

SIDES = 2


def look_at_overrides(checking: Checking) -> None:
    """Say what does not fit in scenarios, alternatives and tests."""
    draft = checking.draft
    changes = [it for scenario in draft.scenarios.values() for it in scenario.changes]
    changes += [it for offer in draft.alternatives.values() for it in offer.changes]
    for change in changes:
        _fits(checking, change)
    for trial in draft.trials:
        _trial(checking, trial)


def _fits(checking: Checking, change: Change) -> Core | None:
    definition = checking.definitions.get(change.name)
    if definition is None:
        return None
    base = Ref(change.name, definition.type, definition.shape, change.span)
    return conversions.changed(checking.at(change.sees), base, definition.type, change.how, change.value, change.span)


def _trial(checking: Checking, trial: Trial) -> None:
    for line in trial.lines:
        match line:
            case Given(change=change):
                if settable(checking.draft, change, checking.say):
                    _given(checking, change)
            case GivenScenario(name=name):
                if name.text not in checking.draft.scenarios:
                    checking.say(complaints.unknown_scenario(name.text, name.span, checking.draft.scenarios))
            case GivenTable():
                _given_table(checking, line)
            case Expect():
                expected = expectation(checking, line)
                if expected.whole.shape - {ENTITY, TIME}:
                    checking.fan_out(expected.whole)


def _given(checking: Checking, change: Change) -> None:
    """A value that a test sets has to fit, and is doubted outside the bounds."""
    core, entry = _fits(checking, change), checking.draft.names[change.name]
    if core is None or not isinstance(entry, Declared) or entry.bounds is None:
        return
    test = conversions.bounded(checking.quietly(), core, entry.bounds, checking.definitions[change.name].type)
    if not isinstance(test.type, Unknown) and checking.constant(test) is False:
        text, wants = shown(checking.constant(core), core.type), expression_text(entry.bounds)
        checking.say(complaints.default_outside(change.name, text, wants, change.value.span, "the test's value"))


def _given_table(checking: Checking, table: GivenTable) -> None:
    """The rows that a test gives: columns that are there, cells that fit them."""
    key = _key_given(checking, table)
    if key is None:
        if not checking.draft.is_lost("", table.name.text):
            checking.say(table_complaints.unknown_table(table.name.text, table.name.span, _tables(checking)))
        return
    for place, column in enumerate(table.columns):
        name = _column(checking, table, column)
        if column.text == key and name not in checking.inputs:
            continue
        definition = checking.definitions.get(name)
        if definition is None or name not in checking.inputs:
            checking.say(complaints.unknown_to_set(column.text, column.span, _columns(checking, table)))
            continue
        for row in table.rows:
            if place < len(row):
                conversions.adopt(checking.at(), row[place], definition.type)
    for row in table.rows:
        if len(row) != len(table.columns):
            span = row[0].span.to(row[-1].span)
            checking.say(complaints.row_length(len(row), len(table.columns), span))


def _key_given(checking: Checking, table: GivenTable) -> str | None:
    """The key of a table of the model; nothing where it has no such table."""
    entity, name = checking.draft.entity, table.name.text
    if entity is not None and name == entity.name:
        return entity.key
    return checking.draft.tables[name].by.text if name in checking.draft.tables else None


def _tables(checking: Checking) -> list[str]:
    entity = checking.draft.entity
    return [*([entity.name] if entity else []), *checking.draft.tables]


def _columns(checking: Checking, table: GivenTable) -> list[str]:
    """The columns that a table may have, as a test writes them."""
    other = table.name.text in checking.draft.tables
    own = table.name.text if other else ""
    return [name.removeprefix(f"{own}.") for name, it in checking.inputs.items() if it.table == own]


def _column(checking: Checking, table: GivenTable, column: Word) -> str:
    """The name of a column of a table."""
    return f"{table.name.text}.{column.text}" if table.name.text in checking.draft.tables else column.text


def rows_given(checking: Checking, trial: Trial) -> dict[str, dict[str, tuple[Value, ...]]]:
    """The columns of the tables that a test gives: each cell is a literal of the declared type."""
    return {
        line.name.text: {
            column.text: tuple(
                _cell(checking, _column(checking, line, column), row[place]) for row in line.rows if place < len(row)
            )
            for place, column in enumerate(line.columns)
        }
        for line in trial.lines
        if isinstance(line, GivenTable) and line.name.text in _tables(checking)
    }


def _cell(checking: Checking, name: str, node: Expression) -> Value:
    definition = checking.definitions.get(name)
    if definition is None or name not in checking.inputs:  # the key
        if isinstance(node, Missing):
            return None
        return node.text if isinstance(node, Text) else expression_text(node)
    return checking.constant(conversions.adopt(checking.quietly(), node, definition.type))


def expectation(checking: Checking, line: Expect) -> Expected:
    """What a test expects: two sides of an equation, as close as is said, or a condition."""
    at, node = checking.at(), line.expression
    whole = at.condition(node)
    equation = isinstance(node, Comparison) and node.signs == ("=",) and isinstance(whole, Apply)
    sides = whole.args if equation and isinstance(whole, Apply) else ()
    left, right = sides if len(sides) == SIDES else (None, None)
    if line.within is None or left is None or right is None:
        if line.within is not None:
            at.core(line.within)
        return Expected(whole, left, right, None, False, line.span)
    points = conversions.points_in(line.within)
    if points is not None and (conversions.has_points(left.type) or conversions.has_points(right.type)):
        return Expected(whole, left, right, points, False, line.span)
    within = at.core(line.within)
    relative = isinstance(within.type, Amount) and within.type.tag is Tag.PERCENT and not within.type.unit
    if not relative:
        within = conversions.taken(at, within, left.type, line.within.span)
    return Expected(whole, left, right, within, relative, line.span)
