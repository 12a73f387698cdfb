"""Answers that were found elsewhere, as columns of the entity's rows."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import Column
from worthwhile.data.frame import Frame
from worthwhile.data.keys import joined, keys_of

Found = NDArray[np.float64] | NDArray[np.uint8]


def for_each(
    main: Frame, key: str, whose: object, values: Mapping[str, tuple[Found, float]]
) -> dict[str, Column] | None:
    """A value for each row of the entity: what was found for its key, or what holds where nothing was.

    Nothing where somebody is meant whom the entity does not have, or has under several keys.
    """
    owners = joined(keys_of(whose), keys_of(main.table.column(key)))
    if (owners < 0).any() or len(np.unique(owners)) != len(owners):
        return None
    columns: dict[str, Column] = {}
    for name, (found, empty) in values.items():
        columns[name] = column = np.full(main.rows, empty, dtype=found.dtype)
        column[owners] = found
    return columns
