"""Values for inputs: tame, so that sums stay sums, but with zeros, signs and gaps."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from properties.generator.kinds import CATEGORY, FACTOR, FLAG, LABELS, PERCENT, RATE, YEARLY, Kind
from properties.generator.written import Cell

_SHARES = st.integers(0, 40).map(lambda it: it / 100)
_NUMBERS = st.integers(-40, 4_000).map(lambda it: it / 4)


def cells(kind: Kind, *, missing: bool) -> SearchStrategy[Cell]:
    """The values of a column."""
    some: SearchStrategy[Cell]
    if kind == FLAG:
        some = st.booleans()
    elif kind == CATEGORY:
        some = st.sampled_from(LABELS)
    elif kind == FACTOR:
        some = _SHARES.map(lambda it: 1.2 - it)
    elif kind in {PERCENT, RATE, YEARLY}:
        some = _SHARES
    else:
        some = _NUMBERS
    return st.one_of(some, some, some, st.none()) if missing else some
