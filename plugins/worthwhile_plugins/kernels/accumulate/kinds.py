"""What accumulators are handed: groups, values, and whether they count; and room that grows."""

from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Groups = NDArray[np.int64]
Rows = NDArray[np.bool_] | None
Column = Any
Kind = TypeVar("Kind", bound=np.generic)


class Whole(Protocol):
    """Whole numbers as what they are above the least of them."""

    @property
    def above(self) -> NDArray[np.int32]: ...
    @property
    def least(self) -> float: ...
    @property
    def span(self) -> int: ...


class Grouping(Protocol):
    """The groups of some values, and what several aggregates ask about them."""

    @property
    def places(self) -> Groups: ...
    @property
    def size(self) -> int: ...
    @property
    def counts(self) -> NDArray[np.int64]: ...
    @property
    def most(self) -> int: ...
    def whole(self, values: Column) -> Whole | None: ...


def grown(known: NDArray[Kind], size: int, fill: float) -> NDArray[Kind]:
    """Room for more groups, each empty at first; it doubles, so that growing stays cheap."""
    if len(known) >= size:
        return known
    room = np.full(max(size, 2 * len(known)), fill, dtype=known.dtype)
    room[: len(known)] = known
    return room
