"""Tables beside the entity's: what is wrong with them, and whose rows an expression is about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from worthwhile.meaning import complaints
from worthwhile.meaning.core import ENTITY, TIME, Core
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.expressions.at import Say
from worthwhile.meaning.graph import resolved, seen_inside
from worthwhile.meaning.items import Declared, Role, TableOf
from worthwhile.meaning.meaning import OtherTable
from worthwhile.meaning.tables import complaints as table_complaints
from worthwhile.meaning.tables.keys import key_holder
from worthwhile.meaning.world import World
from worthwhile.syntax.tree import Call, Name, UnitText, Word, inner


def tables_of(draft: Draft) -> Mapping[str, OtherTable]:
    """The tables of a model beside its entity's."""
    return {
        it.name: OtherTable(it.name, it.label, it.of.text if it.of else "", it.by.text, it.span)
        for it in draft.tables.values()
    }


def with_tables(draft: Draft, say: Say) -> Draft:
    """The draft, its tables looked at; the entity's key is an input where a lookup is by it."""
    entity, names = draft.entity, dict(draft.names)
    for table in draft.tables.values():
        _look_at(draft, table, say)
        key = table.by.text
        if table.of is None and entity and key == entity.key and key_holder(draft, table, "") is None:
            text, name = UnitText((Word("text", entity.span),), entity.span), table.home + key
            label = f"The key of a {entity.name}"
            names[name] = Declared(name, Role.INPUT, entity.span, label, text, column=key, sees=(table.home,))
    return replace(draft, names=names)


def _look_at(draft: Draft, table: TableOf, say: Say) -> None:
    """Say what is wrong with the head of a table."""
    entity = draft.entity
    if table.name in draft.names or (entity and table.name == entity.name):
        say(complaints.taken(table.name, "another name of the model", table.span))
    if table.of is not None and (entity is None or table.of.text != entity.name):
        say(table_complaints.records_of_what(table.name, table.of.text, entity.name if entity else "", table.of.span))
    elif table.of is None and key_holder(draft, table, "") is None and not (entity and entity.key == table.by.text):
        say(table_complaints.no_key_holder(table.name, table.by.text, entity.name if entity else "", table.by.span))


def table_mentioned(
    world: World, sees: tuple[str, ...], bound: Mapping[str, Core], nodes: Iterable[object]
) -> str | None:
    """The records that some expressions are about, where it is the rows of one table."""
    found = {table for node in nodes for table in _tables_in(world, sees, bound, node, frozenset())}
    return found.pop() if len(found) == 1 else None


def _tables_in(
    world: World, sees: tuple[str, ...], bound: Mapping[str, Core], node: object, called: frozenset[str]
) -> Iterator[str]:
    """The tables whose rows a node has a value for each of; what an aggregate has summed up is not."""
    draft = world.draft
    match node:
        case Name(text=text):
            if text in bound:
                yield from bound[text].shape - {ENTITY, TIME}
                return
            facts = world.facts.get(resolved(draft, text, sees))
            if facts is not None:
                yield from (it for it in facts.shape - {ENTITY, TIME} if draft.tables[it].of is not None)
            elif sees[-1] + text in draft.tables and draft.tables[sees[-1] + text].of is not None:
                yield sees[-1] + text
        case Call(function=function, arguments=arguments) if sees[-1] + function.text in draft.macros:
            for it in arguments:
                yield from _tables_in(world, sees, bound, it.value, called)
            key = sees[-1] + function.text
            if key not in called:
                inside = seen_inside(sees, function.text)
                yield from _tables_in(world, inside, {}, draft.macros[key].body, called | {key})
        case Call(function=function, arguments=arguments, where=where, over=over, by=by):
            aggregates = world.toolbox.aggregates
            if function.text in aggregates and (where or over or by or len(arguments) == 1):
                return
            for it in arguments:
                yield from _tables_in(world, sees, bound, it.value, called)
        case _:
            for below in inner(node):
                yield from _tables_in(world, sees, bound, below, called)
