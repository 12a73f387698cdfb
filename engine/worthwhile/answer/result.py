"""What a model says when it is run: columns, what is to be said of them, and the reasons behind any."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from worthwhile.answer.diagnostics import Scene, diagnostics
from worthwhile.answer.explanation import Explanation, explain
from worthwhile.answer.fits import FitResult, fits_of, found_in
from worthwhile.answer.laid_open import LaidOpen, laid_open
from worthwhile.answer.values import as_numpy, as_plain, labels_of
from worthwhile.data.arrow import encoded
from worthwhile.data.columns import Column, Value
from worthwhile.data.tables import table_of as arrow_table
from worthwhile.data.whole import write_whole
from worthwhile.meaning.core import ENTITY, TIME, Core
from worthwhile.meaning.draft import AS_OF
from worthwhile.meaning.meaning import Entity
from worthwhile.meaning.shown import day_text, unit_text
from worthwhile.plan.steps import OutputSlot
from worthwhile.run.complaints import unwritable
from worthwhile.run.fitting.kept import as_text
from worthwhile.text import Finding, Level, ModelError


class Result:
    """The outputs of one run.

    ``result["clv"]`` is a numpy array of the run's rows: float64 with NaN where missing, datetime64
    with NaT for dates, bool for flags, objects for texts and categories; a series has one row for
    each row of the run and one column for each period. A value that is single has length one.
    """

    def __init__(self, scene: Scene, *, strict: bool = False, whole: Callable[[], Scene] | None = None) -> None:
        self._scene, self._strict, self._whole = scene, strict, whole
        self._outputs = {it.name: place for place, it in enumerate(scene.plan.outputs)}

    # ---- columns
    @property
    def model(self) -> str:
        """The model's name."""
        return self._scene.meaning.name

    @property
    def entity(self) -> Entity | None:
        """What a row is; None for a model about one thing."""
        return self._scene.meaning.entity

    @property
    def names(self) -> tuple[str, ...]:
        """The outputs, in order."""
        return tuple(self._outputs)

    @property
    def rows(self) -> int:
        """How many rows the run had; 1 for a model about one thing."""
        return self._scene.bound.main.rows.count

    @cached_property
    def keys(self) -> tuple[object, ...] | None:
        """The keys of the rows; None for a model about one thing."""
        if self._scene.meaning.entity is None:
            return None
        keys = self._scene.bound.main.keys
        return tuple(keys.listed()) if keys else tuple(range(1, self.rows + 1))

    def output(self, name: str) -> OutputSlot:
        """What is known of an output: label, type, shape, digits. Raises `KeyError`."""
        return self._scene.plan.outputs[self._outputs[name]]

    def formula(self, name: str) -> Core | None:
        """What a name stands for in the model; nothing where it is no name of the model."""
        traced = self._scene.plan.definitions.get(name)
        return traced.core if traced else None

    def column(self, name: str) -> Column | list[Column]:
        """The column of an output as the engine holds it; of a series one for each period."""
        return self._scene.filled.outputs[self._outputs[name]]

    def is_single(self, name: str) -> bool:
        """Whether an output has one value rather than one for each row."""
        return ENTITY not in self.output(name).shape

    def is_series(self, name: str) -> bool:
        """Whether an output has a value for each period."""
        return TIME in self.output(name).shape

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 (an array of one kind or another)
        column, type_ = self.column(name), self.output(name).type
        if isinstance(column, list):
            return np.stack([as_numpy(it, type_) for it in column], axis=-1)
        return as_numpy(column, type_)

    def __contains__(self, name: object) -> bool:
        return name in self._outputs

    def __iter__(self) -> Iterator[str]:
        return iter(self._outputs)

    def __len__(self) -> int:
        return len(self._outputs)

    def values(self, name: str) -> list[Value] | list[list[Value]]:
        """An output as plain values, None where missing: a list, of a series a list for each row."""
        column, type_ = self.column(name), self.output(name).type
        if isinstance(column, list):
            return [list(it) for it in zip(*(as_plain(each, type_) for each in column), strict=True)]
        return as_plain(column, type_)

    # ---- what is to be said
    @cached_property
    def diagnostics(self) -> tuple[Finding, ...]:
        """What the run found: data that is not as declared, conditions, values that cannot be."""
        return self._told(diagnostics(self._scene))

    def _told(self, found: Iterator[Finding]) -> tuple[Finding, ...]:
        """Findings as they count: where all is taken strictly, warnings are errors."""
        if self._strict:
            found = (it.at(Level.ERROR) if it.level is Level.WARNING and it.code != "W0703" else it for it in found)
        return tuple(found)

    @property
    def conventions(self) -> Mapping[str, object]:
        """How the run counts: when is paid, how many periods of which length, from which day it looks."""
        timeline = self._scene.meaning.timeline
        return {
            "timing": timeline.paid or None if timeline else None,
            "periods": timeline.length if timeline else None,
            "period": timeline.period if timeline else None,
            "as_of": self._as_of(),
        }

    def _as_of(self) -> str | None:
        traced = self._scene.plan.definitions.get(AS_OF)
        if traced is None or traced.slot not in self._scene.filled.store.values:
            return None
        value = as_plain(self._scene.filled.store.values[traced.slot], traced.core.type)[0]
        return str(value) if isinstance(value, str) else None if value is None else day_text(float(value))

    @cached_property
    def fits(self) -> Mapping[str, FitResult]:
        """What was estimated, by the names of the fits: estimates, standard errors, intervals, log-likelihood, rows.

        Fits whose parameters are given are not among them.
        """
        return fits_of(self._scene)

    def save_fits(self, path: str | Path) -> None:
        """Write what was estimated to a file, whole or not at all, for `Model.run(..., fits=path)`.

        Raises `ModelError` where it cannot be written.
        """
        found = found_in(self._scene)
        try:
            write_whole(Path(path), as_text(self.model, found))
        except OSError as error:
            raise ModelError([unwritable(str(path), error.strerror or str(error))]) from None

    def explain(self, name: str, key: object = None) -> Explanation:
        """Why a value is what it is, down to the data.

        ``key`` is the key of a row; it may be left out for a value that is single. Raises
        `ModelError` for a name or key that is not there.
        """
        if name not in self._scene.plan.definitions and name not in self._outputs:
            known = ", ".join(self.names)
            raise ModelError([_no(f"the run has no `{name}`", f"its outputs are {known}")])
        defined = self._scene.meaning.definitions.get(name)
        tables = sorted(defined.shape & self._scene.meaning.tables.keys()) if defined else []
        if tables:
            hint = f"explain what is made of them, such as a sum over `{tables[0]}`"
            raise ModelError([_no(f"`{name}` has a value for each row of `{tables[0]}`", hint)])
        return explain(self._whole() if self._whole else self._scene, name, self.row_of(key))

    def row_of(self, key: object) -> int:
        """The number of the row that has a key; of none the first. Raises `ModelError` where no row has it."""
        keys = self._scene.bound.main.keys
        if key is None or keys is None:
            return 0 if key is None else int(str(key)) - 1
        row = keys.find(key)
        if row is None:
            some = ", ".join(map(str, keys.listed()[:5]))
            raise ModelError([_no(f"no row has the key {key!r}", f"the first keys are {some}")])
        return row

    def laid_open(self) -> LaidOpen:
        """Every name and every part of a formula with its value in every row, for those who write it all out."""
        return laid_open(self._whole() if self._whole else self._scene)

    # ---- ways out
    @property
    def units(self) -> Mapping[str, str | None]:
        """The unit of each output as it is written; None where it has none."""
        return {name: unit_text(self.output(name).type) for name in self}

    def to_dict(self) -> dict[str, object]:
        """The run as plain data, in the shape of the command line's JSON."""
        keys = None if self.keys is None else list(self.keys)
        return self._as_told(keys, {name: self.values(name) for name in self})

    def summary_to_dict(self) -> dict[str, object]:
        """The same without the rows: of the outputs those that are single, and no keys."""
        return self._as_told(None, {name: [value] for name, value in self.summary().items()})

    def _as_told(self, keys: list[object] | None, outputs: Mapping[str, object]) -> dict[str, object]:
        return {
            "model": self.model,
            "rows": self.rows,
            "keys": keys,
            "outputs": outputs,
            "units": dict(self.units),
            "conventions": dict(self.conventions),
            "diagnostics": [dict(it.to_dict()) for it in self.diagnostics],
            **({"fits": {name: it.to_dict() for name, it in self.fits.items()}} if self.fits else {}),
        }

    def to_arrow(self) -> Any:  # noqa: ANN401 (an Arrow table)
        """The rows as an Arrow table: the key, then an output a column, of a series one a period."""
        return arrow_table(dict(self._arrays()))

    def _arrays(self) -> Iterator[tuple[str, Any]]:
        entity, keys = self._scene.meaning.entity, self._scene.bound.main.keys
        if entity is not None and keys is not None:
            yield entity.key, keys.values
        for name in self:
            if entity is None or not self.is_single(name):
                yield from self._encoded(name)

    def _encoded(self, name: str) -> Iterator[tuple[str, Any]]:
        """An output as an Arrow array, a series as one for each period."""
        type_, column = self.output(name).type, self.column(name)
        if isinstance(column, list):
            for period, each in enumerate(column):
                yield f"{name}[{period}]", encoded(each, type_, labels_of(type_))
        else:
            yield name, encoded(column, type_, labels_of(type_))

    def summary(self) -> Mapping[str, Value | list[Value]]:
        """The single values beside those of the rows: totals, means, counts."""
        if self._scene.meaning.entity is None:
            return {}
        found: dict[str, Value | list[Value]] = {}
        for name in self:
            if self.is_single(name):
                found[name] = self.values(name)[0]
        return found

    def summary_to_arrow(self) -> Any:  # noqa: ANN401 (an Arrow table)
        """The single values beside those of the rows as an Arrow table of one row, which may have no column."""
        return arrow_table({head: it for name in self.summary() for head, it in self._encoded(name)})

    def to_pandas(self) -> Any:  # noqa: ANN401 (a data frame)
        """The rows as a pandas data frame. Needs pandas."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:  # noqa: ANN401 (a data frame)
        """The rows as a polars data frame. Needs polars."""
        from polars import from_arrow  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

        return from_arrow(self.to_arrow())

    def like(self, data: Any) -> Any:  # noqa: ANN401 (whatever holds columns)
        """The rows as the kind of thing that was handed in; for what is no known kind a dict of lists.

        Known are pandas and polars data frames, Arrow tables and readers, DuckDB relations, and rows as dicts.
        """
        kind, name = type(data).__module__.split(".", 1)[0], type(data).__name__
        match kind:
            case "pandas":
                return self.to_pandas()
            case "polars":
                frame = self.to_polars()
                return frame.lazy() if name == "LazyFrame" else frame
            case "pyarrow":
                table = self.to_arrow()
                return table if name != "RecordBatchReader" else table.to_reader()
        table = self.to_arrow()
        if name.endswith("PyRelation"):  # what made it makes another
            return import_module(kind.strip("_")).from_arrow(table)
        return table.to_pylist() if isinstance(data, list | tuple) else table.to_pydict()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"Result({self.model}: {self.rows} rows, {', '.join(self.names)})"

    def _repr_html_(self) -> str:
        from worthwhile.answer.markup import result_html  # noqa: PLC0415 (for notebooks only)

        return result_html(self)


def _no(message: str, hint: str) -> Finding:
    return Finding("W0201", Level.ERROR, message, hint=hint)
