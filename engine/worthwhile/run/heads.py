"""Heads to inputs: which column is which input, and what can be said before any row is read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from worthwhile.data.form import Form, form_of
from worthwhile.data.spelling import PLAIN, UNSURE, Spelled, Spelling, agreed
from worthwhile.meaning.core import ENTITY
from worthwhile.meaning.items import Role
from worthwhile.meaning.meaning import Input, Meaning, OtherTable
from worthwhile.plan.steps import Plan
from worthwhile.run import complaints
from worthwhile.text import Finding, Level, Span
from worthwhile.text.frozen import frozen
from worthwhile.units import Day, Type

NOWHERE: Spelled = MappingProxyType({})
"""Every column is spelled as programs write."""


@frozen
class Wanted:
    """A column that is to be taken in, and the input that it is for."""

    name: str
    head: str
    type: Type
    optional: bool
    at: Span
    spelling: Spelling = PLAIN
    """How its texts are to be read."""


@frozen
class Heads:
    """The columns of one table as the model wants them; it can be sent to wherever the rows are."""

    axis: str
    file: str
    key: str
    """The head of the rows' keys; nothing where they have none, or none that could be read."""
    key_at: Span | None
    told: tuple[Finding, ...] = ()
    """What is to be said of the table, and of its key."""
    inputs: tuple[Wanted | Finding, ...] = ()
    """In order: the columns of the inputs, or what is to be said of one that has none."""

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The columns that are to be taken in."""
        return tuple(it for it in self.inputs if isinstance(it, Wanted))

    @property
    def read(self) -> tuple[str, ...]:
        """The heads of all the columns that a run looks at, each once."""
        keys = (self.key,) if self.key else ()
        return tuple(dict.fromkeys((*keys, *(it.head for it in self.wanted))))

    @property
    def only_wanted(self) -> "Heads":
        """The same with nothing to be said yet."""
        return Heads(self.axis, self.file, self.key, self.key_at, (), self.wanted)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that can be said before any row is read."""
        return (*self.told, *(it for it in self.inputs if isinstance(it, Finding)))


def entity_heads(
    meaning: Meaning,
    heads: Sequence[str] | None,
    file: str,
    spelled: Spelled = NOWHERE,
    notes: tuple[Finding, ...] = (),
    *,
    one: bool = False,
) -> Heads:
    """The columns of the entity's table, or of the values of a model about one thing; None: there are none.

    ``one`` asks for no key: it is about a single subject.
    """
    entity = meaning.entity
    if entity is not None and heads is None:
        return Heads(ENTITY, "", "", None, (complaints.no_data(entity.name, entity.at),))
    declared = meaning.declared
    inputs = [it for it in meaning.inputs.values() if not it.table and declared[it.name].role is Role.INPUT]
    found = _inputs(inputs, heads, file, spelled, None)
    if entity is None or heads is None or (one and entity.column not in heads):
        return Heads(ENTITY, file, "", None, notes, found)
    return _keyed(ENTITY, file, entity.column, entity.at, heads, found, notes)


def table_heads(
    meaning: Meaning,
    plan: Plan,
    table: OtherTable,
    heads: Sequence[str] | None,
    file: str,
    spelled: Spelled = NOWHERE,
    notes: tuple[Finding, ...] = (),
    *,
    keyless: bool = False,
) -> Heads:
    """The columns of records or of a lookup: only those that the plan needs are read.

    ``keyless`` asks for no key: all records belong to the one subject.
    """
    told: tuple[Finding, ...] = ()
    if heads is None:
        told = (complaints.no_table(meaning.plain_name(table), bool(table.of), table.at),)
    if not heads:  # a table of nothing has no rows
        return Heads(table.name, file, "", None, told)
    needed = {it.name for it in plan.inputs}
    found = _inputs((it for it in meaning.inputs.values() if it.table == table.name), heads, file, spelled, needed)
    if keyless:
        return Heads(table.name, file, "", None, notes, found)
    return _keyed(table.name, file, table.column, table.at, heads, found, notes)


def _keyed(
    axis: str,
    file: str,
    key: str,
    at: Span,
    heads: Sequence[str],
    inputs: tuple[Wanted | Finding, ...],
    notes: tuple[Finding, ...],
) -> Heads:
    if key not in heads:
        return Heads(axis, file, "", None, (*notes, complaints.no_key(key, heads, at, file)), inputs)
    if key in twice(heads):
        return Heads(axis, file, "", None, (*notes, complaints.head_twice(key, file, at)), inputs)
    return Heads(axis, file, key, at, notes, inputs)


def _inputs(
    inputs: Iterable[Input], heads: Sequence[str] | None, file: str, spelled: Spelled, needed: set[str] | None
) -> tuple[Wanted | Finding, ...]:
    """Inputs that are set from outside have no column, and none is looked at."""
    several = twice(heads or ())
    wanted = (_input(it, heads, several, file, needed) for it in inputs if it.column)
    found: list[Wanted | Finding] = []
    for it in wanted:
        match it:
            case Wanted():
                found.append(replace(it, spelling=spelled.get(it.head, PLAIN)))
            case Finding():
                found.append(it)
    return tuple(_settled(found, file)) if spelled else tuple(found)


def _settled(found: Sequence[Wanted | Finding], file: str) -> Iterator[Wanted | Finding]:
    """The columns with their spellings; where one can be read in two ways, the others decide that agree."""
    wanted = [it for it in found if isinstance(it, Wanted)]
    mark = agreed(it.spelling.sure for it in wanted if _is_number(it.type))
    order = agreed(it.spelling.dates for it in wanted if isinstance(it.type, Day))
    settled = [replace(it, spelling=it.spelling.among(mark, order)) for it in wanted]
    words, options = _found_out(settled)
    if words:
        yield complaints.read_as(file, words, options)
    known = {it.name: it for it in settled}
    for it in found:
        match it:
            case Wanted():
                yield from _asked(known[it.name], file)
            case Finding():
                yield it


def _is_number(type_: Type) -> bool:
    return form_of(type_) is Form.NUMBER and not isinstance(type_, Day)


def _found_out(wanted: Sequence[Wanted]) -> tuple[list[str], list[str]]:
    """What nobody said of how numbers and dates are written: in words, and as options."""
    numbers = [it.spelling for it in wanted if _is_number(it.type) and not it.spelling.said]
    marks = {it.decimal for it in numbers if it.decimal == "," or it.sure or it.thousands}
    orders = {it.spelling.dates for it in wanted if isinstance(it.type, Day) and not it.spelling.dated}
    told = []
    if "," in marks:
        told.append(("decimal commas", "decimal=,"))
    elif "." in marks:
        told.append(("decimal points and marks between thousands", "decimal=."))
    if "dmy" in orders:
        told.append(("dates with the day first", "dates=dmy"))
    elif "mdy" in orders:
        told.append(("dates with the month first", "dates=mdy"))
    return [it for it, _ in told], [it for _, it in told]


def _asked(wanted: Wanted, file: str) -> Iterator[Wanted | Finding]:
    """A column; what is to be asked where its numbers or dates can be read in two ways."""
    spelling = wanted.spelling
    if isinstance(wanted.type, Day):
        if spelling.dates == UNSURE:
            yield complaints.which_order(wanted.name, spelling.example, wanted.at, file)
            return
    elif form_of(wanted.type) is Form.NUMBER:
        if spelling.decimal == UNSURE:
            yield complaints.which_mark(wanted.name, spelling.example, wanted.at, file)
            return
        if spelling.doubtful:
            yield complaints.which_mark(wanted.name, spelling.example, wanted.at, file).at(Level.WARNING)
    yield wanted


def columns_read(meaning: Meaning, name: str) -> frozenset[str]:
    """The heads of all columns of a table, told by its name, that a run may look at."""
    entity = meaning.entity
    if name == (entity.name if entity else ""):
        keys = (entity.column,) if entity else ()
        return frozenset((*keys, *(it.column for it in meaning.inputs.values() if not it.table)))
    tables = [it for it in meaning.tables.values() if name in (it.name, meaning.plain_name(it))]
    names = {it.name for it in tables}
    return frozenset(
        (*(it.column for it in tables), *(it.column for it in meaning.inputs.values() if it.table in names))
    )


def _input(
    given: Input, heads: Sequence[str] | None, several: Mapping[str, int], file: str, needed: set[str] | None
) -> Wanted | Finding | None:
    head = given.column
    if heads is None or head not in heads:
        if given.default is not None or given.optional:
            return None
        if heads is None:
            return complaints.not_given(given.name, given.at, as_of=False)
        return complaints.no_column(given.name, head, heads, given.at, file)
    if head in several:
        return complaints.head_twice(head, file, given.at)
    if needed is not None and given.name not in needed:
        return None
    return Wanted(given.name, head, given.type, given.optional, given.at)


def twice(heads: Sequence[str]) -> Mapping[str, int]:
    """Heads that several columns have."""
    counts: dict[str, int] = {}
    for it in heads:
        counts[it] = counts.get(it, 0) + 1
    return {head: count for head, count in counts.items() if count > 1}
