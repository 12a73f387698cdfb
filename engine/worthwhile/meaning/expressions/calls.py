"""Calls: arguments find their parameters, aggregates their axis."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from worthwhile.meaning import complaints
from worthwhile.meaning.core import (
    ENTITY,
    TIME,
    Const,
    Core,
    Reduce,
    Shape,
    adjusted,
    joined,
    operand,
    unknown,
)
from worthwhile.meaning.expressions.at import At
from worthwhile.meaning.expressions.fits import member_called
from worthwhile.meaning.function import Aggregate, Function, Parameter
from worthwhile.meaning.graph import seen_inside
from worthwhile.meaning.tables import complaints as table_complaints
from worthwhile.meaning.tables.heads import table_mentioned
from worthwhile.syntax.tree import Argument, Call, Expression, Range, fold_numbers
from worthwhile.units import (
    NUMBER,
    Amount,
    Category,
    Day,
    Literal,
    Ruling,
    Setting,
    Tag,
    Truth,
    Type,
    Unknown,
    Words,
)


def call(at: At, node: Call) -> Core:
    """A function, an aggregate or a function of the model's own, called."""
    name, world = node.function.text, at.world
    clauses = [word for word, it in (("where", node.where), ("over", node.over), ("by", node.by)) if it is not None]
    if at.home + name in world.draft.macros:
        return _macro(at, node)
    of_fit = member_called(at, node)
    if of_fit is not None:
        return of_fit
    aggregate = world.toolbox.aggregates.get(name) if name.isidentifier() else None
    function = world.toolbox.functions.get(name)
    if aggregate and (function is None or clauses or len(node.arguments) == 1):
        return _aggregate(at, node, aggregate)
    if function is None or function.is_sign:
        for it in node.arguments:
            if not isinstance(it.value, Range):
                at.core(it.value)
        if not at.is_lost(name):
            known = [it for it, f in world.toolbox.functions.items() if not f.is_sign]
            known += [it for it in world.toolbox.aggregates if it.isidentifier()]
            known += [it.removeprefix(at.home) for it in world.draft.macros]
            drawn = any(it.called == name for it in world.toolbox.distributions.values())
            at.say(complaints.unknown_function(name, node.function.span, known, drawn=drawn))
        return unknown(node.span)
    if clauses:
        at.say(complaints.no_clauses(name, clauses, node.span))
        return unknown(node.span)
    args = _arguments(at, node, function)
    if args is None:
        return unknown(node.span)
    return at.apply(name, args, node.span)


def _macro(at: At, node: Call) -> Core:
    key = at.home + node.function.text
    macro = at.world.draft.macros[key]
    args = [at.core(it.value) for it in node.arguments]
    if len(args) != len(macro.parameters):
        at.say(complaints.macro_count(macro.name, len(macro.parameters), len(args), node.span))
        return unknown(node.span)
    if key in at.called:
        at.say(complaints.macro_circle(macro.name, node.span))
        return unknown(node.span)
    bound = {it.text: arg for it, arg in zip(macro.parameters, args, strict=True)}
    place = at.within(bound, (*at.called, key), seen_inside(at.sees, node.function.text))
    found = place.core(macro.body)
    return replace(found, span=node.span)  # what is shown and pointed at is the call, not the function's body


def _arguments(at: At, node: Call, function: Function | Aggregate) -> list[Core] | None:
    """The arguments in the order of the parameters; nothing, and a finding, where they do not fit."""
    parameters = list(function.parameters)
    if parameters and parameters[-1].many:
        parameters += [parameters[-1]] * len(node.arguments)
    found: dict[int, Argument] = {}
    free = iter(range(len(parameters)))
    said = 0
    for argument in node.arguments:
        said += 1
        if argument.name is None:
            place = next(free, None)
        else:
            names = [it.name for it in parameters]
            if argument.name.text not in names:
                at.say(complaints.wrong_argument(function, argument.name.text, argument.span))
                return None
            place = names.index(argument.name.text)
        if place is None:
            at.say(complaints.wrong_count(function, len(node.arguments), node.span))
            return None
        if place in found:
            at.say(complaints.argument_twice(function.name, parameters[place].name, argument.span))
            return None
        found[place] = argument
    least = [place for place, it in enumerate(function.parameters) if not it.optional]
    if any(place not in found for place in least):
        at.say(complaints.wrong_count(function, said, node.span))
        return None
    cores: list[Core] = []
    for place in sorted(found):
        cores += _argument(at, found[place], parameters[place], function)
    return cores


def _argument(at: At, argument: Argument, parameter: Parameter, function: Function | Aggregate) -> list[Core]:
    value = argument.value
    if not parameter.range:
        return [at.core(value)]
    ends = _ends(value)
    if ends is None:
        at.say(complaints.range_wanted(function.name, parameter.name, argument.span))
        return [unknown(argument.span), unknown(argument.span)]
    return [Const(end, NUMBER, argument.span, Literal(f"{end:g}", end)) for end in ends]


def _ends(value: Expression | Range) -> tuple[float, float] | None:
    if not isinstance(value, Range) or value.open:
        return None
    low, high = fold_numbers(value.low), fold_numbers(value.high)
    return (low, high) if low is not None and high is not None else None


# ---- aggregates


def _aggregate(at: At, node: Call, aggregate: Aggregate) -> Core:
    at = _along(at, node)
    args = _arguments(at, node, aggregate)
    where = at.condition(node.where) if node.where is not None else None
    by = at.core(node.by) if node.by is not None else None
    if args is None or any(isinstance(it.type, Unknown) for it in args):
        return unknown(node.span)
    shape = joined(*args, *([where] if where else []))
    axis = _axis(at, node, aggregate, args, shape)
    if axis is None:
        return unknown(node.span, shape - {TIME, ENTITY})
    left = shape - {axis}
    if axis in at.world.draft.tables and at.world.draft.tables[axis].of is not None:
        left |= {ENTITY}
    if aggregate.gives_back and axis == TIME:
        at.say(table_complaints.not_of_periods(aggregate.name, node.span))
        return unknown(node.span, shape)
    if aggregate.needs_order and by is None and axis != TIME:
        at.say(table_complaints.order_wanted(aggregate.name, operand(args[0]).words, node.span))
        return unknown(node.span, left)
    if by is not None and not aggregate.needs_order:
        if not _groups(by.type):
            at.say(table_complaints.by_what(by.type, by.span))
            return unknown(node.span, left)
        if axis != TIME and not by.shape - {ENTITY, TIME} and axis not in by.shape and not isinstance(by.type, Unknown):
            at.say(table_complaints.one_group(operand(by).words, by.span))
            return unknown(node.span, left)
        left |= by.shape
    if aggregate.gives_back:
        left |= shape
    if not _of_one_table(at, node, args, axis, left):
        return unknown(node.span, left - {axis})
    owner = at.world.toolbox.owner("aggregates", aggregate.name)
    ruling = at.ruled(_with_axis(aggregate.rule, axis), args, node.span, owner)
    if ruling is None:
        return unknown(node.span, left)
    brought = tuple(adjusted(it, ruling.of(place)) for place, it in enumerate(args))
    core = Reduce(aggregate.name, brought, axis, where, by, ruling.type, left, node.span)
    return adjusted(core, ruling.result)


def _along(at: At, node: Call) -> At:
    """The rows that the arguments are about: those said, or those of the records that are mentioned."""
    draft = at.world.draft
    if node.over is not None:
        table = at.home + node.over.text
        return at.along(table) if table in draft.tables else at
    inside = [it.value for it in node.arguments] + [it for it in (node.where, node.by) if it is not None]
    mentioned = table_mentioned(at.world, at.sees, at.bound, inside)
    return at.along(mentioned) if mentioned else at


def _of_one_table(at: At, node: Call, args: Sequence[Core], axis: str, left: Shape) -> bool:
    """Whether an aggregate is about the rows of one table; a finding where it is not."""
    others, words = left - {ENTITY, TIME, axis}, operand(args[0]).words
    if axis == TIME or not others:
        return True
    if axis == ENTITY:
        entity = at.world.draft.entity
        at.say(table_complaints.fan_out(min(others), entity.name if entity else "", words, args[0].span))
    else:
        at.say(table_complaints.two_tables(node.function.text, sorted({axis, *others}), node.span))
    return False


def _with_axis(rule: Callable[..., Ruling], axis: str) -> Callable[..., Ruling]:
    def ruled(setting: Setting, *operands: object) -> Ruling:
        return rule(setting, axis, *operands)

    return ruled


def _groups(type_: Type) -> bool:
    """Whether the values of a type name groups."""
    if isinstance(type_, Category | Words | Truth | Day | Unknown):
        return True
    return isinstance(type_, Amount) and not type_.unit and type_.tag is Tag.COUNT


def _axis(at: At, node: Call, aggregate: Aggregate, args: Sequence[Core], shape: Shape) -> str | None:
    words = operand(args[0]).words
    tables = shape - {ENTITY, TIME}
    entity, clock = at.world.draft.entity, at.setting.clock
    if node.over is not None:
        return _said_axis(at, node, aggregate, shape, words)
    if len(tables) == 1:
        return next(iter(tables))
    if tables:
        at.say(table_complaints.two_tables(aggregate.name, sorted(tables), node.span))
        return None
    if aggregate.counts_rows and args[0].shape in ({ENTITY}, {TIME}):
        return next(iter(args[0].shape))
    axes = ([entity.name] if entity else []) + (["t"] if clock else [])
    at.say(table_complaints.over_what(aggregate.name, words, node.span, axes))
    return None


def _said_axis(at: At, node: Call, aggregate: Aggregate, shape: Shape, words: str) -> str | None:
    assert node.over is not None  # noqa: S101 (the caller looked)
    said, entity, clock = node.over.text, at.world.draft.entity, at.setting.clock
    known = {entity.name: ENTITY} if entity else {}
    if clock:
        known["t"] = TIME
    known |= {it.removeprefix(at.home): it for it in at.world.draft.tables if it.startswith(at.home)}
    if said not in known:
        if said == "t":
            at.say(complaints.no_clock("over t", node.over.span))
        elif not at.is_lost(said):
            at.say(table_complaints.unknown_table(said, node.over.span, known))
        return None
    axis = known[said]
    if axis == ENTITY and shape - {ENTITY, TIME}:
        entity_name = entity.name if entity else ""
        at.say(table_complaints.fan_out(min(shape - {ENTITY, TIME}), entity_name, words, node.span))
        return None
    if axis not in shape and axis != TIME:
        at.say(table_complaints.not_along(aggregate.name, words, said, node.span))
        return None
    return axis
