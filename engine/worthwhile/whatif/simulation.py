"""What a simulation says: of each output its mean, spread and quantiles, and the draws themselves."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.answer.result import Result
from worthwhile.answer.values import as_numpy
from worthwhile.data.form import Form, form_of
from worthwhile.data.tables import table_of as arrow_table
from worthwhile.plan.steps import CheckSlot
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
            rows = int(np.count_nonzero(it.failed)) if len(it.failed) > 1 else 0
            yield complaints.not_in_all_draws(it.check, 100 * float(it.failed.mean()) / it.draws, rows)
        for name, spread in self._spreads.items():
            gone = spread.missing
            if gone.any():
                rows = int(np.count_nonzero(gone)) if len(gone) > 1 else 0
                yield complaints.no_value(self.point.output(name), 100 * float(gone.mean()) / spread.draws, rows)

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
    def table(self) -> Any:  # noqa: ANN401 (an Arrow table)
        """The rows as an Arrow table: the key, then of each output the point, the mean, the spread, the quantiles.

        Columns are called ``clv``, ``clv mean``, ``clv sd``, ``clv 5%``, of a series ``clv[3] mean``.
        """
        names = [it for it in self if not self.point.is_single(it)]
        found: dict[str, Any] = {}
        if self.point.entity is not None:
            found[self.point.entity.key] = self.point.to_arrow()[self.point.entity.key]
        for name in names:
            found |= self._columns(name)
        return arrow_table(found)

    def summary_table(self) -> Any:  # noqa: ANN401 (an Arrow table)
        """The single outputs as an Arrow table of one row, columns as in `table`."""
        names = [it for it in self if self.point.is_single(it)]
        return arrow_table({head: it for name in names for head, it in self._columns(name).items()})

    def _columns(self, name: str) -> dict[str, Any]:
        spread, point = self._spreads[name], self.point[name]
        found: dict[str, Any] = {}
        if point.ndim == 1:
            found[name] = point
            found |= {f"{name} {head}": _shown(it, spread, head) for head, it in told(spread).items()}
            return found
        for period in range(point.shape[1]):
            found[f"{name}[{period}]"] = point[:, period]
            found |= {f"{name}[{period}] {head}": it[:, period] for head, it in told(spread).items()}
        return found

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

    def to_pandas(self) -> Any:  # noqa: ANN401 (a data frame)
        """The rows as a pandas data frame. Needs pandas."""
        return self.table().to_pandas()

    def to_polars(self) -> Any:  # noqa: ANN401 (a data frame)
        """The rows as a polars data frame. Needs polars."""
        from polars import from_arrow  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 (where it is asked for)

        return from_arrow(self.table())


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
