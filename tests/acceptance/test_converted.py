"""Each acceptance case once more with its models in YAML: the same answers, the same findings.

The cases lie beside the checkout; where they do not, nothing is compared and that is said. Models that
cannot be read are not converted, and what a model imports stays as it is.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from worthwhile.cli.main import main
from worthwhile.statements.spelled import spelled
from worthwhile.syntax import parse
from worthwhile.text import ModelError
from worthwhile.text.source import Spelling
from worthwhile.understanding import read_source

CASES = Path(__file__).parents[3] / "shared" / "acceptance" / "cases"
GROUPS = ("core", "whole", "pitfalls")


@dataclass(frozen=True)
class Asked:
    """One command of a case that names a model in the language's own lines."""

    folder: Path
    model: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}: {' '.join(self.words)}"


def asked() -> Iterator[Asked]:
    for folder in sorted(it.parent for group in GROUPS for it in (CASES / group).glob("*/case.yaml")):
        for step in yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))["steps"]:
            command = next(it for it in ("check", "test", "run") if it in step)
            if step[command].endswith(".worth") and readable(folder / step[command]):
                yield Asked(folder, step[command], (command, step[command], *options(step)))


def readable(path: Path) -> bool:
    try:
        return not parse(read_source(path)).findings
    except ModelError:
        return False


def options(step: dict[str, Any]) -> Iterator[str]:
    for name, path in step.get("data", {}).items():
        yield from ("--data", f"{name}={path}")
    for name, value in step.get("set", {}).items():
        yield from ("--set", f"{name}={value}")
    if "scenario" in step:
        yield from ("--scenario", step["scenario"])
    yield from step.get("options", [])


def answered(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main([*words, "--format", "json"])
    out = capsys.readouterr().out
    return code, json.loads(out) if out.strip() else {}


def told(answer: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    """The findings, without where they stand: lines differ, and so does how much of one is quoted."""
    findings = answer.get("findings", answer.get("diagnostics", []))
    return sorted((it["code"], it["level"], it.get("rows")) for it in findings)


@pytest.mark.skipif(not CASES.is_dir(), reason=f"there are no acceptance cases beside this checkout ({CASES.parent})")
@pytest.mark.parametrize("it", list(asked()) if CASES.is_dir() else [], ids=str)
def test_as_yaml_it_says_the_same(
    it: Asked, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / it.folder.name
    shutil.copytree(it.folder, folder)
    monkeypatch.chdir(folder)
    there = Path(it.model).with_suffix(".from_worth.yaml")
    there.write_text(spelled(read_source(it.model), Spelling.YAML).text, encoding="utf-8")
    one = answered(it.words, capsys)
    two = answered(tuple(str(there) if word == it.model else word for word in it.words), capsys)
    assert two[0] == one[0]
    for part in ("outputs", "units", "keys", "conventions", "passed", "failed"):
        assert two[1].get(part) == one[1].get(part), part
    assert told(two[1]) == told(one[1])
