"""Plain Python values as Arrow columns: each of the one kind that holds all its values exactly, else of texts."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum, auto
from typing import Any

EXACT = 2**53
"""Whole numbers up to this have an exact place among float64."""
LONG = 2**63


class Kind(StrEnum):
    """What all values of a column are."""

    NOTHING = auto()
    FLAG = auto()
    WHOLE = auto()
    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()
    TEXT = auto()


@dataclass(slots=True)
class Kinds:
    """What has been seen of one column."""

    types: set[type] = field(default_factory=set)
    least: int = 0
    most: int = 0
    """The least and the largest whole number."""
    clock: bool = False
    """Whether some day has a time."""

    def add(self, values: Iterable[Any]) -> None:
        """See some more."""
        known = list(values)
        types = set(map(type, known)) - {type(None)}
        self.types |= types
        if int in types:
            whole = [it for it in known if type(it) is int]
            self.least, self.most = min(self.least, *whole), max(self.most, *whole)
        if datetime in types and not self.clock:
            self.clock = any(isinstance(it, datetime) and it.time() != time() for it in known)

    @property
    def kind(self) -> Kind:
        """The kind that holds them all."""
        match self.types:
            case set() if not self.types:
                return Kind.NOTHING
            case _ if self.types == {bool}:
                return Kind.FLAG
            case _ if self.types == {int} and self.least >= -LONG and self.most < LONG:
                return Kind.WHOLE
            case _ if self.types == {float}:
                return Kind.NUMBER
            case _ if self.types == {int, float} and self.least >= -EXACT and self.most <= EXACT:
                return Kind.NUMBER
            case _ if self.types <= {date, datetime}:
                return Kind.MOMENT if self.clock else Kind.DAY
        return Kind.TEXT


def array_of(values: Sequence[Any], kind: Kind) -> Any:  # noqa: ANN401 (an Arrow array)
    """Values as an Arrow array of a kind that holds them."""
    import pyarrow as pa  # noqa: PLC0415 (only when data is read)

    match kind:
        case Kind.NOTHING:
            return pa.nulls(len(values))
        case Kind.FLAG:
            return pa.array(values, pa.bool_())
        case Kind.WHOLE:
            return pa.array(values, pa.int64())
        case Kind.NUMBER:
            return pa.array(values, pa.float64())
        case Kind.DAY:
            return pa.array([it.date() if isinstance(it, datetime) else it for it in values], pa.date32())
        case Kind.MOMENT:
            return pa.array([moment(it) for it in values], pa.timestamp("us"))
        case Kind.TEXT:
            try:
                return pa.array(values, pa.string())
            except pa.ArrowException:  # not all of them are texts
                return pa.array(list(map(said, values)), pa.string())


def moment(value: date | None) -> datetime | None:
    """A day as its first moment."""
    return value if value is None or isinstance(value, datetime) else datetime.combine(value, time())


def said(value: Any) -> str | None:  # noqa: ANN401 (whatever a cell holds)
    """What a value says: numbers to the last figure, days as 2026-03-31."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "backslashreplace")
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def column_of(values: Sequence[Any]) -> Any:  # noqa: ANN401 (an Arrow array)
    """All values of a column as an Arrow array of the kind that holds them."""
    kinds = Kinds()
    kinds.add(values)
    return array_of(values, kinds.kind)
