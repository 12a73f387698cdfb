"""What models answer to requests: plain data in, plain data out, nothing of HTTP."""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from worthwhile.answer.ask import unknown_tables
from worthwhile.model import Model
from worthwhile.serve import complaints
from worthwhile.text import ModelError

Body = Mapping[str, Any]
Answer = dict[str, Any]


def evaluated(model: Model, body: Body) -> Answer:
    """One subject: the value of each output, None where missing, and what is to be said of it."""
    _only(body, "inputs", "set", "scenario")
    found = _as_set(model, body).examine(_inputs(model, body))
    outputs = {name: found.values(name)[0] for name in found}
    findings = [dict(it.to_dict()) for it in found.diagnostics]
    return {"model": model.name, "outputs": outputs, "units": dict(model.units), "findings": findings}


def run(model: Model, body: Body) -> Answer:
    """Whole tables, as lists of rows or of columns: what `worthwhile run --format json` says."""
    _only(body, "tables", "set", "scenario")
    tables = body.get("tables")
    if not isinstance(tables, dict) or not all(isinstance(it, list | dict) for it in tables.values()):
        raise ModelError([complaints.not_as_described("`tables`", "tables by their names, each a list of rows")])
    unknown_tables(model.meaning, tables)  # nothing but tables goes on to `run`, which takes more by name
    given: dict[str, Any] = {name: _columns(name, it) for name, it in tables.items()}
    entity = model.meaning.entity.name if model.meaning.entity else ""
    main = given.pop(entity, None)
    return _as_set(model, body).run(main, **given).to_dict()


def _columns(name: str, rows: list[Any] | dict[str, Any]) -> dict[str, Any]:
    """A table as columns: a row that does not say a value has it missing."""
    if isinstance(rows, dict):
        for head, cells in rows.items():
            if not isinstance(cells, list):
                raise ModelError([complaints.not_as_described(f"the column `{head}` of `{name}`", "a list of values")])
            for it in cells:
                _plain(head, it)
        return rows
    if not all(isinstance(it, dict) for it in rows):
        raise ModelError([complaints.not_as_described(f"the rows of `{name}`", "objects, a value for each column")])
    for row in rows:
        for head, value in row.items():
            _plain(head, value)
    heads = dict.fromkeys(head for it in rows for head in it)
    return {head: [it.get(head) for it in rows] for head in heads}


def explained(model: Model, body: Body) -> Answer:
    """Why one value of one subject is what it is, as a tree."""
    _only(body, "inputs", "set", "scenario", "name")
    name = body.get("name")
    if not isinstance(name, str) or name not in model.meaning.definitions:
        raise ModelError([complaints.not_as_described("`name`", "the name of an output or of a formula")])
    told = _as_set(model, body).examine(_inputs(model, body)).explain(name)
    return {"model": model.name, "explanation": told.to_dict(), "text": str(told)}


ANSWERS: Mapping[str, Callable[[Model, Body], Answer]] = {"evaluate": evaluated, "run": run, "explain": explained}
"""What can be asked of a model, by the last word of the address."""


def _inputs(model: Model, body: Body) -> Mapping[str, Any]:
    """The values of one subject; its tables are rows, never an address that a host would read."""
    inputs = body.get("inputs", {})
    if not isinstance(inputs, dict):
        raise ModelError([complaints.not_as_described("`inputs`", "an object: a value for each input")])
    for name, value in inputs.items():
        if name not in model.meaning.tables:
            _plain(name, value)
    tables = {name: it for name, it in inputs.items() if name in model.meaning.tables}
    if not all(isinstance(it, list | dict) for it in tables.values()):
        raise ModelError([complaints.not_as_described(f"`{next(iter(tables))}`", "a list of rows")])
    return {**inputs, **{name: _columns(name, it) for name, it in tables.items()}}


def _as_set(model: Model, body: Body) -> Model:
    values, scenario = body.get("set", {}), body.get("scenario")
    if not isinstance(values, dict) or not isinstance(scenario, str | None):
        raise ModelError([complaints.not_as_described("`set` or `scenario`", "values by name, and a scenario's name")])
    for name, value in values.items():
        _plain(name, value)
    return model.with_values(values, scenario) if values or scenario else model


def _plain(name: str, value: object) -> None:
    """See that a value is one: no list or object, no number beyond all numbers, no half of a sign."""
    try:
        match value:
            case None | bool() | float():
                fits = True
            case int():
                fits = isfinite(float(value))
            case str():
                value.encode()
                fits = True
            case _:
                fits = False
        name.encode()
    except (OverflowError, UnicodeEncodeError):
        fits = False
    if not fits:
        shown = name.encode(errors="replace").decode()
        raise ModelError([complaints.not_as_described(f"`{shown}`", "a number, a text, true, false or null")])


def _only(body: object, *known: str) -> None:
    if not isinstance(body, dict):
        raise ModelError([complaints.not_as_described("the body", "a JSON object")])
    unknown = [it for it in body if it not in known]
    if unknown:
        raise ModelError([complaints.unknown_member(it, known) for it in unknown])
