"""Tables drawn at random: from partitions of the space, some of them spoilt, and from conditions of any shape."""

from dataclasses import dataclass

from hypothesis import strategies as st

from properties.rows.conditions import All, Condition, Gone, Not, Some, Test
from properties.rows.kinds import FLAG, LABEL, MONEY, NUMBER, ORDERED, TEXT, Variable

ONE, FIRST, SUM = "exactly one", "first match", "sum"


@dataclass(frozen=True)
class Cell:
    """A cell of a decision, as it is written and what it means."""

    text: str
    means: Condition


@dataclass(frozen=True)
class Row:
    """What has to hold; nothing: otherwise."""

    means: Condition | None
    text: str


@dataclass(frozen=True)
class Table:
    """A segment or a decision, with the variables that it asks about."""

    variables: tuple[Variable, ...]
    policy: str
    rows: tuple[Row, ...]
    is_segment: bool

    @property
    def first_line(self) -> int:
        """The line of the first row."""
        return len(self.head()) + 1

    def head(self) -> list[str]:
        lines = ["currency USD", "entity customer key customer_id", "inputs:"]
        lines += [it.declared() for it in self.variables]
        lines += [f"{it.asked} = {it.name} * 2" for it in self.variables if it.form == "formula"]
        if self.is_segment:
            return [*lines, f"segment table ({self.policy}):"]
        columns = " | ".join(it.asked for it in self.variables)
        return [*lines, f"decide table ({self.policy}):", f"    {columns} -> result"]

    @property
    def text(self) -> str:
        rows = []
        for place, it in enumerate(self.rows):
            condition = "otherwise" if it.means is None else it.text
            if self.is_segment:
                rows.append(f"    r{place} {'' if it.means is None else 'when '}{condition}")
            else:
                rows.append(f"    {condition} -> {2**place}")
        return "\n".join([*self.head(), *rows, ""])


# ---- variables


@st.composite
def variables(draw: st.DrawFn, most: int) -> tuple[Variable, ...]:
    kinds = draw(st.lists(st.sampled_from([*ORDERED, LABEL, FLAG, TEXT]), min_size=1, max_size=most))
    return tuple(draw(variable(f"v{place}", kind)) for place, kind in enumerate(kinds))


@st.composite
def variable(draw: st.DrawFn, name: str, kind: str) -> Variable:
    low = high = None
    if kind in ORDERED and draw(st.booleans()):
        constants = Variable(name, kind).constants()
        low = draw(st.sampled_from([None, constants[0]]))
        high = draw(st.sampled_from([None, constants[-1]]))
    form = draw(st.sampled_from(["", "", "", "formula", "header"])) if kind in (NUMBER, MONEY) else ""
    return Variable(name, kind, low, high, form)


# ---- conditions


@st.composite
def tests(draw: st.DrawFn, among: tuple[Variable, ...]) -> Condition:
    it = draw(st.sampled_from(among))
    if draw(st.integers(0, 7)) == 0:
        return Gone(it)
    signs = ["<", "<=", "=", "!=", ">", ">="] if it.kind in ORDERED else ["=", "!="]
    return Test(it, draw(st.sampled_from(signs)), draw(st.sampled_from(it.constants())))


def conditions(among: tuple[Variable, ...]) -> st.SearchStrategy[Condition]:
    return st.recursive(
        tests(among),
        lambda inside: st.one_of(
            st.tuples(inside, inside).map(All), st.tuples(inside, inside).map(Some), inside.map(Not)
        ),
        max_leaves=5,
    )


# ---- cells


@st.composite
def cells(draw: st.DrawFn, it: Variable) -> Cell:
    """A cell of any form."""
    value = draw(st.sampled_from(it.constants()))
    other = draw(st.sampled_from(it.constants()))
    said, forms = it.written, ["any", "value", "in", "not in", "missing", "there", "or"]
    forms += ["compare", "range", "from", "and", "outside"] if it.kind in ORDERED else []
    forms += ["is not"] if it.kind == LABEL else []
    equal = Test(it, "=", value)
    match draw(st.sampled_from(forms)):
        case "any":
            return Cell("any", All(()))
        case "value":
            return Cell(said(value), equal)
        case "in":
            return Cell(f"in {{{said(value)}, {said(other)}}}", Some((equal, Test(it, "=", other))))
        case "not in":
            return Cell(f"not in {{{said(value)}, {said(other)}}}", Not(Some((equal, Test(it, "=", other)))))
        case "missing":
            return Cell("is missing", Gone(it))
        case "there":
            return Cell("is not missing", Not(Gone(it)))
        case "or":
            return Cell(f"{said(value)} or is missing", Some((equal, Gone(it))))
        case "is not":
            return Cell(f"is not {said(value)}", Not(equal))
        case "compare":
            sign = draw(st.sampled_from(["<", "<=", "!=", ">", ">="]))
            return Cell(f"{sign} {said(value)}", Test(it, sign, value))
        case "from":
            return Cell(f"{said(value)}..", Test(it, ">=", value))
        case "and":
            return Cell(f">= {said(value)} and != {said(other)}", All((Test(it, ">=", value), Test(it, "!=", other))))
    low, high = min(value, other), max(value, other)
    inside = All((Test(it, ">=", low), Test(it, "<", high)))
    if draw(st.booleans()):
        return Cell(f"{said(low)}..<{said(high)}", inside)
    return Cell(f"not in {said(low)}..<{said(high)}", Not(inside))


# ---- partitions

Box = dict[Variable, tuple[float | None, float | None] | frozenset[float]]


@st.composite
def partitions(draw: st.DrawFn, among: tuple[Variable, ...], rows: int) -> list[Box]:
    """Boxes without overlap or gap."""
    boxes: list[Box] = [{}]
    for _ in range(rows - 1):
        box = boxes.pop(draw(st.integers(0, len(boxes) - 1)))
        it = draw(st.sampled_from(among))
        value = draw(st.sampled_from(it.constants()))
        if it.kind in ORDERED:
            side = box.get(it, (None, None))
            assert isinstance(side, tuple)
            low, high = side
            fits = (low is None or value > low) and (high is None or value < high)
            boxes += [{**box, it: (low, value)}, {**box, it: (value, high)}] if fits else [box]
        elif it.kind == TEXT:
            boxes.append(box)
        else:
            left = box.get(it, frozenset(it.constants()))
            assert isinstance(left, frozenset)
            rest = left - {value}
            boxes += [{**box, it: frozenset({value})}, {**box, it: rest}] if rest and value in left else [box]
    return boxes


def cell_of(box: Box, it: Variable) -> Cell:
    side = box.get(it)
    if side is None or side == (None, None):
        return Cell("any", All(()))
    if isinstance(side, frozenset):
        values = sorted(side)
        if len(values) == len(it.constants()):
            return Cell("any", All(()))
        text = " or ".join(map(it.written, values))
        return Cell(text, Some(tuple(Test(it, "=", value) for value in values)))
    low, high = side
    if low is None and high is not None:
        return Cell(f"< {it.written(high)}", Test(it, "<", high))
    if low is not None and high is None:
        return Cell(f">= {it.written(low)}", Test(it, ">=", low))
    assert low is not None
    assert high is not None
    return Cell(f"{it.written(low)}..<{it.written(high)}", All((Test(it, ">=", low), Test(it, "<", high))))


# ---- whole tables


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of up to six variables and six rows."""
    policy = draw(st.sampled_from([ONE, ONE, FIRST, FIRST, SUM]))
    is_segment = policy != SUM and draw(st.booleans())
    among = draw(variables(3 if is_segment else 6))
    shape = draw(st.sampled_from(["partition", "spoilt", "spoilt", "any"]))
    count = draw(st.integers(1, 6))
    grid: list[list[Cell]] = []
    if shape == "any":
        grid = [[draw(cells(it)) for it in among] for _ in range(count)]
    else:
        grid = [[cell_of(box, it) for it in among] for box in draw(partitions(among, count))]
        for _ in range(draw(st.integers(1, 2)) if shape == "spoilt" else 0):
            row, column = draw(st.integers(0, len(grid) - 1)), draw(st.integers(0, len(among) - 1))
            match draw(st.sampled_from(["cell", "cell", "drop", "again"])):
                case "cell":
                    grid[row][column] = draw(cells(among[column]))
                case "drop" if len(grid) > 1:
                    grid.pop(row)
                case _:
                    grid.append(list(grid[row]))
    rows = [row_of(row) for row in grid]
    if is_segment:
        rows = [as_condition(it) for it in rows]
        if shape == "any":
            rows = [Row(it, str(it)) for it in draw(st.lists(conditions(among), min_size=1, max_size=5))]
        elif shape == "spoilt" and draw(st.booleans()):
            place = draw(st.integers(0, len(rows) - 1))
            means = rows[place].means
            assert means is not None
            again = Not(Not(means))
            rows[place] = Row(again, str(again))
    if draw(st.integers(0, 3)) == 0:
        rows.append(Row(None, "otherwise"))
    return Table(among, policy, tuple(rows), is_segment)


def row_of(cells_: list[Cell]) -> Row:
    return Row(All(tuple(it.means for it in cells_)), " | ".join(it.text for it in cells_))


def as_condition(row: Row) -> Row:
    """A row of cells as one condition."""
    means = row.means
    parts = tuple(it for it in means.parts if it != All(())) if isinstance(means, All) else ()
    if not parts:
        return Row(All(()), "true")
    return Row(All(parts), str(All(parts)))
