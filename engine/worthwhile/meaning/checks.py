"""What should hold: bounds, scales, weights, pools, `ensure` and `warn`; constants are settled at load."""

from collections.abc import Iterator

from worthwhile.meaning import complaints
from worthwhile.meaning.checking import Checking
from worthwhile.meaning.constants import NotConstantError, constant
from worthwhile.meaning.core import ENTITY, TIME, Const, Core, Ref
from worthwhile.meaning.curves.checks import curve_checks
from worthwhile.meaning.expressions import conditions, conversions
from worthwhile.meaning.items import Condition, Declared, Kind
from worthwhile.meaning.meaning import Check, Definition
from worthwhile.meaning.pools import pool_checks
from worthwhile.meaning.shown import shown
from worthwhile.syntax.format import expression_text
from worthwhile.units import NUMBER, PERCENT, Amount, Unknown


def checks_of(checking: Checking) -> Iterator[Check]:
    """All that is to be looked at in rows and periods."""
    for name, entry in checking.draft.names.items():
        if isinstance(entry, Declared):
            yield from _bounds(checking, entry, checking.definitions[name])
    conditions = [it for condition in checking.draft.conditions for it in _condition(checking, condition)]
    yield from conditions
    yield from curve_checks(checking, checking.definitions, conditions)
    yield from pool_checks(checking.draft, checking.definitions, checking.constant, checking.say)


def _bounds(checking: Checking, entry: Declared, definition: Definition) -> Iterator[Check]:
    if isinstance(definition.type, Unknown):
        return
    value: Core = Ref(entry.name, definition.type, definition.shape, entry.at)
    for core, wants, kind in _limits(checking, entry, definition, value):
        if isinstance(core.type, Unknown):
            continue
        _doubt_default(checking, entry, core, wants)
        yield Check(kind, core, entry.at, entry.name, shows=value, wants=wants)


def _limits(
    checking: Checking, entry: Declared, definition: Definition, value: Core
) -> Iterator[tuple[Core, str, Kind]]:
    """The bounds that are declared, and those of the scale."""
    at, type_ = checking.at(entry.sees), definition.type
    if entry.bounds is not None:
        yield conversions.bounded(at, value, entry.bounds, type_), expression_text(entry.bounds), Kind.BOUNDS
    if isinstance(type_, Amount) and type_.scale and not type_.unit:
        low, high = type_.scale
        ends = ((">=", Const(low, type_, entry.at)), ("<=", Const(high, type_, entry.at)))
        tests = [conditions.compare(at, sign, value, end, entry.at) for sign, end in ends]
        yield conditions.both(tests, entry.at), f"{low:g}..{high:g}", Kind.SCALE


def _doubt_default(checking: Checking, entry: Declared, core: Core, wants: str) -> None:
    """A default outside the bounds is doubted when the model loads."""
    name = entry.name
    given = checking.inputs.get(name)
    default = given.default if given else checking.definitions[name].core
    if default is None or entry.default is None or entry.changes:
        return

    def value_of(mentioned: str) -> Core | None:
        return default if mentioned == name else checking.core_of(mentioned)

    try:
        inside = constant(core, checking.toolbox.functions, value_of)
        value = checking.known(default)
    except NotConstantError:
        return
    if inside is False:
        text = shown(value, checking.definitions[name].type)
        checking.say(complaints.default_outside(name, text, wants, entry.default.span))


def _condition(checking: Checking, condition: Condition) -> Iterator[Check]:
    at = checking.at(condition.sees)
    core = at.condition(condition.expression)
    if isinstance(core.type, Unknown):
        return
    if core.shape - {ENTITY, TIME}:
        checking.fan_out(core)
        return
    shows = at.core(condition.shows) if condition.shows is not None else None
    wants = ""
    if condition.kind is Kind.SCALE and shows is not None and isinstance(shows.type, Amount) and shows.type.scale:
        wants = f"{shows.type.scale[0]:g}..{shows.type.scale[1]:g}"
    found = Check(condition.kind, core, condition.span, condition.subject, condition.text, shows, wants)
    if condition.kind in (Kind.WEIGHTS, Kind.SCALE) and _settled_at_load(checking, found):
        return
    yield found


def _settled_at_load(checking: Checking, found: Check) -> bool:
    """Whether a condition is constant: then it holds, or is said not to when the model loads."""
    try:
        holds = checking.known(found.core)
        value = checking.known(found.shows) if found.shows is not None else None
    except NotConstantError:
        return False
    if holds is False and found.kind is Kind.WEIGHTS:
        checking.say(complaints.weights_total(found.subject, shown(value, PERCENT), found.at, found.text))
    elif holds is False:
        checking.say(complaints.off_the_scale(found.subject, shown(value, NUMBER), found.wants, found.at))
    return True
