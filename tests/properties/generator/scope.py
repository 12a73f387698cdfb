"""What an expression may mention, and what came of drawing one."""

from dataclasses import dataclass, field, replace

from properties.generator.kinds import Kind
from worthwhile.syntax.tree import Expression


@dataclass(frozen=True, slots=True)
class Variable:
    """A name: its type, whether it has a value for each row, for each period."""

    name: str
    kind: Kind
    entity: bool = False
    time: bool = False
    population: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression and its shape."""

    node: Expression
    entity: bool = False
    time: bool = False
    population: bool = False
    literal: bool = False


@dataclass(frozen=True)
class Scope:
    """The names there are, and the shapes that are wanted here."""

    variables: tuple[Variable, ...] = ()
    entity: str = ""
    """The entity's name, empty in a model about one thing."""
    timeline: int = 0
    """How many periods there are."""
    paid: bool = False
    rows: bool = True
    """Whether a value for each row is wanted here."""
    periods: bool = True
    """Whether a value for each period is wanted here."""
    functions: tuple[str, ...] = field(default=())
    population: bool = True
    """Whether the whole population may be looked at."""

    def of(self, kind: Kind, *, rows: bool = False, periods: bool = False) -> list[Variable]:
        """The names of a kind that fit here; with ``rows`` or ``periods`` only those that have them."""
        return [
            it
            for it in self.variables
            if it.kind == kind
            and (self.rows or not it.entity)
            and (self.periods or not it.time)
            and (it.entity or not rows)
            and (it.time or not periods)
            and (self.population or not it.population)
        ]

    def single(self) -> "Scope":
        """Only what has one value for all rows and periods."""
        return replace(self, rows=False, periods=False)

    def with_rows(self) -> "Scope":
        """Values for each row are welcome."""
        return replace(self, rows=True)

    def with_periods(self) -> "Scope":
        """Values for each period are welcome."""
        return replace(self, periods=True)

    def steady(self) -> "Scope":
        """No values for each period."""
        return replace(self, periods=False)
