"""Columns that go by other heads in the data than in the model."""

from collections.abc import Mapping
from dataclasses import replace

from worthwhile.meaning import complaints
from worthwhile.meaning.items import Role
from worthwhile.meaning.meaning import Meaning
from worthwhile.text import ModelError


def mapped(meaning: Meaning, heads: Mapping[str, str]) -> Meaning:
    """The same meaning with other heads for some inputs and keys, told by their names: ``orders.amount``.

    Raises `ModelError` for names that have no column.
    """
    names = columns_of(meaning)
    unknown = [it for it in heads if it not in names]
    if unknown:
        raise ModelError([complaints.unknown_to_map(it, names) for it in unknown])
    inputs = {name: replace(it, column=heads.get(name, it.column)) for name, it in meaning.inputs.items()}
    entity = meaning.entity
    if entity is not None:
        entity = replace(entity, head=heads.get(entity.key, entity.head))
    tables = {name: replace(it, head=heads.get(f"{name}.{it.key}", it.head)) for name, it in meaning.tables.items()}
    return replace(meaning, inputs=inputs, entity=entity, tables=tables)


def columns_of(meaning: Meaning) -> list[str]:
    """The names of all that comes from a column."""
    entity = meaning.entity
    known = [entity.key] if entity else []
    known += [f"{name}.{it.key}" for name, it in meaning.tables.items()]
    roles = (Role.INPUT, Role.COLUMN)
    known += [name for name, it in meaning.inputs.items() if it.column and meaning.declared[name].role in roles]
    return list(dict.fromkeys(known))
