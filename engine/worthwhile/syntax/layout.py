"""Lines to blocks: the layer between the lexer and the parser.

It never raises: bad layout becomes a token that no rule takes, so that all that is wrong with a
text surfaces in one way. All state is local to a call; one parser serves many threads.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from lark import Token
from lark.lark import PostLex

NEWLINES = ("_NL", "_CONT")
BRACKETS = {"(": ")", "[": "]", "{": "}"}
OPENING, CLOSING = {"LPAR", "LSQB", "LBRACE"}, {"RPAR", "RSQB", "RBRACE"}
TABLES = {"_DECIDE", "_CURVE", "_DATED", "_GIVEN"}
"""Blocks in which each line is a row: `-5 | any -> 1` begins with a sign."""
DECLARATIONS = {"_ASSUMPTIONS", "_INPUTS", "_RECORDS", "_LOOKUP"}
"""Blocks in which a more deeply indented line goes on."""
GOES_ON = {
    "PLUS", "MINUS", "STAR", "SLASH", "CIRCUMFLEX", "OR_ELSE", "EQUAL", "NOT_EQUAL", "RISING",
    "FALLING", "COMMA", "_AND", "_OR", "_NOT", "_IN", "_IS", "_OF", "_PER", "_OVER", "_WHERE",
    "_BY", "_AS", "_IF", "_THEN", "_ELSE", "_WHEN", "_INITIALLY",
}  # fmt: skip
"""A line that ends in one of these is not at its end."""

MARKS = re.compile(r'"(?:[^"\\\r\n]|\\.)*"?|`[^`\r\n]*`?|#(?P<note>[^\n]*)|(?P<bracket>[()\[\]{}])')
"""All in which `#` and brackets mean something else, then those two themselves."""


class Block(NamedTuple):
    """An open block: where its lines begin, and the type of the token its head begins with."""

    indent: int
    head: str | None = None


class Layout(PostLex):
    """Turns newlines into _NL, _INDENT and _DEDENT, drops those that only continue a line.

    A layout token ends where the last word ended, so that the span of a statement takes in neither
    comments nor blank lines after it.
    """

    always_accept = NEWLINES

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Lay out the tokens of one text."""
        depth, blocks = 0, [Block(0)]
        head: str | None = None
        last: Token | None = None
        for token in stream:
            if token.type not in NEWLINES:
                if last is None and token.column is not None and token.column > 1:
                    yield Token.new_borrow_pos("_BAD_INDENT", "", token)
                depth = max(0, depth + (token.type in OPENING) - (token.type in CLOSING))
                head = head or token.type
                last = _name(token) if token.type == "NAME" else token
                yield last
                continue
            if depth:
                continue
            lead = token.rsplit("\n", 1)[1]
            at_end = "#" in lead  # the text ends in a comment
            if "\t" in lead and not at_end:
                yield _edge("_TAB", token, last)
            width = 0 if at_end else len(lead)
            opens = last is not None and last.type == "COLON"
            if not opens and _continues(token, last, blocks[-1], width):
                continue
            yield _line_end(last or token)
            if width > blocks[-1].indent:
                blocks.append(Block(width, head if opens else None))
                yield _edge("_INDENT", token, last)
            while width < blocks[-1].indent:
                blocks.pop()
                yield _edge("_DEDENT", token, last)
            if width != blocks[-1].indent:
                yield _edge("_BAD_DEDENT", token, last)
            head, last = None, token
        if last is None:
            return
        if last.type not in NEWLINES:
            yield _line_end(last)
        for _ in blocks[1:]:
            yield _edge("_DEDENT", last, last)


def _continues(newline: Token, last: Token | None, block: Block, width: int) -> bool:
    if block.head in TABLES:
        return False
    return (
        newline.type == "_CONT"
        or (last is not None and last.type in GOES_ON)
        or (block.head in DECLARATIONS and width > block.indent)
    )


def _line_end(last: Token) -> Token:
    at = (last.end_pos, last.end_line, last.end_column)
    return Token("_NL", "", *at, last.end_line, last.end_column, last.end_pos)


def _edge(kind: str, newline: Token, last: Token | None) -> Token:
    """A token that is seen where the next line begins but ends with the last word."""
    last = last or newline
    at = (newline.end_pos, newline.end_line, newline.end_column)
    return Token(kind, "", *at, last.end_line, last.end_column, last.end_pos)


def _name(token: Token) -> Token:
    """The token with the name it spells: without backquotes, in Unicode NFC."""
    name = unicodedata.normalize("NFC", token.strip("`"))
    if token.startswith("`") or name.isidentifier():
        return token.update(value=name)
    return token.update(type="_BAD_NAME")


class Bracket(NamedTuple):
    """An opening bracket and where it stands."""

    sign: str
    at: int


def unclosed(text: str) -> Bracket | None:
    """The last bracket that is never closed: what follows it fails lines later."""
    open_: list[Bracket] = []
    for mark in MARKS.finditer(text):
        sign = mark["bracket"]
        if sign in BRACKETS:
            open_.append(Bracket(sign, mark.start()))
        elif sign and open_ and BRACKETS[open_[-1].sign] == sign:
            open_.pop()
    return open_[-1] if open_ else None
