"""``if`` and ``??`` over columns."""

import numpy as np

from worthwhile.data.columns import (
    FALSE,
    FILL,
    NO_LABEL,
    TRUE,
    UNSURE,
    Array,
    Column,
    Texts,
    missing,
    recoded,
    wide,
)
from worthwhile.data.form import Form


def chosen(condition: Array, then: Column, otherwise: Column, form: Form) -> Column:
    """``if``, row by row; missing where the condition is."""
    if isinstance(then, Texts) and isinstance(otherwise, Texts):
        lexicon: dict[str, int] = {}
        codes = (recoded(then, lexicon), recoded(otherwise, lexicon))
        picked = np.where(condition == TRUE, codes[0], np.where(condition == FALSE, codes[1], NO_LABEL))
        return Texts(picked.astype(np.int32), np.array(list(lexicon), dtype=object))
    assert not isinstance(then, Texts)  # noqa: S101 (texts meet only texts)
    assert not isinstance(otherwise, Texts)  # noqa: S101 (as above)
    picked = np.where(condition == TRUE, then, otherwise)
    unsure = condition == UNSURE
    if unsure.any():
        picked = np.where(unsure, FILL[form], picked)
    return picked


def instead(value: Column, other: Column) -> Column:
    """The left, or the right where the left is missing."""
    gone = missing(value)
    if not gone.any():
        sizes = len(value), len(other)
        return wide(value, max(sizes)) if min(sizes) else value[:0]  # of no rows there is not even one value
    if isinstance(value, Texts) and isinstance(other, Texts):
        lexicon: dict[str, int] = {}
        codes = (recoded(value, lexicon), recoded(other, lexicon))
        return Texts(np.where(gone, codes[1], codes[0]), np.array(list(lexicon), dtype=object))
    assert not isinstance(value, Texts)  # noqa: S101 (texts meet only texts)
    assert not isinstance(other, Texts)  # noqa: S101 (as above)
    return np.where(gone, other, value)
