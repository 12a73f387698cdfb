"""Benefits, costs, scorecards, alternatives and scenarios in YAML."""

from collections.abc import Callable, Iterator, Sequence
from typing import cast

from worthwhile.syntax.format import VALUE, as_written
from worthwhile.syntax.pieces import change_text
from worthwhile.syntax.tree import Expression, Name, Number, Part, Quoted, Scale, Word
from worthwhile.syntax.twin.reader import Branch, Pair, Said
from worthwhile.syntax.twin.sections import Section, flag, label_of, part, word
from worthwhile.syntax.twin.shapes import (
    CONDITION,
    EXPRESSION,
    MENTION,
    NAME,
    TEXT,
    TYPE,
    YES_OR_NO,
    Keys,
    Named,
    Piece,
    Tree,
)
from worthwhile.syntax.twin.written import Block, Item, Leaf, block, code, keyed, named, said, short, spelled, typed
from worthwhile.text import Span

# ---- benefits and costs

LINE = Keys("a line", {"label": TEXT, "type": TYPE, "is": EXPRESSION, "when": CONDITION}, ("is",), short="is")
LINES = Tree(LINE, ("is",), "lines", root=True)


def _total(rule: str) -> Callable[[Branch, Span], Iterator[Part]]:
    def read(it: Branch, at: Span) -> Iterator[Part]:
        if it.below:
            yield Part(rule, (it.label, *map(_line, it.below)), at)

    return read


def _line(it: Pair) -> Part:
    match it.value:
        case Branch(label=label, below=below):
            return Part("group", (it.name, label, *map(_line, below)), it.span)
    line = cast("Said", it.value)
    return Part("line", (it.name, label_of(line), line.get("type"), line["is"], line.get("when")), it.span)


def _write_total(it: Part) -> Block:
    label, *below = it.children
    return _group(label, [part(at) for at in below], ("is", "lines"), "lines", _written_line)


def _written_line(it: Part) -> Leaf | Block:
    if it.rule == "group":
        _, label, *below = it.children
        return _group(label, [part(at) for at in below], ("is", "lines"), "lines", _written_line)
    _, label, type_, value, when = it.children
    condition = code(cast("Expression", when)) if when else None
    line = block(label=said(label), type=typed(type_), is_=code(cast("Expression", value)), when=condition)
    return short(line, "is")


def _group(
    label: object,
    below: list[Part],
    special: tuple[str, ...],
    key: str,
    write: Callable[[Part], Leaf | Block],
) -> Block:
    """A group, its lines right under it, or beside its label."""
    names = [keyed(spelled(word(it.children[0])), special) for it in below]
    lines = Block(tuple(Item(name, write(it), it.span.start) for name, it in zip(names, below, strict=True)))
    if not isinstance(label, Quoted):
        return lines
    return Block((Item("label", Leaf(label.text, words=True), label.span.start), Item(key, lines)))


# ---- scorecards

_SCALE = Piece("one_scale", "a scale such as `0..10`")
_WEIGHT = Piece("one_value", "a weight, or `rest`", "rest")
ELEMENT = Keys("an element", {"label": TEXT, "weight": _WEIGHT, "is": CONDITION}, ("weight", "is"))
_MARKS = ("is", "weight")
SCORECARD = Keys(
    "a scorecard",
    {
        "label": TEXT,
        "scale": _SCALE,
        "normalised": YES_OR_NO,
        "elements": Tree(ELEMENT, _MARKS, "elements", whole=True, root=True),
    },
    ("scale", "elements"),
)


def _scorecards(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        low, high = it.value["scale"].children
        at = flag(it.value, "normalised")
        scale = Scale(cast("Number", low), cast("Number", high), it.value["scale"].span)
        elements = map(_element, it.value["elements"].below)
        normalised = Part("normalised", (), at) if at else None
        yield Part("scorecard", (it.name, label_of(it.value), normalised, scale, *elements), it.span)


def _element(it: Pair) -> Part:
    match it.value:
        case Branch(label=label, below=below):
            return Part("element_group", (it.name, label, *map(_element, below)), it.span)
    line = cast("Said", it.value)
    return Part("element", (it.name, label_of(line), line["weight"], line["is"]), it.span)


def _write_scorecard(it: Part) -> Block:
    _, label, normalised, scale, *below = it.children
    ends = cast("Scale", scale)
    return block(
        label=said(label),
        scale=Leaf(f"{as_written(ends.low)}..{as_written(ends.high)}"),
        normalised=Leaf("true") if normalised else None,
        elements=_elements(None, below),
    )


def _elements(label: object, below: Sequence[object]) -> Block:
    children = [cast("Part", it) for it in below]
    return _group(label, children, (*_MARKS, "elements"), "elements", _written_element)


def _written_element(it: Part) -> Leaf | Block:
    if it.rule == "element_group":
        _, label, *below = it.children
        return _elements(label, below)
    _, label, weight, value = it.children
    return block(label=said(label), weight=Leaf(weight_text(weight)), is_=code(cast("Expression", value)))


def weight_text(weight: object) -> str:
    """A weight as it is written; a name `rest` is no rest."""
    if isinstance(weight, Part):
        return "rest"
    text = as_written(cast("Expression", weight), VALUE)
    return "`rest`" if text == "rest" else text


# ---- alternatives and scenarios

_CHANGES = Named(Piece("one_override", "a value, or `up 14%`"), MENTION, whole=True)
ALTERNATIVE = Keys("an alternative", {"label": TEXT, "reference": YES_OR_NO, "set": _CHANGES}, ("set",))
SCENARIO = Keys("a scenario", {"label": TEXT, "extends": NAME, "set": _CHANGES}, ("set",))


def _alternatives(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        at = flag(it.value, "reference")
        reference = Word("reference", at) if at else None
        yield Part("alternative", (it.name, label_of(it.value), reference, *_overrides(it.value)), it.span)


def _scenarios(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        yield Part("scenario", (it.name, label_of(it.value), it.value.get("extends"), *_overrides(it.value)), it.span)


def _overrides(of: Said) -> Iterator[Part]:
    for it in of["set"]:
        yield Part("override", (it.name, it.value), it.span)


def _changes(below: Sequence[object]) -> Block:
    items = []
    for it in (cast("Part", at) for at in below):
        name, change = it.children
        items.append(Item(spelled(cast("Name", name)), Leaf(change_text(part(change))), it.span.start))
    return Block(tuple(items))


def _write_alternative(it: Part) -> Block:
    _, label, reference, *below = it.children
    given = Leaf("true") if reference else None
    return block(label=said(label), reference=given, set=_changes(below))


def _write_scenario(it: Part) -> Block:
    _, label, extends, *below = it.children
    other = named(word(extends)) if extends else None
    return block(label=said(label), extends=other, set=_changes(below))


SECTIONS = (
    Section("benefits", ("benefits",), LINES, _total("benefits"), _write_total),
    Section("costs", ("costs",), LINES, _total("costs"), _write_total),
    Section("scorecards", ("scorecard",), Named(SCORECARD, NAME), _scorecards, _write_scorecard),
    Section("alternatives", ("alternative",), Named(ALTERNATIVE, NAME), _alternatives, _write_alternative),
    Section("scenarios", ("scenario",), Named(SCENARIO, NAME), _scenarios, _write_scenario),
)
