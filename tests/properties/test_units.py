"""Units form a group, and what is converted comes back."""

import math

from hypothesis import given
from hypothesis import strategies as st

import worthwhile
from worthwhile.units import ONE, Unit

UNITS = st.dictionaries(st.sampled_from(["USD", "month", "seat", "hour"]), st.integers(-3, 3)).map(Unit.of)
POWERS = st.integers(-3, 3)

# As the definitions have it: 1 year = 4 quarters = 12 months = 365.25 days = 52.178... weeks.
CALENDAR = {"years": 1.0, "quarters": 0.25, "months": 1 / 12, "weeks": 7 / 365.25, "days": 1 / 365.25}
CLOCK = {"hours": 1.0, "minutes": 1 / 60, "seconds": 1 / 3_600}
AMOUNTS = st.floats(1e-3, 1e9)


@given(UNITS, UNITS, UNITS)
def test_units_form_a_commutative_group(one: Unit, two: Unit, three: Unit) -> None:
    assert one * two == two * one
    assert hash(one * two) == hash(two * one)
    assert (one * two) * three == one * (two * three)
    assert one * ONE == one
    assert one / one == ONE
    assert one * one**-1 == ONE
    assert (one * two) / two == one


@given(UNITS, UNITS, POWERS, POWERS)
def test_powers_multiply_and_add(one: Unit, two: Unit, first: int, second: int) -> None:
    assert one**first * one**second == one ** (first + second)
    assert (one**first) ** second == one ** (first * second)
    assert (one * two) ** first == one**first * two**first


@given(AMOUNTS, st.sampled_from([CALENDAR, CLOCK]), st.data())
def test_a_duration_converts_by_the_definitions_and_comes_back(
    x: float, scale: dict[str, float], data: st.DataObject
) -> None:
    here, there = data.draw(st.sampled_from(sorted(scale))), data.draw(st.sampled_from(sorted(scale)))
    model = worthwhile.parse(
        f"model m\ninputs:\n    x : {here}\nthere = x as {there}\nback = there as {here}\noutputs:\n    there\n    back\n"
    )
    found = model.evaluate(x=x)
    assert math.isclose(found["there"], x * scale[here] / scale[there], rel_tol=1e-12)
    assert math.isclose(found["back"], x, rel_tol=1e-12)


@given(AMOUNTS, st.sampled_from(sorted(CALENDAR)), st.sampled_from(sorted(CALENDAR)))
def test_a_flow_converts_against_its_time_and_comes_back(x: float, here: str, there: str) -> None:
    one, two = here.removesuffix("s"), there.removesuffix("s")
    model = worthwhile.parse(
        f"model m\ncurrency USD\ninputs:\n    x : USD per {one}\nthere = x as USD per {two}\nback = there as USD per {one}\n"
        "outputs:\n    there\n    back\n"
    )
    found = model.evaluate(x=x)
    assert math.isclose(found["there"], x / CALENDAR[here] * CALENDAR[there], rel_tol=1e-12)
    assert math.isclose(found["back"], x, rel_tol=1e-12)


@given(st.floats(0.5, 1.5), st.sampled_from(sorted(CALENDAR)), st.sampled_from(sorted(CALENDAR)))
def test_a_factor_compounds_and_comes_back(x: float, here: str, there: str) -> None:
    one, two = here.removesuffix("s"), there.removesuffix("s")
    model = worthwhile.parse(
        f"model m\ninputs:\n    x : factor per {one}\nthere = x as factor per {two}\nback = there as factor per {one}\n"
        "outputs:\n    there\n    back\n"
    )
    found = model.evaluate(x=x)
    assert math.isclose(found["there"], math.exp(math.log(x) * CALENDAR[there] / CALENDAR[here]), rel_tol=1e-9)
    assert math.isclose(found["back"], x, rel_tol=1e-9)
