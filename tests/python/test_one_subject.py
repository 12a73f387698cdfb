"""`Model.evaluate`: in plain Python where it can be, as a table of one row where something is to be said."""

import math
import pickle
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import worthwhile as ww
from worthwhile.meaning.function import Function
from worthwhile.plugin.registry import installed
from worthwhile.run import powers
from worthwhile.run.machine import Machine
from worthwhile.run.subject import pieces

TEXT = """
model shop "What a customer is worth"
currency USD
timeline 12 months paid end
entity customer key id

inputs:
    fee     "Monthly fee"  : USD per month      in $0..$10_000
    churn   "Churn"        : percent per month  in 0%..100%
    seats   "Seats"        : count = 3
    plan    "Plan"         : one of basic, team = basic
    since   "Customer since" : date optional

assumptions:
    discount "Discount" : percent per year = 10%

survival = (1 - churn)^t
worth    = npv(fee * survival, rate: discount)
ratio    = fee / $10 per month
due      = since + 30 days
tier     = if worth >= $500 then "large" else "small"

ensure churn < 90%

outputs:
    worth
    survival
    ratio
    seats
    due
    tier
    plan
"""


@pytest.fixture(scope="module")
def model() -> ww.Model:
    return ww.parse(TEXT)


def worth(fee: float, churn: float) -> float:
    """The present value by hand, paid at the end of each month."""
    return math.fsum(fee * (1 - churn) ** t / 1.1 ** ((t + 1) / 12) for t in range(12))


GIVEN: dict[str, Any] = {"fee": 100.0, "churn": 0.05, "seats": 4, "plan": "team", "since": date(2026, 1, 31)}


def test_a_regular_subject_is_answered_in_plain_python(model: ww.Model) -> None:
    found = model.subject.answer_quickly(GIVEN)
    assert found == model.evaluate(GIVEN) == model.evaluate(**GIVEN)
    assert found["worth"] == pytest.approx(worth(100, 0.05), rel=1e-13)
    assert found["survival"] == pytest.approx([0.95**t for t in range(12)], rel=1e-13)
    assert (found["ratio"], found["seats"], found["due"]) == (10.0, 4, "2026-03-02")
    assert (type(found["seats"]), type(found["ratio"])) == (int, float)
    assert (found["tier"], found["plan"]) == ("large", "team")


def test_whole_numbers_are_numbers_and_values_may_be_mixed(model: ww.Model) -> None:
    assert model.evaluate({"fee": 100, "seats": 4.0}, churn=0.05, plan="team", since=date(2026, 1, 31)) == (
        model.evaluate(GIVEN)
    )
    assert model.evaluate({**GIVEN, "fee": np.float64(100)}) == model.evaluate(GIVEN)
    assert type(model.evaluate({**GIVEN, "fee": np.float64(50)})["ratio"]) is float


def test_what_is_missing_is_carried_with_care(model: ww.Model) -> None:
    with pytest.raises(ValueError, match=r"too large|"):
        model.subject.answer_quickly({**GIVEN, "fee": None})
    found = model.subject.answer_carefully({**GIVEN, "fee": None, "since": None})
    assert found == model.evaluate({**GIVEN, "fee": None, "since": None})
    assert (found["worth"], found["due"], found["tier"]) == (None, None, None)
    assert found["survival"] == pytest.approx([0.95**t for t in range(12)], rel=1e-13)
    assert model.evaluate({**GIVEN, "fee": math.nan})["ratio"] is None
    assert model.evaluate(fee="7.5", churn="5%")["ratio"] == 0.75


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"fee": 100.0}, "W0604"),
        ({**GIVEN, "churn": 0.95}, "W0702"),
        ({**GIVEN, "fee": "many"}, "W0603"),
        ({**GIVEN, "fee": math.inf}, "W0603"),
        ({**GIVEN, "fee": True}, "W0603"),
        ({**GIVEN, "seats": 1.5}, "W0603"),
        ({**GIVEN, "plan": "gold"}, "W0603"),
        ({**GIVEN, "worth": 3.0}, "W0201"),
    ],
)
def test_what_is_due_to_be_said_is_said(model: ww.Model, given: dict[str, Any], code: str) -> None:
    with pytest.raises(ww.ModelError) as told:
        model.evaluate(given)
    assert [it.code for it in told.value.findings] == [code]


def test_assumptions_and_other_values_may_be_given(model: ww.Model) -> None:
    assert model.evaluate(**GIVEN, discount=0.0)["worth"] == pytest.approx(
        math.fsum(100 * 0.95**t for t in range(12)), rel=1e-13
    )
    other = model.with_values({"discount": 0.0})
    assert other.evaluate(GIVEN) == model.evaluate(**GIVEN, discount=0.0)


def test_many_threads_ask_one_model_that_was_never_asked() -> None:
    model = ww.parse(TEXT)

    def work(seed: int) -> list[Any]:
        return [model.evaluate(fee=float(fee), churn=0.01 * seed)["worth"] for fee in range(50)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(16)))
    for seed, values in enumerate(found):
        assert values == pytest.approx([worth(fee, 0.01 * seed) for fee in range(50)], rel=1e-12)


def test_a_model_that_was_asked_can_be_pickled(model: ww.Model) -> None:
    wanted = model.evaluate(GIVEN)
    assert pickle.loads(pickle.dumps(model)).evaluate(GIVEN) == wanted  # noqa: S301 (our own)


def test_the_text_of_a_function_is_the_same_every_time(model: ww.Model) -> None:
    again = ww.parse(TEXT)
    for one, two in ((model.subject.fast, again.subject.fast), (model.subject.careful, again.subject.careful)):
        assert one is not None
        assert two is not None
        assert one.text == two.text
        assert max(map(len, one.text.splitlines())) <= 120


def test_one_subject_needs_neither_numpy_nor_arrow() -> None:
    code = (
        "import sys, worthwhile as ww\n"
        "model = ww.parse('inputs:\\n    x : number\\n    y : date = 2026-01-01\\na = exp(x) / 2\\nb = y + 1 day\\n')\n"
        "assert model.evaluate(x=0)['a'] == 0.5\n"
        "assert model.evaluate(x=None)['a'] is None\n"
        "assert not {'numpy', 'pyarrow'} & set(sys.modules), sorted({'numpy', 'pyarrow'} & set(sys.modules))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_that_mean_something_to_python_are_names_here(model: ww.Model) -> None:
    names = ["number", "day", "flag", "given", "it", "pow", "exp", "float", "len", "nan", "lambda", "été", "x y", "_"]
    inputs = "".join(f"    `{name}` : number\n" for name in names)
    text = f"inputs:\n{inputs}a = exp(`{'` + `'.join(names)}`) / `exp`\n`finite` = max(1 / `x y`, `given`)\n"
    model = ww.parse(text)
    found = model.subject.answer_quickly(dict.fromkeys(names, 0.5))
    assert found == {"a": pytest.approx(math.exp(0.5 * len(names)) / 0.5, rel=1e-14), "finite": 2.0}
    assert model.subject.answer_carefully(dict.fromkeys(names, 0.5)) == found


def test_a_model_too_deep_for_python_is_asked_as_a_table() -> None:
    rows = "".join(f"    row{it} when x < {it}\n" for it in range(400))
    model = ww.parse(f"inputs:\n    x : number\nsegment s (first match):\n{rows}    rest otherwise\n")
    assert model.evaluate(x=398.5) == {"s": "row399"}
    assert model.evaluate(x=1e9) == {"s": "rest"}


# ---- powers and geometric sums, as columns have them


def test_what_is_computed_without_numpy_follows_the_same_limits() -> None:
    assert (pieces.MOST, pieces.NEAR) == (powers.MOST, powers.NEAR)


@pytest.mark.parametrize("ratio", [0.0, 0.3, 0.97, 0.999, 1.0, 1.0 + 2**-30, 1.002, 1.2, -0.5])
@pytest.mark.parametrize("terms", [1, 2, 3, 12, 36, 64, 120])
def test_a_geometric_sum_is_that_of_fractions(ratio: float, terms: int) -> None:
    exact = float(sum(Fraction(ratio) ** it for it in range(terms)))
    assert pieces.geometric_sum(ratio, terms) == pytest.approx(exact, rel=1e-12)
    with np.errstate(all="ignore"):  # as in a run
        columns = float(powers.geometric(np.array([ratio]), terms)[0])
    assert pieces.geometric_sum(ratio, terms) == pytest.approx(columns, rel=1e-13)


@pytest.mark.parametrize("times", [2, 3, 4, 7, 12, 31, 60, 64, 65])
def test_a_whole_power_has_the_bits_of_columns(times: int) -> None:
    model = ww.parse(f"entity c key id\ninputs:\n    x : number\ny = x ^ {times}\n")
    for base in (0.97, 1.1, -1.3, 3.0):
        (column,) = model.run({"id": [1], "x": [base]}).values("y")
        found = model.subject.answer_quickly({"x": base})["y"]
        assert found == (column if times <= powers.MOST else pytest.approx(column, rel=1e-15))
        assert model.subject.answer_carefully({"x": base})["y"] == found


# ---- powers and logarithms: numpy has its own, which may differ in the last places

ULPS = 4
"""How far numpy says that its vector forms may be off (NEP 38, SVML); the machine's library is off by less than one."""
DRAWN: dict[str, Callable[[random.Random], tuple[float, ...]]] = {
    "^": lambda draw: (draw.uniform(0.01, 3), draw.uniform(-60, 60)),
    "exp": lambda draw: (draw.uniform(-300, 300),),
    "ln": lambda draw: (math.exp(draw.uniform(-300, 300)),),
    "log10": lambda draw: (math.exp(draw.uniform(-300, 300)),),
}


@pytest.mark.parametrize("name", DRAWN)
def test_powers_and_logarithms_are_those_of_numpy_but_for_the_last_places(name: str) -> None:
    toolbox = installed().toolbox
    function: Function = toolbox.functions[name]
    kernel = Machine(toolbox)._kernel(function)
    draw = random.Random(7)  # noqa: S311 (the same ones every time)
    assert function.scalar is not None
    for _ in range(3_000):
        args = DRAWN[name](draw)
        mine = function.scalar(*args)
        theirs = float(kernel(*(np.array([it]) for it in args))[0])
        assert isinstance(mine, float)
        assert abs(mine - theirs) <= ULPS * math.ulp(theirs), args
