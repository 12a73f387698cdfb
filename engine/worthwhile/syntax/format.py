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

IF, OR, AND, NOT, COMPARISON, AS, DEFAULT, SUM, PRODUCT, SHARE, UNARY, POWER, POSTFIX = range(13)
"""How tightly operators bind, the loosest first, as in section 6 of the language."""

VALUE = AS
"""The loosest that may stand in a default, a bound, a cell: all but conditions."""

_LEVELS = {"or": OR, "and": AND, "not": NOT, "??": DEFAULT, "+": SUM, "-": SUM, "*": PRODUCT,
           "/": PRODUCT, "of": SHARE, "neg": UNARY, "^": POWER}  # fmt: skip
_SIDES = {"or": (OR, AND), "and": (AND, NOT), "??": (DEFAULT, POSTFIX), "+": (SUM, PRODUCT),
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
    if isinstance(node, Range):
        return range_text(node)
    if isinstance(node, Choice):
        return choice_text(node)
    text, level = _written(node)
    return f"({text})" if level < least else text


def _written(node: Expression) -> tuple[str, int]:
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
            return _call(node), POSTFIX
        case Index(value=value, at=at):
            return f"{expression_text(value, POSTFIX)}[{expression_text(at)}]", POSTFIX
        case Operation():
            return _operation(node)
        case Comparison(operands=operands, signs=signs):
            first, *rest = (expression_text(it, VALUE) for it in operands)
            pairs = zip(signs, rest, strict=True)
            return " ".join([first, *(f"{sign} {it}" for sign, it in pairs)]), COMPARISON
        case Within(value=value, bounds=bounds, negated=negated):
            word = "not in" if negated else "in"
            return f"{expression_text(value, VALUE)} {word} {expression_text(bounds)}", COMPARISON
        case Is(value=value, kind=kind, negated=negated):
            word = "is not" if negated else "is"
            return f"{expression_text(value, VALUE)} {word} {expression_text(kind)}", COMPARISON
        case If(condition=condition, then=then, otherwise=otherwise):
            parts = (expression_text(it) for it in (condition, then, otherwise))
            return "if {} then {} else {}".format(*parts), IF
        case Convert(value=value, unit=unit):
            return f"{expression_text(value, DEFAULT)} as {unit_text(unit)}", AS
        case Recurrence(first=first, then=then):
            return f"initially {expression_text(first)} then {expression_text(then)}", IF
        case Taken(value=value) | Changed(value=value):
            return _written(value)


def _number(node: Number) -> str:
    unit = ([name_text(node.first.text)] if node.first else []) + [f"per {name_text(it.text)}" for it in node.per]
    return " ".join([node.text, *unit])


def _operation(node: Operation) -> tuple[str, int]:
    level = _LEVELS[node.sign]
    if node.sign == "neg":
        return f"-{expression_text(node.operands[0], UNARY)}", level
    if node.sign == "not":
        return f"not {expression_text(node.operands[0], NOT)}", level
    left, right = node.operands
    sides = _SIDES[node.sign]
    signed = isinstance(right, Operation) and right.sign == "neg" and isinstance(right.operands[0], Number)
    after = expression_text(right, UNARY if node.sign == "??" and signed else sides[1])
    sign = "^" if node.sign == "^" else f" {node.sign} "
    return f"{expression_text(left, sides[0])}{sign}{after}", level


def _call(node: Call) -> str:
    said = ", ".join(map(_argument, node.arguments))
    for word, clause in (("where", node.where), ("over", node.over), ("by", node.by)):
        if clause is not None:
            said += f" {word} {expression_text(clause)}"
    return f"{expression_text(node.function)}({said})"


def _argument(node: Argument) -> str:
    value = expression_text(node.value)
    return f"{name_text(node.name.text)}: {value}" if node.name else value


def range_text(node: Range) -> str:
    """A range, its ends as values."""
    low = expression_text(node.low, VALUE) if node.low else ""
    high = expression_text(node.high, VALUE) if node.high else ""
    return f"{low}..{'<' if node.open else ''}{high}"


def choice_text(node: Choice) -> str:
    """A set of values."""
    return "{" + ", ".join(expression_text(it, VALUE) for it in node.values) + "}"


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
