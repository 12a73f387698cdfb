"""``scorecard appeal scale 0..10:``: value elements, weighted to one score."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Condition, Defined, Item, Kind, Role
from worthwhile.statements.statement import Statement, label_cell, labelled, parts, value_cell, value_text, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import expression_text, name_text
from worthwhile.syntax.tree import (
    Expression,
    Name,
    Number,
    Operation,
    Part,
    Range,
    Scale,
    Taken,
    Within,
    Word,
)
from worthwhile.text import Span
from worthwhile.text.frozen import frozen

TOLERANCE = "0.000000001"


@frozen
class Element:
    """One element: its weight (nothing: what the others leave) and its value."""

    name: Word
    label: str
    weight: Expression | None
    value: Expression

    def lines(self) -> Iterator[Line]:
        """The element as it is written."""
        weight = value_text(self.weight) if self.weight else "rest"
        if isinstance(self.weight, Name) and weight == "rest":
            weight = "`rest`"
        cells = (name_text(self.name.text), label_cell(self.label), f"weight {weight}", value_cell("=", self.value))
        yield line(self.name.span.start, *cells, kind="element", joint="  ")


@frozen
class ElementGroup:
    """Elements with a contribution of their own."""

    name: Word
    label: str
    below: tuple["Element | ElementGroup", ...]

    def lines(self) -> Iterator[Line]:
        """The group as it is written."""
        yield line(self.name.span.start, f"{labelled(name_text(self.name.text), self.label)}:")
        for it in self.below:
            yield from deeper(it.lines())


@frozen
class Scorecard(Statement):
    """A weighted mean on a scale; each line's and group's contribution has a name."""

    name: Word
    label: str
    normalised: bool
    scale: Scale
    below: tuple[Element | ElementGroup, ...]

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, normalised, scale, *rest = part.children
        below = tuple(map(_read_below, parts(rest)))
        return cls(cast("Word", name), words(label), normalised is not None, cast("Scale", scale), below)

    def items(self) -> Iterator[Item]:
        name, at = self.name.text, self.name.span
        elements = list(_elements(self.below))
        for element in elements:
            yield from self._element(element)
        yield from self._groups(self.below)
        yield from self._weights(elements)
        parts_ = tuple(self._part(it.name) for it in self.below)
        yield Defined(name, Role.SCORE, at, Operation("total", parts_, at), self.label, self.scale)

    def _part(self, element: Word) -> Name:
        return Name((self.name.text, element.text), element.span)

    def _hidden(self, element: Word, what: str) -> Name:
        return Name((f"{what} of {self.name.text}.{element.text}",), element.span)

    @property
    def _whole(self) -> Name:
        return Name((f"weights of {self.name.text}",), self.name.span)

    def _element(self, element: Element) -> Iterator[Item]:
        at = element.name.span
        value, weight = self._hidden(element.name, "value"), self._hidden(element.name, "weight")
        taken = Taken(element.value, self.scale, element.value.span)
        yield Defined(value.text, Role.HIDDEN, at, taken)
        inside = Within(value, Range(self.scale.low, self.scale.high, False, self.scale.span), False, at)
        yield Condition(Kind.SCALE, inside, at, subject=f"{self.name.text}.{element.name.text}", shows=value)
        if element.weight:
            yield Defined(weight.text, Role.HIDDEN, at, element.weight)
        share: Expression = Operation("*", (weight, value), at)
        if self.normalised:
            share = Operation("/", (share, self._whole), at)
        part = self._part(element.name)
        yield Defined(part.text, Role.ELEMENT, at, share, element.label, group=self.name.text)

    def _groups(self, below: tuple[Element | ElementGroup, ...]) -> Iterator[Item]:
        for it in below:
            if isinstance(it, ElementGroup):
                yield from self._groups(it.below)
                lines = tuple(self._part(line.name) for line in it.below)
                at = it.name.span
                total = Operation("total", lines, at)
                yield Defined(self._part(it.name).text, Role.ELEMENT, at, total, it.label, group=self.name.text)

    def _weights(self, elements: list[Element]) -> Iterator[Item]:
        """The sum of the weights, that it is 100%, and what is left for the rest."""
        at = self.name.span
        said = tuple(self._hidden(it.name, "weight") for it in elements if it.weight)
        total = Operation("total", said, at) if said else Number("0%", None, (), at)
        yield Defined(self._whole.text, Role.HIDDEN, at, total)
        for it in elements:
            if not it.weight:
                left = Operation("-", (Number("100%", None, (), at), self._whole), at)
                yield Defined(self._hidden(it.name, "weight").text, Role.HIDDEN, it.name.span, left)
        if self.normalised:
            above = Within(self._whole, Range(Number(TOLERANCE, None, (), at), None, False, at), False, at)
            yield Condition(Kind.WEIGHTS, above, at, "nothing", self.name.text, self._whole)
            return
        rest = any(not it.weight for it in elements)
        low = None if rest else Number(f"0.{'9' * 9}", None, (), at)
        high = Number(f"1.{TOLERANCE[2:]}", None, (), at)
        whole = Within(self._whole, Range(low, high, False, at), False, at)
        yield Condition(Kind.WEIGHTS, whole, at, "before the rest" if rest else "", self.name.text, self._whole)

    def lines(self) -> Iterator[Line]:
        head = labelled(f"scorecard {name_text(self.name.text)}", self.label)
        normalised = " (normalised)" if self.normalised else ""
        ends = f"{expression_text(self.scale.low)}..{expression_text(self.scale.high)}"
        yield line(self.name.span.start, f"{head}{normalised} scale {ends}:")
        for it in self.below:
            yield from deeper(it.lines())

    @property
    def span(self) -> Span:
        """Where its name stands."""
        return self.name.span


def _read_below(part: Part) -> Element | ElementGroup:
    name, label, *rest = part.children
    head = cast("Word", name)
    if part.rule == "element_group":
        return ElementGroup(head, words(label), tuple(_read_below(cast("Part", it)) for it in rest))
    weight, value = rest
    said = None if isinstance(weight, Part) else cast("Expression", weight)
    return Element(head, words(label), said, cast("Expression", value))


def _elements(below: tuple[Element | ElementGroup, ...]) -> Iterator[Element]:
    for it in below:
        if isinstance(it, Element):
            yield it
        else:
            yield from _elements(it.below)
