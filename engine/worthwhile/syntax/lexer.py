"""Text to tokens, one word at a time.

Lark's own contextual lexer compiles a regular expression for every set of terminals that a state of
the parser takes: an eighth of a second before the first line is read. Most terminals of this
grammar are words, so here a word is cut once and looked up, and what a state takes decides which of
its terminals it is. The tokens are the same; a test compares the two.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from lark import Token
from lark.common import LexerConf
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from lark.lexer import Lexer, LexerState, PatternStr, TerminalDef
from lark.parsers.lalr_parser_state import ParserState

from worthwhile.text.deadline import look_at_the_clock

_WORD = re.compile(r"^\(*(?:\?:)?((?:[a-z]+\|)*[a-z]+)\)?((?:\\b|\(\?).*)$", re.DOTALL)
"""A terminal that is a word, or one of several, and what may follow it."""


class Spelled(NamedTuple):
    """One terminal that a word can be."""

    terminal: str
    follows: re.Pattern[str]


class Signed(NamedTuple):
    """A terminal that is no word; ``first`` is the character it begins with, where it is just one."""

    terminal: str
    pattern: re.Pattern[str]
    first: str


class WordLexer(Lexer):
    """The lexer of the language, contextual as Lark's."""

    def __init__(
        self,
        conf: LexerConf,
        states: Mapping[int, Collection[str]],
        always_accept: Collection[str] = (),
    ) -> None:
        self._ignored = frozenset(conf.ignore)
        always = self._ignored | frozenset(always_accept)
        self._accepts = {state: frozenset(accepts) | always for state, accepts in states.items()}
        self._terminals = {it.name: it for it in conf.terminals}
        self._words: dict[str, list[Spelled]] = {}
        self._signs: list[Signed] = []
        for terminal in sorted(conf.terminals, key=_rank):
            self._sort_in(terminal)
        self._cut = _compiled(self._terminals["NAME"].pattern.to_regexp())
        self._run = _compiled(r"[^\W\d_][\w\u0300-\u1FFF\u20D0-\u20FF\u2DE0-\u2DFF\u302A-\uABFF\uFE00-\uFE2F]*")
        self._everything = frozenset(self._terminals)
        self._starting: dict[str, tuple[Signed, ...]] = {}

    def _sort_in(self, terminal: TerminalDef) -> None:
        pattern = terminal.pattern.to_regexp()
        word = _WORD.match(pattern)
        if terminal.name == "NAME":
            return
        if word:
            for spelled in word[1].split("|"):
                known = self._words.setdefault(spelled, [])
                known.append(Spelled(terminal.name, _compiled(word[2])))
        else:
            first = terminal.pattern.value[0] if isinstance(terminal.pattern, PatternStr) else ""
            self._signs.append(Signed(terminal.name, _compiled(pattern), first))

    def lex(self, lexer_state: LexerState, parser_state: "ParserState[int]") -> Iterator[Token]:
        """The tokens of a text, each as the state that the parser is in by then takes it."""
        text, end = lexer_state.text.text, lexer_state.text.end
        counter = lexer_state.line_ctr
        while counter.char_pos < end:
            at = counter.char_pos
            accepts = self._accepts[parser_state.position]
            found = self._token(text, at, accepts)
            if found is None:
                raise self._unexpected(lexer_state, parser_state, text, at)
            name, value = found
            if at + len(value) > end:
                value = value[: end - at]
            line, column = counter.line, counter.column
            if column == 1:
                look_at_the_clock()
            counter.feed(value, "\n" in value)
            if name in self._ignored:
                continue
            token = Token(name, value, at, line, column, counter.line, counter.column, counter.char_pos)
            lexer_state.last_token = token
            yield token

    def _token(self, text: str, at: int, accepts: frozenset[str]) -> tuple[str, str] | None:
        first = text[at]
        run = self._run.match(text, at)
        if run:
            for spelled in self._words.get(run[0], ()):
                if spelled.terminal in accepts and spelled.follows.match(text, run.end()):
                    return spelled.terminal, run[0]
        if (run or first == "`") and "NAME" in accepts:
            name = self._cut.match(text, at)
            if name:
                return "NAME", name[0]
        for sign in self._beginning(first):
            if sign.terminal in accepts:
                match = sign.pattern.match(text, at)
                if match and match[0]:
                    return sign.terminal, match[0]
        return None

    def _beginning(self, first: str) -> tuple[Signed, ...]:
        """The terminals that may begin with a character, in the order in which they are tried."""
        known = self._starting.get(first)
        if known is None:
            known = tuple(it for it in self._signs if it.first in ("", first))
            if len(self._starting) < 256:  # noqa: PLR2004 (a text may hold any character)
                self._starting[first] = known
        return known

    def _unexpected(
        self, lexer_state: LexerState, parser_state: "ParserState[int]", text: str, at: int
    ) -> UnexpectedToken | UnexpectedCharacters:
        accepts = self._accepts[parser_state.position] - self._ignored
        anywhere = self._token(text, at, self._everything)
        counter = lexer_state.line_ctr
        if anywhere:
            name, value = anywhere
            end = at + len(value)
            token = Token(name, value, at, counter.line, counter.column, counter.line, counter.column + end - at, end)
            return UnexpectedToken(  # type: ignore[no-untyped-call]  # Lark leaves it untyped
                token, set(accepts), state=parser_state, token_history=[lexer_state.last_token]
            )
        last = lexer_state.last_token
        return UnexpectedCharacters(  # type: ignore[no-untyped-call]  # Lark leaves it untyped
            text,
            at,
            counter.line,
            counter.column,
            allowed=set(accepts),
            token_history=[last] if last else [],
            state=parser_state,
        )


def _rank(terminal: TerminalDef) -> tuple[int, int, int, str]:
    """The order in which Lark tries terminals."""
    pattern = terminal.pattern
    return -terminal.priority, -pattern.max_width, -len(pattern.value), terminal.name


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
