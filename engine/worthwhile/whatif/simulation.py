"""What a simulation says: of each output its mean, spread and quantiles, and the draws themselves."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.answer.result import Result
from worthwhile.answer.values import as_numpy
from worthwhile.data.form import Form, form_of
from worthwhile.data.tables import table_of as arrow_table
from worthwhile.plan.steps import CheckSlot
from worthwhile.run.complaints import FIRST
from worthwhile.run.drawing import Values
from worthwhile.text import Finding
from worthwhile.text.frozen import frozen
from worthwhile.whatif import complaints
from worthwhile.whatif.spread import Numbers, Spread, told


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
    ) -> None:
        self.point, self.draws, self.seed, self.quantiles = point, draws, seed, quantiles
        self._spreads, self._broken, self._sample = dict(spreads), broken, sample

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
        return (*self.point.diagnostics, *self._found())

    def _found(self) -> Iterator[Finding]:
        for it in self._broken:
            share, rows, keys = self._where(it.failed)
            yield complaints.not_in_all_draws(it.check, share, rows, keys)
        for name, spread in self._spreads.items():
            if spread.missing.any():
                share, rows, keys = self._where(spread.missing)
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

        Raises `ModelError` for a key that is not there, `KeyError` for what is no output.
        """
        if name not in self.point:
            raise KeyError(name)
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
        """The columns of `to_arrow`, by their heads."""
        entity = self.point.entity
        if entity is not None:
            yield entity.key, self.point.to_arrow()[entity.key]
        for name in self:
            if entity is None or not self.point.is_single(name):
                yield from self._columns(name)

    def summary(self) -> dict[str, Any]:
        """The single values beside those of the rows, by the same heads."""
        if self.point.entity is None:
            return {}
        single = (it for it in self if self.point.is_single(it))
        return {head: _plain(np.asarray(it))[0] for name in single for head, it in self._columns(name)}

    def _columns(self, name: str) -> Iterator[tuple[str, Any]]:
        spread, point = self._spreads[name], self.point[name]
        if point.ndim == 1:
            yield name, point
            for head, it in told(spread).items():
                yield f"{name} {head}", _shown(it, spread, head)
            return
        for period in range(point.shape[1]):
            yield f"{name}[{period}]", point[:, period]
            for head, it in told(spread).items():
                yield f"{name}[{period}] {head}", it[:, period]

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
        for head, values in told(spread).items():
            found[head] = _plain(values)
        if form_of(spread.type) is Form.NUMBER:
            found["error"] = _plain(spread.error)
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


def _shown(values: Numbers, spread: Spread, head: str) -> Any:  # noqa: ANN401 (an array of one kind or another)
    """Means and quantiles as values of their type; a spread is a number of its unit."""
    if head in ("sd", "missing") or form_of(spread.type) is not Form.NUMBER:
        return values
    return as_numpy(values, spread.type)


def _plain(values: NDArray[Any]) -> list[Any]:
    """Plain numbers, None where there is none."""
    if values.ndim > 1:
        return [_plain(it) for it in values]
    return [None if it != it else it for it in values.tolist()]  # noqa: PLR0124 (no number is not itself)
