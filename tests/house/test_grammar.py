"""The grammar has one reading of every text, and our lexer cuts words as Lark's own does."""

import logging
from functools import cache
from pathlib import Path

import pytest
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from worthwhile.resources import grammar
from worthwhile.syntax.grammar import NAME, STARTS, build
from worthwhile.syntax.layout import Layout

PROGRAMS = sorted((Path(__file__).parents[1] / "tables" / "programs").glob("*/*.worth"))
PIECES = [
    "model = 5\ntest = model + 1\n",
    "unit : USD\n",
    "a = 5e\n",
    "a = b is not missing and not c\n",
    "a = ²\n",
    "`a b = 3\n",
    "a = 1 ?? initially\n",
    "a = sum(x over t where t < 3 by z)\n",
    'outputs:\n    a "label" as USD per month rounded 2\n',
    "a = notation + inner + order\n",
    "keyid = perhaps[t - 1 month]\n",
    "a = naïve + नमस्ते\n",
    "\u00a0a = 1\n",
]


@cache
def ours() -> Lark:
    return build()


@cache
def lark_own() -> Lark:
    return Lark(
        grammar(NAME),
        parser="lalr",
        lexer="contextual",
        postlex=Layout(),
        start=list(STARTS),
        propagate_positions=True,
        maybe_placeholders=True,
    )


def reading(parser: Lark, text: str) -> object:
    """The tree with all tokens and places, or the error with its place and what it would have taken."""
    try:
        tree = parser.parse(text, start="model")
    except UnexpectedToken as error:
        return "token", error.pos_in_stream, error.line, str(error.token), error.token.type, frozenset(error.accepts)
    except UnexpectedCharacters as error:
        return "characters", error.pos_in_stream, error.line, error.column
    return _flat(tree)


def _flat(tree: Tree[Token]) -> list[object]:
    flat: list[object] = []
    for it in tree.iter_subtrees_topdown():  # type: ignore[no-untyped-call]  # Lark leaves it untyped
        flat.append(it.data)
        flat += [
            (c.type, str(c), c.start_pos, c.line, c.column) if isinstance(c, Token) else c is None for c in it.children
        ]
    return flat


def test_the_grammar_has_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    """Lark resolves a conflict of shift and reduce silently, and tells its log of it."""
    with caplog.at_level(logging.DEBUG, "lark"):
        build()
    assert [it for it in caplog.messages if "conflict" in it.lower()] == []


def test_a_conflict_would_be_seen(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "lark"):
        Lark('start: start "+" start | "a"', parser="lalr")
    assert [it for it in caplog.messages if "conflict" in it.lower()]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda it: f"{it.parent.name}-{it.stem}")
def test_words_are_cut_as_lark_cuts_them(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert reading(ours(), text) == reading(lark_own(), text)


@pytest.mark.parametrize("text", PIECES)
def test_odd_words_are_cut_as_lark_cuts_them(text: str) -> None:
    assert reading(ours(), text) == reading(lark_own(), text)


def test_an_error_is_one_that_parsers_raise() -> None:
    with pytest.raises(UnexpectedInput):
        ours().parse("a = = 1\n", start="model")
