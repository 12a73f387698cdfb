"""What a simulation says: of each output its mean, spread and quantiles, and the draws themselves."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.answer.result import Result
from worthwhile.answer.values import as_numpy
from worthwhile.data.arrow import encoded
from worthwhile.data.form import Form, form_of
from worthwhile.data.tables import table_of as arrow_table
from worthwhile.plan.steps import CheckSlot
from worthwhile.run.complaints import FIRST
from worthwhile.run.drawing import Values
from worthwhile.text import Finding
from worthwhile.text.frozen import frozen
from worthwhile.units import NUMBER
from worthwhile.whatif import complaints
from worthwhile.whatif.spread import SD, Spread, plain_values, shares_draws, told


@frozen
class Broken:
    """A condition that does not hold in some draws."""

    check: CheckSlot
    failed: NDArray[np.int64]
    """Of each row, or of all: in how many draws."""
    draws: int


class Simulation:
    """The outputs of a model in many draws of what is uncertain in it.

    ``simulation["clv"]`` is a `Spread`: arrays of the run's rows. An output that hangs on nothing uncertain has the
    one value that ``point``, the run as it stands, has.
    """

    def __init__(
        self,
        point: Result,
        draws: int,
        seed: int,
        quantiles: tuple[float, ...],
        spreads: Mapping[str, Spread],
        broken: tuple[Broken, ...],
        sample: Callable[[str, int], Values | None],
        notes: tuple[Finding, ...] = (),
    ) -> None:
        self.point, self.draws, self.seed, self.quantiles = point, draws, seed, quantiles
        self._spreads, self._broken, self._sample, self._notes = dict(spreads), broken, sample, notes

    def __getitem__(self, name: str) -> Spread:
        if name not in self._spreads and name in self.point:
            raise KeyError(f"`{name}` hangs on nothing uncertain: `point` has its value")
        return self._spreads[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spreads)

    def __len__(self) -> int:
        return len(self._spreads)

    def __contains__(self, name: object) -> bool:
        return name in self._spreads

    @property
    def names(self) -> tuple[str, ...]:
        """The outputs that change from draw to draw."""
        return tuple(self._spreads)

    @property
    def rows(self) -> int:
        """How many rows the run has; 1 for a model about one thing."""
        return self.point.rows

    @property
    def keys(self) -> tuple[object, ...] | None:
        """The keys of the rows; None for a model about one thing."""
        return self.point.keys

    @cached_property
    def diagnostics(self) -> tuple[Finding, ...]:
        """What the run as it stands found, and what holds or is there only in some draws."""
        return (*self.point.diagnostics, *self._notes, *self._found())

    def _found(self) -> Iterator[Finding]:
        for it in self._broken:
            share, rows, keys = self._where(it.failed)
            yield complaints.not_in_all_draws(it.check, share, rows, keys)
        for name, spread in self._spreads.items():
            gone = spread.missing.reshape(len(spread.missing), -1).max(axis=1)
            nowhere = np.array([it is None for it in _first(self.point.values(name))])
            counts = np.where(nowhere & (gone == self.draws), 0, gone)  # the run as it stands has told why
            if counts.any():
                share, rows, keys = self._where(counts)
                yield complaints.no_value(self.point.output(name), share, rows, keys)

    def _where(self, counts: NDArray[np.int64]) -> tuple[float, int, tuple[object, ...]]:
        """The percentage of draws in the rows in which there are some, how many such rows, and the first keys."""
        each = counts.reshape(len(counts), -1).max(axis=1)
        rows = np.flatnonzero(each)
        share = 100 * float(each[rows].mean()) / self.draws
        if self.keys is None or len(counts) != self.rows:
            return share, 0, ()
        return share, len(rows), tuple(self.keys[it] for it in rows[:FIRST].tolist())

    def sample(self, name: str, key: object = None) -> Any:  # noqa: ANN401 (an array of one kind or another)
        """All draws of an output, shape (draws,), for a series (draws, periods); of a row its ``key`` is told.

        Raises `ModelError` for a key that is not there, `KeyError` for what is no output or where a row has to be told.
        """
        if name not in self.point:
            raise KeyError(name)
        if key is None and self.rows > 1 and not self.point.is_single(name):
            raise KeyError(f"`{name}` has a value for each row: of which, `key` has to say")
        row = 0 if self.point.is_single(name) else self.point.row_of(key)
        found, type_ = self._sample(name, row), self.point.output(name).type
        if found is None:
            return np.repeat(self.point[name][row : row + 1], self.draws, axis=0)
        if isinstance(found, list):
            return np.stack([np.broadcast_to(as_numpy(it, type_), (self.draws,)) for it in found], axis=-1)
        return np.broadcast_to(as_numpy(found, type_), (self.draws,))

    # ---- ways out
    def to_arrow(self) -> Any:  # noqa: ANN401 (an Arrow table)
        """The rows as an Arrow table: the key, then of each output the point, the mean, the spread, the quantiles.

        Columns are called ``clv``, ``clv mean``, ``clv sd``, ``clv 5%``, of a series ``clv[3] mean``.
        """
        return arrow_table(dict(self.columns()))

    def columns(self) -> Iterator[tuple[str, Any]]:
        """The columns of `to_arrow`, by their heads, as Arrow arrays."""
        entity, rows = self.point.entity, self.point.to_arrow()
        if entity is not None:
            yield entity.key, rows[entity.key]
        names = [it for it in self if entity is None or not self.point.is_single(it)]
        heads = {it for it in rows.column_names if it in names}
        for name in names:
            yield from self._columns(name, rows, heads)

    def summary(self) -> dict[str, Any]:
        """The single values beside those of the rows, by the same heads."""
        if self.point.entity is None:
            return {}
        single = [it for it in self if self.point.is_single(it)]
        point = self.point.summary_to_arrow()
        found = (column for it in single for column in self._columns(it, point, set(single)))
        return {head: it.to_pylist()[0] for head, it in found}

    def _columns(self, name: str, point: Any, taken: Collection[str]) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 (an Arrow table)
        """An output's own column, then what its draws come to; a head that is taken gets a word more."""
        spread = self._spreads[name]
        heads = [name] if spread.mean.ndim == 1 else [f"{name}[{it}]" for it in range(spread.mean.shape[1])]
        for period, own in enumerate(heads):
            yield own, point[own]
            for what, each in told(spread).items():
                values = each if each.ndim == 1 else each[:, period]
                plain = what == SD or shares_draws(spread, what)
                head = f"{own} {what}"
                yield (
                    head if head not in taken else f"{head} of draws",
                    encoded(values, NUMBER if plain else spread.type, ()),
                )

    def to_dict(self) -> dict[str, object]:
        """The simulation as plain data: of each output lists over the rows, None where missing."""
        keys = self.keys
        return {
            "model": self.point.model,
            "rows": self.rows,
            "keys": None if keys is None else list(keys),
            "draws": self.draws,
            "seed": self.seed,
            "outputs": {name: self._plain(name) for name in self},
            "units": {name: self.point.units[name] for name in self},
            "conventions": dict(self.point.conventions),
            "diagnostics": [dict(it.to_dict()) for it in self.diagnostics],
        }

    def _plain(self, name: str) -> dict[str, object]:
        spread = self._spreads[name]
        found: dict[str, object] = {"point": self.point.values(name)}
        found |= {head: plain_values(spread, head, values) for head, values in told(spread).items()}
        if form_of(spread.type) is Form.NUMBER:
            found["error"] = plain_values(spread, SD, spread.error)
        return found

    def _repr_html_(self) -> str:
        """The simulation as notebooks show it."""
        return str(import_module("worthwhile.whatif.markup").simulation_html(self))

    def to_pandas(self) -> Any:  # noqa: ANN401 (a data frame)
        """The rows as a pandas data frame. Needs pandas."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:  # noqa: ANN401 (a data frame)
        """The rows as a polars data frame. Needs polars."""
        from polars import from_arrow  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 (where it is asked for)

        return from_arrow(self.to_arrow())


def _first(values: Any) -> list[Any]:  # noqa: ANN401 (plain values, or lists of them)
    """A value for each row: of a series none where it has none in some period."""
    return [None if isinstance(it, list) and None in it else it for it in values]
