"""A formula of a model as the formula of a cell. What is missing is an error there, which goes through as missing does."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from worthwhile.plugin import Aggregate, Function, InCells, OverCells, Value, core
from worthwhile_plugins.outputs.workbook import curves, rules
from worthwhile_plugins.outputs.workbook.places import FIRST, Block, Layout, shape_of

EPOCH = 25_569
"""The day 1970-01-01 as spreadsheets count days."""
FIRST_DAY = 61
"""The first day after one that spreadsheets count and that never was, 1900-02-29."""
LONGEST = 8_000
"""Signs of a formula; beyond 8,192 a workbook does not open."""
LONGEST_TEXT = 255
CALL, SIGN, SUM, COMPARISON = 10, 9, 6, 4
HOLE = re.compile(r"\{(\d+|all|each)(?::(\d+))?\}")
Told = tuple[str, int]
"""A text, and how closely it binds."""


class NoSpellingError(Exception):
    """What a workbook has no way to compute; the text says what."""


@dataclass
class Formulas:
    """Writes the formulas of one model."""

    layout: Layout
    functions: Mapping[str, Function]
    aggregates: Mapping[str, Aggregate]
    keys: Mapping[str, Sequence[object]]
    part: Callable[[core.Traced, core.Traced | None, str, bool, bool], Block]
    """Gives a part of a formula cells of its own."""
    complete: Callable[[core.Traced], bool]
    """Whether a node has a value in every row and period: then nothing has to be said of what is missing."""
    proven: Mapping[str, bool]
    """Of segments and decisions, whether no two rows can hold."""

    def of(self, block: Block, period: int | None) -> str:
        """The formula of a block's cells in a period. Raises `NoSpellingError`."""
        node = block.trace.core
        name = node.name if isinstance(node, core.Ref | core.Given) else ""
        known = self.layout.inputs.get(name) if isinstance(node, core.Given) else self.layout.blocks.get(name)
        if known is not None:  # as it is, be it a text where a date is too early
            text = self.layout.cell(known, period, block.axis)
        else:
            text = self._told(block.trace, period, block.axis)[0]
        if block.where is not None:
            text = f'IF({self.text(block.where, period, block.axis)},{text},"")'
        if block.blank:
            text = f'IFERROR({text},"")'
        if len(text) > LONGEST:
            message = f"a formula of {len(text):,} signs"
            raise NoSpellingError(message)
        return text

    def text(self, node: core.Traced, period: int | None, axis: str, binds: int = 0) -> str:
        """A node as text, in parentheses where it binds less closely than is asked for."""
        text, own = self._told(node, period, axis)
        return text if own >= binds else f"({text})"

    def _told(self, trace: core.Traced, period: int | None, axis: str) -> Told:
        node, below = trace.core, trace.below
        match node:
            case core.Const(value=value, type=type_):
                return constant(value, type_)
            case core.Ref(name=name):
                if name not in self.layout.blocks:
                    raise NoSpellingError(f"`{name}`, which has no cells")
                return self.layout.cell(_late(self.layout.blocks[name]), period, axis), CALL
            case core.Given(name=name):
                return self.layout.cell(_late(self.layout.inputs[name]), period, axis), CALL
            case core.Clock():
                return self.layout.t(period or 0), CALL
            case core.Apply(function=function):
                return self._applied(function, trace, period, axis)
            case core.Choose():
                inside = ",".join(self.text(it, period, axis) for it in below)
                return f"IF({inside})", CALL
            case core.Instead():
                return f"IFERROR({self.text(below[0], period, axis)},{self.text(below[1], period, axis)})", CALL
            case core.IsMissing():
                return f"ISERROR({self.text(below[0], period, axis)})", CALL
            case core.Reduce():
                return self._reduced(node, below, period, axis), CALL
            case core.Fetch(table=table, column=column):
                return self._fetched(table, column, trace, period, axis), CALL
            case core.Scan():
                return self._running(trace, period, axis), CALL
            case core.Lag(periods=periods):
                return (
                    ("NA()", CALL) if (period or 0) < periods else self._told(below[0], (period or 0) - periods, axis)
                )
            case core.Read():
                return self._read(trace, period, axis), CALL
            case core.Recur():
                return self._told(below[0 if not period else 1], period, axis)
            case core.Match() | core.Pick() | core.AddUp():
                return rules.told(self, node, below, period, axis)
            case core.Interpolate(points=points):
                return curves.told(self, points, below, period, axis)
        message = f"a {type(node).__name__.lower()}"
        raise NoSpellingError(message)

    # ---- functions
    def _applied(self, name: str, trace: core.Traced, period: int | None, axis: str) -> Told:
        written: InCells | None = getattr(self.functions.get(name), "excel", None)
        if written is None:
            raise NoSpellingError(f"the function `{name}`")
        power = name == "^" and isinstance(trace.below[1].core, core.Const) and bool(trace.below[1].core.value)
        if power:  # nought to the nought is 1 in a model and an error in a workbook
            written = InCells("{0:9}^{1:9}", 8)
        args = list(self._chain(name, trace)) if written.chained else list(trace.below)

        text = written.plain if written.plain and all(map(self.complete, args)) else written.text

        def hole(match: re.Match[str]) -> str:
            binds = int(match[2] or 0)
            if match[1] == "all":
                return written.between.join(self.text(it, period, axis, binds) for it in args)
            if match[1] == "each":
                return written.between.join(written.each.replace("{}", self.text(it, period, axis)) for it in args)
            return self.text(args[int(match[1])], period, axis, binds) if int(match[1]) < len(args) else "0"

        return HOLE.sub(hole, text), written.binds

    def _chain(self, name: str, trace: core.Traced) -> Sequence[core.Traced]:
        if isinstance(trace.core, core.Apply) and trace.core.function == name:
            return [deep for it in trace.below for deep in self._chain(name, it)]
        return [trace]

    # ---- aggregates
    def _reduced(self, node: core.Reduce, below: Sequence[core.Traced], period: int | None, axis: str) -> str:
        aggregate = self.aggregates.get(node.aggregate)
        written: OverCells | None = getattr(aggregate, "excel", None)
        if aggregate is None or written is None:
            raise NoSpellingError(f"the aggregate `{node.aggregate}`")
        args = below[: len(node.args)]
        rest = list(below[len(node.args) :])
        where = rest.pop(0) if node.where is not None else None
        by = rest.pop(0) if node.by is not None else None
        if node.axis == core.TIME:
            if by is not None:
                raise NoSpellingError(f"`{node.aggregate}` over t in an order")
            return self._over_time(written, aggregate.counts_rows, args, where, period, axis)
        return self._over_rows(written, node, aggregate.counts_rows, args, where, by, period, axis)

    def _over_time(
        self,
        written: OverCells,
        counts: bool,  # noqa: FBT001 (as it stands with the aggregate)
        args: Sequence[core.Traced],
        where: core.Traced | None,
        period: int | None,
        axis: str,
    ) -> str:
        if counts and where is None:
            return str(self.layout.periods)
        node = where if counts and where is not None else args[0]
        own, _ = shape_of(node.core)
        other = shape_of(where.core)[0] if where is not None else ""
        block = self._cells(node, None if counts else where, own or other, timed=True)
        cells = self.layout.over_periods(block)
        if block.axis and block.axis != axis:
            raise NoSpellingError("a series of another table")
        rest = [self.text(it, period, axis) for it in args[1:]]
        whole = _filled(written.whole, cells, rest)
        seen = written.counted.replace("{0}", cells)
        if self._all_there(where, args):
            plain = _filled(written.plain or written.whole, cells, rest)
            if where is None or counts or _same_of_nothing(written):
                return plain
            return f"IF({seen}=0,{written.empty},{plain})"
        if where is None or counts:
            nothing = f"IF(SUMPRODUCT(--ISERROR({cells}))>0,NA(),{written.empty})" if counts else "NA()"
            return f"IF({seen}=0,{nothing},{whole})"
        return f"IF({seen}=0,IF(SUMPRODUCT(--ISERROR({cells}))>0,NA(),{written.empty}),{whole})"

    def _over_rows(
        self,
        written: OverCells,
        node: core.Reduce,
        counts: bool,  # noqa: FBT001 (as it stands with the aggregate)
        args: Sequence[core.Traced],
        where: core.Traced | None,
        by: core.Traced | None,
        period: int | None,
        axis: str,
    ) -> str:
        over = node.axis
        timed = core.TIME in node.shape
        of_owner = over not in ("", core.ENTITY) and core.ENTITY in node.shape
        if of_owner and by is not None:
            raise NoSpellingError(f"`{node.aggregate}` by groups of records")
        pairs = []
        if of_owner:
            if axis != core.ENTITY:
                raise NoSpellingError("records of records")
            pairs.append(f"{self.layout.owners_of(over)},ROW()-{FIRST}")
        if by is not None:
            pairs.append(self._group(by, over, period, axis))
        if counts and where is None:
            if not pairs:
                return str(self.layout.rows[over])
            return f"COUNTIFS({','.join(pairs)})"
        value = where if counts and where is not None else args[0]
        block = self._cells(value, None if counts else where, over, timed=timed, blank=bool(pairs) and not counts)
        cells = self.layout.over_rows(block, period)
        if not pairs:
            rest = [self.text(it, period, axis) for it in args[1:]]
            whole = _filled(written.whole, cells, rest)
            if self._all_there(where, args):
                whole = _filled(written.plain or written.whole, cells, rest)
                if where is None and self.layout.rows[over]:
                    return whole
            if _same_of_nothing(written):
                return whole
            return f"IF({written.counted.replace('{0}', cells)}=0,{written.empty},{whole})"
        if not written.grouped:
            raise NoSpellingError(f"`{node.aggregate}` by groups")
        grouped = written.grouped.replace("{0}", cells).replace("{by}", ",".join(pairs))
        if written.empty == "NA()":
            return f'IF(COUNTIFS({cells},">-1E+300",{",".join(pairs)})=0,NA(),{grouped})'
        return grouped

    def _all_there(self, where: core.Traced | None, args: Sequence[core.Traced]) -> bool:
        """Whether nothing is missing of what an aggregate looks at."""
        return all(self.complete(it) for it in (*args, *([where] if where is not None else [])))

    def _group(self, by: core.Traced, over: str, period: int | None, axis: str) -> str:
        """The cells that say to which group a row belongs, and the group that is asked for."""
        if axis != over:
            raise NoSpellingError("groups that are read elsewhere")
        type_ = by.core.type
        if isinstance(type_, core.Category):
            if not plain_texts(type_.labels):
                raise NoSpellingError("groups whose labels a workbook takes for patterns")
        elif isinstance(type_, core.Words):
            raise NoSpellingError("groups by text")
        block = self._cells(by, None, over, timed=shape_of(by.core)[1])
        return f"{self.layout.over_rows(block, period)},{self.layout.cell(block, period, axis)}"

    def _cells(
        self, node: core.Traced, where: core.Traced | None, axis: str, *, timed: bool, blank: bool = False
    ) -> Block:
        """The cells of a node: those of the name that it is, or a part of its own."""
        if where is None and not blank and isinstance(node.core, core.Ref) and node.core.name in self.layout.blocks:
            known = self.layout.blocks[node.core.name]
            if (known.axis, known.timed) == (axis, timed):
                return _late(known)
        return self.part(node, where, axis, timed, blank)

    # ---- along the timeline, and into lookups
    def _running(self, trace: core.Traced, period: int | None, axis: str) -> str:
        own, _ = shape_of(trace.below[0].core)
        block = self._cells(trace.below[0], None, own, timed=True)
        first, last = self.layout.cell(block, 0, axis), self.layout.cell(block, period, axis).rpartition("!")[2]
        cells = f"{first.replace('!', '!$', 1)}:{last}"
        if self.complete(trace.below[0]):
            return f"SUM({cells})"
        return f"IF(COUNT({cells})=0,NA(),_xlfn.AGGREGATE(9,6,{cells}))"

    def _read(self, trace: core.Traced, period: int | None, axis: str) -> str:
        series, at = trace.below
        if isinstance(at.core, core.Const) and isinstance(at.core.value, float):
            where = at.core.value
            if not (where.is_integer() and 0 <= where < self.layout.periods):
                return "NA()"
            return self.text(series, int(where), axis)
        own, _ = shape_of(series.core)
        block = self._cells(series, None, own, timed=True)
        if block.axis and block.axis != axis:
            raise NoSpellingError("a series of another table")
        place = self.text(at, period, axis, CALL)
        cells = self.layout.over_periods(block)
        inside = f"AND({place}>=0,{place}<{self.layout.periods},{place}=INT({place}))"
        return f"IF({inside},INDEX({cells},1,{place}+1),NA())"

    def _fetched(self, table: str, column: str, trace: core.Traced, period: int | None, axis: str) -> str:
        if any(isinstance(it, str) for it in self.keys.get(table, ())) and not plain_texts(self.keys[table]):
            raise NoSpellingError(f"keys of `{table}` that a workbook takes for patterns, or for each other")
        key = self.text(trace.below[0], period, axis)
        cells = self.layout.over_rows(self.layout.blocks[column], period)
        return f"INDEX({cells},MATCH({key},{self.layout.keys_of(table)},0))"


def _late(block: Block) -> Block:
    """A block to compute with. Raises `NoSpellingError` where its dates are texts."""
    if block.early:
        raise NoSpellingError("dates before March 1900")
    return block


def _same_of_nothing(written: OverCells) -> bool:
    """Whether what is written gives of nothing what it should."""
    return written.empty in ("0", "FALSE", "TRUE")


def _filled(text: str, cells: str, rest: Sequence[str]) -> str:
    for place, it in enumerate([cells, *rest]):
        text = text.replace(f"{{{place}}}", it)
    return text


def plain_texts(texts: Sequence[object]) -> bool:
    """Whether a workbook tells texts apart as a model does, and takes none for a pattern or a condition."""
    words = [str(it) for it in texts]
    odd = re.compile(r"[*?~]|^[<>=]|^\s*[-+]?[\d.]|^$|^(true|false)$", re.IGNORECASE)
    return len({it.casefold() for it in words}) == len(set(words)) and not any(odd.search(it) for it in words)


def constant(value: Value, type_: object) -> Told:
    """A value as it stands in a formula."""
    if value is None:
        return "NA()", CALL
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), CALL
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise NoSpellingError("a text of more than 255 signs")
        return '"' + value.replace('"', '""') + '"', CALL
    if isinstance(type_, core.Day):
        value = serial(value)
    text = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value)).upper()  # noqa: PLR2004 (beyond it digits are cut off)
    return text, SIGN if value < 0 else CALL


def serial(days: float) -> float:
    """A day as spreadsheets count it. Raises `NoSpellingError` for one before their calendar is right."""
    found = days + EPOCH
    if found < FIRST_DAY:
        raise NoSpellingError("a date before March 1900")
    return found


__all__ = ["CALL", "Formulas", "NoSpellingError", "constant", "serial"]
