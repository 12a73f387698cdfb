"""A simulation as outputs take results: each mean, spread and quantile is a column of its own."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from worthwhile.data.tables import table_of as arrow_table
from worthwhile.meaning.meaning import Entity
from worthwhile.text.frozen import frozen
from worthwhile.whatif.simulation import Simulation
from worthwhile.whatif.spread import shares_draws


@frozen
class Told:
    """What a column is called for people."""

    label: str


class Written:
    """What writers ask of a result."""

    def __init__(self, simulation: Simulation) -> None:
        self._of = simulation

    @cached_property
    def _heads(self) -> dict[str, tuple[str, str]]:
        """Of each column: its output, and what of it it tells."""
        entity = self._of.point.entity
        heads = [it for it, _ in self._of.columns() if entity is None or it != entity.key]
        found = {}
        for head in (*heads, *self._of.summary()):
            name = max((it for it in self._of if head == it or head.startswith((f"{it} ", f"{it}["))), key=len)
            found[head] = name, head[len(name) :].partition(" ")[2]
        return found

    @property
    def model(self) -> str:
        """The model's name."""
        return self._of.point.model

    @property
    def entity(self) -> Entity | None:
        """What a row is; None for a model about one thing."""
        return self._of.point.entity

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._of.rows

    @property
    def units(self) -> Mapping[str, str | None]:
        """The unit of each column."""
        units = self._of.point.units
        return {
            head: None if what and shares_draws(self._of[name], what) else units[name]
            for head, (name, what) in self._heads.items()
        }

    @property
    def conventions(self) -> Mapping[str, object]:
        """How the run counts, and how many draws there were."""
        return {**self._of.point.conventions, "draws": self._of.draws, "seed": self._of.seed}

    def __iter__(self) -> Iterator[str]:
        return iter(self._heads)

    def output(self, head: str) -> Told:
        """What is known of a column."""
        name, what = self._heads[head]
        label = self._of.point.output(name).label
        return Told(f"{label}, {what}" if label and what else label)

    def summary(self) -> Mapping[str, Any]:
        """The single values beside those of the rows."""
        return self._of.summary()

    def summary_to_arrow(self) -> Any:  # noqa: ANN401 (an Arrow table)
        """The same as a table of one row."""
        return arrow_table({head: [it] for head, it in self.summary().items()})

    def to_arrow(self) -> Any:  # noqa: ANN401 (an Arrow table)
        """The rows."""
        return self._of.to_arrow()

    def to_dict(self) -> dict[str, object]:
        """The same as plain data."""
        columns = {head: it.to_pylist() for head, it in self._of.columns()}
        keys = columns.pop(self.entity.key) if self.entity else None
        return {
            "model": self.model,
            "rows": self.rows,
            "keys": keys,
            "outputs": {**columns, **{head: [it] for head, it in self.summary().items()}},
            "units": dict(self.units),
            "conventions": dict(self.conventions),
            "diagnostics": [dict(it.to_dict()) for it in self._of.diagnostics],
        }
