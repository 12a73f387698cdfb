"""The JSON Schema of the YAML form, for editors: made of the shapes that the reader reads by.

A scalar may be a number or a flag to an editor, which resolves what this engine reads as text.
What the schema cannot tell, such as whether an expression is one, is told by `worthwhile check`.
"""

from collections.abc import Callable
from typing import Any

from worthwhile.syntax.twin.read import LABEL, SECTIONS
from worthwhile.syntax.twin.shapes import (
    TEXT,
    Choice,
    Either,
    Keys,
    Listing,
    Named,
    Piece,
    Shape,
    Table,
    Tree,
    Words,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR = ["string", "number", "boolean"]


def schema() -> dict[str, Any]:
    """The whole schema, as JSON has it."""
    found = _Schema()
    sections = {key: _or_nothing(found.of(it.shape)) for key, it in SECTIONS.items()}
    model = {
        "type": "object",
        "properties": {**sections, LABEL: found.of(TEXT)},
        "dependentRequired": {LABEL: ["model"]},
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "title": "A Worthwhile model as YAML",
        "description": "One mapping; or a list of several, where the order of statements of different kinds matters.",
        "anyOf": [{"$ref": "#/$defs/model"}, {"type": "array", "items": {"$ref": "#/$defs/model"}}],
        "$defs": {"model": model, **dict(sorted(found.defs.items()))},
    }


def _or_nothing(inner: dict[str, Any]) -> dict[str, Any]:
    """A key with nothing behind it is as good as none."""
    return {"anyOf": [inner, {"type": "null"}]}


class _Schema:
    def __init__(self) -> None:
        self.defs: dict[str, Any] = {}

    def of(self, shape: Shape) -> dict[str, Any]:
        """The schema of a shape."""
        match shape:
            case Piece(spoken=spoken) | Words(spoken=spoken):
                return {"type": _SCALAR, "description": spoken}
            case Choice(words=words):
                flags = [it == "true" for it in words if it in ("true", "false")]
                return {"enum": [*words, *flags]}
            case Keys():
                return self._defined(shape.spoken, lambda: self._keys(shape))
            case Named(of=of, spoken=spoken):
                return {"type": "object", "description": spoken, "additionalProperties": _or_nothing(self.of(of))}
            case Listing(of=of, lone=lone):
                listed = {"type": "array", "items": self.of(of)}
                return {"anyOf": [listed, self.of(of)]} if lone else listed
            case Either(mapping=mapping, listing=listing):
                return {"anyOf": [self.of(mapping), self.of(listing)]}
            case Tree():
                return self._defined(f"{shape.below} of {shape.line.spoken}", lambda: self._tree(shape))
            case Table():
                return self._defined(shape.head.spoken, lambda: self._table(shape))

    def _defined(self, spoken: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """A shape under a name, so that it may hold itself."""
        name = spoken.removeprefix("a ").removeprefix("an ").removeprefix("the ").replace(" ", "_")
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = {"description": spoken, **make()}
        return {"$ref": f"#/$defs/{name}"}

    def _keys(self, shape: Keys) -> dict[str, Any]:
        optional = {key: it for key, it in shape.keys.items() if key not in shape.needs}
        inside: dict[str, Any] = {
            "type": "object",
            "properties": {
                key: _or_nothing(self.of(it)) if key in optional else self.of(it) for key, it in shape.keys.items()
            },
            "additionalProperties": self.of(shape.others.of) if shape.others else False,
        }
        if shape.needs:
            inside["required"] = list(shape.needs)
        return {"anyOf": [self.of(shape.keys[shape.short]), inside]} if shape.short else inside

    def _tree(self, shape: Tree) -> dict[str, Any]:
        """Lines and groups: a group is a mapping of the same kind, or has one beside its label."""
        below = {"$ref": f"#/$defs/{f'{shape.below} of {shape.line.spoken}'.replace(' ', '_')}"}
        group = {
            "type": "object",
            "properties": {"label": self.of(TEXT), shape.below: below},
            "required": [shape.below],
            "additionalProperties": False,
        }
        named = {"type": "object", "additionalProperties": {"anyOf": [self.of(shape.line), group, below]}}
        return {"anyOf": [group, named]} if shape.root else named

    def _table(self, shape: Table) -> dict[str, Any]:
        head = self._keys(shape.head)
        row = {"type": "array", "items": {"type": [*_SCALAR, "null"]}}
        head["properties"][shape.rows] = {"type": "array", "items": row, "minItems": 1}
        head["required"] = [*shape.head.needs, shape.rows]
        return head
