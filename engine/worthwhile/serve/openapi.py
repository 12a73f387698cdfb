"""The description of what may be asked, made of the models' own inputs and outputs (OpenAPI 3.1)."""

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from worthwhile.meaning.core import TIME, Apply, Const, Core, Ref
from worthwhile.meaning.items import Kind
from worthwhile.meaning.meaning import Input, Output
from worthwhile.meaning.shown import unit_text
from worthwhile.model import Model
from worthwhile.units import Amount, Category, Day, Tag, Truth, Type, Words

Schema = dict[str, Any]
SIGNS = {">=": "minimum", "<=": "maximum", ">": "exclusiveMinimum", "<": "exclusiveMaximum"}
FINDING: Schema = {
    "type": "object",
    "required": ["code", "level", "message"],
    "properties": {
        "code": {"type": "string", "examples": ["W0604"]},
        "level": {"enum": ["error", "warning", "note"]},
        "message": {"type": "string"},
        "hint": {"type": "string"},
    },
}
FINDINGS: Schema = {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}
FAULTS = {
    "400": "The request cannot be read",
    "401": "The token is missing or wrong",
    "413": "The body is too large",
    "422": "The model cannot be asked that: what is wrong with the values",
    "503": "It takes too long, or too much memory",
}


def description(models: Mapping[str, Model], *, token: bool) -> Schema:
    """The whole description."""
    paths: Schema = {"/": {"get": _got("The models that are served", {"type": "object"})}}
    for name, model in models.items():
        paths[f"/models/{name}"] = {"get": _got(f"What is in {_title(model)}", {"type": "object"})}
        paths[f"/models/{name}/evaluate"] = {"post": _evaluate(name, model)}
        paths[f"/models/{name}/run"] = {"post": _run(name, model)}
        paths[f"/models/{name}/explain"] = {"post": _explain(name, model)}
    known: Schema = {"schemas": {"Finding": FINDING}}
    found: Schema = {
        "openapi": "3.1.0",
        "info": {"title": "Value models", "version": version("worthwhile")},
        "paths": paths,
        "components": known,
    }
    if token:
        known["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        found["security"] = [{"token": []}]
    return found


def _title(model: Model) -> str:
    return model.meaning.label or model.name


def _got(summary: str, schema: Schema) -> Schema:
    return {"summary": summary, "responses": {"200": {"description": summary, "content": _json(schema)}}}


def _posted(operation: str, summary: str, body: Schema, answer: Schema) -> Schema:
    faults = {
        code: {"description": said, "content": _json({"type": "object", "properties": {"findings": FINDINGS}})}
        for code, said in FAULTS.items()
    }
    return {
        "operationId": operation,
        "summary": summary,
        "requestBody": {"required": True, "content": _json(body)},
        "responses": {"200": {"description": summary, "content": _json(answer)}, **faults},
    }


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _evaluate(name: str, model: Model) -> Schema:
    outputs = {it.name: _output(it) for it in model.outputs.values()}
    answer = _object(
        {
            "model": {"const": model.name},
            "outputs": {"type": "object", "required": list(outputs), "properties": outputs},
            "units": {"type": "object"},
            "findings": FINDINGS,
        }
    )
    body = _closed({"inputs": _inputs(model), **_changes(model)}, ["inputs"] if _required(model) else [])
    return _posted(f"evaluate_{name}", f"{_title(model)}, for one subject", body, answer)


def _run(name: str, model: Model) -> Schema:
    meaning = model.meaning
    tables: Schema = {}
    if meaning.entity:
        key = {meaning.entity.key: {"type": ["string", "integer"], "description": "the key of the row"}}
        tables[meaning.entity.name] = _rows({**key, **{it.name: _input(model, it) for it in _own(model)}})
    for table in meaning.tables.values():
        tables[table.name] = _rows({table.key: {"type": ["string", "integer"]}, **_columns(model, table.name)})
    body = _closed({"tables": {"type": "object", "properties": tables}, **_changes(model)}, ["tables"])
    answer = _object({"rows": {"type": "integer"}, "outputs": {"type": "object"}, "diagnostics": FINDINGS})
    return _posted(f"run_{name}", f"{_title(model)}, for tables", body, answer)


def _explain(name: str, model: Model) -> Schema:
    names = list(model.meaning.definitions)
    body = _closed({"inputs": _inputs(model), **_changes(model), "name": {"enum": names}}, ["name"])
    answer = _object({"explanation": {"type": "object"}, "text": {"type": "string"}})
    return _posted(f"explain_{name}", f"Why a value of {_title(model)} is what it is", body, answer)


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def _closed(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _rows(columns: Schema) -> Schema:
    return {"type": "array", "items": {"type": "object", "properties": columns}}


def _columns(model: Model, table: str) -> Schema:
    own = [it for it in model.meaning.inputs.values() if it.table == table]
    return {it.name.removeprefix(f"{table}."): _input(model, it) for it in own}


def _changes(model: Model) -> Schema:
    names = [*model.assumptions, *model.inputs]
    found: Schema = {
        "set": {
            "type": "object",
            "description": "other values for assumptions: plain, in their units, or as the language writes them",
            "properties": {it: {"type": ["number", "string", "boolean", "null"]} for it in names},
        }
    }
    if model.scenarios:
        found["scenario"] = {"enum": list(model.scenarios)}
    return found


def _own(model: Model) -> list[Input]:
    return [it for it in model.inputs.values() if not it.table]


def _required(model: Model) -> list[str]:
    return [it.name for it in _own(model) if it.default is None and not it.optional]


def _inputs(model: Model) -> Schema:
    tables = {it.name: _rows(_columns(model, it.name)) for it in model.meaning.tables.values()}
    values = {it.name: _input(model, it) for it in _own(model)}
    found = _closed({**values, **tables}, [*_required(model), *tables])
    return {**found, "description": "values in the declared units; null is missing"}


def _input(model: Model, it: Input) -> Schema:
    schema = {**_of_type(it.type), **_bounds(model, it.name)}
    return _said(schema, it.label, it.type)


def _output(it: Output) -> Schema:
    schema = _of_type(it.core.type)
    if TIME in it.core.shape:
        schema = {"type": "array", "items": schema, "description": "a value for each period"}
    return _said(schema, it.label, it.core.type)


def _said(schema: Schema, label: str, type_: Type) -> Schema:
    unit = unit_text(type_)
    words = ", ".join(filter(None, [label, unit]))
    return {**schema, **({"description": words} if words else {}), **({"x-unit": unit} if unit else {})}


def _of_type(type_: Type) -> Schema:
    """A value of a type; each may be missing."""
    match type_:
        case Category(labels=labels):
            return {"enum": [*labels, None]}
        case Day():
            return {"type": ["string", "null"], "format": "date"}
        case Truth():
            return {"type": ["boolean", "null"]}
        case Words():
            return {"type": ["string", "null"]}
        case Amount(tag=Tag.COUNT, unit=unit) if not unit:
            return {"type": ["number", "null"], "multipleOf": 1}
    return {"type": ["number", "null"]}


def _bounds(model: Model, name: str) -> Schema:
    """What a value has to keep to, where that is known from the text."""
    checks = (it.core for it in model.meaning.checks if it.kind is Kind.BOUNDS and it.subject == name)
    return dict(limit for core in checks for limit in _limits(core))


def _limits(core: Core) -> Iterator[tuple[str, float]]:
    match core:
        case Apply(function="and", args=args):
            for it in args:
                yield from _limits(it)
        case Apply(function=sign, args=(Ref(), Const(value=float(value)))) if sign in SIGNS:
            yield SIGNS[sign], value
