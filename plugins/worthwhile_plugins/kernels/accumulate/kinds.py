"""What accumulators are handed: groups, values, and whether they count; and room that grows."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Groups = NDArray[np.int64]
Rows = NDArray[np.bool_] | None
Column = Any
Kind = TypeVar("Kind", bound=np.generic)


def grown(known: NDArray[Kind], size: int, fill: float) -> NDArray[Kind]:
    """Room for more groups, each empty at first; it doubles, so that growing stays cheap."""
    if len(known) >= size:
        return known
    room = np.full(max(size, 2 * len(known)), fill, dtype=known.dtype)
    room[: len(known)] = known
    return room
