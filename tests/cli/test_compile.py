"""``worthwhile compile``: the program that the engine runs, as text."""

import ast
import json
from pathlib import Path

import pytest

from worthwhile.cli import main

DEMO = Path(__file__).parents[2] / "rules" / "demo" / "subscription.worth"


def test_it_prints_python(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", str(DEMO)]) == 0
    text = capsys.readouterr().out
    functions = [it.name for it in ast.walk(ast.parse(text)) if isinstance(it, ast.FunctionDef)]
    assert functions == ["subscription", "walk_1", "walk_2"]
    assert "grid_" in text
    assert "When all rows have been walked: total, total_basic" in text


def test_it_writes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "clv.py"
    assert main(["compile", str(DEMO), "--to", "python", "--out", str(out), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == out.read_text()
    ast.parse(out.read_text())


def test_every_shipped_model_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for path in sorted(DEMO.parents[1].rglob("*.worth")):
        assert main(["compile", str(path)]) == 0, path
        ast.parse(capsys.readouterr().out)


def test_a_target_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", str(DEMO), "--to", "pyton"]) == 2
    told = capsys.readouterr().err
    assert "W0822" in told
    assert "python" in told
