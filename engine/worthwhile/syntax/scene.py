"""The place where the parser stopped, what stands round it, and what it would have taken."""

import re
from functools import cached_property

from lark.exceptions import UnexpectedInput, UnexpectedToken

from worthwhile.text import Finding, Level, Source, Span

MOST_EXPECTED = 3

RESERVED = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "is",
        "of",
        "per",
        "over",
        "where",
        "by",
        "as",
        "if",
        "then",
        "else",
        "when",
        "otherwise",
        "initially",
        "missing",
        "true",
        "false",
    ]
)

BLOCKS = frozenset(
    [
        "assumptions",
        "inputs",
        "records",
        "lookup",
        "dated",
        "curve",
        "benefits",
        "costs",
        "scorecard",
        "alternative",
        "segment",
        "decide",
        "scenario",
        "test",
        "outputs",
    ]
)

_SPOKEN = {
    "NAME": "a name",
    "NUMBER": "a number",
    "MONEY": "an amount of money",
    "PERCENT": "a percent",
    "STRING": "a text in quotes",
    "DATE": "a date",
    "MONTH": "a month",
    "COLON": "`:`",
    "COMMA": "`,`",
    "EQUAL": "`=`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
    "VBAR": "`|`",
    "DOT": "`.`",
    "TILDE": "`~`",
    "PAID_WHEN": "`start`, `mid` or `end`",
    "REFERENCE": "`reference`",
    "_NL": "the end of the line",
    "_INDENT": "an indented line",
    "__ANON_0": "`..`",
    "__ANON_1": "`..<`",
    "__ANON_2": "`->`",
}
_UNSAID = frozenset(("_CONT", "$END", "_DEDENT", "WS", "COMMENT", "_PLUSMINUS"))


def _spoken(terminal: str) -> str:
    if terminal in _UNSAID:
        return ""
    if terminal in _SPOKEN:
        return _SPOKEN[terminal]
    if terminal.startswith("_"):
        return f"`{terminal.strip('_').lower().removeprefix('given_')}`"
    return terminal.lower().replace("_", " ")


def fault(code: str, message: str, span: Span, hint: str = "", *, expected: str = "", found: str = "") -> Finding:
    """A finding that stops."""
    return Finding(code, Level.ERROR, message, span, hint=hint, expected=expected, found=found)


class Scene:
    """The place where the parser stopped, and what stands round it."""

    def __init__(self, source: Source, error: UnexpectedInput, start: int, end: int, at: int) -> None:
        self.source, self.error, self.start, self.end, self.at = source, error, start, end, at
        self.token = error.token if isinstance(error, UnexpectedToken) else None
        self.kind = self.token.type if self.token is not None else ""
        self.rest = source.text[at:end]
        begin = source.text.rfind("\n", start, at) + 1 or start
        self.before = source.text[max(begin, start) : at]
        stop = source.text.find("\n", at, end)
        self.line = source.text[max(begin, start) : stop if stop >= 0 else end]

    def span(self, length: int = 1, at: int | None = None) -> Span:
        """A stretch that begins where the parser stopped, or elsewhere."""
        at = self.at if at is None else at
        return Span(self.source, at, min(max(at + length, at + 1), max(self.end, at + 1)))

    def word(self) -> Span:
        """The word that stands there."""
        match = re.match(r"[\w`]+|\S", self.rest)
        return self.span(len(match[0]) if match else 1)

    @property
    def line_above(self) -> str | None:
        """The last line above that is not blank."""
        above = self.source.text[self.start : self.at].split("\n")[:-1]
        return next((it for it in reversed(above) if it.strip()), None)

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The terminals that the parser would have taken."""
        error = self.error
        if isinstance(error, UnexpectedToken):
            try:
                return frozenset(error.accepts or ()) or frozenset(error.expected)
            except Exception:  # noqa: BLE001 (Lark's own copy of a state may fail on odd input)
                return frozenset(error.expected)
        return frozenset(getattr(error, "allowed", None) or ())

    @property
    def value_wanted(self) -> bool:
        """Whether a value is to stand here, and not what joins two."""
        return {"NUMBER", "LPAR"} <= self.accepted

    @property
    def wanted(self) -> str:
        """What could stand here, where there are few such things."""
        if self.value_wanted:
            return "a value"
        said = sorted({it for it in map(_spoken, self.accepted) if it})
        if not said or len(said) > MOST_EXPECTED:
            return ""
        return " or ".join([", ".join(said[:-1]), said[-1]] if said[:-1] else said)
