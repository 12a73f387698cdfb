"""Models with uncertain names: drawn, they are what they would be with the draws for values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

import worthwhile
from properties.asking import table_of
from properties.generator import Drawn, models
from properties.generator.kinds import CATEGORY, FLAG
from properties.generator.written import Declared
from properties.same import near
from worthwhile import Model
from worthwhile.answer.ask import answered
from worthwhile.answer.values import as_plain
from worthwhile.meaning.constants import constant
from worthwhile.meaning.core import Core
from worthwhile.meaning.meaning import Meaning
from worthwhile.meaning.uncertain.drawing import drawn as drawn_of
from worthwhile.meaning.uncertain.uncertain import Uncertain, uniform_of
from worthwhile.plan.compile import compile_plan
from worthwhile.plugin.tables import frame_of
from worthwhile.run.cut_off import CutOff

INSIDE = st.floats(0.001, 0.999)


@dataclass(frozen=True, slots=True)
class Spread(Declared):
    """A declaration with a distribution about its value."""

    after: str = ""

    def __str__(self) -> str:
        return f"{Declared.__str__(self)} ~ {self.after}"


def spread(it: Declared, data: st.DataObject) -> Declared:
    """The same declaration, uncertain where it is a number that has a value."""
    if not it.default or it.kind in {FLAG, CATEGORY} or not data.draw(st.booleans()):
        return it
    after = data.draw(st.sampled_from([f"{it.default} +- {it.default}", f"lognormal({it.default}, {it.default})"]))
    return Spread(it.name, it.kind, it.unit, it.default, it.bounds, it.optional, after)


def answers(model: Model, meaning: Meaning, drawn: Drawn, known: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs, from the model's table and some columns besides."""
    data = table_of(drawn) if drawn.entity else {name: cells[0] for name, cells in drawn.table.items()}
    name = drawn.entity
    frames = (
        {name: frame_of(data, name or "the values", model.registry, frozenset([*drawn.table, "id"]))} if data else {}
    )
    plan = compile_plan(meaning, model.registry.toolbox)
    scene = answered(meaning, plan, model.registry.toolbox, frames, lenient=True, known=known)
    found = zip(plan.outputs, scene.filled.outputs, strict=True)
    return {
        it.name: [as_plain(each, it.type) for each in column] if isinstance(column, list) else as_plain(column, it.type)
        for it, column in found
    }


@settings(max_examples=40)
@given(models(what_if=False), st.data())
def test_a_drawn_model_is_the_model_with_the_draws_for_values(drawn: Drawn, data: st.DataObject) -> None:
    unsure = replace(
        drawn,
        assumptions=tuple(spread(it, data) for it in drawn.assumptions),
        inputs=tuple(spread(it, data) for it in drawn.inputs),
    )
    model, plain = worthwhile.parse(unsure.text), worthwhile.parse(drawn.text)
    uniforms: dict[str, Any] = {}
    values: dict[str, float] = {}
    columns: dict[str, Any] = {}
    for name, it in model.meaning.uncertain.items():
        single = not it.shape
        u = np.array(
            data.draw(st.lists(INSIDE, min_size=1 if single else drawn.rows, max_size=1 if single else drawn.rows))
        )
        uniforms[uniform_of(name)] = u
        found = quantiles(model, it, u)
        if single:
            values[name] = found.item()
        else:
            columns[name] = found
    event(f"{len(values)} values, {len(columns)} columns")
    fixed = plain.with_values(values)
    wanted = answers(fixed, fixed.meaning, drawn, columns)
    assert near_all(answers(model, drawn_of(model.meaning), drawn, uniforms), wanted)


def quantiles(model: Model, it: Uncertain, u: np.ndarray) -> np.ndarray:
    """What is drawn for some uniform numbers, asked of the distribution itself."""

    def value(core: Core) -> float:
        found = constant(core, model.registry.toolbox.functions, lambda _: None)
        assert isinstance(found, float)
        return found

    ends = [value(each) for each in (it.low, it.high) if each is not None]
    cut = CutOff(it.distribution, low=it.low is not None, high=it.high is not None)
    return cut.drawn(u, *ends, *map(value, it.args))


def near_all(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    return one.keys() == two.keys() and all(near(one[name], two[name], 1e-9) for name in one)
