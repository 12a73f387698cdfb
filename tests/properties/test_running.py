"""However a model is asked, it gives the same answers."""

import re
from dataclasses import replace
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from properties.asking import model_of, run, table_of
from properties.generator import Drawn, models
from properties.generator.kinds import CATEGORY, FLAG
from properties.generator.written import Cell, Declared, Override
from properties.one_subject import Asked
from properties.same import identical, near
from worthwhile import Model
from worthwhile.plan.compile import compile_plan
from worthwhile.plan.rewrites import REWRITES
from worthwhile.run import bind
from worthwhile.syntax.tree import number_value

MANY = 1_003
"""Rows enough for a block of 1,000 and what is left of it."""
DIGITS = re.compile(r"[\d_.]+")


def repeated(drawn: Drawn, rows: int) -> Drawn:
    """The same with its rows over and over again."""
    table: dict[str, list[Cell]] = {
        name: [cells[it % len(cells)] for it in range(rows)] for name, cells in drawn.table.items()
    }
    table["id"] = [f"c{place}" for place in range(rows)]
    return replace(drawn, table=table)


@given(models().filter(lambda it: bool(it.entity)), st.sampled_from([1, 2, 7]), st.sampled_from([1, 4]))
def test_blocks_of_any_size_give_what_the_interpreter_gives(drawn: Drawn, block: int, threads: int) -> None:
    agree(drawn, block, threads)


@given(models(depth=2).filter(lambda it: bool(it.entity)), st.sampled_from([1, 4]))
def test_a_long_table_in_blocks_of_a_thousand_gives_what_the_interpreter_gives(drawn: Drawn, threads: int) -> None:
    agree(repeated(drawn, MANY), 1_000, threads)


def agree(drawn: Drawn, block: int, threads: int) -> None:
    """A small table is interpreted; in blocks of a size that is asked for it is walked by programs."""
    whole, parts = run(drawn), run(drawn, block=block, threads=threads)
    for name in whole:
        assert identical(whole[name], parts[name]), name
    assert whole.diagnostics == parts.diagnostics


@given(models().filter(lambda it: bool(it.entity)), st.data())
def test_columns_that_are_looked_at_later_say_the_same(drawn: Drawn, data: st.DataObject) -> None:
    """Plain numbers are taken in as they lie, missing and endless ones among them."""
    numbers = [it.name for it in drawn.inputs if it.kind not in (FLAG, CATEGORY) and it.name in drawn.table]
    table: dict[str, object] = {it: table_of(drawn).column(it) for it in drawn.table}
    for name in numbers:
        cells = [np.nan if it is None else float(it) for it in drawn.table[name] if not isinstance(it, str)]
        if data.draw(st.booleans()):
            cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(st.sampled_from([np.inf, -np.inf]))
        table[name] = np.array(cells)
    model = model_of(drawn)
    with patch.object(bind, "LATER", 10**9):
        at_once = model.run(table)
    with patch.object(bind, "LATER", 1):
        for later in (model.run(table), model.run(table, block=2)):
            for name in at_once:
                assert identical(at_once[name], later[name]), name
            assert set(at_once.diagnostics) == set(later.diagnostics)


@given(models().filter(lambda it: bool(it.entity)))
def test_what_is_rewritten_is_near_what_was_written(drawn: Drawn) -> None:
    """Closed sums and running products round differently from the periods one by one, and no more than that."""
    model = model_of(drawn)
    as_written = Model(model.source, model.registry, model.limits, model.understood)
    plain = tuple(it for it in REWRITES if it.__name__ in ("fold_constants", "drop_unused"))
    as_written.__dict__["plan"] = compile_plan(model.meaning, model.registry.toolbox, plain)
    table = table_of(drawn)
    rewritten, written = model.run(table), as_written.run(table)
    for name in rewritten:
        assert near_arrays(rewritten[name], written[name]), name


def near_arrays(one: object, two: object) -> bool:
    a, b = np.asarray(one), np.asarray(two)
    if a.dtype.kind != "f":
        return identical(a, b)
    size = np.nanmax(np.abs(a), initial=1.0, where=np.isfinite(a))
    return bool(np.allclose(a, b, rtol=1e-11, atol=1e-12 * size, equal_nan=True))


@given(models(population=False).filter(lambda it: bool(it.entity)), st.data())
def test_one_subject_is_told_what_its_row_of_a_run_is(drawn: Drawn, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, drawn.rows - 1))
    result = run(drawn)
    subject = {name: cells[row] for name, cells in drawn.table.items() if name != "id"}
    asked = Asked(model_of(drawn))
    found = asked.quickly(subject) or asked.carefully(subject) or asked.as_a_table(subject)
    assert found is not None
    for name in result:
        values = result.values(name)
        assert found[name] == values[0 if result.is_single(name) else row], name


@given(models().filter(lambda it: bool(it.scenarios)))
def test_a_scenario_is_the_model_with_its_lines_replaced(drawn: Drawn) -> None:
    result = run(drawn, scenario="other")
    again = run(replaced(drawn))
    for name in result:
        assert near(result.values(name), again.values(name), 1e-9), name


def replaced(drawn: Drawn) -> Drawn:
    """The model as the lines of its scenario leave it: assumptions and cells with their new values."""
    lines = {it.name: it for it in drawn.scenarios["other"]}
    table = dict(drawn.table)
    inputs = []
    for it in drawn.inputs:
        line = lines.get(it.name)
        if line is None:
            inputs.append(it)
        elif line.how == "=":
            table.pop(it.name, None)
            inputs.append(replace(it, default=line.by))
        elif it.name in table:
            table[it.name] = [cell * factor(line) if isinstance(cell, float) else cell for cell in table[it.name]]
            inputs.append(it)
        else:
            inputs.append(raised(it, line))
    assumptions = tuple(raised(it, lines[it.name]) if it.name in lines else it for it in drawn.assumptions)
    scenarios = {"other": drawn.scenarios["other"]}
    return replace(drawn, assumptions=assumptions, inputs=tuple(inputs), scenarios=scenarios, table=table)


def factor(line: Override) -> float:
    share = number_value(line.by)
    return 1 + share if line.how == "up" else 1 - share


def raised(it: Declared, line: Override) -> Declared:
    """A declaration with a new default; one that has none stays without."""
    if line.how == "=":
        return replace(it, default=line.by)
    raised_by = factor(line)
    return replace(it, default=DIGITS.sub(lambda found: times(found[0], raised_by), it.default, count=1))


def times(digits: str, by: float) -> str:
    return repr(float(digits.replace("_", "")) * by)


@given(models())
def test_saying_a_type_changes_no_number(drawn: Drawn) -> None:
    result = run(drawn)
    types = {it.name: str(result.output(it.name).type) for it in drawn.formulas}
    said = run(drawn.typed(types))
    for name in result:
        assert identical(result[name], said[name]), name
        assert str(result.output(name).type) == str(said.output(name).type), name
