"""The JSON Schema of the YAML form is what the reader reads by, and takes what it takes.

After a change of the shapes, ``pytest tests/house/test_schema.py --accept`` writes it anew.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from worthwhile.resources import grammar
from worthwhile.statements.spelled import spelled
from worthwhile.syntax import parse
from worthwhile.syntax.twin.schema import schema
from worthwhile.text import Source
from worthwhile.text.source import Spelling

ROOT = Path(__file__).parents[2]
FILE = ROOT / "grammars" / "worthwhile.schema.json"
MODELS = sorted([*ROOT.glob("rules/*/*.worth"), *ROOT.glob("tests/tables/programs/whole/*.worth")])
REFUSED = sorted(ROOT.glob("tests/language/rejected/W013[456]_*.yaml"))
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str, date),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "object": (dict,),
    "array": (list,),
}


def taken(value: Any, by: dict[str, Any], root: dict[str, Any]) -> bool:
    """Whether a schema takes a value, as far as this one says things."""
    assert by.keys() <= {
        "$ref", "$schema", "$defs", "title", "description", "anyOf", "enum", "type", "properties", "required",
        "additionalProperties", "dependentRequired", "items", "minItems",
    }  # fmt: skip
    if "$ref" in by:
        return taken(value, root["$defs"][by["$ref"].removeprefix("#/$defs/")], root)
    if "anyOf" in by and not any(taken(value, it, root) for it in by["anyOf"]):
        return False
    if "enum" in by and value not in by["enum"]:
        return False
    kinds = [by["type"]] if isinstance(by.get("type"), str) else by.get("type", TYPES)
    if not any(isinstance(value, TYPES[it]) for it in kinds):
        return False
    if isinstance(value, dict) and by.get("type") == "object":
        known, rest = by.get("properties", {}), by.get("additionalProperties", True)
        inside = (taken(it, known.get(str(key), rest), root) if key in known or rest is not False else False
                  for key, it in value.items())  # fmt: skip
        needed = set(by.get("required", ())) | {
            it for key, wants in by.get("dependentRequired", {}).items() if key in value for it in wants
        }
        return needed <= {*map(str, value)} and all(inside)
    if isinstance(value, list) and "items" in by:
        return len(value) >= by.get("minItems", 0) and all(taken(it, by["items"], root) for it in value)
    return True


def test_the_schema_is_made_of_the_shapes(request: pytest.FixtureRequest) -> None:
    said = json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
    if request.config.getoption("--accept", default=False):
        FILE.write_text(said, encoding="utf-8")
    assert grammar(FILE.name) == said


@pytest.mark.parametrize("path", MODELS, ids=lambda it: it.stem)
def test_it_takes_what_the_reader_takes(path: Path) -> None:
    text = spelled(Source(path.name, path.read_text(encoding="utf-8")), Spelling.YAML).text
    assert text
    assert taken(yaml.safe_load(text), schema(), schema())


@pytest.mark.parametrize("path", REFUSED, ids=lambda it: it.stem)
def test_it_refuses_what_the_reader_refuses_for_its_shape(path: Path) -> None:
    assert REFUSED
    text = path.read_text(encoding="utf-8")
    assert parse(Source(path.name, text, Spelling.YAML)).findings
    assert not taken(yaml.safe_load(text), schema(), schema())
