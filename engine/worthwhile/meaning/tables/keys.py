"""Who holds the key of a lookup: a column of records, a name of the entity."""

from collections.abc import Iterator

from worthwhile.meaning.draft import Draft
from worthwhile.meaning.items import Declared, TableOf


def key_holder(draft: Draft, lookup: TableOf, table: str) -> str | None:
    """The name whose value is the key of a lookup, as seen from the rows of a table.

    A column of these rows comes first, then a name of the entity; then a column of other records, and
    of other lookups, all of the lookup's own model.
    """
    key = lookup.by.text
    own = f"{table}.{key}"
    if table and own in draft.names and table != lookup.name:
        return own
    if lookup.home + key in draft.names:
        return lookup.home + key
    others = _others(draft, lookup)
    others.sort(key=lambda it: it.of is None)
    return f"{others[0].name}.{key}" if others else None


def as_said(lookup: TableOf, column: str, said: str, holder: str) -> str:
    """The key of a lookup as it would be written beside a column: `rival.plan_id` for `rival.plans.price`."""
    prefix = said.removesuffix(column.removeprefix(lookup.home))
    return prefix + holder.removeprefix(lookup.home)


def keys_read(draft: Draft, said: str, meant: str) -> Iterator[str]:
    """The keys that a mention of a lookup's column may read, whoever's rows it is about."""
    entry = draft.names.get(meant)
    lookup = draft.tables.get(entry.table) if isinstance(entry, Declared) else None
    if lookup is None or lookup.of is not None:
        return
    for holder in _holders(draft, lookup):
        yield as_said(lookup, meant, said, holder)


def _holders(draft: Draft, lookup: TableOf) -> Iterator[str]:
    key = lookup.by.text
    if lookup.home + key in draft.names:
        yield lookup.home + key
    yield from (f"{it.name}.{key}" for it in _others(draft, lookup))


def _others(draft: Draft, lookup: TableOf) -> list[TableOf]:
    """The other tables that have such a column."""
    near = (it for it in draft.tables.values() if it.home == lookup.home and it.name != lookup.name)
    return [it for it in near if f"{it.name}.{lookup.by.text}" in draft.names]
