"""Every sentence this stage can say: what cannot be read, and how it would be written."""

import re
import unicodedata

from lark.exceptions import UnexpectedInput

from worthwhile.syntax.layout import BRACKETS, unclosed
from worthwhile.syntax.numerals import numeral
from worthwhile.syntax.scene import BLOCKS, RESERVED, Scene, fault
from worthwhile.text import Finding, Level, Note, Source, Span

BRACKET = "W0105"
EMPTY_BLOCK = "W0112"
UNFINISHED = frozenset((EMPTY_BLOCK, "W0114"))
"""What can be wanting only because the line that had it is broken."""

# ---- what keeps a text from being read at all


def not_utf8(name: str, content: bytes, at: int) -> Finding:
    """Bytes that are no UTF-8."""
    readable = content[:at].decode("utf-8", "replace")
    source = Source(name, readable + "\N{REPLACEMENT CHARACTER}")
    byte = content[at] if at < len(content) else 0
    return fault(
        "W0101",
        f"the file is not in UTF-8: byte 0x{byte:02x} is no part of a character",
        Span(source, len(readable), len(readable) + 1),
        "save it as UTF-8: editors and spreadsheets offer that when saving",
    )


def no_file(name: str, why: str) -> Finding:
    """A file that is not there, or cannot be opened."""
    return Finding(
        "W0609", Level.ERROR, f"{name} cannot be opened: {why.lower()}", file=name, hint="is the path right?"
    )


def no_model(source: Source) -> Finding:
    """An empty file, or one of comments only."""
    return fault(
        "W0115",
        "there is no model in this file",
        Span(source, 0, 0),
        "a first line could be `value = 2 + 2`; `worthwhile demo` makes an example",
    )


def odd_character(span: Span) -> Finding:
    """A NUL or half of a character."""
    return fault(
        "W0102",
        f"the character U+{ord(span.text):04X} has no place in a model",
        span,
        "is this a text file? Delete the character",
    )


def text_too_long(source: Source, most: int) -> Finding:
    """More text than the limit."""
    return fault(
        "W0901",
        f"the text has {len(source.text):,} characters, the limit is {most:,}",
        Span(source, 0, 1),
        "split it with `import`; a host can set the limit higher",
    )


def line_too_long(span: Span, most: int) -> Finding:
    """A line longer than the limit."""
    return fault("W0902", f"this line has more than {most:,} characters", span, "break it inside brackets")


def too_deep(span: Span, most: int) -> Finding:
    """Brackets, conditions or blocks nested beyond the limit."""
    return fault("W0903", f"nested more than {most} deep", span, "give parts of it names of their own, a formula each")


def too_many_operators(span: Span, most: int) -> Finding:
    """An expression with more operators than the limit."""
    return fault(
        "W0904",
        f"more than {most} operators in one expression",
        span,
        "give parts of it names of their own, a formula each",
    )


def reserved(span: Span, word: str) -> Finding:
    """A word of the language as a name."""
    return fault(
        "W0110",
        f"`{word}` is a word of the language, it cannot be a name",
        span,
        f"another name, such as `{word}_`, or the name in backquotes: `` `{word}` ``",
    )


# ---- what stands where it cannot


def unexpected(source: Source, error: UnexpectedInput, start: int, end: int) -> Finding:
    """What is wrong at the place where the parser stopped."""
    text = source.text
    opened = unclosed(text[start:end])
    at = error.pos_in_stream
    at = end if at is None or at < 0 else min(at, end)
    if opened and start + opened.at < at:
        span = Span(source, start + opened.at, start + opened.at + 1)
        return fault(
            "W0105",
            f"`{opened.sign}` is never closed",
            span,
            f"`{BRACKETS[opened.sign]}` is missing",
            expected=f"`{BRACKETS[opened.sign]}`",
        )
    return _Reader(source, error, start, end, at).finding()


class _Reader(Scene):
    """Looks at a place for what went wrong there, the most telling first."""

    def finding(self) -> Finding:
        for look in (
            self._run_on,
            self._layout,
            self._brackets,
            self._texts,
            self._numerals,
            self._reserved,
            self._signs,
            self._needs_brackets,
            self._too_early,
        ):
            found = look()
            if found:
                return found
        return self._generic()

    # ---- a line that swallowed the next
    def _run_on(self) -> Finding | None:
        """A definition that was read as the end of the line above, because that one ends in an operator."""
        above = self.line_above
        head = re.fullmatch(r'[ \t]*(?:[^\W\d]\w*|`[^`\n]+`)[ \t]*(?:"[^"\n]*"[ \t]*)?', self.before)
        if above is None or not head or self.rest[:1] != ":":
            return None
        ends = _GOES_ON.search(above.split("#")[0].rstrip())
        if ends is None:
            return None
        sign = ends[0].strip()
        at = self.source.text.rindex(above, self.start, self.at - len(self.before)) + ends.start()
        at += len(ends[0]) - len(ends[0].lstrip())
        hint = f"it ends in `{sign}`, so the next line was read as part of it"
        return fault("W0114", "the line ends too early", self.span(len(sign), at), hint)

    # ---- layout
    def _layout(self) -> Finding | None:
        line_start = self.source.text.rfind("\n", 0, self.at) + 1
        lead = self.source.text[line_start : self.at]
        if self.kind == "_TAB" or ("\t" in lead and not lead.strip()):
            return fault(
                "W0103",
                "a tab in the indentation",
                Span(self.source, line_start, max(self.at, line_start + 1)),
                "indent with spaces: how wide a tab is depends on who looks",
            )
        if self.kind in ("_INDENT", "_BAD_INDENT"):
            above = self.source.text[: self.at].strip()
            return fault(
                "W0104",
                "this line is indented, but the line above opens no block"
                if above
                else "the first line is indented, and there is no block that it belongs to",
                self.word(),
                "a block's first line ends in `:`; a continued line begins with an operator"
                if above
                else "begin it in the first column",
            )
        if self.kind == "_BAD_DEDENT":
            return fault(
                "W0104",
                "this line's indentation fits no line above it",
                self.word(),
                "the lines of a block begin in one column",
            )
        deeper = self.line_above is not None and _indent(lead) > _indent(self.line_above)
        begins = re.match(r'(?:[^\W\d]\w*|`[^`\n]+`)[ \t]*(?:"[^"\n]*"[ \t]*)?[:=]', self.rest)
        if not lead.strip() and deeper and begins and self.kind == "NAME":
            return fault(
                "W0104",
                "this line is more deeply indented than the one above, and so reads as its continuation",
                self.word(),
                "the lines of a block begin in one column",
            )
        if self.rest[:1] == "\r":
            return fault(
                "W0102", "a carriage return without a newline", self.span(), "save the file with line ends of one kind"
            )
        return None

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
                self.span(),
                notes=(Note(other, "opened here"),),
                expected=f"`{BRACKETS[opened.sign]}`",
                found=f"`{sign}`",
                hint=f"`{BRACKETS[opened.sign]}` closes it",
            )
        if not opened:
            return fault("W0105", f"`{sign}` closes nothing", self.span(), "take it away, or open one before")
        return None

    def _texts(self) -> Finding | None:
        first = self.rest[:1]
        if first in "'“”‘’„«»" and first:
            return fault(
                "W0106",
                f"`{first}` does not begin a text",
                self.span(),
                'texts stand between straight double quotes: "web"',
            )
        if first == '"' and self.token is None:
            bad = re.match(r'"(?:[^"\\\r\n]|\\["\\n])*\\', self.rest)
            if bad and re.match(r'"(?:[^"\\\r\n]|\\.)*"', self.rest):
                return fault(
                    "W0106",
                    f"`\\{self.rest[len(bad[0]) : len(bad[0]) + 1]}` is no escape",
                    self.span(2, self.at + len(bad[0]) - 1),
                    r"a backslash is written `\\`, a quote `\"`, a line break `\n`",
                )
            return fault("W0106", "this text does not end on its line", self.span(), 'a text ends with `"`')
        if first == "`" and self.token is None:
            return fault("W0106", "this name does not end on its line", self.span(), "it ends with a backquote")
        # A text that ended too late took the next one's opening quote for its end.
        if self.before.count('"') % 2 == 0 and self.line.count('"') % 2 == 1:
            place = self.line.find('"')
            begin = self.at - len(self.before)
            return fault(
                "W0106",
                "the quotes on this line do not pair",
                Span(self.source, begin + place, begin + place + 1),
                'each text begins and ends with `"`',
            )
        return None

    def _numerals(self) -> Finding | None:
        return numeral(self)

    # ---- words
    def _reserved(self) -> Finding | None:
        word = re.match(r"[^\W\d_]\w*", self.rest)
        if not word or word[0] not in RESERVED or "NAME" not in self.accepted:
            return None
        heads = not self.before.strip()
        named = re.match(r'[ \t]*(?:"[^"\n]*"[ \t]*)?(?:=(?!=)|:)', self.rest[word.end() :])
        if not (heads and named):
            return None
        return reserved(self.span(len(word[0])), word[0])

    # ---- operators that are none
    def _signs(self) -> Finding | None:
        rest, before = self.rest, self.before
        if rest[:1] == "=" and before.rstrip().endswith(("=", "!")):
            message = "`==` is no operator" if before.endswith("=") else "there is one `=` too many"
            return fault("W0107", message, self.span(), "a single `=` defines, and compares")
        other = {
            "&": "both hold: `a and b`",
            "|": "one of the two holds: `a or b`; in a table `|` stands between cells",
            "!": "`not a` turns a condition round; `a != b` asks whether two differ",
            ";": "each statement stands on a line of its own",
            "\\": "a line continues where it ends in an operator",
            "?": "the value to take instead of a missing one follows `??`",
            "@": "names are letters, digits and `_`; others stand in backquotes",
        }
        if rest[:1] in other and self.token is None:
            sign = rest[0] * (2 if rest[:2] in ("&&", "||") else 1)
            return fault("W0107", f"`{sign}` is no operator", self.span(len(sign)), other[rest[0]])
        if rest[:1] == ">" and before.endswith("<"):
            return fault("W0107", "`<>` is no operator", self.span(), "write `a != b`")
        if rest[:1] == "*" and before.endswith("*"):
            return fault("W0107", "`**` is no operator", self.span(), "a power is `a ^ b`")
        if rest[:1] == "/" and before.endswith("/"):
            return fault(
                "W0107", "`//` is no operator", self.span(), "a comment begins with `#`; a quotient is `a / b`"
            )
        if rest[:1] == "+" and (self.value_wanted or not before.strip()):
            hint = "a number without a sign is positive: leave it out"
            return fault("W0107", "`+` joins two values, and there is none before it", self.span(), hint)
        if rest[:1] == ">" and before.endswith("-") and re.search(r"\|[ \t]*-$", before):
            hint = "`any` fits every value, a missing one too"
            return fault(
                "W0113", "a cell of this row is empty", self.span(1, self.at - 1), hint, expected="a value or `any`"
            )
        if rest[:1] == "/" and "NAME" not in self.accepted and re.search(r":\s*[\w ]+$", before):
            return fault("W0107", "units are joined by `per`", self.span(), "`USD per month`")
        if self.token is None and rest:
            character = rest[0]
            if not character.isprintable() or character.isspace():
                name = unicodedata.name(character, "").lower() or "control character"
                return fault(
                    "W0102",
                    f"an unusual character: U+{ord(character):04X}, {name}",
                    self.span(),
                    "delete it, and type an ordinary blank where one is wanted",
                )
            return fault(
                "W0102",
                f"`{character}` has no meaning here",
                self.span(),
                "names are letters, digits and `_`; others stand in backquotes",
            )
        if self.kind == "_BAD_NAME":
            odd = next((it for it in str(self.token) if not (it.isalnum() or it == "_")), str(self.token)[:1])
            return fault(
                "W0102",
                f"`{self.token}` is no name" + (f": `{odd}` is no letter" if odd in "²³" else ""),
                self.span(len(str(self.token))),
                "names are letters, marks, digits and `_`; others stand in backquotes",
            )
        return None

    # ---- what needs brackets
    def _needs_brackets(self) -> Finding | None:
        word = re.match(r"\w+", self.rest)
        spelled = word[0] if word else self.rest[:1]
        before = self.before
        if spelled == "if":
            return fault(
                "W0111",
                "an `if` inside an expression stands in brackets",
                self.span(2),
                "`a + (if c then b else d)`",
            )
        if spelled == "initially":
            return fault(
                "W0111",
                "`initially` takes the whole right-hand side",
                self.span(9),
                "give the recurrence a name of its own",
            )
        if spelled in ("+", "-", "*", "/", "^", "of") and re.search(r"\?\?[^?=(]*$", before):
            return fault(
                "W0111",
                "right of `??` stands one value",
                self.span(len(spelled)),
                "brackets say what is meant: `(a ?? b) + c` or `a ?? (b + c)`",
            )
        if spelled in ("in", "is", "not") and re.search(r"\b(in|is)\b", before):
            return fault(
                "W0111",
                f"`{spelled}` does not chain",
                self.span(len(spelled)),
                f"one question at a time, joined by `and`: `a {spelled} b and a {spelled} c`",
            )
        if spelled in ("<", ">", "!", "=") and re.search(r"[<>=]", before.split("=", 1)[-1]):
            return fault(
                "W0111",
                "comparisons chain in one direction only",
                self.span(),
                "`a < b and b > c`",
            )
        if re.search(r"\bas\b[\w \t]+$", before) and spelled in ("as", "*", "/", "+", "-", "??", "?", "^"):
            return fault(
                "W0111",
                "`as` comes last",
                self.span(len(spelled)),
                "brackets: `(x as USD) * 2`",
            )
        return None

    # ---- lines that end too early
    def _too_early(self) -> Finding | None:
        if self.kind not in ("_NL", "$END", "_DEDENT"):
            return None
        at = max(self.start, self.at - 1)
        span = Span(self.source, at, max(at + 1, min(self.at, self.end)))
        accepted = self.accepted
        head = re.match(r"[ \t]*(\w+)", self.line)
        if accepted <= {"_INDENT"}:
            return fault(EMPTY_BLOCK, "this block is empty", span, "its lines follow, more deeply indented")
        if "_ELSE" in accepted and "_THEN" not in accepted and re.search(r"\bif\b", self.line):
            return fault("W0114", "this `if` has no `else`", span, "`if c then a else b`; `else missing` says nothing")
        if accepted == {"COLON"} or ("COLON" in accepted and head and head[1] in BLOCKS):
            return fault(EMPTY_BLOCK, "a block's first line ends in `:`", span, f"`{self.line.strip()}:`")
        return fault("W0114", "the line ends too early", span, self._missing(), expected=self.wanted)

    def _missing(self) -> str:
        """What to add to a line that ends too early."""
        line = self.line.split("#")[0].rstrip()
        if re.search(r"\bin\s+\w+$", line):
            name = line.split()[-1]
            return f"`is {name}` asks for one label, `in {{{name}, ...}}` for several, `in 1..5` for a range"
        if "~" in line:
            return "after `~` stands `1 to 5`, `10 +- 2` with blanks, or a distribution such as `beta(8, 92)`"
        if re.search(r"\b(?:up|down)$", line):
            return f"by how much? `{' '.join(line.split()[-2:])} 14%`"
        if self.value_wanted and (sign := re.search(r"(\w+|[^\w\s]+)$", line)):
            return f"`{sign[1]}` is followed by a value"
        return ""

    # ---- anything else
    def _generic(self) -> Finding:
        word = re.match(r'"[^"\n]*"|[^\W\d]\w*|[0-9][\w.%]*|\.\.<?|->|\S', self.rest)
        spelled = word[0] if word else self.rest[:1]
        return fault(
            "W0113",
            f"`{spelled}` cannot stand here",
            self.span(len(spelled)),
            self._guess(spelled),
            expected=self.wanted,
            found=f"`{spelled}`",
        )

    def _guess(self, spelled: str) -> str:
        """How it may have been meant."""
        before = self.before.rstrip() or (self.line_above or "").rstrip()
        clause = not self.value_wanted or before.endswith(",")
        if spelled in ("where", "over") and clause:
            return f"`{spelled}` stands once in an aggregate, after its arguments and without a comma"
        if spelled == "by":
            if re.search(r"\b(?:up|down)$", before):
                return f"`{before.split()[-1]} 14%`, without `by`"
            if clause:
                return "`by` stands once in an aggregate, after its arguments and without a comma"
        if spelled in ("and", "or", "of", "is", "in", "as", "per", "*", "/", "^") and self.value_wanted:
            return f"`{spelled}` joins two values: one is missing before it"
        if spelled in RESERVED and "NAME" in self.accepted:
            return f"`{spelled}` is a word of the language; a name is written in backquotes: `` `{spelled}` ``"
        guesses = _GUESSES + _APART if {"PLUS", "EQUAL"} & self.accepted else _GUESSES
        for pattern, hint in guesses:
            if re.fullmatch(pattern, f"{before} \N{MIDDLE DOT} {spelled}"):
                return hint
        if self.accepted >= {"EQUAL", "COLON"} and re.fullmatch(r"[ \t]*[\w`]+", before):
            return f"a formula is `{before.strip()} = ...`, a declaration `{before.strip()} : ...`"
        return ""


_GUESSES: tuple[tuple[str, str], ...] = (
    (r".*\b(?:where|over|by)\b.* · ,", "`where`, `over` and `by` follow one another without a comma"),
    (r".*, · [)\]}]", "the comma before it says that more is to come: take it away"),
    (r".* · ->", "a row has as many cells as the heading has columns"),
    (r".* · \.\.<?", "a range is no value; it stands after `in`: `x in 1..5`"),
    (r".* · to", "an interval stands after `~`; a range is written `a..b`"),
    (r".*\[[^\]]*· .*|.*\( · \[.*|.*, · \[", "labels stand in braces, `{a, b}`; `x[t - 1]` reads another period"),
    (r'.*: .* · ".*', 'the label stands right after the name: `name "label" : USD`'),
    (r".*: .*=.* · (?:[<>]|!|=|is|in|and|or|not)", "a condition as a default stands in brackets: `= (a > b)`"),
    (r".*\bscore [\d.]+ · -", "a scale is a range: `score 0..10`"),
    (r".*\bper · [\d.]+", "`per` is followed by one unit: divide the amount instead, `$6 / 3 per month`"),
    (r"\s+\w+ · ,", "each name stands on a line of its own"),
)
"""What was written up to a place and at it, and what may have been meant."""

_APART: tuple[tuple[str, str], ...] = (
    (r"\s+[\w`]+ · [^\W\d]\w*", "between a name and what it is stands `:` before a type, `=` before a value"),
    (r".*\w · [\w`]+", "an operator is missing between the two, or a sign such as `=` or `:`"),
)
"""The same, where an operator or sign could have stood."""


_GOES_ON = re.compile(
    r"(?:(?<=\s)(?:and|or|not|in|is|of|per|over|where|by|as|if|then|else|when|initially)|\?\?|[-+*/^,=<>])$"
)
"""What a line may end in when the next one is a part of it."""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def said_twice(span: Span, what: str, first: Span) -> Finding:
    """An attribute or clause that stands twice."""
    return Finding(
        "W0116", Level.ERROR, f"{what} is said twice", span, notes=(Note(first, "first here"),), hint="take one away"
    )
