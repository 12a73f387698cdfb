"""Where tables have no value: curves beyond their last row, dated values before their first.

A value that an `if` or `??` does not take, and what a `where` leaves out, is not asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from worthwhile.meaning.checking import Checking
from worthwhile.meaning.constants import NotConstantError
from worthwhile.meaning.core import (
    ENTITY,
    TIME,
    Apply,
    Choose,
    Clock,
    Const,
    Core,
    Instead,
    Interpolate,
    IsMissing,
    Lag,
    Pick,
    Read,
    Recur,
    Reduce,
    Ref,
    Shape,
    apply,
    below,
    joined,
    number,
)
from worthwhile.meaning.curves import complaints as curve_complaints
from worthwhile.meaning.curves.reading import Beyond, end
from worthwhile.meaning.items import Kind
from worthwhile.meaning.meaning import Check, Definition
from worthwhile.meaning.shown import shown
from worthwhile.text.frozen import frozen
from worthwhile.units import NUMBER, Category, Truth

Conditions = tuple[Core, ...]


def curve_checks(checking: Checking, definitions: Mapping[str, Definition], checks: list[Check]) -> Iterator[Check]:
    """What is to be looked at where definitions and conditions read tables."""
    dated = {name: it.core for name, it in definitions.items() if isinstance(it.core, Interpolate) and _dated(it)}
    for name, definition in definitions.items():
        for read, conditions in _Reads(dated).of(definition.core, ()) if name not in dated else ():
            yield from _of(checking, read, conditions, name)
    for check in checks:
        for read, conditions in _Reads(dated).of(check.core, ()):
            yield from _of(checking, read, conditions, "")
    for shown_ in checking.draft.shown:
        if shown_.name.text in dated:
            yield from _of(checking, dated[shown_.name.text], (), shown_.name.text)


def _dated(definition: Definition) -> bool:
    """Whether a definition is a dated value, or what an alternative makes of it."""
    return isinstance(definition.core, Interpolate) and definition.core.span == definition.core.points.span


@frozen
class _Reads:
    """Finds where tables are read; a dated value is read where its name stands."""

    dated: Mapping[str, Interpolate]

    def of(self, core: Core, conditions: Conditions) -> Iterator[tuple[Interpolate, Conditions]]:
        """The places, each with the conditions under which its value counts."""
        match core:
            case Ref(name=name, span=span) if name in self.dated:
                yield replace(self.dated[name], span=span), conditions
            case Interpolate(points=points, at=at):
                yield core, conditions
                for it in (at, *points.values):
                    yield from self.of(it, conditions)
            case Choose(condition=condition, then=then, otherwise=otherwise):
                no = Apply("not", (condition,), Truth(), condition.shape, condition.span)
                yield from self.of(condition, conditions)
                yield from self.of(then, (*conditions, condition))
                yield from self.of(otherwise, (*conditions, no))
            case Instead(value=value, other=other):
                yield from self.of(other, (*conditions, IsMissing(value, Truth(), value.shape, value.span)))
            case IsMissing():
                return
            case Reduce(args=args, where=where, by=by):
                inside = conditions if where is None else (*conditions, where)
                for it in args:
                    yield from self.of(it, inside)
                for clause in (where, by):
                    if clause is not None:
                        yield from self.of(clause, conditions)
            case Recur(first=first, then=then):
                clock, start = Clock(NUMBER, core.span), number(0.0, core.span)
                for sign, part in (("=", first), (">", then)):
                    when = apply(sign, clock, start, type_=Truth())
                    yield from self.of(part, (*conditions, when))
            case Pick(which=which, values=values):
                yield from self.of(which, conditions)
                labels = which.type.labels if isinstance(which.type, Category) else ()
                for label, value in zip(labels, values, strict=False):
                    row = Const(label, which.type, which.span)
                    taken = Apply("label =", (which, row), Truth(), which.shape, which.span)
                    yield from self.of(value, (*conditions, taken))
            case Lag() | Read():  # whichever periods are asked for
                for it in below(core):
                    yield from self.of(it, ())
            case _:
                for it in below(core):
                    yield from self.of(it, conditions)


def _of(checking: Checking, read: Interpolate, conditions: Conditions, name: str) -> Iterator[Check]:
    points = read.points
    keys, shape = points.keys, joined(read.at, *conditions)
    if len(shape - {ENTITY, TIME}) > 1:  # said where the two tables meet
        return
    found: Check | None = None
    if not points.reading.before:
        first = Const(keys[0], points.key_type, read.span)
        found = _check(Kind.BEFORE, ">=", read, first, conditions, name)
    elif points.reading.beyond is Beyond.ERROR:
        last = Const(end(keys), points.key_type, read.span)
        found = _check(Kind.BEYOND, "<=", read, last, conditions, name)
    if found is None:
        return
    try:
        holds = checking.known(found.core)
    except NotConstantError:
        yield found
        return
    if found.kind is Kind.BEFORE:  # a warning: the run tells it, too
        yield found
    if holds is False:
        told = shown(checking.constant(read.at), points.key_type)
        checking.say(
            curve_complaints.no_row(found.kind is Kind.BEYOND, points.name, told, _end(found.kind, read), read.span)
        )


def _end(kind: Kind, read: Interpolate) -> str:
    keys, type_ = read.points.keys, read.points.key_type
    return shown(keys[0] if kind is Kind.BEFORE else keys[-1], type_)


def _check(kind: Kind, sign: str, read: Interpolate, limit: Core, conditions: Conditions, name: str) -> Check:
    shape: Shape = read.at.shape
    core: Core = Apply(sign, (read.at, limit), Truth(), shape, read.span)
    yes = Const(True, Truth(), read.span)
    for condition in reversed(conditions):
        core = Choose(condition, core, yes, Truth(), joined(condition, core), read.span)
    shows = read.at if read.at.type == read.points.key_type else _typed(read)
    return Check(kind, core, read.span, name, read.points.name, shows, _end(kind, read))


def _typed(read: Interpolate) -> Core:
    """The key as it is shown: in the unit of the rows."""
    return read.at if isinstance(read.at, Const) else replace(read.at, type=read.points.key_type)
