"""Rows of tests as a table: between the limits that tests name, the same row holds for all.

Each column that tests look at is cut at the limits they compare it with; within a cell of all the
columns together every test is true or false for good. So the row that holds is found once for each
cell, when the program is written, and for data by counting the limits that each value has passed
(a decision table as a grid; Pollack, Hicks and Harrison 1971, ch. 4, call it the expanded table).
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import FALSE, NO_LABEL, TRUE, Array, Texts
from worthwhile.data.form import Form
from worthwhile.meaning.function import Function
from worthwhile.plan.steps import Op, Slot, Step, Value
from worthwhile.run.rules import matched
from worthwhile.text.frozen import frozen

MOST = (1 << 16) - 1
"""Cells that a grid may have: their number has two bytes, and its table stays in the cache."""
SEARCHED = 32
"""Limits of a column from which on each value is searched for among them; fewer are counted all at once."""

Limit = tuple[float, bool]
"""A number, and whether the number itself lies beyond the limit."""


@frozen
class Side:
    """One column of a grid: of numbers the limits in order, of labels or flags how many there are."""

    slot: Slot
    form: Form
    limits: tuple[Limit, ...] = ()
    count: int = 0

    @property
    def edges(self) -> NDArray[np.float64]:
        """The limits, one below the other; of one that is not beyond itself, the next number that there is."""
        return np.array([[it if itself else np.nextafter(it, np.inf)] for it, itself in self.limits])

    @property
    def cells(self) -> int:
        """How many cells it is cut into."""
        return self.count if self.form is not Form.NUMBER else len(self.limits) + 1


class Grid:
    """The row that holds in each cell of some columns."""

    def __init__(self, sides: Sequence[Side], rows: NDArray[np.int32]) -> None:
        self.sides, self.rows = tuple(sides), rows
        self.slots = tuple(it.slot for it in sides)
        self._edges = [it.edges for it in sides]

    def cells(self, *columns: Array) -> NDArray[np.intp]:
        """The cell that each row of some columns lies in."""
        rows = max(map(len, columns))
        found: NDArray[np.uint16] = np.zeros(rows, dtype=np.uint16)
        for side, edges, column in zip(self.sides, self._edges, columns, strict=True):
            np.multiply(found, np.uint16(side.cells), out=found)
            np.add(found, _along(side, edges, column), out=found, casting="unsafe")
        return found.astype(np.intp)

    @property
    def full(self) -> bool:
        """Whether in every cell a row holds."""
        return bool((self.rows >= 0).all())

    def by_cell(self, values: Array, nothing: float) -> Array:
        """What belongs to each row of the rules, by the cell; nothing where no row holds."""
        found: Array = np.append(values, values.dtype.type(nothing))[self.rows]
        return found


class TextsByCell:
    """The text that belongs to the row of the rules that holds, by the cell."""

    def __init__(self, words: Sequence[str], rows: NDArray[np.int32]) -> None:
        places = {word: place for place, word in enumerate(dict.fromkeys(words))}
        self.words: NDArray[np.object_] = np.array(list(places), dtype=object)
        self._codes = np.array([*(places[it] for it in words), NO_LABEL], dtype=np.int32)[rows]

    def at(self, cells: NDArray[np.intp]) -> Texts:
        """The text of each cell."""
        return Texts(self._codes.take(cells, mode="clip"), self.words)


def _along(side: Side, edges: NDArray[np.float64], column: Array) -> Array:
    """How many limits each value has passed; the place of a label or flag itself."""
    if side.form is Form.LABEL:
        labels: Array = np.maximum(column, 0)
        return labels
    if side.form is Form.FLAG:
        return column.view(np.uint8)
    if len(edges) > SEARCHED:
        found: Array = np.searchsorted(edges[:, 0], column, side="right")
        return found
    passed: Array = np.add.reduce(np.greater_equal(column, edges).view(np.uint8), axis=0, dtype=np.uint8)
    return passed


def grid_of(step: Step, steps: Mapping[Slot, Step], functions: Mapping[str, Function]) -> Grid | None:
    """The grid of some rows of tests; nothing where a test asks for more than limits and labels."""
    tests = [steps[it] for it in step.args[: step.rules.tests if step.rules else 0]]
    asked = _Asked(steps, functions)
    if not tests or not all(map(asked.note, tests)) or not asked.limits:
        return None
    sides = [_side(steps[slot], limits) for slot, limits in asked.limits.items()]
    if np.prod([float(it.cells) for it in sides]) > MOST:
        return None
    places = np.indices([it.cells for it in sides]).reshape(len(sides), -1)
    cells = {side.slot: (side, place) for side, place in zip(sides, places, strict=True)}
    flags = [np.where(asked.holds(it, cells), TRUE, FALSE).astype(np.uint8) for it in tests]
    rows = np.broadcast_to(np.asarray(matched(step, flags)), places.shape[1:])
    return Grid(sides, np.where(rows >= 0, rows, NO_LABEL).astype(np.int32))


def _side(step: Step, limits: Sequence[Limit]) -> Side:
    match step.form:
        case Form.LABEL:
            return Side(step.slot, step.form, count=len(step.labels))
        case Form.FLAG:
            return Side(step.slot, step.form, count=2)
    return Side(step.slot, step.form, tuple(sorted(set(limits), key=lambda it: (it[0], not it[1]))))


LIMITS: dict[str, bool] = {"less": True, "greater_equal": True, "greater": False, "less_equal": False}
"""By the comparison: whether the number itself lies beyond the limit."""
TURNED = {"less": "greater", "greater": "less", "less_equal": "greater_equal", "greater_equal": "less_equal"}
LOGIC = {"logical_and": np.logical_and, "logical_or": np.logical_or}
SAME = ("equal", "not_equal")

Cells = Mapping[Slot, tuple[Side, NDArray[np.intp]]]
"""Of each column the side, and where each cell of the grid lies on it."""


class _Asked:
    """What tests ask of columns."""

    def __init__(self, steps: Mapping[Slot, Step], functions: Mapping[str, Function]) -> None:
        self._steps, self._functions = steps, functions
        self.limits: dict[Slot, list[Limit]] = {}

    def note(self, test: Step) -> bool:
        """Note the limits and labels that a test asks for; whether it asks for nothing else."""
        if test.op is Op.CONSTANT:
            return isinstance(test.value, bool)
        word = self._word(test)
        if word in LOGIC or word == "logical_not":
            return all(self.note(self._steps[it]) for it in test.args)
        if test.op is not Op.APPLY and test.form is Form.FLAG:
            self.limits.setdefault(test.slot, [])
            return True
        column, word, value = self._compared(test, word)
        match column, value:
            case Step(form=Form.NUMBER), float(number) if word in LIMITS:
                self.limits.setdefault(column.slot, []).append((number, LIMITS[word]))
            case Step(form=Form.NUMBER), float(number) if word in SAME:
                self.limits.setdefault(column.slot, []).extend(((number, True), (number, False)))
            case Step(form=Form.LABEL), str() if word in SAME:
                self.limits.setdefault(column.slot, [])
            case _:
                return False
        return True

    def holds(self, test: Step, cells: Cells) -> NDArray[np.bool_]:
        """In which cells a test holds."""
        if test.op is Op.CONSTANT:
            return np.array([bool(test.value)])
        if test.slot in cells:
            return np.equal(cells[test.slot][1], 1)
        word = self._word(test)
        if word in LOGIC:
            left, right = (self.holds(self._steps[it], cells) for it in test.args)
            found: NDArray[np.bool_] = LOGIC[word](left, right)
            return found
        if word == "logical_not":
            return ~self.holds(self._steps[test.args[0]], cells)
        column, word, value = self._compared(test, word)
        assert column is not None  # noqa: S101 (noted before)
        side, place = cells[column.slot]
        if side.form is Form.LABEL:
            found = place == column.labels.index(str(value))
            return found if word == "equal" else ~found
        assert isinstance(value, float)  # noqa: S101 (noted before)
        at_least = place > _first(side.limits, lambda limit, _: limit >= value)
        above = place > _first(side.limits, lambda limit, itself: limit > value or (limit == value and not itself))
        match word:
            case "less":
                return ~at_least
            case "less_equal":
                return ~above
            case "greater":
                return above
            case "greater_equal":
                return at_least
            case "equal":
                return at_least & ~above
        return ~at_least | above

    def _word(self, step: Step) -> str:
        """What a step is to numpy."""
        return self._functions[step.name].elementary.removeprefix("numpy:") if step.op is Op.APPLY else ""

    def _compared(self, step: Step, word: str) -> tuple[Step | None, str, Value]:
        """A comparison of a column with a constant: the column, how, with what."""
        if len(step.args) == 2 and (word in LIMITS or word in SAME):  # noqa: PLR2004 (two sides)
            left, right = (self._steps[it] for it in step.args)
            if right.op is Op.CONSTANT and left.op is not Op.CONSTANT:
                return left, word, right.value
            if left.op is Op.CONSTANT and right.op is not Op.CONSTANT:
                return right, TURNED.get(word, word), left.value
        return None, word, None


def _first(limits: Sequence[Limit], beyond: Callable[[float, bool], bool]) -> int:
    """The place of the first limit whose passing says enough."""
    return next((place for place, it in enumerate(limits) if beyond(*it)), len(limits))
