"""A model as it was drawn: its statements, each of which can be replaced, and its data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from properties.generator.kinds import Kind
from properties.generator.scope import Piece
from worthwhile.syntax.format import expression_text
from worthwhile.syntax.tree import Expression, Recurrence

Cell = float | bool | str | None


@dataclass(frozen=True, slots=True)
class Declared:
    """An assumption or an input."""

    name: str
    kind: Kind
    unit: str
    default: str = ""
    bounds: str = ""
    optional: bool = False

    def __str__(self) -> str:
        tail = [f"= {self.default}"] * bool(self.default) + [f"in {self.bounds}"] * bool(self.bounds)
        return " ".join([f"{self.name} : {self.unit}", *tail, *["optional"] * self.optional])


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, perhaps as a line of benefits or costs, perhaps under a condition."""

    name: str
    kind: Kind
    piece: Piece
    node: Expression | Recurrence
    when: Expression | None = None
    place: str = ""
    """``benefits`` or ``costs``, where it stands there."""
    type: str = ""

    def __str__(self) -> str:
        type_ = f" : {self.type}" if self.type else ""
        when = f" when {expression_text(self.when)}" if self.when is not None else ""
        return f"{self.name}{type_} = {expression_text(self.node)}{when}"


@dataclass(frozen=True, slots=True)
class Override:
    """A line of a scenario or an alternative."""

    name: str
    how: str
    by: str

    def __str__(self) -> str:
        return f"{self.name} {self.how} {self.by}"


@dataclass(frozen=True, repr=False)
class Drawn:
    """A whole model and a table that fits it."""

    entity: str
    timeline: str
    assumptions: tuple[Declared, ...]
    inputs: tuple[Declared, ...]
    formulas: tuple[Formula, ...]
    scenarios: Mapping[str, tuple[Override, ...]] = field(default_factory=dict)
    alternatives: Mapping[str, tuple[Override, ...]] = field(default_factory=dict)
    table: Mapping[str, list[Cell]] = field(default_factory=dict)
    order: tuple[int, ...] = ()

    def __repr__(self) -> str:
        return f"{self.text}\n{dict(self.table)}"

    def _repr_pretty_(self, printer: Any, cycle: object) -> None:
        del cycle
        printer.text(repr(self))

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(next(iter(self.table.values()))) if self.table else 1

    @property
    def looks_at_all(self) -> bool:
        """Whether a formula looks at the whole population."""
        return any(it.piece.population for it in self.formulas)

    @property
    def text(self) -> str:
        """The model as it is written."""
        said = list(self.statements())
        if len(self.order) == len(said):
            said = [said[it] for it in self.order]
        return "model drawn\ncurrency USD\n" + "\n".join(said) + "\n"

    def statements(self) -> Iterator[str]:
        """All the statements after the head, in an order that does not matter."""
        if self.entity:
            yield f"entity {self.entity} key id"
        if self.timeline:
            yield f"timeline {self.timeline}"
        yield "unit seat"
        yield "unit piece"
        yield "unit box = 12 pieces"
        yield "define between(x, y) = (x + y) / 2"
        yield "define larger(x, y) = if x > y then x else y"
        yield from _block("assumptions", self.assumptions)
        yield from _block("inputs", self.inputs)
        for it in self.formulas:
            if not it.place:
                yield str(it)
        for place in ("benefits", "costs"):
            yield from _block(place, [it for it in self.formulas if it.place == place])
        for name, lines in self.alternatives.items():
            yield from _block(f"alternative {name}", lines)
        for name, lines in self.scenarios.items():
            yield from _block(f"scenario {name}", lines)
        names = [it.name for it in self.formulas] + (["benefits", "costs"] * any(it.place for it in self.formulas))
        yield from _block("outputs", names)

    def typed(self, types: Mapping[str, str]) -> "Drawn":
        """The same with types written at its formulas."""
        return replace(self, formulas=tuple(replace(it, type=types.get(it.name, "")) for it in self.formulas))


def _block(head: str, lines: Iterable[object]) -> Iterator[str]:
    said = [f"    {it}" for it in lines]
    if said:
        yield "\n".join([f"{head}:", *said])
