"""Every sentence this stage can say: what cannot be read, and how it would be written."""

import re
import unicodedata
from collections.abc import Iterable

from lark.exceptions import UnexpectedInput, UnexpectedToken

from worthwhile.syntax.layout import BRACKETS, unclosed
from worthwhile.text import Finding, Level, Source, Span
from worthwhile.text.finding import Note

EMPTY_BLOCK = "W0112"
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


def _error(code: str, message: str, span: Span, hint: str = "", **more: str) -> Finding:
    return Finding(code, Level.ERROR, message, span, hint=hint, **more)  # type: ignore[arg-type]


# ---- what keeps a text from being read at all


def not_utf8(name: str, content: bytes, at: int) -> Finding:
    """Bytes that are no UTF-8."""
    readable = content[:at].decode("utf-8", "replace")
    source = Source(name, readable + "\N{REPLACEMENT CHARACTER}")
    byte = content[at] if at < len(content) else 0
    return _error(
        "W0101",
        f"the file is not in UTF-8: byte 0x{byte:02x} is no part of a character",
        Span(source, len(readable), len(readable) + 1),
        "save it as UTF-8; if it is a model at all",
    )


def no_file(name: str, why: str) -> Finding:
    """A file that is not there, or cannot be opened."""
    return Finding(
        "W0609", Level.ERROR, f"{name} cannot be opened: {why.lower()}", file=name, hint="is the path right?"
    )


def no_model(source: Source) -> Finding:
    """An empty file, or one of comments only."""
    return _error(
        "W0115",
        "there is no model in this file",
        Span(source, 0, 0),
        "a first line could be `value = 2 + 2`; `worthwhile demo` makes an example",
    )


def odd_character(span: Span) -> Finding:
    """A NUL or half of a character."""
    return _error(
        "W0102",
        f"the character U+{ord(span.text):04X} has no place in a model",
        span,
        "is this a text file? Delete the character",
    )


def text_too_long(source: Source, most: int) -> Finding:
    """More text than the limit."""
    return _error(
        "W0901",
        f"the text has {len(source.text):,} characters, the limit is {most:,}",
        Span(source, 0, 1),
        "split it with `import`; a host can set the limit higher",
    )


def line_too_long(span: Span, most: int) -> Finding:
    """A line longer than the limit."""
    return _error("W0902", f"this line has more than {most:,} characters", span, "break it inside brackets")


def too_deep(span: Span, most: int) -> Finding:
    """Brackets, conditions or blocks nested beyond the limit."""
    return _error("W0903", f"nested more than {most} deep", span, "give parts of it names of their own, a formula each")


def too_many_operators(span: Span, most: int) -> Finding:
    """An expression with more operators than the limit."""
    return _error(
        "W0904",
        f"more than {most} operators in one expression",
        span,
        "give parts of it names of their own, a formula each",
    )


# ---- what stands where it cannot


def place_of(error: UnexpectedInput, start: int, end: int) -> int:
    """The offset at which a fault is to be shown."""
    at = error.pos_in_stream
    at = end if at is None or at < 0 else at
    at = max(start, min(at, end))
    token = getattr(error, "token", None)
    if token is not None and token.type in ("_NL", "$END") and at > start:
        at -= 1  # the line ends too early: show its last character's line
    return at


def unexpected(source: Source, error: UnexpectedInput, start: int, end: int) -> Finding:
    """What is wrong at the place where the parser stopped."""
    text = source.text
    opened = unclosed(text[start:end])
    at = error.pos_in_stream
    at = end if at is None or at < 0 else min(at, end)
    if opened and start + opened.at < at:
        span = Span(source, start + opened.at, start + opened.at + 1)
        return _error(
            "W0105",
            f"`{opened.sign}` is never closed",
            span,
            f"`{BRACKETS[opened.sign]}` is missing",
            expected=f"`{BRACKETS[opened.sign]}`",
        )
    return _Scene(source, error, start, end, at).finding()


class _Scene:
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

    def finding(self) -> Finding:
        for look in (
            self._layout,
            self._brackets,
            self._texts,
            self._numbers,
            self._reserved,
            self._signs,
            self._needs_brackets,
            self._too_early,
        ):
            found = look()
            if found:
                return found
        return self._generic()

    def _span(self, length: int = 1, at: int | None = None) -> Span:
        at = self.at if at is None else at
        return Span(self.source, at, min(max(at + length, at + 1), max(self.end, at + 1)))

    # ---- layout
    def _layout(self) -> Finding | None:
        line_start = self.source.text.rfind("\n", 0, self.at) + 1
        lead = self.source.text[line_start : self.at]
        if self.kind == "_TAB" or ("\t" in lead and not lead.strip()):
            return _error(
                "W0103",
                "a tab in the indentation",
                Span(self.source, line_start, max(self.at, line_start + 1)),
                "indent with spaces: how wide a tab is depends on who looks",
            )
        if self.kind in ("_INDENT", "_BAD_INDENT"):
            return _error(
                "W0104",
                "this line is indented, but the line above opens no block",
                self._word(),
                "a block's first line ends in `:`; a continued line begins with an operator",
            )
        if self.kind == "_BAD_DEDENT":
            return _error(
                "W0104",
                "this line's indentation fits no line above it",
                self._word(),
                "the lines of a block begin in one column",
            )
        if self.rest[:1] == "\r":
            return _error("W0102", "a carriage return without a newline", self._span())
        return None

    def _word(self) -> Span:
        match = re.match(r"[\w`]+|\S", self.rest)
        return self._span(len(match[0]) if match else 1)

    # ---- brackets and texts
    def _brackets(self) -> Finding | None:
        sign = self.rest[:1]
        if sign not in (")", "]", "}"):
            return None
        opened = unclosed(self.source.text[self.start : self.at])
        if opened and BRACKETS[opened.sign] != sign:
            other = Span(self.source, self.start + opened.at, self.start + opened.at + 1)
            return Finding(
                "W0105",
                Level.ERROR,
                f"`{sign}` does not close `{opened.sign}`",
                self._span(),
                notes=(Note(other, "opened here"),),
                expected=f"`{BRACKETS[opened.sign]}`",
                found=f"`{sign}`",
                hint=f"`{BRACKETS[opened.sign]}` closes it",
            )
        if not opened:
            return _error("W0105", f"`{sign}` closes nothing", self._span(), "take it away, or open one before")
        return None

    def _texts(self) -> Finding | None:
        first = self.rest[:1]
        if first in "'“”‘’„«»" and first:
            return _error(
                "W0106",
                f"`{first}` does not begin a text",
                self._span(),
                'texts stand between straight double quotes: "web"',
            )
        if first == '"' and self.token is None:
            bad = re.match(r'"(?:[^"\\\r\n]|\\["\\n])*\\', self.rest)
            if bad and re.match(r'"(?:[^"\\\r\n]|\\.)*"', self.rest):
                return _error(
                    "W0106",
                    f"`\\{self.rest[len(bad[0]) : len(bad[0]) + 1]}` is no escape",
                    self._span(2, self.at + len(bad[0]) - 1),
                    r"a backslash is written `\\`, a quote `\"`, a line break `\n`",
                )
            return _error("W0106", "this text does not end on its line", self._span(), 'a text ends with `"`')
        if first == "`" and self.token is None:
            return _error("W0106", "this name does not end on its line", self._span(), "it ends with a backquote")
        # A text that ended too late took the next one's opening quote for its end.
        if self.before.count('"') % 2 == 0 and self.line.count('"') % 2 == 1:
            place = self.line.find('"')
            begin = self.at - len(self.before)
            return _error(
                "W0106",
                "the quotes on this line do not pair",
                Span(self.source, begin + place, begin + place + 1),
                'each text begins and ends with `"`',
            )
        return None

    # ---- numbers and dates
    def _numbers(self) -> Finding | None:
        found = self._dates()
        if found:
            return found
        rest, before = self.rest, self.before
        glued = re.match(r"[$€£]?([0-9][0-9_.]*)(%?)([^\W\d]\w*)", rest)
        if glued:
            number, percent, word = glued.groups()
            whole = glued[0]
            hint = f"a unit stands apart from its number: `{whole[: -len(word)]} {word}`"
            if len(word) == 1:
                hint = f"numbers end in `k`, `M` or `B`; a unit stands apart: `{number}{percent} {word}`"
            return _error("W0108", f"`{whole}` is no number", self._span(len(whole)), hint)
        under = re.match(r"[$€£]?[0-9][0-9.]*(?:__|_(?![0-9]))[0-9_]*", rest)
        if under:
            right = re.sub(r"_+", "_", under[0]).strip("_")
            return _error("W0108", f"`{under[0]}` is no number", self._span(len(under[0])), f"`{right}`")
        if re.match(r"\.[0-9]", rest):
            return _error("W0108", "a number begins with a digit", self._span(2), f"`0{rest[:2]}`")
        dotted = re.match(r"[0-9_]+\.(?![0-9])", rest) or (
            re.match(r"\.(?![0-9.])", rest) if re.search(r"[0-9]$", before) else None
        )
        if dotted:
            return _error("W0108", "a number does not end in a dot", self._span(len(dotted[0])), "`5` or `5.0`")
        if rest[:1] == "," and re.search(r"[0-9]$", before) and re.match(r",[0-9]{3}(?![0-9])", rest):
            number = re.search(r"[$€£]?[0-9][0-9_,]*$", before)
            digits = (number[0] if number else "") + rest[:4]
            grouped = digits.replace(",", "_")
            return _error("W0108", f"`{digits}`: commas do not group digits", self._span(4), f"`{grouped}`")
        if rest[:1] == "%":
            if re.search(r"[0-9][ \t]+$", before):
                return _error("W0108", "`%` touches its number", self._span(), f"`{before.split()[-1]}%`")
            return _error("W0107", "`%` is no operator", self._span(), "the remainder is `mod(a, b)`, a percent `5%`")
        if rest and unicodedata.category(rest[0]) == "Sc":
            return _error(
                "W0108", f"`{rest[0]}` is no sign of a currency here", self._span(), "write its code: `500 JPY`"
            )
        return None

    def _dates(self) -> Finding | None:
        rest = self.rest
        short = re.match(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])", rest)
        if short and len(short[0]) < len("2026-03-31"):
            year, month, day = short.groups()
            right = f"{year}-{int(month):02}-{int(day):02}"
            return _error("W0109", f"`{short[0]}` is no date", self._span(len(short[0])), f"`{right}`")
        first = re.match(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})(?![0-9])", rest)
        if first:
            return _error(
                "W0109",
                f"`{first[0]}` is no date",
                self._span(len(first[0])),
                f"year, month, day: `{first[3]}-{int(first[2]):02}-{int(first[1]):02}`",
            )
        odd = re.match(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?[\w\-]+", rest)
        if odd:
            return _error(
                "W0109", f"`{odd[0]}` is no date", self._span(len(odd[0])), "`2026-03-31`, or `2026-03` for a month"
            )
        return None

    # ---- words
    def _reserved(self) -> Finding | None:
        word = re.match(r"[^\W\d_]\w*", self.rest)
        if not word or word[0] not in RESERVED or "NAME" not in self._accepted():
            return None
        heads = not self.before.strip()
        named = re.match(r'[ \t]*(?:"[^"\n]*"[ \t]*)?(?:=(?!=)|:)', self.rest[word.end() :])
        if not (heads and named):
            return None
        return _error(
            "W0110",
            f"`{word[0]}` is a word of the language, it cannot be a name",
            self._span(len(word[0])),
            f"another name, such as `{word[0]}_`, or the name in backquotes: `` `{word[0]}` ``",
        )

    # ---- operators that are none
    def _signs(self) -> Finding | None:
        rest, before = self.rest, self.before
        if rest[:1] == "=" and before.rstrip().endswith(("=", "!")):
            twice = before.rstrip().endswith("==") or before.endswith("=")
            message = "`==` is no operator" if twice else "there is one `=` too many"
            return _error("W0107", message, self._span(), "one `=` defines and compares")
        other = {
            "&": "`and`",
            "|": "`or`; in a table `|` stands between cells",
            "!": "`not`, or `!=`",
            ";": "one statement a line",
            "\\": "a line continues where it ends in an operator",
            "?": "the value to take instead of a missing one follows `??`",
            "@": "names are letters, digits and `_`; others stand in backquotes",
        }
        if rest[:1] in other and self.token is None:
            return _error("W0107", f"`{rest[0]}` is no operator", self._span(), other[rest[0]])
        if rest[:1] == ">" and before.endswith("<"):
            return _error("W0107", "`<>` is no operator", self._span(), "`!=`")
        if rest[:1] == "*" and before.endswith("*"):
            return _error("W0107", "`**` is no operator", self._span(), "a power is `a ^ b`")
        if rest[:1] == "/" and "NAME" not in self._accepted() and re.search(r":\s*[\w ]+$", before):
            return _error("W0107", "units are joined by `per`", self._span(), "`USD per month`")
        if self.token is None and rest:
            character = rest[0]
            if not character.isprintable() or character.isspace():
                name = unicodedata.name(character, "").lower() or "control character"
                return _error(
                    "W0102", f"an unusual character: U+{ord(character):04X}, {name}", self._span(), "delete it"
                )
            return _error(
                "W0102",
                f"`{character}` has no meaning here",
                self._span(),
                "names are letters, digits and `_`; others stand in backquotes",
            )
        if self.kind == "_BAD_NAME":
            odd = next((it for it in str(self.token) if not (it.isalnum() or it == "_")), str(self.token)[:1])
            return _error(
                "W0102",
                f"`{self.token}` is no name" + (f": `{odd}` is no letter" if odd in "²³" else ""),
                self._span(len(str(self.token))),
                "names are letters, marks, digits and `_`; others stand in backquotes",
            )
        return None

    # ---- what needs brackets
    def _needs_brackets(self) -> Finding | None:
        word = re.match(r"\w+", self.rest)
        spelled = word[0] if word else self.rest[:1]
        before = self.before
        if spelled == "if":
            return _error(
                "W0111",
                "an `if` inside an expression stands in brackets",
                self._span(2),
                "`a + (if c then b else d)`",
            )
        if spelled == "initially":
            return _error(
                "W0111",
                "`initially` takes the whole right-hand side",
                self._span(9),
                "give the recurrence a name of its own",
            )
        if spelled in ("+", "-", "*", "/", "^", "of") and re.search(r"\?\?[^?=(]*$", before):
            return _error(
                "W0111",
                "right of `??` stands one value",
                self._span(len(spelled)),
                "brackets say what is meant: `(a ?? b) + c` or `a ?? (b + c)`",
            )
        if spelled in ("in", "is", "not") and re.search(r"\b(in|is)\b", before):
            return _error("W0111", f"`{spelled}` does not chain", self._span(len(spelled)), "`x in a..b and x in c..d`")
        if spelled in ("<", ">", "!", "=") and re.search(r"[<>=]", before.split("=", 1)[-1]):
            return _error(
                "W0111",
                "comparisons chain in one direction only",
                self._span(),
                "`a < b and b > c`",
            )
        if re.search(r"\bas\b[\w \t]+$", before) and spelled in ("as", "*", "/", "+", "-", "??", "?", "^"):
            return _error(
                "W0111",
                "`as` comes last",
                self._span(len(spelled)),
                "brackets: `(x as USD) * 2`",
            )
        return None

    # ---- lines that end too early
    def _too_early(self) -> Finding | None:
        if self.kind not in ("_NL", "$END", "_DEDENT"):
            return None
        at = max(self.start, self.at - 1)
        span = Span(self.source, at, max(at + 1, min(self.at, self.end)))
        accepted = self._accepted()
        head = re.match(r"[ \t]*(\w+)", self.line)
        if accepted <= {"_INDENT"}:
            return _error(EMPTY_BLOCK, "this block is empty", span, "its lines follow, more deeply indented")
        if "_ELSE" in accepted and "_THEN" not in accepted and re.search(r"\bif\b", self.line):
            return _error("W0114", "this `if` has no `else`", span, "`if c then a else b`; `else missing` says nothing")
        if accepted == {"COLON"} or ("COLON" in accepted and head and head[1] in _BLOCKS):
            return _error(EMPTY_BLOCK, "a block's first line ends in `:`", span, f"`{self.line.strip()}:`")
        wanted = self._wanted()
        return (
            _error("W0114", "the line ends too early", span, expected=wanted)
            if wanted
            else _error("W0114", "the line ends too early", span)
        )

    # ---- anything else
    def _generic(self) -> Finding:
        word = re.match(r'"[^"\n]*"|[^\W\d]\w*|[0-9][\w.%]*|\.\.<?|->|\S', self.rest)
        spelled = word[0] if word else self.rest[:1]
        return _error(
            "W0113",
            f"`{spelled}` cannot stand here",
            self._span(len(spelled)),
            self._guess(spelled),
            expected=self._wanted(),
            found=f"`{spelled}`",
        )

    def _guess(self, spelled: str) -> str:
        if spelled in RESERVED and "NAME" in self._accepted():
            return f"`{spelled}` is a word of the language; a name is written in backquotes: `` `{spelled}` ``"
        if spelled == "->":
            return "a row has as many cells as the heading has columns"
        if spelled == "..":
            return "a range stands after `in`"
        if spelled == "to":
            return "an interval stands after `~`; a range is written `a..b`"
        if spelled in ("where", "over", "by"):
            return f"`{spelled}` stands once in an aggregate, after its arguments and without a comma"
        return ""

    def _accepted(self) -> frozenset[str]:
        error = self.error
        if isinstance(error, UnexpectedToken):
            try:
                return frozenset(error.accepts or ()) or frozenset(error.expected)
            except Exception:  # noqa: BLE001 (Lark's own copy of a state may fail on odd input)
                return frozenset(error.expected)
        return frozenset(getattr(error, "allowed", None) or ())

    def _wanted(self) -> str:
        said = sorted({it for it in map(_spoken, self._accepted()) if it})
        if not said or len(said) > MOST_EXPECTED:
            return ""
        return " or ".join(said)


_BLOCKS = frozenset(
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


def not_understood(span: Span, what: str) -> Finding:
    """A statement of the language that this version reads but cannot work with."""
    return _error("W0190", f"`{what}` is read, but not understood yet", span, "a later version will")


def said_twice(span: Span, what: str, first: Span) -> Finding:
    """An attribute or clause that stands twice."""
    return Finding(
        "W0116", Level.ERROR, f"{what} is said twice", span, notes=(Note(first, "first here"),), hint="take one away"
    )


def all_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of the text."""
    return tuple(sorted(findings, key=lambda it: (it.span.start if it.span else 0, it.code)))
