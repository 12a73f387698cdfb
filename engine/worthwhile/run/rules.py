"""Rows of tests over columns: which row holds, and what follows from it.

A row is looked at where its first test has not failed everywhere; the rest of a row whose tests have
all failed is not looked at. Flags are bytes in the order false, missing, true, so that a row is the
least of its tests.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import FALSE, FILL, NO_LABEL, TRUE, Array, Column, Texts, recoded
from worthwhile.data.form import Form
from worthwhile.meaning.core import Policy
from worthwhile.plan.steps import Rules, Step

ALWAYS = np.array([TRUE], dtype=np.uint8)
SEVERAL = -2


def matched(step: Step, args: Sequence[Column]) -> Column:
    """Which row holds, as the place of its label; or how many do."""
    rules, tests = _told(step), _flags(args)
    rows = max((len(it) for it in tests), default=1)
    match rules.policy:
        case Policy.ONE:
            return _only(rules, tests, rows)
        case Policy.FIRST:
            return _first(rules, tests, rows)
        case Policy.COUNT:
            return _count(rules, tests, rows)


def _told(step: Step) -> Rules:
    assert step.rules is not None  # noqa: S101 (the compiler puts them there)
    return step.rules


def _flags(args: Sequence[Column]) -> list[Array]:
    return [it for it in args if not isinstance(it, Texts)]


def _holds(tests: Sequence[Array], places: Sequence[int]) -> Array:
    """Whether all of some tests hold."""
    if not places:
        return ALWAYS
    found = tests[places[0]]
    for it in places[1:]:
        if len(found) > 1 and not found.any():
            return found
        found = np.minimum(found, tests[it])
    return found


def _only(rules: Rules, tests: Sequence[Array], rows: int) -> Column:
    """The row that alone holds; without one `otherwise`, where nothing is missing."""
    found = np.full(rows, NO_LABEL, dtype=np.int32)
    unsure = np.zeros(rows, dtype=bool)
    for place, row in enumerate(rules.rows):
        if row is None:
            continue
        holds = _holds(tests, row)
        if not holds.any():
            continue
        unsure |= (holds != FALSE) & (holds != TRUE)
        here = np.broadcast_to(holds == TRUE, (rows,))
        found[here] = np.where(found[here] == NO_LABEL, place, SEVERAL)
    return _with_rest(rules, found, unsure)


def _first(rules: Rules, tests: Sequence[Array], rows: int) -> Column:
    """The first row that holds; missing where one before it may."""
    found = np.full(rows, NO_LABEL, dtype=np.int32)
    unsure = np.zeros(rows, dtype=bool)
    open_ = np.ones(rows, dtype=bool)
    for place, row in enumerate(rules.rows):
        if row is None:
            continue
        holds = _holds(tests, row)
        if not holds.any():
            continue
        found[open_ & (holds == TRUE)] = place
        unsure |= open_ & (holds != FALSE) & (holds != TRUE)
        open_ &= holds == FALSE
        if not open_.any():
            break
    return _with_rest(rules, found, unsure)


def _with_rest(rules: Rules, found: NDArray[np.int32], unsure: NDArray[np.bool_]) -> Column:
    if None in rules.rows:
        found[(found == NO_LABEL) & ~unsure] = rules.rows.index(None)
    found[found == SEVERAL] = NO_LABEL
    return found


def _count(rules: Rules, tests: Sequence[Array], rows: int) -> Column:
    """How many rows hold; missing where none does for certain, and one may."""
    found = np.zeros(rows)
    unsure = np.zeros(rows, dtype=bool)
    for row in rules.rows:
        if row is None:
            continue
        holds = _holds(tests, row)
        unsure |= (holds != FALSE) & (holds != TRUE)
        found += holds == TRUE
    return np.where((found == 0) & unsure, np.nan, found)


def picked(which: Column, values: Sequence[Column], form: Form) -> Column:
    """The value that belongs to the row that holds."""
    assert not isinstance(which, Texts)  # noqa: S101 (a row is a label)
    if form is Form.TEXT:
        lexicon: dict[str, int] = {}
        codes = [recoded(it, lexicon) for it in values if isinstance(it, Texts)]
        return Texts(_taken(which, codes, FILL[Form.LABEL]).astype(np.int32), np.array(list(lexicon), dtype=object))
    return _taken(which, _flags(values), FILL[form])


def _taken(which: Array, values: Sequence[Array], nothing: Array) -> Array:
    if all(len(it) == 1 for it in values):  # the last place, -1, is where none holds
        table: Array = np.concatenate([*values, nothing.astype(values[0].dtype)])
        found: Array = table[which]
        return found
    rows = max(len(which), *(len(it) for it in values))
    here = np.broadcast_to(which, (rows,))
    found = np.full(rows, nothing[0], dtype=values[0].dtype)
    for place in np.unique(which).tolist():
        if place != NO_LABEL:
            where = here == place
            found[where] = np.broadcast_to(values[place], (rows,))[where]
    return found


def added_up(step: Step, args: Sequence[Column]) -> Column:
    """The values of all rows that hold; missing where it is not known whether one does."""
    rules = _told(step)
    tests, values = _flags(args[: rules.tests]), _flags(args[rules.tests :])
    rows = max(len(it) for it in (*tests, *values))
    total = np.zeros(rows)
    unsure, any_holds = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    for row, value in zip(rules.rows, values, strict=True):
        if row is None:
            continue
        holds = _holds(tests, row)
        if not holds.any():
            continue
        unsure |= (holds != FALSE) & (holds != TRUE)
        here = holds == TRUE
        any_holds |= here
        total += np.where(here, value, 0.0)
    if None in rules.rows:
        total += np.where(any_holds | unsure, 0.0, values[rules.rows.index(None)])
    return np.where(unsure | np.isinf(total), np.nan, total)
