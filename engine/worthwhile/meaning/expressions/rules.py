"""Segments and decisions: rows of tests, and what follows from the one that holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from worthwhile.meaning.core import (
    ENTITY,
    TIME,
    AddUp,
    Const,
    Core,
    Match,
    Pick,
    Policy,
    Row,
    Shape,
    joined,
    operand,
    unknown,
)
from worthwhile.meaning.expressions.at import At
from worthwhile.meaning.expressions.cells import cell
from worthwhile.meaning.proofs import complaints as tellings
from worthwhile.meaning.tables import complaints as table_complaints
from worthwhile.syntax.tree import Chosen, Part, Rule, Ruled, Rules, Summed
from worthwhile.units import NUMBER, Amount, Category, Factor, Nothing, Rate, Tag, Type, Unknown, Words, Zero

POLICIES = {"first_match": Policy.FIRST}


def ruled(at: At, node: Ruled) -> Core:
    """What a segment or a column of results comes down to."""
    match node:
        case Rules():
            return _matched(at, node)
        case Chosen():
            return _chosen(at, node)
        case Summed():
            return _summed(at, node)


def _matched(at: At, node: Rules) -> Core:
    tests, rows, shape = _rows(at, node)
    labels = tuple(dict.fromkeys(it.name for it in rows))
    policy = POLICIES.get(node.policy, Policy.ONE)
    return Match(tests, rows, policy, Category(labels), shape, node.span)


def _chosen(at: At, node: Chosen) -> Core:
    which = at.core(node.rules)
    values = _values(at, [at.core(it) for it in node.values])
    if values is None:
        return unknown(node.span, which.shape)
    return Pick(which, values, values[0].type, joined(which, *values), node.span)


def _summed(at: At, node: Summed) -> Core:
    tests, rows, shape = _rows(at, node.rules)
    values = _values(at, [at.core(it) for it in node.values])
    shape |= joined(*values) if values else frozenset()
    if values is None:
        return unknown(node.span, shape)
    type_ = values[0].type
    match type_:
        case Zero() | Amount(tag=Tag.SCORE):
            type_ = NUMBER
        case Amount() | Rate() | Unknown():
            pass
        case _:
            at.say(tellings.no_sum_of(node.rules.title, type_, values[0].span))
            return unknown(node.span, shape)
    return AddUp(tests, rows, values, type_, shape, node.span)


# ---- rows


@dataclass(slots=True)
class _Tests:
    """The tests of all rows, each once: rows that ask the same share it."""

    at: At
    columns: tuple[Core, ...]
    found: list[Core] = field(default_factory=list)
    known: dict[tuple[int, str], int | None] = field(default_factory=dict)

    def of(self, row: Rule) -> tuple[int, ...]:
        """The places of a row's tests."""
        if not self.columns:
            return tuple(self._take(self.at.condition(it)) for it in row.cells if not isinstance(it, Part))
        if len(row.cells) != len(self.columns):  # said where cells are counted; nothing is proven of such rows
            self._take(unknown(row.span))
        places = (self._cell(number, it) for number, it in enumerate(row.cells) if isinstance(it, Part))
        return tuple(dict.fromkeys(it for it in places if it is not None))

    def _cell(self, number: int, part: Part) -> int | None:
        key = (number, " ".join(part.span.text.split()))
        if key not in self.known:
            if number >= len(self.columns):
                return None
            test = cell(self.at, self.columns[number], part)
            self.known[key] = None if test is None else self._take(test)
        return self.known[key]

    def _take(self, test: Core) -> int:
        many = test.shape - {ENTITY, TIME}
        if many:
            entity = self.at.world.draft.entity
            self.at.say(
                table_complaints.fan_out(min(many), entity.name if entity else "", operand(test).words, test.span, None)
            )
            test = unknown(test.span, test.shape & {ENTITY, TIME})
        self.found.append(test)
        return len(self.found) - 1


def _rows(at: At, node: Rules) -> tuple[tuple[Core, ...], tuple[Row, ...], Shape]:
    """Tests, rows, and how many values come of them: a column counts though no row asks it anything."""
    columns = tuple(map(at.core, node.columns))
    tests = _Tests(at, columns)
    rows = tuple(Row(it.name, tests.of(it) if it.cells else None, it.span) for it in node.rows)
    return tuple(tests.found), rows, joined(*tests.found, *columns) & {ENTITY, TIME}


# ---- results


def _values(at: At, values: list[Core]) -> tuple[Core, ...] | None:
    """The results of a column in one type; nothing, and a finding, where they have none."""
    texts = [it.value for it in values if isinstance(it, Const) and isinstance(it.type, Words)]
    gone = [it for it in values if isinstance(it, Const) and isinstance(it.type, Nothing)]
    if texts and len(texts) + len(gone) == len(values):  # all texts: a category of just these
        category = Category(tuple(dict.fromkeys(map(str, texts))))
        return tuple(replace(it, type=category) for it in values)
    if not _fit_one_another(at, values):
        return None
    return at.branches(values, values[0].span)


def _fit_one_another(at: At, values: Sequence[Core]) -> bool:
    """Whether each fits the first that has a type of its own; what does not is told where it stands."""
    lead = next((it for it in values if _leads(it)), values[0])
    seen: set[tuple[Type, bool]] = set()
    fits = True
    for it in _once(values, seen):
        if not _of_one_kind(lead.type, it.type):
            said = operand(it).words, it.type, operand(lead).words, lead.type
            at.say(tellings.mixed_results(*said, it.span, lead.span))
            fits = False
            continue
        fits = at.branches((lead, it), it.span) is not None and fits
    return fits


def _of_one_kind(one: Type, other: Type) -> bool:
    """Whether two types are numbers both, or both what else they are."""
    anything, numbers = Nothing | Unknown, Amount | Rate | Factor | Zero
    if isinstance(one, anything) or isinstance(other, anything):
        return True
    return isinstance(one, numbers) == isinstance(other, numbers) and (
        isinstance(one, numbers) or type(one) is type(other)
    )


def _leads(core: Core) -> bool:
    plain = isinstance(core, Const) and core.literal is not None and not _unit(core.type)
    return not plain and not isinstance(core.type, Nothing | Zero | Unknown)


def _unit(type_: Type) -> bool:
    return not isinstance(type_, Amount) or bool(type_.unit)


def _once(values: Iterable[Core], seen: set[tuple[Type, bool]]) -> Iterable[Core]:
    """One value of each type: those of one type fit, or do not, alike."""
    for it in values:
        key = (it.type, isinstance(it, Const) and it.literal is not None)
        if key not in seen:
            seen.add(key)
            yield it
