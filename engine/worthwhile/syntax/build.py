"""The parser's tree to ours: expressions become nodes, the rest of a statement becomes parts."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

from lark import Token, Tree

from worthwhile.syntax.tree import (
    Argument,
    Call,
    Child,
    Choice,
    Comparison,
    Convert,
    DateText,
    Expression,
    Flag,
    If,
    Index,
    Is,
    Missing,
    Name,
    Number,
    OneOf,
    Operation,
    Part,
    Quoted,
    Range,
    Recurrence,
    Scale,
    Text,
    UnitText,
    Within,
    Word,
)
from worthwhile.text import Source, Span

Branch = Tree[Token]
Place = Callable[[int, int], Span]
"""Where a stretch of the text that is parsed stands in its source."""

SIGNS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "share_of": "of",
    "pow": "^",
    "neg": "neg",
    "minus_number": "neg",
    "default_to": "??",
    "or_": "or",
    "and_": "and",
    "not_": "not",
}
"""The rules that are operators, and the sign of each."""

COUNTED = frozenset(SIGNS) | {"if_", "compare", "in_", "not_in", "is_", "is_not", "convert"}
"""The nodes that count as operators of an expression."""


def unquoted(text: str) -> str:
    """What stands between quotes, its escapes resolved."""
    inside = text[1:-1]
    if "\\" not in inside:
        return inside
    out, escaped = [], False
    for character in inside:
        if escaped:
            out.append("\n" if character == "n" else character)
        elif character != "\\":
            out.append(character)
        escaped = character == "\\" and not escaped
    return "".join(out)


class Builder:
    """Builds the nodes of one source."""

    def __init__(self, source: Source, place: Place | None = None) -> None:
        self._place = place or partial(Span, source)

    def part(self, tree: Branch) -> Part:
        """A statement, or a piece of one."""
        children = tuple(self._child(it) for it in tree.children)
        return Part(str(tree.data), children, self._span(tree))

    def _child(self, node: Branch | Token | None) -> Child:
        if node is None:
            return None
        if isinstance(node, Token):
            if node.type == "STRING":
                return Quoted(unquoted(node), self._token_span(node))
            return Word(str(node), self._token_span(node))
        build = _RULES.get(node.data)
        return build(self, node) if build else self.part(node)

    def expression(self, node: Branch | Token) -> Expression:
        """An expression."""
        return cast("Expression", self._child(node))

    def _expressions(self, tree: Branch) -> Iterator[Expression]:
        for child in tree.children:
            yield self.expression(child)

    def _span(self, tree: Branch) -> Span:
        meta = tree.meta
        if meta.empty:
            return self._place(0, 0)
        return self._place(meta.start_pos, meta.end_pos)

    def _token_span(self, token: Token) -> Span:
        return self._place(token.start_pos or 0, token.end_pos or 0)

    def word(self, token: Branch | Token) -> Word:
        """A name as it is written."""
        assert isinstance(token, Token)  # noqa: S101 (the grammar says so)
        return Word(str(token), self._token_span(token))

    # ---- literals
    def number(self, tree: Branch) -> Number:
        first, *rest = tree.children
        if rest and isinstance(rest[0], Tree):
            words = [self.word(it) for it in rest[0].children]
            return Number(str(first), words[0], tuple(words[1:]), self._span(tree))
        per = tuple(self.word(it) for it in rest)
        return Number(str(first), None, per, self._span(tree))

    def date(self, tree: Branch) -> DateText:
        return DateText(str(tree.children[0]), self._span(tree))

    def text(self, tree: Branch) -> Text:
        return Text(unquoted(str(tree.children[0])), self._span(tree))

    def label(self, tree: Branch) -> Quoted:
        return Quoted(unquoted(str(tree.children[0])), self._span(tree))

    def true(self, tree: Branch) -> Flag:
        return Flag(True, self._span(tree))

    def false(self, tree: Branch) -> Flag:
        return Flag(False, self._span(tree))

    def missing(self, tree: Branch) -> Missing:
        return Missing(self._span(tree))

    # ---- names, calls, operators
    def name(self, tree: Branch) -> Name:
        return Name(tuple(str(it) for it in tree.children), self._span(tree))

    def call(self, tree: Branch) -> Call:
        ref, args = tree.children
        arguments: list[Argument] = []
        clauses: dict[str, Expression] = {}
        for child in args.children if isinstance(args, Tree) else ():
            rule = child.data if isinstance(child, Tree) else ""
            if rule in ("where", "over", "by"):
                clauses[str(rule)] = self.expression(cast("Branch", child).children[0])
            elif rule == "named":
                name, value = cast("Branch", child).children
                built = cast("Expression | Range", self._child(value))
                arguments.append(Argument(self.word(name), built, self._span(cast("Branch", child))))
            else:
                built = cast("Expression | Range", self._child(child))
                arguments.append(Argument(None, built, built.span))
        return Call(
            cast("Name", self.expression(ref)),
            tuple(arguments),
            clauses.get("where"),
            cast("Name | None", clauses.get("over")),
            clauses.get("by"),
            self._span(tree),
        )

    def operation(self, tree: Branch) -> Operation:
        if tree.data == "minus_number":
            inside = Number(str(tree.children[0]), None, (), self._token_span(cast("Token", tree.children[0])))
            return Operation("neg", (inside,), self._span(tree))
        return Operation(SIGNS[tree.data], tuple(self._expressions(tree)), self._span(tree))

    def comparison(self, tree: Branch) -> Comparison:
        operands = tuple(self.expression(it) for it in tree.children[::2])
        return Comparison(operands, tuple(map(str, tree.children[1::2])), self._span(tree))

    def within(self, tree: Branch) -> Within:
        value, bounds = tree.children
        inside = cast("Range | Choice", self._child(bounds))
        return Within(self.expression(value), inside, tree.data == "not_in", self._span(tree))

    def is_(self, tree: Branch) -> Is:
        value, kind = tree.children
        what = cast("Name | Text | Missing | Flag", self._child(kind))
        return Is(self.expression(value), what, tree.data == "is_not", self._span(tree))

    def if_(self, tree: Branch) -> If:
        condition, then, otherwise = self._expressions(tree)
        return If(condition, then, otherwise, self._span(tree))

    def convert(self, tree: Branch) -> Convert:
        value, unit = tree.children
        return Convert(self.expression(value), self.unit(cast("Branch", unit)), self._span(tree))

    def index(self, tree: Branch) -> Index:
        value, at = self._expressions(tree)
        return Index(value, at, self._span(tree))

    def recurrence(self, tree: Branch) -> Recurrence:
        first, then = self._expressions(tree)
        return Recurrence(first, then, self._span(tree))

    # ---- ranges, sets, types
    def range(self, tree: Branch) -> Range:
        values = list(self._expressions(tree))
        low = values[0] if tree.data in ("closed", "half_open", "at_least") else None
        high = values[-1] if tree.data != "at_least" else None
        return Range(low, high, tree.data in ("half_open", "below"), self._span(tree))

    def choice(self, tree: Branch) -> Choice:
        return Choice(tuple(self._expressions(tree)), self._span(tree))

    def unit(self, tree: Branch) -> UnitText:
        return UnitText(tuple(self.word(it) for it in tree.children), self._span(tree))

    def scale(self, tree: Branch) -> Scale:
        low, high = (cast("Number | Operation", it) for it in self._expressions(tree))
        return Scale(low, high, self._span(tree))

    def one_of(self, tree: Branch) -> OneOf:
        labels = tuple(cast("Word | Quoted", self._child(it)) for it in tree.children)
        return OneOf(labels, self._span(tree))


_RULES: dict[str, Callable[[Builder, Branch], Child]] = {
    **dict.fromkeys(("number", "quantity", "number_per", "money", "percent"), Builder.number),
    **dict.fromkeys(("date", "month"), Builder.date),
    **dict.fromkeys(SIGNS, Builder.operation),
    **dict.fromkeys(("in_", "not_in"), Builder.within),
    **dict.fromkeys(("is_", "is_not"), Builder.is_),
    **dict.fromkeys(("closed", "half_open", "at_least", "at_most", "below"), Builder.range),
    **dict.fromkeys(("ref", "category"), Builder.name),
    "text": Builder.text,
    "label": Builder.label,
    "true": Builder.true,
    "false": Builder.false,
    "missing": Builder.missing,
    "call": Builder.call,
    "compare": Builder.comparison,
    "if_": Builder.if_,
    "convert": Builder.convert,
    "index": Builder.index,
    "recurrence": Builder.recurrence,
    "set_": Builder.choice,
    "unit": Builder.unit,
    "score": Builder.scale,
    "scale": Builder.scale,
    "one_of": Builder.one_of,
}
