"""Definitions in order: each name typed after those that it needs, recurrences together."""

from collections.abc import Iterable
from dataclasses import replace

from worthwhile.meaning import complaints
from worthwhile.meaning.checking import Checking, unheard
from worthwhile.meaning.core import (
    ENTITY,
    SINGLE,
    TIME,
    Const,
    Core,
    Given,
    Shape,
    every,
    operand,
    retyped,
    unknown,
)
from worthwhile.meaning.curves.defined import tabulated
from worthwhile.meaning.draft import AS_OF, place
from worthwhile.meaning.expressions import Elaborator, conversions, rules
from worthwhile.meaning.expressions.at import Say
from worthwhile.meaning.expressions.fits import of_fit
from worthwhile.meaning.fits.defined import fitted
from worthwhile.meaning.graph import Graph, circle, components, in_period_order, resolved
from worthwhile.meaning.items import Declared, Defined, Role
from worthwhile.meaning.meaning import Definition, Input
from worthwhile.meaning.tables.heads import table_mentioned
from worthwhile.meaning.uncertain.declared import spread, uncertain
from worthwhile.meaning.world import Facts
from worthwhile.syntax.tree import (
    Changed,
    Chosen,
    Expression,
    Fitting,
    Name,
    OfFit,
    Recurrence,
    Ruled,
    Rules,
    Summed,
    Tabulated,
)
from worthwhile.text.deadline import look_at_the_clock
from worthwhile.units import NUMBER, Amount, Day, Nothing, Rate, Tag, Type, Unknown, Zero

STAYS = ("retention", "survival", "renewal", "loyal")
"""How names of what stays begin."""
ROUNDS = 4
"""How often the types of a recurrence are worked out before they have to stand."""


def understand_all(checking: Checking, graph: Graph) -> None:
    """Work out the core, type and shape of every name."""
    groups = list(components(graph))
    recurrences: list[tuple[str, ...]] = []
    order: list[tuple[str, ...]] = []
    for group in groups:
        ordered = _in_order(checking, graph, group)
        if ordered is None:
            _give_up(checking, group)
            continue
        order.append(ordered)
        if _goes_round(graph, group):
            recurrences.append(ordered)
    checking.recurrences = tuple(recurrences)
    for group in order:
        _understand(checking, group)


def understand_with_needs(checking: Checking, graph: Graph, name: str) -> None:
    """Work out one name, and what it needs, before the others."""
    needed, waiting = {name}, [name]
    while waiting:
        for mention in graph[waiting.pop()]:
            if mention.name not in needed:
                needed.add(mention.name)
                waiting.append(mention.name)
    for group in components({it: graph[it] for it in graph if it in needed}):
        if not _goes_round(graph, group):
            _define(checking, group[0], checking.say)
    if name not in checking.world.facts:
        _give_up(checking, (name,))


def _goes_round(graph: Graph, group: tuple[str, ...]) -> bool:
    return len(group) > 1 or any(it.name == group[0] for it in graph[group[0]])


def _in_order(checking: Checking, graph: Graph, group: tuple[str, ...]) -> tuple[str, ...] | None:
    """The names of a group in the order of one period; nothing, and a finding, where they go in circles."""
    if not _goes_round(graph, group):
        return group
    links = circle(graph, group, lagged=False)
    if links:
        checking.say(complaints.circle(links, place(checking.draft.names[group[0]])))
        return None
    links = circle(graph, group, lagged=True)
    if links:
        checking.say(complaints.no_first_value(links))
        return None
    return in_period_order(graph, group)


def _give_up(checking: Checking, group: Iterable[str]) -> None:
    """Names that go in circles fit everything from here on."""
    for name in group:
        entry = checking.draft.names[name]
        shape: Shape = frozenset((TIME,)) if checking.draft.timeline else SINGLE
        at = place(entry)
        checking.world.facts[name] = Facts(Unknown(), shape, at)
        core = unknown(at, shape)
        checking.definitions[name] = Definition(name, entry.role, entry.label, core, Unknown(), shape, at)


def _understand(checking: Checking, group: tuple[str, ...]) -> None:
    """Work out the cores and types of a name, or of the names of one recurrence together."""
    look_at_the_clock()
    if group[0] in checking.definitions:
        return
    if group not in checking.recurrences and not _is_recurrence(checking, group[0]):
        _define(checking, group[0], checking.say)
        return
    facts = checking.world.facts
    for name in group:
        facts[name] = _guess(checking, name)
    for _ in range(ROUNDS):
        before = {name: facts[name].type for name in group}
        for name in group:
            _define(checking, name, unheard)
        if before == {name: facts[name].type for name in group}:
            break
    for name in group:
        _define(checking, name, checking.say)


def _is_recurrence(checking: Checking, name: str) -> bool:
    entry = checking.draft.names[name]
    return isinstance(entry, Defined) and isinstance(entry.expression, Recurrence)


def _guess(checking: Checking, name: str) -> Facts:
    """What a name of a recurrence is taken for at first: as declared, or as its first value."""
    entry = checking.draft.names[name]
    type_, shape = _declared_or(checking, entry, Unknown()), frozenset((TIME,))
    if entry.type is None and isinstance(entry, Defined) and isinstance(entry.expression, Recurrence):
        first = checking.quietly(entry.sees).core(entry.expression.first)
        known = not isinstance(first.type, Zero | Nothing)  # these fit whatever comes after
        type_, shape = settled(first) if known else Unknown(), first.shape | {TIME}
    return Facts(type_, shape, place(entry))


def _declared_or(checking: Checking, entry: Declared | Defined, otherwise: Type) -> Type:
    return checking.at(entry.sees).types.declared(entry.type) if entry.type is not None else otherwise


def _define(checking: Checking, name: str, say: Say) -> None:
    entry = checking.draft.names[name]
    points, fit = None, None
    if isinstance(entry, Declared):
        definition = _declared(checking, entry, say)
    elif isinstance(entry.expression, Tabulated):
        at = Elaborator(checking.world, say, entry.sees)
        definition, points = tabulated(checking, at, entry, entry.expression)
    elif isinstance(entry.expression, Fitting):
        definition, fit = fitted(checking, Elaborator(checking.world, say, entry.sees), entry, entry.expression)
    else:
        definition = _formula(checking, entry, entry.expression, say)
    checking.definitions[name] = definition
    checking.world.facts[name] = Facts(definition.type, definition.shape, entry.at, points, fit)


def _formula(checking: Checking, entry: Defined, made: Expression | Ruled | OfFit, say: Say) -> Definition:
    table = table_mentioned(checking.world, entry.sees, {}, (made,))
    at = Elaborator(checking.world, say, entry.sees, table=table or "")
    match made:
        case Rules() | Chosen() | Summed():
            core = rules.ruled(at, made)
        case OfFit():
            core = of_fit(at, made)
        case _:
            core = at.core(made)
    if entry.type is not None:
        core = conversions.fit(at, core, at.types.declared(entry.type), core.span)
        type_ = core.type
    else:
        type_ = settled(core)
        core = retyped(core, type_) if isinstance(core, Const) else core
    shape = core.shape | _shape_changed(checking, entry)
    return Definition(entry.name, entry.role, entry.label, core, type_, shape, entry.at, entry.group)


def _shape_changed(checking: Checking, entry: Defined) -> Shape:
    """The shape of the input that an alternative sets: it has a value for each row, whatever the value is."""
    match entry.expression:
        case Changed(value=Name(text=name)):
            return checking.world.facts[resolved(checking.draft, name, entry.sees)].shape
    return SINGLE


def settled(core: Core) -> Type:
    """The type of a formula: that of its core, where a literal's zero is a number."""
    match core.type:
        case Amount(unit=unit, tag=Tag.CLOCK | Tag.DATES):
            return Amount(unit)
        case Zero():
            return NUMBER
    return core.type


def _declared(checking: Checking, entry: Declared, say: Say) -> Definition:
    at = Elaborator(checking.world, say, entry.sees)
    looks_from = entry.name.rpartition(".")[2] == AS_OF and entry.role is not Role.COLUMN
    want = Day() if looks_from else _declared_or(checking, entry, NUMBER)
    if isinstance(want, Rate) and entry.name.startswith(STAYS):
        say(complaints.survival_as_rate(entry.name, entry.at))
    if entry.bound is not None:
        place_ = Elaborator(checking.world, say, entry.bound.sees)
        given = conversions.adopt(place_, entry.bound.value, want)
        return Definition(entry.name, entry.role, entry.label, given, want, given.shape, entry.at)
    shape = _shape_declared(checking, entry)
    default = _default(at, entry, want, shape)
    made = spread(checking, at, entry, want, shape)
    if made is not None and default is None:
        default = made.mean
    core: Core = Given(entry.name, want, shape, entry.at)
    if entry.role is Role.ASSUMPTION and default is not None:
        core = default
    else:
        head = entry.column or entry.name.removeprefix(f"{entry.table}.")
        checking.inputs[entry.name] = Input(
            entry.name, entry.label, want, shape, default, entry.optional, head, entry.at, entry.table
        )
    core = _changed(checking, at, entry, want, core)
    if made is not None:
        drawn = uncertain(at, entry, want, shape, made)
        checking.uncertain |= {} if drawn is None else {entry.name: drawn}
    if not core.shape <= shape:
        words = operand(core).words
        say(complaints.one_value(f"`{entry.name}`", words, core.span, "set it to one value"))
    return Definition(entry.name, entry.role, entry.label, core, want, shape, entry.at)


def _shape_declared(checking: Checking, entry: Declared) -> Shape:
    """An assumption has one value, an input one for each row of the entity, a column one for each of its table."""
    if entry.table:
        return frozenset((entry.table,))
    single = entry.role is Role.ASSUMPTION or checking.draft.entity is None
    return SINGLE if single else frozenset((ENTITY,))


def _default(at: Elaborator, entry: Declared, want: Type, shape: Shape) -> Core | None:
    if entry.default is None:
        return None
    default = conversions.adopt(at, entry.default, want)
    if default.shape <= shape:
        return default
    what = f"the {'value' if entry.role is Role.ASSUMPTION else 'default'} of `{entry.name}`"
    hint = "aggregate it, or make it a formula"
    at.say(complaints.one_value(what, operand(default).words, default.span, hint))
    return unknown(default.span)


def _changed(checking: Checking, at: Elaborator, entry: Declared, want: Type, core: Core) -> Core:
    """The value after scenarios, tests and `--set` have had their say, each over the one before."""
    for change in entry.changes:
        place_ = at.within({entry.name: core}, (), change.sees)
        core = conversions.changed(place_, core, want, change.how, change.value, change.span)
        before = any(isinstance(it, Given) and it.name == entry.name for it in every(core))
        if change.how == "set" and entry.name in checking.inputs and not before:  # nothing of the data is left in it
            given = checking.inputs[entry.name]
            checking.inputs[entry.name] = replace(given, default=core, column="")
    return core
