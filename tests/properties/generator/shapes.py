"""Expressions of any shape, whether they mean anything or not: what a formatter must survive."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from properties.generator.nodes import NOWHERE, number, word
from worthwhile.syntax import tree

Expressions = SearchStrategy[tree.Expression]

NAMES = st.sampled_from(
    [
        "clv",
        "t",
        "a_b",
        "élan",
        "価値",
        "model",
        "test",
        "source",
        "to",
        "month",
        "Avg Margin ($)",
        "of",
        "not",
        "is",
        "9x",
    ]
)
_names = st.lists(NAMES, min_size=1, max_size=2).map(lambda it: tree.Name(tuple(it), NOWHERE))
_words = NAMES.filter(lambda it: it not in {"source", "to"}).map(word)
_units = st.lists(_words, min_size=1, max_size=3).map(lambda it: tree.UnitText(tuple(it), NOWHERE))
_numbers = st.builds(
    number,
    st.sampled_from(["1", "1_200", "2.5", "12k", "1.5M", "2e6", "0", "1e-9"]),
    st.sampled_from(["", "hours", "seats per month", "per month"]),
)
_money = st.sampled_from(["$49", "€18.50", "£3k", "12%", "0.5%"]).map(number)
_texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0", exclude_categories=("Cs", "Cc")), max_size=8)
_leaves: Expressions = st.one_of(
    _numbers,
    _money,
    _names,
    st.sampled_from(["2026-03-31", "2026-03"]).map(lambda it: tree.DateText(it, NOWHERE)),
    _texts.map(lambda it: tree.Text(it, NOWHERE)),
    st.booleans().map(lambda it: tree.Flag(it, NOWHERE)),
    st.just(tree.Missing(NOWHERE)),
)


def _larger(inner: Expressions) -> Expressions:
    def made(build: Callable[..., tree.Expression], *parts: SearchStrategy[Any]) -> Expressions:
        return st.builds(build, *parts, st.just(NOWHERE))

    ranges = st.tuples(st.none() | inner, st.none() | inner, st.booleans()).filter(lambda it: it[0] or it[1])
    bounds = ranges.map(lambda it: tree.Range(it[0], it[1], it[2] and it[1] is not None, NOWHERE))
    choices = st.lists(inner, min_size=1, max_size=3).map(lambda it: tree.Choice(tuple(it), NOWHERE))
    labels = _words.map(lambda it: tree.Name((it.text,), NOWHERE))
    kinds = st.one_of(labels, _texts.map(lambda it: tree.Text(it, NOWHERE)), st.just(tree.Missing(NOWHERE)))
    arguments = st.builds(tree.Argument, st.none() | _words, inner | bounds, st.just(NOWHERE))
    return st.one_of(
        made(tree.Operation, st.sampled_from(["+", "-", "*", "/", "^", "of", "and", "or"]), st.tuples(inner, inner)),
        made(tree.Operation, st.just("??"), st.tuples(inner, inner)),
        made(tree.Operation, st.sampled_from(["neg", "not"]), st.tuples(inner)),
        made(tree.Comparison, st.tuples(inner, inner), st.sampled_from(["=", "!=", "<", ">="]).map(lambda it: (it,))),
        made(tree.Comparison, st.tuples(inner, inner, inner), st.sampled_from([("<", "<="), (">=", ">")])),
        made(tree.Within, inner, bounds | choices, st.booleans()),
        made(tree.Is, inner, kinds, st.booleans()),
        made(tree.If, inner, inner, inner),
        made(tree.Convert, inner, _units),
        made(tree.Index, inner, inner),
        made(
            tree.Call,
            _names,
            st.lists(arguments, min_size=1, max_size=3).map(tuple),
            st.none() | inner,
            st.none() | _names,
            st.none() | inner,
        ),
    )


_ANY = st.recursive(_leaves, _larger, max_leaves=12)


@st.composite
def expressions(draw: DrawFn) -> tree.Expression:
    """Any expression."""
    return draw(_ANY)
