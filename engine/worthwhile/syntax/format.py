"""The tree back to text: expressions with as few brackets as they need, names quoted where they must be."""

import re

from worthwhile.syntax.scene import RESERVED
from worthwhile.syntax.tree import (
    Argument,
    Call,
    Changed,
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
    Quoted,
    Range,
    Recurrence,
    Scale,
    Taken,
    Text,
    TypeText,
    UnitText,
    Within,
    Word,
)
from worthwhile.text.frozen import frozen

IF, OR, AND, NOT, COMPARISON, AS, DEFAULT, SUM, PRODUCT, SHARE, UNARY, POWER, POSTFIX = range(13)
"""How tightly operators bind, the loosest first, as in section 6 of the language."""

VALUE = AS
"""The loosest that may stand in a default, a bound, a cell: all but conditions."""

LEVELS = {"or": OR, "and": AND, "not": NOT, "??": DEFAULT, "+": SUM, "-": SUM, "*": PRODUCT,
           "/": PRODUCT, "of": SHARE, "neg": UNARY, "^": POWER}  # fmt: skip
SIDES = {"or": (OR, AND), "and": (AND, NOT), "??": (DEFAULT, POSTFIX), "+": (SUM, PRODUCT),
          "-": (SUM, PRODUCT), "*": (PRODUCT, SHARE), "/": (PRODUCT, SHARE), "of": (UNARY, SHARE),
          "^": (POSTFIX, UNARY)}  # fmt: skip

_PLAIN = re.compile(r"[^\W\d_][\w\u0300-\u1FFF\u20D0-\u20FF\u2DE0-\u2DFF\u302A-\u302F\u3099\u309A\uA66F-\uABFF]*")
HEADS = frozenset(
    [
        "model",
        "currency",
        "unit",
        "entity",
        "timeline",
        "requires",
        "import",
        "extend",
        "assumptions",
        "inputs",
        "records",
        "lookup",
        "dated",
        "curve",
        "define",
        "pool",
        "benefits",
        "costs",
        "scorecard",
        "alternative",
        "segment",
        "decide",
        "fit",
        "correlate",
        "scenario",
        "ensure",
        "warn",
        "test",
        "outputs",
        "given",
        "expect",
    ]
)
"""The words that begin a statement: as a name in front of a label they are quoted."""


def name_text(name: str, quoted: frozenset[str] = frozenset()) -> str:
    """A name as it is written, in backquotes where it would be read as something else."""
    plain = _PLAIN.fullmatch(name) and name not in RESERVED and name not in quoted
    return name if plain else f"`{name}`"


def head_text(name: str) -> str:
    """A name at the beginning of a line."""
    return name_text(name, HEADS)


def quote(text: str) -> str:
    """A text between quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def expression_text(node: Expression | Range | Choice, least: int = IF) -> str:
    """An expression, in brackets where it binds more loosely than ``least``."""
    return _SHORTEST.text(node, least)


def as_written(node: Expression | Range | Choice, least: int = IF) -> str:
    """An expression that keeps the brackets its author put round operands."""
    return _KEEPING.text(node, least)


@frozen
class _Printer:
    """Expressions as text; ``keeps`` tells whether brackets that change nothing stay."""

    keeps: bool

    def text(self, node: Expression | Range | Choice, least: int = IF) -> str:
        """An expression, in brackets where it binds more loosely than ``least``."""
        match node:
            case Range(low=low, high=high):
                ends = [self.text(it, VALUE) if it else "" for it in (low, high)]
                return f"{ends[0]}..{'<' if node.open else ''}{ends[1]}"
            case Choice(values=values):
                return "{" + ", ".join(self.text(it, VALUE) for it in values) + "}"
        text, level = self._written(node)
        return f"({text})" if level < least else text

    def operand(self, node: Expression, least: int) -> str:
        """An expression beside an operator."""
        return self.text(node, POSTFIX + 1 if self.keeps and bracketed(node) else least)

    def _written(self, node: Expression) -> tuple[str, int]:
        match node:
            case Number():
                return _number(node), POSTFIX
            case DateText(text=text):
                return text, POSTFIX
            case Text(text=text):
                return quote(text), POSTFIX
            case Flag(value=value):
                return "true" if value else "false", POSTFIX
            case Missing():
                return "missing", POSTFIX
            case Name():
                return ".".join(map(name_text, node.parts)), POSTFIX
            case Call():
                return self._call(node), POSTFIX
            case Index(value=value, at=at):
                return f"{self.operand(value, POSTFIX)}[{self.text(at)}]", POSTFIX
            case Operation():
                return self._operation(node)
            case Comparison(operands=operands, signs=signs):
                first, *rest = (self.operand(it, VALUE) for it in operands)
                pairs = zip(signs, rest, strict=True)
                return " ".join([first, *(f"{sign} {it}" for sign, it in pairs)]), COMPARISON
            case Within(value=value, bounds=bounds, negated=negated):
                word = "not in" if negated else "in"
                return f"{self.operand(value, VALUE)} {word} {self.text(bounds)}", COMPARISON
            case Is(value=value, kind=kind, negated=negated):
                word = "is not" if negated else "is"
                return f"{self.operand(value, VALUE)} {word} {self.text(kind)}", COMPARISON
            case If(condition=condition, then=then, otherwise=otherwise):
                parts = (self.operand(it, IF) for it in (condition, then, otherwise))
                return "if {} then {} else {}".format(*parts), IF
            case Convert(value=value, unit=unit):
                return f"{self.operand(value, DEFAULT)} as {unit_text(unit)}", AS
            case Recurrence(first=first, then=then):
                return f"initially {self.operand(first, IF)} then {self.operand(then, IF)}", IF
            case Taken(value=value) | Changed(value=value):
                return self._written(value)

    def _operation(self, node: Operation) -> tuple[str, int]:
        level, sides = LEVELS[node.sign], SIDES.get(node.sign)
        if node.sign == "neg":
            return f"-{self.operand(node.operands[0], UNARY)}", level
        if node.sign == "not":
            return f"not {self.operand(node.operands[0], NOT)}", level
        left, right = node.operands
        assert sides is not None  # noqa: S101 (all signs with two operands are in the table)
        sign = "^" if node.sign == "^" else f" {node.sign} "
        return f"{self.operand(left, sides[0])}{sign}{self.operand(right, right_side(node))}", level

    def _call(self, node: Call) -> str:
        inside = ", ".join(map(self.argument, node.arguments))
        return f"{self.text(node.function)}({inside}{self.clauses(node)})"

    def argument(self, node: Argument) -> str:
        """What stands between two commas."""
        value = self.text(node.value)
        return f"{name_text(node.name.text)}: {value}" if node.name else value

    def clauses(self, node: Call) -> str:
        """What follows the arguments."""
        said = (("where", node.where), ("over", node.over), ("by", node.by))
        return "".join(f" {word} {self.text(clause)}" for word, clause in said if clause is not None)


_SHORTEST, _KEEPING = _Printer(keeps=False), _Printer(keeps=True)


def right_side(node: Operation) -> int:
    """The loosest that may stand right of an operator: after `??` a signed number may, too."""
    right = node.operands[1]
    signed = isinstance(right, Operation) and right.sign == "neg" and isinstance(right.operands[0], Number)
    return UNARY if node.sign == "??" and signed else SIDES[node.sign][1]


def bracketed(node: Expression) -> bool:
    """Whether an operand stands in brackets of its own in the text that it was read from.

    Beside an operand is its operator, so brackets on both sides are its own.
    """
    span = node.span
    text, before, after = span.source.text, span.start - 1, span.end
    while before >= 0 and text[before] in _BLANK:
        before -= 1
    while after < len(text) and text[after] in _BLANK:
        after += 1
    return before >= 0 and text[before] == "(" and text[after : after + 1] == ")"


_BLANK = " \t\r\n"


def _number(node: Number) -> str:
    unit = ([name_text(node.first.text)] if node.first else []) + [f"per {name_text(it.text)}" for it in node.per]
    return " ".join([node.text, *unit])


def unit_text(node: UnitText) -> str:
    """A unit."""
    return " per ".join(name_text(it.text) for it in node.words)


def type_text(node: TypeText) -> str:
    """A declared type."""
    match node:
        case UnitText():
            return unit_text(node)
        case Scale(low=low, high=high):
            return f"score {expression_text(low)}..{expression_text(high)}"
        case OneOf(labels=labels):
            return "one of " + ", ".join(map(_label, labels))


def _label(node: Word | Quoted) -> str:
    return quote(node.text) if isinstance(node, Quoted) else name_text(node.text)
