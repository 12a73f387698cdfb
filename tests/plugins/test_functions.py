"""What every function must do, asked of every one there is: its examples hold, in each way to compute it."""

import math
import statistics
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

import worthwhile as ww
from worthwhile.meaning.constants import constant
from worthwhile.meaning.fits.offered import READ
from worthwhile.meaning.function import Aggregate, Example, Function
from worthwhile.plugin.registry import installed
from worthwhile.testing.functions import as_columns

TOOLS = installed().toolbox
WRITTEN = [it for it in TOOLS.functions.values() if it.member is None and it.name != READ]
"""All but what is read of fits, which is asked in `test_fits`."""
EXAMPLES = [
    pytest.param(function, example, id=example.call)
    for function in TOOLS.functions.values()
    for example in function.examples
]
ROWS = 5


def same(found: object, wanted: object) -> bool:
    """Whether two plain values are equal, numbers up to the last digits."""
    if isinstance(found, date):
        found = found.isoformat()
    if isinstance(found, float) and isinstance(wanted, float):
        return math.isclose(found, wanted, rel_tol=1e-12, abs_tol=1e-15)
    return type(found) is type(wanted) and found == wanted


def model_of(call: str, inputs: dict[str, str]) -> ww.Model:
    lines = [f"    {name} : {type_}" for name, type_ in inputs.items()]
    declared = "entity row key id\ninputs:\n" + "\n".join(lines) + "\n" if inputs else ""
    return ww.parse(f"{declared}result = {call}\n")


@pytest.mark.parametrize(("function", "example"), EXAMPLES)
def test_an_example_holds_for_plain_values(function: Function, example: Example) -> None:
    meaning = model_of(example.call, {}).meaning
    found = constant(meaning.definitions["result"].core, TOOLS.functions, lambda _: None)
    if isinstance(example.gives, str) and example.gives[:4].isdigit():
        found = (date(1970, 1, 1).toordinal() + found) if isinstance(found, float) else found
        assert date.fromordinal(int(str(found).split(".")[0])).isoformat() == example.gives
    else:
        assert same(found, example.gives), function.name


@pytest.mark.parametrize(("function", "example"), EXAMPLES)
def test_an_example_holds_for_one_subject(function: Function, example: Example) -> None:
    found = model_of(example.call, {}).evaluate()["result"]
    assert same(float(found) if isinstance(found, int) and not isinstance(found, bool) else found, example.gives), (
        function
    )


@pytest.mark.parametrize(("function", "example"), EXAMPLES)
def test_an_example_holds_for_columns_of_which_some_cells_are_missing(function: Function, example: Example) -> None:
    call, given = as_columns(example.call)
    if not given:
        pytest.skip("an example without a literal to put a column for")
    model = model_of(call, {name: type_ for name, (type_, _) in given.items()})
    # every input is missing in a row of its own; the first and last rows are whole
    rows = len(given) + 2
    data: dict[str, list[Any]] = {"id": list(range(rows))}
    for place, (name, (_, value)) in enumerate(given.items(), 1):
        data[name] = [None if row == place else value for row in range(rows)]
    for block in (1, 2, rows):
        values = model.run(data, block=block).values("result")
        whole = [
            float(it) if isinstance(it, int) and not isinstance(it, bool) else it for it in (values[0], values[-1])
        ]
        assert all(same(it, example.gives) for it in whole)
        if not function.takes_missing:
            assert values[1:-1] == [None] * len(given)


ADDED_UP = [it for it in TOOLS.aggregates.values() if it.fit is None]


@pytest.mark.parametrize("function", [*WRITTEN, *ADDED_UP], ids=lambda it: it.name)
def test_a_function_is_whole(function: Function | Aggregate) -> None:
    assert function.help.endswith(".")
    assert function.parameters
    names = [it.name for it in function.parameters]
    assert len(set(names)) == len(names)
    if isinstance(function, Function):
        assert function.expand or function.scalar or function.name == "log"  # which only says what to write instead
        assert all(it.call for it in function.examples)


def test_most_functions_show_what_they_do() -> None:
    """Only those that read a timeline, or that the engine calls by itself, have no example."""
    silent = {name for name, it in TOOLS.functions.items() if not it.examples and not it.expand and not it.is_sign}
    assert silent == {"log"}


# ---- aggregates, beside the ways of Python's own statistics

VALUES = [4.0, None, 1.5, 4.0, -2.0, 9.25]
OTHERS = [1.0, 2.0, 3.0, None, 5.0, 7.0]
THERE = [it for it in VALUES if it is not None]
PAIRS = [(y, x) for y, x in zip(VALUES, OTHERS, strict=True) if y is not None and x is not None]
LINE = statistics.linear_regression([x for _, x in PAIRS], [y for y, _ in PAIRS])


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("sum(x over row)", sum(THERE)),
        ("mean(x over row)", statistics.mean(THERE)),
        ("count(row)", 6),
        ("count(row where x > 2)", 3),
        ("min(x over row)", -2.0),
        ("max(x over row)", 9.25),
        ("median(x over row)", statistics.median(THERE)),
        ("quantile(x, 25% over row)", statistics.quantiles(THERE, n=4, method="inclusive")[0]),
        ("quantile(x, 90% over row)", statistics.quantiles(THERE, n=10, method="inclusive")[8]),
        ("product(x over row)", math.prod(THERE)),
        ("stdev(x over row)", statistics.stdev(THERE)),
        ("distinct(x over row)", len(set(THERE))),
        ("any(x > 9 over row)", True),
        ("all(x > 0 over row)", False),
        ("slope(x, y over row)", LINE.slope),
        ("intercept(x, y over row)", LINE.intercept),
        ("correlation(x, y over row)", statistics.correlation(*map(list, zip(*PAIRS, strict=True)))),
    ],
)
def test_an_aggregate_gives_what_statistics_gives(call: str, wanted: float) -> None:
    model = ww.parse(f"entity row key id\ninputs:\n    x : number optional\n    y : number optional\nresult = {call}\n")
    data = {"id": list(range(6)), "x": VALUES, "y": OTHERS}
    for block in (1, 4, 6):
        (found,) = model.run(data, block=block).values("result")
        assert found == pytest.approx(wanted, rel=1e-12), block


def test_ranks_count_from_the_largest_and_ties_share_the_smaller() -> None:
    model = ww.parse("entity row key id\ninputs:\n    x : number optional\nresult = rank(x over row)\n")
    found = model.run({"id": list(range(6)), "x": VALUES}).values("result")
    assert found == [None if it is None else 1 + sum(other > it for other in THERE) for it in VALUES]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("sum", 0), ("count", 0), ("distinct", 0), ("any", False), ("all", True), ("product", 1), ("mean", None),
     ("max", None), ("min", None), ("median", None), ("stdev", None)],
)  # fmt: skip
def test_nothing_to_aggregate_gives_what_the_language_says(name: str, wanted: object) -> None:
    argument = {"count": "row where x > 100", "any": "x > 1 over row", "all": "x > 1 over row"}
    text = argument.get(name, "x over row where x > 100")
    text += " where x > 100" if name in ("any", "all") else ""
    model = ww.parse(f"entity row key id\ninputs:\n    x : number\nresult = {name}({text})\n")
    assert model.run({"id": [1, 2], "x": [1.0, 2.0]}).values("result") == [wanted]
    assert model.run({"id": [], "x": []}).values("result") == [wanted]


def test_independent_sums_agree_with_the_functions_of_the_timeline() -> None:
    """npv, irr, payback and running totals, each against a loop of Python."""
    model = ww.parse(
        "timeline 24 months paid end\n"
        "flow = $120 per month - once($2_000, at: 0)\n"
        "worth = npv(flow, rate: 9% per year)\n"
        "returns = irr(flow)\n"
        "back = first_period(cumulative(flow) >= 0)\n"
        "total = sum(flow over t)\n"
    )
    flows = [120.0 - 2000.0 * (t == 0) for t in range(24)]
    worth = sum(it / 1.09 ** ((t + 1) / 12) for t, it in enumerate(flows))
    found = model.evaluate()
    assert found["worth"] == pytest.approx(worth, rel=1e-12)
    assert found["total"] == pytest.approx(sum(flows), rel=1e-12)
    assert found["back"] == next(t for t in range(24) if sum(flows[: t + 1]) >= 0)
    monthly = root(lambda r: sum(it / (1 + r) ** (t + 1) for t, it in enumerate(flows)))
    assert found["returns"] == pytest.approx((1 + monthly) ** 12 - 1, rel=1e-9)


def root(of: Callable[[float], float], low: float = 0.0, high: float = 1.0) -> float:
    """Where a falling function is nothing, by halving."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if of(middle) > 0 else (low, middle)
    return low


# ---- units


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("sqrt($4)", "W0309"),
        ("ln(2 hours)", "W0309"),
        ("exp($1)", "W0309"),
        ("abs(true)", "W0301"),
        ("max($1, 1 hour)", "W0301"),
        ("clamp($5, 1 hour, 2 hours)", "W0301"),
        ("mod($7, 3 hours)", "W0301"),
        ("year($5)", "W0307"),
        ("lower(3)", "W0301"),
        ("days_between(1, 2)", "W0307"),
        ("$1 and true", "W0301"),
        ("not 5", "W0301"),
    ],
)
def test_a_function_refuses_units_that_mean_nothing_to_it(call: str, code: str) -> None:
    with pytest.raises(ww.ModelError) as told:
        ww.parse(f"result = {call}\n")
    assert [it.code for it in told.value.findings] == [code]


@pytest.mark.parametrize("calls", [("abs(-$4)", "round($4.4)", "max($4, $1)", "clamp($9, $0, $4)", "floor($4.9)")])
def test_a_function_that_keeps_the_unit_does(calls: Sequence[str]) -> None:
    for call in calls:
        model = ww.parse(f"result = {call}\n")
        assert str(model.meaning.definitions["result"].type) == "USD"
        assert model.evaluate()["result"] == 4
