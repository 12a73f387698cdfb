"""Runs in pieces that are read elsewhere: the same bits and the same findings as in one place, in any number of pieces."""

import pickle
from collections.abc import Iterable
from typing import Any, TypeVar

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import worthwhile as ww
from properties import test_records as records
from properties.asking import model_of, table_of
from properties.generator import Drawn, models
from properties.test_streaming import same_column, tables_of
from worthwhile.answer.result import Result
from worthwhile.plugin.running import Job
from worthwhile.plugin.spreading import Piece, Returned, Task, cut, spread_over
from worthwhile.text import Finding, ModelError

PARTS = st.sampled_from([1, 2, 5])
FEW = settings(max_examples=25, phases=[Phase.generate], deadline=None)
Thing = TypeVar("Thing")


def sent(thing: Thing) -> Thing:
    """A thing as it comes to another process."""
    found: Thing = pickle.loads(pickle.dumps(thing))  # noqa: S301 (its own)
    return found


def over(model: ww.Model, parts: int, data: Any, **tables: Any) -> Result:
    """A run in pieces; they are done from the last to the first, as any order may be."""
    entity = model.meaning.entity
    assert entity is not None
    job = Job(model, model.meaning, model.plan, model.registry, model.limits, {entity.name: data, **tables})
    pieces = list(cut(job, parts))

    def mapped(task: Task) -> Iterable[Returned]:
        return [sent(sent(task)(sent(it))) for it in reversed(pieces)]

    return spread_over(job, mapped)


def agree(one: Result, other: Result) -> None:
    """Every value, every key, and everything that is said."""
    assert one.rows == other.rows
    assert one.keys == other.keys
    for name in one:
        assert same_column(one[name], other[name]), name
    assert [it.to_dict() for it in one.diagnostics] == [it.to_dict() for it in other.diagnostics]


def said(model: ww.Model, parts: int | None, data: Any, **tables: Any) -> Result | tuple[Finding, ...]:
    """The result, or what stops the run."""
    try:
        return model.run(data, **tables) if parts is None else over(model, parts, data, **tables)
    except ModelError as error:
        return tuple(error.findings)


def same(model: ww.Model, parts: int, data: Any, **tables: Any) -> None:
    here, there = said(model, None, data, **tables), said(model, parts, data, **tables)
    if isinstance(here, Result) and isinstance(there, Result):
        agree(here, there)
    else:
        assert here == there


@FEW
@given(models().filter(lambda it: bool(it.entity)), PARTS)
def test_drawn_models(drawn: Drawn, parts: int) -> None:
    same(model_of(drawn), parts, table_of(drawn))


@FEW
@given(records.data(), PARTS)
def test_records_and_lookups(drawn: records.Data, parts: int) -> None:
    for model in (records.MODEL, records.ALL):
        tables = tables_of(drawn)
        same(model, parts, tables.pop("customers"), **tables)


GROUPED = """entity customer key customer_id
inputs:
    town   : text
    born   : date
    spent  : number
by_town  = sum(spent over customer by town)
by_born  = max(spent over customer by born)
place    = rank(spent over customer)
typical  = median(spent over customer by town)
share    = spent / by_town
spread   = stdev(share over customer)
earliest = first(spent over customer by born)
"""


@pytest.mark.parametrize("parts", [1, 2, 3, 6])
def test_groups_that_each_piece_meets_in_another_order(parts: int) -> None:
    data = pa.table(
        {
            "customer_id": [1, 2, 3, 4, 5, 6],
            "town": ["b", "a", "a", "c", None, "b"],
            "born": pa.array([3, 1, 1, 2, 3, 2], pa.int32()).cast(pa.date32()),
            "spent": [0.1, 0.2, 1e16, 0.3, 5.0, -1e16],
        }
    )
    same(ww.parse(GROUPED), parts, data)


@pytest.mark.parametrize(
    "data",
    [
        {"customer_id": [1, 2, 2, 4, 4, 4], "margin": [1.0] * 6},
        {"customer_id": ["a", None, "b"], "margin": [1.0, -2.0, 3.0]},
        {"customer_id": [1, 2, 3], "margin": ["1", "many", "few"]},
        {"customer_id": [1, 2, 3], "margin": [1.0, None, -1.0]},
        {"customer_id": [], "margin": []},
        {"customer_id": [1]},
        {"margin": [1.0]},
    ],
    ids=["keys twice", "a key missing", "words", "missing and negative", "no rows", "no column", "no key"],
)
@pytest.mark.parametrize("parts", [1, 3])
def test_what_is_wrong_is_said_as_here(parts: int, data: dict[str, list[Any]]) -> None:
    text = (
        "entity customer key customer_id\ninputs:\n    margin : number in 0..\nroot = sqrt(margin)\nensure root < 2\n"
    )
    same(ww.parse(text), parts, data)


def test_a_table_that_the_model_does_not_have_is_told() -> None:
    text = "entity customer key customer_id\ninputs:\n    margin : number\na = margin + 1\n"
    same(ww.parse(text), 2, {"customer_id": [1], "margin": [1.0]}, orders=[{"customer_id": 1}])


def test_what_stops_a_piece_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise OSError("the abacus is broken")

    monkeypatch.setattr("worthwhile_plugins.kernels.numbers.less", broken)
    text = "entity row key id\ninputs:\n    x : number\nlow = x < 7\n"
    same(ww.parse(text), 2, {"id": [1, 2, 3], "x": [1.0, 2.0, 3.0]})


def test_pieces_are_read_by_the_same_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ww.parse("entity row key id\ninputs:\n    x : number\nz = x + 1\n")
    monkeypatch.setattr("worthwhile.answer.spread.versions", lambda: "worthwhile 1 with numpy 2")
    monkeypatch.setattr("worthwhile.answer.pieces.versions", lambda: "worthwhile 1 with numpy 1")
    with pytest.raises(ValueError, match=r"numpy 1 where the rows are read, and .* numpy 2"):
        over(model, 1, {"id": [1], "x": [1.0]})


def test_the_same_model_on_another_table() -> None:
    model = ww.parse("entity row key id\ninputs:\n    x : number = 5\n    y : number\nz = x + y\n")
    assert over(model, 1, {"id": [1], "x": [1.0], "y": [2.0]}).values("z") == [3.0]
    assert over(model, 1, {"id": [1], "y": [2.0]}).values("z") == [7.0]


@pytest.mark.parametrize("before", [0, 3, 1_000, 77_777])
def test_a_quantile_does_not_hang_on_the_groups_before_its_own(before: int) -> None:
    data = {"id": range(before + 4), "town": ["a"] * before + ["b"] * 4, "x": [0.1] * before + [0.3, 0.7, 1.1, 64.3]}
    text = "entity row key id\ninputs:\n    town : text\n    x : number\nq = quantile(x, 37% over row by town)\n"
    place = 0.37 * 3
    assert ww.parse(text).run(data)["q"][-1] == 0.7 + (1.1 - 0.7) * (place - 1)


def test_a_piece_can_be_sent() -> None:
    job_model = ww.parse("entity row key id\ninputs:\n    x : number\na = x + 1\n")
    job = Job(
        job_model,
        job_model.meaning,
        job_model.plan,
        job_model.registry,
        job_model.limits,
        {"row": {"id": [1], "x": [2.0]}},
    )
    (piece,) = cut(job, 1)
    assert isinstance(sent(piece), Piece)
