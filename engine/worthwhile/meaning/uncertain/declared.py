"""What `~` says of a name: the distribution found, its parameters typed, its bounds as its ends."""

from collections.abc import Mapping, Sequence
from math import inf, isfinite
from typing import cast

from worthwhile.meaning import complaints as general
from worthwhile.meaning.checking import Checking
from worthwhile.meaning.core import Apply, Const, Core, Given, Ref, Shape, every, joined, operand
from worthwhile.meaning.expressions import Elaborator, conversions
from worthwhile.meaning.items import Declared
from worthwhile.meaning.shown import shown
from worthwhile.meaning.uncertain import complaints
from worthwhile.meaning.uncertain.distribution import Distribution
from worthwhile.meaning.uncertain.offered import Ends, mean_of, quantile_of
from worthwhile.meaning.uncertain.parameters import known_values, understood
from worthwhile.meaning.uncertain.uncertain import Uncertain, uniform_of
from worthwhile.meaning.uncertain.written import after_mark
from worthwhile.syntax.format import expression_text
from worthwhile.syntax.tree import Choice, Expression, Range
from worthwhile.text import Span
from worthwhile.text.frozen import frozen
from worthwhile.units import NUMBER, Amount, Factor, Rate, Type, Unknown


@frozen
class Spread:
    """How a name is drawn, before scenarios and tests have had their say."""

    distribution: Distribution
    args: tuple[Core, ...]
    low: Core | None
    high: Core | None
    says: str
    at: Span
    quantile: Core
    mean: Core


def spread(checking: Checking, at: Elaborator, entry: Declared, want: Type, shape: Shape) -> Spread | None:
    """What `~` says of a name; nothing, and a finding, where that cannot be."""
    part = entry.distribution
    if part is None or isinstance(want, Unknown):
        return None
    if entry.table:
        own = entry.name.removeprefix(f"{entry.table}.")
        at.say(complaints.column(own, entry.table, part.span))
        return None
    if not isinstance(want, Amount | Rate | Factor):
        at.say(complaints.not_uncertain(entry.name, want, part.span))
        return None
    found = understood(checking, at, part, want, shape)
    if found is None:
        return None
    distribution, args = found
    if distribution.share and isinstance(want, Amount) and (want.unit or want.scale):
        at.say(complaints.a_share(distribution, entry.name, want, part.span))
        return None
    ends = _bounds(checking, at, entry, want, shape)
    if ends is None:
        return None
    low, high = ends
    known = known_values(checking, args)
    if known is not None and not _is_one(at, distribution, known, entry, part.span):
        return None
    left = Ends.of(low=low is not None, high=high is not None)
    cut = tuple(it for it in ends if it is not None)
    uniform = Given(uniform_of(entry.name), NUMBER, shape, part.span)
    drawn = (uniform, *cut, *args)
    quantile = Apply(quantile_of(distribution, left), drawn, want, joined(*drawn), part.span)
    mean = Apply(mean_of(distribution, left), (*cut, *args), want, joined(*cut, *args), part.span)
    says = _says(checking, distribution, args, entry.bounds)
    made = Spread(distribution, args, low, high, says, part.span, quantile, mean)
    return made if _is_left(checking, at, entry, want, made, known) else None


def uncertain(at: Elaborator, entry: Declared, want: Type, shape: Shape, made: Spread) -> Uncertain | None:
    """A name that is drawn, after scenarios, tests and `--set`; nothing where one of these has fixed its value."""
    core = made.quantile
    for change in entry.changes:
        place = at.within({entry.name: core}, (), change.sees)
        core = conversions.changed(place, core, want, change.how, change.value, change.span)
    uniform = uniform_of(entry.name)
    if not any(isinstance(it, Given) and it.name == uniform for it in every(core)):
        return None
    return Uncertain(
        entry.name, made.distribution, made.args, made.low, made.high, want, shape, made.says, made.at, core
    )


# ---- what it is cut off at


def _bounds(
    checking: Checking, at: Elaborator, entry: Declared, want: Type, shape: Shape
) -> tuple[Core | None, Core | None] | None:
    """The ends that the bounds have, and those of the scale; nothing, and a finding, where they are no range."""
    bounds = entry.bounds
    if isinstance(bounds, Choice):
        at.say(complaints.a_set(entry.name, bounds.span))
        return None
    low, high = (bounds.low, bounds.high) if bounds is not None else (None, None)
    ends = [None if it is None else conversions.adopt(at, it, want) for it in (low, high)]
    for it in ends:
        if it is not None and isinstance(it.type, Unknown):
            return None
        if it is not None and not it.shape <= shape:
            at.say(general.one_value(f"a bound of `{entry.name}`", operand(it).words, it.span, "give it one value"))
            return None
    if isinstance(want, Amount) and want.scale:
        least, greatest = (Const(it, want, entry.at) for it in want.scale)
        low_known, high_known = (_end(checking, it, otherwise) for it, otherwise in zip(ends, (-inf, inf), strict=True))
        ends[0] = least if low_known is not None and low_known < want.scale[0] else ends[0]
        ends[1] = greatest if high_known is not None and high_known > want.scale[1] else ends[1]
    return ends[0], ends[1]


# ---- what is known when the model loads


def _is_one(at: Elaborator, it: Distribution, known: Sequence[float], entry: Declared, span: Span) -> bool:
    """Whether the parameters are those of a distribution; a finding where they are not."""
    part = entry.distribution
    if part is not None and part.rule == "interval" and known[0] >= known[1]:
        low, high = (_written(each) for each in after_mark(part))
        at.say(complaints.no_interval(low, high, span))
        return False
    if part is not None and part.rule == "plus_minus" and known[1] <= 0:
        at.say(complaints.no_spread(_written(after_mark(part)[1]), span))
        return False
    why = _asked(at, it, "fault", known, span)
    if why:
        at.say(complaints.no_distribution(it, str(why), span))
    return why == ""


def _asked(at: Elaborator, it: Distribution, what: str, known: Sequence[float], span: Span) -> object:
    """What a plugin says of parameters; None, and a finding, where it breaks."""
    try:
        return it.wrong(known) if what == "fault" else _told_ends(it, known)
    except Exception as error:  # noqa: BLE001 (whatever a plugin does)
        owner = at.world.toolbox.owner("distributions", it.name)
        at.say(general.plugin_failed(f"`{what}` of `{it.name}`", error, span, owner))
        return None


def _told_ends(it: Distribution, known: Sequence[float]) -> tuple[float, float]:
    """The ends of what a distribution gives. Raises `ValueError` where they are none."""
    least, greatest = it.ends(known)
    if not least < greatest:
        raise ValueError(f"it gives values from {least!r} to {greatest!r}")
    return float(least), float(greatest)


def _is_left(
    checking: Checking, at: Elaborator, entry: Declared, want: Type, made: Spread, known: Sequence[float] | None
) -> bool:
    """Whether the bounds leave something of the distribution; a doubt where the value is never drawn."""
    if known is None:
        return True
    support = _asked(at, made.distribution, "support", known, made.at)
    if not isinstance(support, tuple):
        return False
    least, greatest = cast("tuple[float, float]", support)
    gives = _gives(least, greatest, want)
    low, high = (_end(checking, it, otherwise) for it, otherwise in ((made.low, -inf), (made.high, inf)))
    if low is not None and high is not None and not max(least, low) < min(greatest, high):
        words = expression_text(entry.bounds) if isinstance(entry.bounds, Range) else f"{low:g}..{high:g}"
        span = entry.bounds.span if entry.bounds is not None else made.at
        at.say(complaints.nothing_left(made.distribution, words, span, gives))
        return False
    if entry.changes:
        return True
    value = None if entry.default is None else checking.constant(conversions.adopt(at, entry.default, want))
    if entry.default is not None and isinstance(value, float) and not least <= value <= greatest:
        at.say(complaints.outside(entry.name, shown(value, want), gives, entry.default.span))
    interval = entry.distribution is not None and entry.distribution.rule == "interval"
    if interval and known[0] == 0 and low is not None and low < 0:
        at.say(complaints.below_zero(entry.name, shown(0.0, want), made.at))
    return True


def _end(checking: Checking, core: Core | None, otherwise: float) -> float | None:
    """Where a bound lies; None where that is known only in a run."""
    if core is None:
        return otherwise
    value = checking.constant(core)
    return float(value) if isinstance(value, float | int) else None


def _gives(least: float, greatest: float, want: Type) -> str:
    """What a distribution gives, in words."""
    if isfinite(least) and isfinite(greatest):
        return f"{shown(least, want)} to {shown(greatest, want)}"
    if isfinite(least):
        return f"values above {shown(least, want)}"
    return f"values below {shown(greatest, want)}" if isfinite(greatest) else "any number"


# ---- how it is told


def _says(checking: Checking, it: Distribution, args: Sequence[Core], bounds: Range | Choice | None) -> str:
    """What a distribution is, for people: ``log-normal, 90% from $1 to $5, within $0..$10``."""
    words: Mapping[str, str] = {
        each.name: _value(checking, core) for each, core in zip(it.parameters, args, strict=True)
    }
    told = it.says.format(**words) if it.says else ", ".join(f"{name} {value}" for name, value in words.items())
    within = f", within {expression_text(bounds)}" if isinstance(bounds, Range) else ""
    return f"{it.title}, {told}{within}"


def _value(checking: Checking, core: Core) -> str:
    hangs = any(isinstance(it, Ref | Given) for it in every(core))
    value = None if hangs else checking.constant(core)
    return operand(core).words if value is None else shown(value, core.type)


def _written(node: Expression | Range) -> str:
    return expression_text(node)
