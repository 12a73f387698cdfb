"""Curves and dated values are what numpy and a plain loop make of the same rows, in columns, alone and folded."""

import math
from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import worthwhile as ww

FEW = settings(max_examples=25)
KEYS = st.lists(st.integers(-40, 400), min_size=1, max_size=12, unique=True).map(sorted)
PLACES = st.lists(st.floats(-60, 500) | st.integers(-60, 500).map(float), min_size=1, max_size=20)


@st.composite
def rows(draw: st.DrawFn, least: int = 1) -> tuple[list[int], list[float]]:
    keys = draw(KEYS.filter(lambda it: len(it) >= least))
    values = st.floats(0.01, 1_000).map(lambda it: float(f"{it:.4g}"))
    return keys, draw(st.lists(values, min_size=len(keys), max_size=len(keys)))


def curve(keys: list[int], values: list[float], how: str) -> str:
    lines = "\n".join(f"    {key} -> {value!r}" for key, value in zip(keys, values, strict=True))
    return f"curve c over months {how}:\n{lines}\n"


def read(head: str, places: list[float]) -> list[float]:
    """The curve at some places: of a column of rows, which has to agree with one row and with a constant."""
    model = ww.parse(f"entity thing key id\ninputs:\n    x : months\n{head}y = c[x]\n")
    found: list[float] = model.run({"id": list(range(len(places))), "x": places})["y"].tolist()
    for place, seen in list(zip(places, found, strict=True))[:3]:
        alone = model.evaluate(x=place)["y"]
        constant = ww.parse(f"{head}y = c[0 + {place!r} months]\n").evaluate()["y"]
        assert np.isclose(alone, seen, rtol=1e-12, atol=0)
        assert np.isclose(constant, seen, rtol=1e-12, atol=0)
    return found


def beyond(keys: list[int], values: list[float], x: float) -> float:
    """The last slope, carried on."""
    return values[-1] + (values[-1] - values[-2]) / (keys[-1] - keys[-2]) * (x - keys[-1])


@FEW
@given(rows(), PLACES)
def test_linear(table: tuple[list[int], list[float]], places: list[float]) -> None:
    keys, values = table
    np.testing.assert_allclose(read(curve(*table, ""), places), np.interp(places, keys, values), rtol=1e-9)


@FEW
@given(rows(), PLACES)
def test_log_linear(table: tuple[list[int], list[float]], places: list[float]) -> None:
    keys, values = table
    wanted = np.exp(np.interp(places, keys, np.log(values)))
    np.testing.assert_allclose(read(curve(*table, "using log_linear beyond last"), places), wanted, rtol=1e-9)


@FEW
@given(rows(), PLACES)
def test_steps(table: tuple[list[int], list[float]], places: list[float]) -> None:
    keys, values = table
    wanted = []
    for x in places:
        value = values[0]
        for key, each in zip(keys, values, strict=True):
            if key <= x:
                value = each
        wanted.append(value)
    assert read(curve(*table, "using step"), places) == wanted


@FEW
@given(rows(least=2), PLACES)
def test_at_the_last_rate(table: tuple[list[int], list[float]], places: list[float]) -> None:
    keys, values = table
    lines = [beyond(keys, values, x) if x > keys[-1] else float(np.interp(x, keys, values)) for x in places]
    found = read(curve(*table, "using linear beyond last_rate"), places)
    np.testing.assert_allclose(found, lines, rtol=1e-9, atol=1e-9 * max(values))
    logs = [math.log(it) for it in values]
    wanted = [beyond(keys, logs, x) if x > keys[-1] else float(np.interp(x, keys, logs)) for x in places]
    found = read(curve(*table, "using log_linear beyond last_rate"), places)
    for seen, log in zip(found, wanted, strict=True):
        if abs(log) < 600:  # beyond it a float has no room
            assert math.isclose(seen, math.exp(log), rel_tol=1e-8)


@FEW
@given(rows(), PLACES)
def test_beyond_error(table: tuple[list[int], list[float]], places: list[float]) -> None:
    keys, values = table
    model = ww.parse(
        f"entity thing key id\ninputs:\n    x : months\n{curve(*table, 'beyond error')}y = c[x]\nz = c[x] ?? 7\n"
    )
    data = {"id": [*map(str, range(len(places)))], "x": places}
    past = [str(place) for place, x in enumerate(places) if x > keys[-1] * (1 + 1e-9) + 1e-9]
    try:
        said: tuple[ww.Finding, ...] = ()
        result = model.run(data)
    except ww.ModelError as error:
        result, said = error.result, error.findings
    assert [(it.code, it.rows, it.keys) for it in said] == ([("W0721", len(past), tuple(past[:10]))] if past else [])
    wanted = [7.0 if str(row) in past else float(np.interp(x, keys, values)) for row, x in enumerate(places)]
    np.testing.assert_allclose(result["z"], wanted, rtol=1e-9)


DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))


@FEW
@given(st.dictionaries(DAYS, st.integers(1, 99), min_size=1, max_size=8), st.lists(DAYS, min_size=1, max_size=12))
def test_dated(prices: dict[date, int], days: list[date]) -> None:
    lines = "\n".join(f"    from {day} = ${price}" for day, price in prices.items())
    head = f"dated price as USD:\n{lines}\n"
    model = ww.parse(f"entity thing key id\ninputs:\n    day : date\n{head}y = price[day]\n")
    result = model.run({"id": list(range(len(days))), "day": days})

    def known(day: date) -> float | None:
        before = [it for it in prices if it <= day]
        return float(prices[max(before)]) if before else None

    assert result.values("y") == [known(it) for it in days]
    early = sum(it < min(prices) for it in days)
    assert [it.rows for it in result.diagnostics if it.code == "W0720"] == ([early] if early else [])
    start = min(prices) + timedelta(days=40)
    month = date(start.year, start.month, 1)
    series = ww.parse(f"timeline 40 months from {month:%Y-%m}\n{head}y = price\n").run()
    firsts = [date(month.year + (month.month - 1 + t) // 12, (month.month - 1 + t) % 12 + 1, 1) for t in range(40)]
    assert series.values("y") == [[known(it) for it in firsts]]
