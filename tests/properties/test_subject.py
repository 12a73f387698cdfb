"""One subject asked in plain Python is told what a table of one row is told."""

import ast
import builtins
import math
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

import worthwhile
from properties.asking import model_of
from properties.generator import Drawn, models
from properties.generator.data import cells
from properties.generator.kinds import CATEGORY, FLAG, LABELS
from properties.one_subject import Asked, told
from properties.same import near
from worthwhile import Model, ModelError
from worthwhile.run.subject.printer import Printed
from worthwhile.units import Amount, Category, Day, Tag, Truth, Type, Words

ROOT = Path(__file__).parents[2]

ODD = st.sampled_from(
    [None, math.nan, 0.0, -0.0, 1, -3, 1e308, -1e308, 5e-324, 1e-200, 2**53, 1e15, 0.5, "3%", "7.5", True]
)
FLAGS = st.sampled_from([True, False, None, 1, 0, 0.0, "yes"])
WORDS = st.sampled_from([*LABELS, None, "", " gold ", "tin", 3])
"""Cells that no table of decent people has."""


@st.composite
def subjects(draw: st.DrawFn, drawn: Drawn) -> dict[str, Any]:
    """A subject of whom everything is known, a row of the model's table, or one whose cells are odd."""
    kind = draw(st.sampled_from(("known", "row", "odd")))
    if kind == "known":
        return {it.name: draw(cells(it.kind, missing=False)) for it in drawn.inputs}
    row = draw(st.integers(0, drawn.rows - 1))
    found: dict[str, Any] = {it.name: drawn.table[it.name][row] for it in drawn.inputs if it.name in drawn.table}
    if kind == "odd":
        for it in draw(st.lists(st.sampled_from(drawn.inputs), min_size=1, max_size=3)):
            found[it.name] = draw({FLAG: FLAGS, CATEGORY: WORDS}.get(it.kind, ODD))
    return found


@settings(max_examples=30)
@given(models(), st.data())
def test_plain_functions_give_what_a_table_of_one_row_gives(drawn: Drawn, data: st.DataObject) -> None:
    asked = Asked(model_of(drawn))
    is_plain_python(asked.subject.fast)
    is_plain_python(asked.subject.careful)
    for _ in range(3):
        subject = data.draw(subjects(drawn))
        wanted = asked.as_a_table(subject)
        careful, fast = asked.carefully(subject), asked.quickly(subject)
        event(f"fast {fast is not None}, careful {careful is not None}, table {wanted is not None}")
        if careful is not None:
            assert told(careful) == told(wanted), subject
        if fast is not None:
            assert told(fast) == told(wanted), subject


def is_plain_python(printed: Printed | None) -> None:
    """One function that imports nothing, and knows no name but Python's own, those of `math` and those it is handed."""
    assert printed is not None
    tree = ast.parse(printed.text)
    assert [type(it) for it in tree.body] == [ast.FunctionDef]
    nodes = list(ast.walk(tree))
    assert not any(isinstance(it, ast.Import | ast.ImportFrom | ast.Attribute) for it in nodes if not _is_asked(it))
    free = {it.id for it in nodes if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Load)}
    bound = {it.id for it in nodes if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Store)}
    assert free - bound <= {*printed.calls, *printed.mathematics, *dir(builtins), "given"}
    assert not bound & {*printed.calls, *printed.mathematics, *dir(builtins), "given"}
    assert all(hasattr(math, it) for it in printed.mathematics)


def _is_asked(node: ast.AST) -> bool:
    """The methods of floats, lists and what is given that a function may ask."""
    return isinstance(node, ast.Attribute) and node.attr in {"append", "is_integer", "keys"}


# ---- models that people wrote

PROGRAMS = [
    *sorted(ROOT.glob("tests/language/accepted/*.worth")),
    *sorted(ROOT.glob("tests/properties/programs/*.worth")),
    *sorted(ROOT.glob("rules/*/*.worth")),
]
NUMBERS = st.one_of(
    st.integers(0, 60).map(float),
    st.integers(-40, 4_000).map(lambda it: it / 4),
    st.integers(0, 40).map(lambda it: it / 100),
)
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
TEXTS = st.sampled_from(["web", "shop", "Paid Search", "", "gold"])


def cell_of(type_: Type) -> st.SearchStrategy[Any]:
    """A value of a type."""
    match type_:
        case Truth():
            return st.booleans()
        case Day():
            return DAYS
        case Category(labels=labels):
            return st.sampled_from(labels)
        case Words():
            return TEXTS
        case Amount(tag=Tag.COUNT):
            return st.integers(0, 12)
    return NUMBERS


def odd_of(type_: Type) -> st.SearchStrategy[Any]:
    """What a value of a type is not, or hardly."""
    match type_:
        case Day():
            return st.sampled_from([None, date.min, date.max, "2026-02-28", "soon", 3.0])
        case Category() | Words():
            return st.sampled_from([None, "", 3])
    return ODD


@st.composite
def people(draw: st.DrawFn, model: Model) -> dict[str, Any]:
    """A subject; now and then one of whom something is odd, or not told."""
    found: dict[str, Any] = {}
    for name, it in model.inputs.items():
        if not (it.optional or it.default is not None) or draw(st.booleans()):
            found[name] = draw(cell_of(it.type))
    if found and draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(sorted(found)))
        found[name] = draw(odd_of(model.inputs[name].type))
        if draw(st.integers(0, 3)) == 0:
            del found[name]
    return found


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda it: it.stem)
@settings(max_examples=5)
@given(data=st.data())
def test_a_model_of_people_is_asked_as_a_table_of_one_row(path: Path, data: st.DataObject) -> None:
    try:
        asked = asked_of(path)
    except ModelError:
        pytest.skip("a part of a model")
    if asked.model.meaning.tables:
        assert asked.subject.fast is None
        return
    subject = data.draw(people(asked.model))
    wanted = asked.as_a_table(subject)
    careful, fast = asked.carefully(subject), asked.quickly(subject)
    event(f"fast {fast is not None}, careful {careful is not None}, table {wanted is not None}")
    if careful is not None:
        assert same(careful, wanted), subject
    if fast is not None:
        assert same(fast, wanted), subject


@cache
def asked_of(path: Path) -> Asked:
    return Asked(worthwhile.load(path, library=ROOT / "tests" / "language" / "library"))


def same(found: dict[str, Any] | None, wanted: dict[str, Any] | None) -> bool:
    """The same to the last bit; between the rows of a curve of logarithms but for rounding."""
    if told(found) == told(wanted):
        return True
    return found is not None and wanted is not None and all(near(found[it], wanted[it], 1e-13) for it in wanted)
