"""Why a value is what it is: the formula that gave it, and the same for all it was made of."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite, nan

from worthwhile.answer.curve_rows import rows_told
from worthwhile.answer.diagnostics import Scene
from worthwhile.answer.fits import fits_of
from worthwhile.answer.rows_held import cut_down
from worthwhile.data.columns import Value
from worthwhile.meaning.core import (
    ENTITY,
    TIME,
    Apply,
    Const,
    Core,
    Fetch,
    Given,
    Interpolate,
    Reduce,
    Ref,
    axis_of,
    name_read,
)
from worthwhile.meaning.fits.offered import READ
from worthwhile.meaning.items import Role
from worthwhile.meaning.shown import day_text, shown
from worthwhile.plan.steps import Traced
from worthwhile.run.some_rows import RowValues
from worthwhile.text import Span
from worthwhile.text.frozen import frozen
from worthwhile.units import Day, FitOf, Table, Type

FIRST = 3
"""How many periods of a series are told before the last."""


@frozen
class Explanation:
    """A value, where it comes from, and the explanations of what it was made of.

    ``kind`` is ``formula``, ``input``, ``assumption``, ``part`` (an aggregate inside a formula) or
    ``population`` (an aggregate over all rows). A series has a list of values, one for each period.
    """

    name: str
    label: str
    kind: str
    value: Value | list[Value]
    unit: str
    formula: str
    origin: str
    text: str
    because: tuple["Explanation", ...] = ()

    def to_dict(self) -> Mapping[str, object]:
        """The tree as plain data."""
        return {
            "name": self.name,
            "label": self.label,
            "kind": self.kind,
            "value": self.value,
            "unit": self.unit,
            "formula": self.formula,
            "origin": self.origin,
            "because": [it.to_dict() for it in self.because],
        }

    def __str__(self) -> str:
        rows = list(self._rows("", "", 0))
        width = min(max(len(left) for left, _ in rows), 72)
        return "\n".join(f"{left:<{width}}  {right}".rstrip() for left, right in rows)

    def _rows(self, lead: str, below: str, depth: int) -> Iterator[tuple[str, str]]:
        said = f"{self.name} = {self.text}"
        right = self.formula or self.origin
        if self.formula and self.origin:
            right = f"{self.formula}   [{self.origin}]"
        yield f"{lead}{said}", right
        for place, it in enumerate(self.because):
            last = place == len(self.because) - 1
            branch, rest = ("└─ ", "   ") if last else ("├─ ", "│  ")
            yield from it._rows(below + branch, below + rest, depth + 1)  # noqa: SLF001 (its own kind)

    def _repr_html_(self) -> str:
        inner = "".join(f"<li>{it._repr_html_()}</li>" for it in self.because)
        head = f"<b>{html.escape(self.name)}</b> = {html.escape(self.text)}"
        right = f" <code>{html.escape(self.formula)}</code>" if self.formula else ""
        origin = f" <i>{html.escape(self.origin)}</i>" if self.origin else ""
        return f"<div>{head}{right}{origin}{f'<ul>{inner}</ul>' if inner else ''}</div>"

    def leaves(self) -> Iterator["Explanation"]:
        """The values that nothing here explains: inputs, assumptions, the population."""
        if not self.because:
            yield self
        for it in self.because:
            yield from it.leaves()


def explain(scene: Scene, name: str, row: int) -> Explanation:
    """The explanation of a name's value in one row."""
    output = next((it for it in scene.plan.outputs if it.name == name), None)
    values = scene.row(row)
    explainer = _Explainer(scene, values, row)
    if name in scene.plan.definitions:
        return explainer.name(name, scene.plan.definitions[name])
    assert output is not None  # noqa: S101 (the caller looked)
    return explainer.name(name, output.trace)


@dataclass(slots=True)
class _Explainer:
    scene: Scene
    values: RowValues
    row: int

    def name(self, name: str, trace: Traced, seen: tuple[str, ...] = ()) -> Explanation:
        """The explanation of a definition."""
        definition = self.scene.meaning.definitions.get(name)
        core = trace.core
        type_ = definition.type if definition else core.type
        label = definition.label if definition else ""
        declared = self.scene.meaning.declared.get(name)
        if isinstance(core.type, FitOf):
            return self._fit(name, label, core)
        value, text = self._value(trace, type_)
        held, trace = cut_down(trace, self.values)
        kind, formula, origin = "formula", held or _words(core), ""
        if declared is not None and declared.bound is None:
            kind = "assumption" if declared.role is Role.ASSUMPTION else "input"
            origin = self._origin(name, core)
            formula = "" if isinstance(core, Given | Const) else formula
            if self._is_mean(core) and name in self.scene.meaning.uncertain:
                formula = f"the mean: {self.scene.meaning.uncertain[name].says}"
        if isinstance(core, Apply) and core.function == READ:
            kind, formula, origin = "estimate", "", self._error(core)
        elif definition is not None and definition.role is Role.OF_FIT:
            formula = ""
        if isinstance(core, Reduce) and core.axis != TIME:  # no row of many explains what comes of all
            return Explanation(name, label, "population", value, str(type_), formula, self._over_rows(trace), text)
        if isinstance(core, Interpolate):
            dated = core.span == core.points.span  # its rows are its formula
            formula, origin = "" if dated else formula, rows_told(trace, self.values)
        below = () if name in seen else tuple(self._below(trace, (*seen, name)))
        return Explanation(name, label, kind, value, str(type_), formula, origin, text, below)

    def _fit(self, name: str, label: str, core: Core) -> Explanation:
        """A fit: what it was made of, and how well it describes that."""
        found = fits_of(self.scene).get(name)
        if found is None:
            return Explanation(name, label, "fit", None, "fit", _words(core), "", "given")
        said = f"{found.rows:,} row{'s' * (found.rows != 1)}"
        if found.left_out:
            said += f", {found.left_out:,} left out"
        if isfinite(found.log_likelihood):
            said += f", log-likelihood {found.log_likelihood:,.2f}"
        return Explanation(name, label, "fit", None, "fit", found.of, "from a file" if found.loaded else "", said)

    def _is_mean(self, core: Core | None) -> bool:
        """Whether a value is the mean of what is uncertain."""
        functions = self.scene.machine.toolbox.functions
        return isinstance(core, Apply) and functions[core.function].distribution is not None

    def _error(self, core: Apply) -> str:
        """The standard error of an estimate, where it has one."""
        fit, what = core.args
        found = fits_of(self.scene).get(name_read(fit))
        name = str(what.value) if isinstance(what, Const) else ""
        error = found.standard_errors.get(name, nan) if found else nan
        return f"standard error {shown(error, core.type, None)}" if isfinite(error) else ""

    def _below(self, trace: Traced, seen: tuple[str, ...]) -> Iterator[Explanation]:
        """What a formula mentions: names, and aggregates, each once."""
        told: set[str] = set()
        for it in _mentioned(trace):
            core = it.core
            key = name_read(core) or f"#{it.slot}"
            if key in told:
                continue
            told.add(key)
            if isinstance(core, Reduce):
                yield self._aggregate(it, seen)
            elif isinstance(core, Interpolate):
                value, text = self._value(it, core.type)
                rows, below = rows_told(it, self.values), tuple(self._below(it, seen))
                yield Explanation(_words(core), "", "part", value, str(core.type), "", rows, text, below)
            elif isinstance(core, Ref) and core.name in self.scene.plan.definitions:
                yield self.name(core.name, self.scene.plan.definitions[core.name], seen)
            elif isinstance(core, Given):
                yield self._given(it)
            elif isinstance(core, Fetch):
                yield self._fetched(it, seen)

    def _fetched(self, trace: Traced, seen: tuple[str, ...]) -> Explanation:
        """A column of a lookup: in which row it was found, and why in that one."""
        core = trace.core
        assert isinstance(core, Fetch)  # noqa: S101 (the caller looked)
        value, text = self._value(trace, core.type)
        table, key = self.scene.bound.taken[core.table], self.scene.meaning.tables[core.table].key
        told = shown(self.values.value(trace.below[0].slot), core.key.type)
        head = table.heads.get(core.column, core.column)
        origin = f"{table.file} where {key} is {told}, column {head}"
        below = tuple(self._below(trace, seen))
        return Explanation(
            core.column,
            self.scene.meaning.definitions[core.column].label,
            "input",
            value,
            str(core.type),
            "",
            origin,
            text,
            below,
        )

    def _given(self, trace: Traced) -> Explanation:
        core = trace.core
        assert isinstance(core, Given)  # noqa: S101 (the caller looked)
        value, text = self._value(trace, core.type)
        origin = self._origin(core.name, core)
        return Explanation(core.name, "", "input", value, str(core.type), "", origin, text)

    def _aggregate(self, trace: Traced, seen: tuple[str, ...]) -> Explanation:
        core = trace.core
        assert isinstance(core, Reduce)  # noqa: S101 (the caller looked)
        value, text = self._value(trace, core.type)
        words = _words(core)
        if core.axis == TIME:
            terms = self._terms(trace.below[0])
            below = tuple(self._below(trace, seen))
            return Explanation(words, "", "part", value, str(core.type), "", terms, text, below)
        return Explanation(words, "", "population", value, str(core.type), "", self._over_rows(trace), text)

    def _over_rows(self, trace: Traced) -> str:
        """How many rows an aggregate has looked at, and how many it had to leave out; of records each value."""
        core = trace.core
        if isinstance(core, Reduce) and core.axis != ENTITY:
            return self._over_records(trace, core)
        rows, left_out = self.scene.filled.rows, self.scene.filled.left_out.get(trace.slot)
        gone = f", {left_out.rows:,} left out" if left_out else ""
        return f"over {rows:,} row{'s' * (rows != 1)}{gone}"

    def _over_records(self, trace: Traced, core: Reduce) -> str:
        """The records that an aggregate has looked at, those of this row of the entity, and their values."""
        values = self.scene.records(core.axis, self.row)
        rows = values.block.rows
        said = f"{rows:,} row{'s' * (rows != 1)} of {core.axis}"
        if TIME in core.shape:
            return f"over {said}"
        column = values.column(trace.below[0].slot)
        if core.where is not None:
            holds = values.column(trace.below[len(core.args)].slot)
            column = [it for it, counts in zip(column, holds, strict=True) if counts is True]
            said = f"{len(column):,} of {said}"
        if isinstance(core.args[0].type, Table) or not column:
            return f"over {said}"
        return f"over {said}: {_some(column, core.args[0].type)}"

    def _terms(self, trace: Traced) -> str:
        """The first terms of a sum over the timeline."""
        periods = self.scene.plan.periods
        if TIME not in trace.core.shape:
            return f"{periods} periods of {shown(self.values.value(trace.slot), trace.core.type)}"
        values = self.values.series(trace.slot)
        return f"{periods} periods: {_some(values, trace.core.type)}"

    def _value(self, trace: Traced, type_: Type) -> tuple[Value | list[Value], str]:
        if TIME in trace.core.shape:
            series = [_plain(it, type_) for it in self.values.series(trace.slot)]
            return series, _some(self.values.series(trace.slot), type_)
        value = self.values.value(trace.slot)
        return _plain(value, type_), shown(value, type_)

    def _origin(self, name: str, core: Core) -> str:
        """Where a value comes from: a file and its row, the model's line, the command line."""
        scene, declared = self.scene, self.scene.meaning.declared[name]
        given = scene.meaning.inputs.get(name)
        if declared.changes:
            change = declared.changes[-1]
            return f"set: {_words_of(change.span)}"
        axis = axis_of(core.shape)
        table = scene.bound.taken[axis or ENTITY]
        if name in table.heads:
            head = table.heads[name]
            column = f", column {head}" if head != name else ""
            many = axis == ENTITY and scene.bound.main.rows.count > 1
            where = f"{table.file} row {table.number(self.row) + 1}" if many else table.file
            return f"{where}{column}"
        place = f"{declared.at.source.name}:{declared.at.line}"
        if given is not None and given.default is None:
            return "not in the data"
        if given is not None:
            return f"{'the mean' if self._is_mean(given.default) else 'default'}, {place}"
        source = f", {declared.source}" if declared.source else ""
        return f"{place}{source}"


def _mentioned(trace: Traced) -> Iterator[Traced]:
    """The names and aggregates in a formula, from left to right; not those inside an aggregate."""
    for it in trace.below:
        if (
            isinstance(it.core, Reduce | Fetch | Interpolate)
            or (isinstance(it.core, Ref) and not isinstance(it.core.type, Table))
            or isinstance(it.core, Given)
        ):
            yield it
        else:
            yield from _mentioned(it)
    if isinstance(trace.core, Ref) and not trace.below and trace.core.name:
        yield trace


def _words(core: Core) -> str:
    return _words_of(core.span)


def _words_of(span: Span) -> str:
    return " ".join(span.text.split())


def _some(values: list[Value], type_: Type) -> str:
    told = [shown(it, type_) for it in values]
    if len(told) <= FIRST + 1:
        return ", ".join(told)
    return f"{', '.join(told[:FIRST])}, ... {told[-1]}"


def _plain(value: Value, type_: Type) -> Value:
    return day_text(value) if isinstance(type_, Day) and isinstance(value, float) else value
