"""The runner that has machine code made: numpy's bits, but for the last places of powers and logarithms."""

import ast
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

import worthwhile as ww
from properties.same import identical
from worthwhile_plugins.runners import numba_runner

ROWS = 20_000
EXACT = """
model exact
currency USD
timeline 12 months paid end
entity customer key id
inputs:
    fee    : USD per month optional
    stays  : percent
    plan   : one of basic, team, pro
    vip    : flag
    age    : number
kept    = (1 - (1 - stays))
flow    = initially fee then flow[t - 1] * kept
so_far  = cumulative(flow)
paid    = sum(flow over t)
high    = sum(flow over t where flow > $50 per month)
part    = fee / $7 per month ?? 0
cubed   = age ^ 3 - age / (age - 30)
least   = max(min(age, 40), 10, part)
tier    = if plan is pro or vip then 2 else if age >= 30 then 1 else 0
segment group (first match):
    old when age > 60
    rich when fee > $80 per month
    rest otherwise
share   = paid / sum(paid over customer)
ensure age < 95
outputs:
    paid
    high
    part
    cubed
    least
    tier
    group
    share
    vip
"""
POWERS = """
model powers
entity customer key id
inputs:
    x : number
    y : number
a = x ^ y
b = exp(y) + ln(x) * log10(x)
c = sqrt(x) / (1 + exp(-y))
"""


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba", reason="the extra `fast`")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def data(rows: int = ROWS) -> dict[str, Any]:
    draw = np.random.default_rng(3)
    fee = draw.uniform(0, 120, rows)
    fee[::97] = np.nan
    age = np.floor(draw.uniform(18, 90, rows))
    stays = draw.uniform(0.5, 1, rows)
    stays[[11, 12_345]] = np.inf, np.nan
    return {
        "id": np.arange(rows),
        "fee": fee,
        "stays": stays,
        "plan": np.array(["basic", "team", "pro"], dtype=object)[draw.integers(0, 3, rows)],
        "vip": draw.integers(0, 2, rows).astype(bool),
        "age": age,
    }


def test_machine_code_gives_the_bits_of_numpy(tmp_path: Path) -> None:
    model = ww.parse(EXACT)
    table = data()
    here, there = model.run(table), model.run(table, on="numba")
    kept = list(tmp_path.glob("worthwhile/kernels/*.py"))
    assert kept, "a loop over rows was compiled"
    assert list(tmp_path.glob("worthwhile/kernels/__pycache__/*.nbc")), "and what came of it is kept"
    for name in here:
        assert identical(here[name], there[name]), name
    assert [str(it) for it in here.diagnostics] == [str(it) for it in there.diagnostics]
    (tmp_path / "exact.worth").write_text(EXACT, encoding="utf-8")
    parquet.write_table(pa.table(table), tmp_path / "customers.parquet")
    assert model.run(str(tmp_path / "customers.parquet"), on="numba").values("paid") == here.values("paid")
    kernels = sorted(tmp_path.glob("worthwhile/kernels/**/*"))
    code = "import worthwhile as ww; print(ww.load('exact.worth').run('customers.parquet', on='numba').values('paid'))"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert ast.literal_eval(said.stdout) == here.values("paid")
    assert sorted(tmp_path.glob("worthwhile/kernels/**/*")) == kernels, "read in another process, not compiled"


def test_what_must_hold_is_told_as_ever() -> None:
    model = ww.parse(EXACT)
    table = data()
    table["age"][[5, 7_000]] = 99
    told = []
    for on in (None, "numba"):
        with pytest.raises(ww.ModelError) as error:
            model.run(table, on=on)
        told.append([(it.code, it.rows, it.keys) for it in error.value.findings])
    assert told[0] == told[1]
    assert told[0][0][1] == 2


def test_powers_and_logarithms_are_near_to_the_last_places() -> None:
    model = ww.parse(POWERS)
    draw = np.random.default_rng(5)
    x = np.concatenate([draw.uniform(-1, 5, ROWS), [0.0, 1.0, math.inf, 1e300]])
    table = {"id": np.arange(len(x)), "x": np.where(np.isinf(x), 2.0, x), "y": draw.uniform(-9, 9, len(x))}
    here, there = model.run(table), model.run(table, on="numba")
    for name in here:
        one, two = here[name], there[name]
        assert np.array_equal(np.isnan(one), np.isnan(two)), name
        known = ~np.isnan(one)
        apart = np.abs(one[known] - two[known]) / np.spacing(np.abs(one[known]))
        assert apart.max() <= (4 if name == "a" else 16), name
    assert np.isnan(here["c"]).any()


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba_runner, "_kept", lambda _: None)
    model = ww.parse("entity c key id\ninputs:\n    x : number\na = x * 2\n")
    assert model.run({"id": list(range(5_000)), "x": np.arange(5_000.0)}, on="numba")["a"][4_999] == 9_998.0
