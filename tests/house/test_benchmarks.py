"""The benchmarks run and agree, at tiny sizes; how fast is no matter here."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
PEERS = (
    "polars",
    "pyspark",
    "duckdb",
    "numexpr",
    "pandas",
    "numba",
    "zen",
    "rule_engine",
    "celpy",
    "lifetimes",
    "clvkit",
)
WITHOUT_PEERS = f"""
import importlib.util, sys

class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {PEERS}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, NotInstalled())
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in {PEERS} else find(name, *more)
from benchmarks.__main__ import main
sys.exit(main())
"""


def test_all_workloads_run_and_agree_and_name_the_peers_that_are_not_there(tmp_path: Path) -> None:
    data = tmp_path / "all.json"
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT_PEERS, "--small", "--out", str(data)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    found = {it["name"]: it for it in json.loads(data.read_text(encoding="utf-8"))["workloads"]}
    files = {it.stem for it in (ROOT / "benchmarks").glob("[a-z]*.py")}
    assert {it.split("_")[0] for it in files} == {it.split("_")[0].split(" ")[0] for it in found}
    assert not [it["wrong"] for it in found.values() if it["wrong"]]
    for name, report in found.items():
        ours = [it for it in report["lines"] if it["ours"]]
        assert (name == "spark") == (not ours), name
        assert all(it["median"] > 0 for it in report["lines"])
    assert "polars" in " ".join(found["w1"]["notes"])
    assert "zen" in " ".join(found["w5"]["notes"])


def test_a_word_that_is_no_workload_is_told() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks", "w99"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert said.returncode == 2
    assert "no workload w99" in said.stderr


def test_another_answer_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks._race import differs

    right = (np.array([1.0, 200.0, np.nan]), np.array([1, 2, 3]))
    assert differs(right, right) == ""
    assert differs((right[0] * (1 + 1e-11), right[1]), right) == ""
    assert "answer 1" in differs((right[0] * (1 + 1e-8), right[1]), right)
    assert "missing" in differs((np.array([1.0, 200.0, 0.0]), right[1]), right)
    assert "1 of 3 rows" in differs((right[0], np.array([1, 2, 4])), right)
    assert "values" in differs((right[0][:2], right[1]), right)


def test_a_page_of_what_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks._report import Line, Report, Wanted, markdown

    lines = [Line("ours", 0.012, 0.011, ours=True, to_best=1.5, extra=2e6), Line("theirs", 0.008, 0.0075, to_best=1.0)]
    page = markdown([Report("w0", "W0: nothing", lines, [Wanted("at most 1", "1.50", met=False)])], ["Yesterday."])
    rows = [[it.strip() for it in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    assert ["w0", "at most 1", "1.50", "missed"] in rows
    assert ["ours", "12.0 ms", "11.0 ms", "1.50", "", "2", ""] in rows
    assert page.startswith("Yesterday.\n")
