"""Conditions: comparisons, ranges, sets, labels."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from worthwhile.meaning import complaints
from worthwhile.meaning.core import Apply, Const, Core, IsMissing, adjusted, joined, operand, unknown
from worthwhile.meaning.expressions import literals
from worthwhile.meaning.expressions.at import At, with_types
from worthwhile.syntax.tree import (
    Choice,
    Comparison,
    DateText,
    Expression,
    Flag,
    Is,
    Missing,
    Name,
    Range,
    Text,
    Within,
)
from worthwhile.text import Span
from worthwhile.units import NUMBER, Adjust, Category, Operand, Ruling, Setting, Truth, Type, Unknown
from worthwhile.units.rules import meeting

Read = Callable[[Expression], Core]


def comparison(at: At, node: Comparison) -> Core:
    """A chain of comparisons: each neighbour with the next."""
    operands = []
    for it in node.operands:
        if isinstance(it, DateText) and it.is_month:
            at.say(complaints.month_compared(it.text, it.span))
            operands.append(unknown(it.span))
        else:
            operands.append(at.core(it))
    if len(node.signs) == 1:  # the whole of it, with the brackets around its ends
        return compare(at, node.signs[0], operands[0], operands[1], node.span)
    # Their places are those of the comparison, not of what a parameter of a function stands for.
    spans = [a.span.to(b.span) for a, b in pairwise(node.operands)]
    pairs = zip(node.signs, operands, operands[1:], spans, strict=False)
    tests = [compare(at, sign, a, b, span) for sign, a, b, span in pairs]
    return both(tests, node.span)


def compare(at: At, sign: str, a: Core, b: Core, span: Span) -> Core:
    """A comparison of two typed nodes."""

    def rule(setting: Setting, one: Operand, other: Operand) -> Ruling:
        return meeting.compared(setting, sign, one, other)

    ruling = at.ruled(rule, (a, b), span)
    if ruling is None:
        return unknown(span, joined(a, b))
    sides = _at_one_scale(with_types((a, b), NUMBER), ruling)
    return Apply(ruling.use, sides, Truth(), joined(a, b), span)


def _at_one_scale(sides: Sequence[Core], ruling: Ruling) -> tuple[Core, ...]:
    """Both sides in one unit; beside a constant it is the constant that is converted.

    So `24 months <= age` and `age < 24 months` compare with the same number, to the last bit.
    """
    a, b = sides
    there, back = ruling.of(0), ruling.of(1)
    if isinstance(a, Const) and not isinstance(b, Const) and not there and back.power == 1:
        return adjusted(a, Adjust(times=1 / back.times)), b
    return adjusted(a, there), adjusted(b, back)


def both(tests: Sequence[Core], span: Span) -> Core:
    """Whether all of several conditions hold."""
    return _combined("and", tests, span)


def either(tests: Sequence[Core], span: Span) -> Core:
    """Whether one of several conditions holds."""
    return _combined("or", tests, span)


def _combined(sign: str, tests: Sequence[Core], span: Span) -> Core:
    found = tests[0]
    for test in tests[1:]:
        if isinstance(found.type, Unknown) or isinstance(test.type, Unknown):
            return unknown(span, joined(*tests))
        found = Apply(sign, (found, test), Truth(), joined(found, test), span)
    return found


def turned(core: Core, span: Span, *, negated: bool) -> Core:
    """A condition, or that it does not hold."""
    if not negated or isinstance(core.type, Unknown):
        return core
    return Apply("not", (core,), Truth(), core.shape, span)


def within(at: At, node: Within) -> Core:
    """``x in 1..10``, ``x not in {a, b}``."""
    found = inside(at, at.core(node.value), node.bounds, node.span)
    return turned(found, node.span, negated=node.negated)


def inside(at: At, value: Core, bounds: Range | Choice, span: Span, read: Read | None = None) -> Core:
    """Whether a value lies in a range or a set; ``read`` reads an end where that is not plain."""
    read = read or at.core
    if isinstance(bounds, Choice):
        return _in_set(at, value, bounds, span, read)
    tests = []
    if bounds.low is not None:
        tests.append(compare(at, ">=", value, read(bounds.low), span))
    if bounds.high is not None:
        # As the upper end of a range a month means its last day.
        match bounds.high:
            case DateText(is_month=True) as month if not bounds.open:
                high = literals.day(at, month, last=True)
            case end:
                high = read(end)
        tests.append(compare(at, "<" if bounds.open else "<=", value, high, span))
    return both(tests, span)


def _in_set(at: At, value: Core, choice: Choice, span: Span, read: Read) -> Core:
    if isinstance(value.type, Unknown):
        return unknown(span, value.shape)
    if isinstance(value.type, Category):
        tests = [has_label(at, value, it, span) for it in choice.values]
    else:
        tests = [compare(at, "=", value, read(it), span) for it in choice.values]
    return either(tests, span)


def is_kind(at: At, node: Is) -> Core:
    """``status is paid``, ``x is missing``, ``ok is true``."""
    return turned(of_kind(at, at.core(node.value), node), node.span, negated=node.negated)


def of_kind(at: At, value: Core, node: Is) -> Core:
    """Whether a value has a label, or is missing, or is this flag."""
    kind = node.kind
    if isinstance(kind, Missing):
        return IsMissing(value, Truth(), value.shape, node.span)
    if isinstance(value.type, Unknown):
        return unknown(node.span, value.shape)
    if isinstance(value.type, Category) and isinstance(kind, Name | Text):
        return has_label(at, value, kind, node.span)
    if isinstance(value.type, Truth) and isinstance(kind, Flag):
        other = Const(kind.value, Truth(), kind.span)
        return Apply("flag =", (value, other), Truth(), value.shape, node.span)
    at.say(complaints.is_of_what(value.type, operand(value).words, node.span))
    return unknown(node.span, value.shape)


def has_label(at: At, value: Core, node: Expression, span: Span) -> Core:
    """Whether a category has the label that a word or a text says."""
    if isinstance(node, Missing):
        return IsMissing(value, Truth(), value.shape, span)
    found = label(at, value.type, node, at.declared_at(value))
    if found is None:
        return unknown(span, value.shape)
    return Apply("label =", (value, found), Truth(), value.shape, span)


def label(at: At, category: Type, node: Expression, declared: Span | None = None) -> Const | None:
    """A label of a category, said by a word or a text; nothing, and a finding, where it has none."""
    assert isinstance(category, Category)  # noqa: S101 (the caller looked)
    word = node.parts[0] if isinstance(node, Name) and len(node.parts) == 1 else None
    if isinstance(node, Text):
        word = node.text
    if word is None:
        at.say(complaints.set_of_values(node.span))
        return None
    if category.labels and word not in category.labels:
        at.say(complaints.no_label(word, node.span, category.labels, declared))
        return None
    return Const(word, category, node.span)
