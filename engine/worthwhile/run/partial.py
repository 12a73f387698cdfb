"""What is left of some rows when they have been read: enough to go on with, and to say what was seen.

Partials of parts that follow one another are merged; where the parts were read, in which order and on
which machine, makes no difference to what comes of it.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from worthwhile.meaning.core import ENTITY, axis_of
from worthwhile.plan.steps import Slot
from worthwhile.run.bind import Taken
from worthwhile.run.execute import Part
from worthwhile.run.population import Population
from worthwhile.run.some_rows import RowValues, some_rows
from worthwhile.run.tally import Tally, added
from worthwhile.run.watch import Hit

Key = TypeVar("Key", bound=Hashable)
Place = tuple[str, int]
"""A row: its table, and its number there."""


@dataclass(slots=True)
class Partial:
    """What one reading of some rows leaves behind. It can be pickled; rows are told by their numbers in the whole."""

    rows: int = 0
    aggregates: dict[Slot, Population] = field(default_factory=dict)
    """What aggregates over the entity's rows have seen."""
    tallies: dict[str, Tally] = field(default_factory=dict)
    broken: dict[int, Hit] = field(default_factory=dict)
    impossible: dict[tuple[str, int, int], Hit] = field(default_factory=dict)
    left_out: dict[Slot, Hit] = field(default_factory=dict)
    unmatched: dict[Slot, Hit] = field(default_factory=dict)
    names: dict[Place, object] = field(default_factory=dict)
    """The keys of the rows that are told of."""
    specimens: dict[Place, RowValues] = field(default_factory=dict)
    """The values of the first rows that something was found in."""

    def merge(self, other: "Partial") -> None:
        """Take in that of rows which follow these."""
        self.rows += other.rows
        for slot, population in other.aggregates.items():
            if slot in self.aggregates:
                self.aggregates[slot].merge(population)
            else:
                self.aggregates[slot] = population
        self.tallies = added(self.tallies, other.tallies)
        self.broken = _together(self.broken, other.broken)
        self.impossible = _together(self.impossible, other.impossible)
        self.left_out = _together(self.left_out, other.left_out)
        self.unmatched = _together(self.unmatched, other.unmatched)
        self.names = {**other.names, **self.names}
        self.specimens = {**other.specimens, **self.specimens}


def _together(hits: Mapping[Key, Hit], others: Mapping[Key, Hit]) -> dict[Key, Hit]:
    found = dict(hits)
    for key, hit in others.items():
        found[key] = found[key].merged(hit) if key in found else hit
    return found


def partial_of(
    part: Part,
    taken: Mapping[str, Taken],
    tallies: Mapping[str, Tally],
    aggregates: Mapping[Slot, Population],
    before: Partial | None = None,
) -> Partial:
    """What is left of a part; ``before`` is that of parts read before, whose specimens may do."""
    found = Partial(taken[ENTITY].rows.count, dict(aggregates), dict(tallies))
    found.names = dict(_told_of(found, taken[ENTITY]))
    for kind, axis, key, hit in _seen(part):
        table = taken[axis]
        getattr(found, kind)[key] = hit.moved(map(table.number, hit.first))
        if table.keys is not None:
            found.names |= {(axis, table.number(it)): table.key(it) for it in hit.first}
        known = getattr(before, kind).get(key) if before else None
        if kind in SHOWN and (known is None or known.first[0] > table.number(hit.first[0])):
            values = some_rows(part.plan, part.machine, part.tables, part.known, hit.first[:1], axis)
            found.specimens[axis, table.number(hit.first[0])] = values.kept(axis)
    return found


SHOWN = ("broken", "unmatched")
"""What is told with the values of the first row."""


def _seen(part: Part) -> Iterator[tuple[str, str, Hashable, Hit]]:
    """All that was seen in the rows of a part: as what, in which table, under which key."""
    plan, steps = part.plan, part.steps
    for place, hit in part.watch.broken.items():
        yield "broken", axis_of(plan.checks[place].trace.core.shape), place, hit
    for key, hit in part.watch.impossible.items():
        yield "impossible", axis_of(steps[plan.definitions[key[0]].slot].shape), key, hit
    for slot, hit in part.left_out.items():
        yield "left_out", steps[slot].axis or axis_of(steps[slot].shape), slot, hit
    for slot, hit in part.unmatched.items():
        yield "unmatched", axis_of(steps[slot].shape), slot, hit


def _told_of(found: Partial, entity: Taken) -> Iterator[tuple[Place, object]]:
    """The keys of the rows that tallies and aggregates tell of."""
    rows = {it for tally in found.tallies.values() for it in tally.rows}
    rows |= {it for population in found.aggregates.values() for it in population.first_left_out}
    if entity.keys is not None:
        yield from (((ENTITY, it), entity.key(it - entity.start)) for it in rows)
