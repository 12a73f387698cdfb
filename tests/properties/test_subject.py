"""One subject asked in plain Python is told what a table of one row is told."""

import ast
import builtins
import math
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from properties.asking import model_of
from properties.generator import Drawn, models
from properties.generator.kinds import CATEGORY, FLAG, LABELS
from properties.one_subject import Asked, told

ODD = st.sampled_from([None, math.nan, 0.0, -0.0, 1, -3, 1e308, -1e308, 5e-324, 1e-200, 2**53, 1e15, 0.5])
"""Cells that no table of decent people has."""


@st.composite
def subjects(draw: st.DrawFn, drawn: Drawn) -> dict[str, Any]:
    """A row of the model's table, or one whose cells are odd."""
    row = draw(st.integers(0, drawn.rows - 1))
    found: dict[str, Any] = {}
    for it in drawn.inputs:
        if it.name in drawn.table:
            found[it.name] = drawn.table[it.name][row]
        if draw(st.integers(0, 5)) == 0 and it.kind not in {FLAG, CATEGORY}:
            found[it.name] = draw(ODD)
        elif it.kind == CATEGORY and draw(st.integers(0, 3)) == 0:
            found[it.name] = draw(st.sampled_from((*LABELS, None, "", " gold ")))
        elif it.kind == FLAG and draw(st.integers(0, 3)) == 0:
            found[it.name] = draw(st.sampled_from((True, False, None, 1, 0)))
    return found


@given(models(), st.data())
def test_plain_functions_give_what_a_table_of_one_row_gives(drawn: Drawn, data: st.DataObject) -> None:
    asked = Asked(model_of(drawn))
    for _ in range(3):
        subject = data.draw(subjects(drawn))
        wanted = asked.as_a_table(subject)
        careful, fast = asked.carefully(subject), asked.quickly(subject)
        event(f"fast {fast is not None}, careful {careful is not None}, table {wanted is not None}")
        if careful is not None:
            assert told(careful) == told(wanted), subject
        if fast is not None:
            assert told(fast) == told(wanted), subject


@given(models())
def test_what_is_printed_is_plain_python(drawn: Drawn) -> None:
    model = model_of(drawn)
    for printed in (model.subject.fast, model.subject.careful):
        assert printed is not None
        tree = ast.parse(printed.text)
        assert [type(it) for it in tree.body] == [ast.FunctionDef]
        assert not any(isinstance(it, ast.Import | ast.ImportFrom) for it in ast.walk(tree))
        free = {it.id for it in ast.walk(tree) if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Load)}
        bound = {it.id for it in ast.walk(tree) if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Store)}
        assert free - bound <= {*printed.calls, *printed.mathematics, *dir(builtins), "given"}
        assert all(hasattr(math, it) for it in printed.mathematics)
