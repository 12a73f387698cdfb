"""Runners: another engine chosen by its name, and what is said where there is none."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import worthwhile as ww
import worthwhile_plugins
from worthwhile.cli import main
from worthwhile.model import parse_model
from worthwhile.plugin import Runner, plugin
from worthwhile.plugin.registry import Registry, installed

TEXT = """entity customer key customer_id
inputs:
    margin : USD in $0..
worth = margin * 2
total = sum(worth over customer)
"""
DATA = {"customer_id": ["a", "b"], "margin": [1.0, 20.0]}


class Recording:
    """A runner that does its job here, and remembers it."""

    name, extra = "recording", "worthwhile[recording]"

    def __init__(self, fault: Exception | None = None, lacks: str = "") -> None:
        self.jobs: list[Any] = []
        self._fault, self._lacks = fault, lacks

    def lacks(self) -> str:
        return self._lacks

    def run(self, job: Any) -> Any:
        if self._fault:
            raise self._fault
        self.jobs.append(job)
        return job.here()


def registry_with(runner: Runner) -> Registry:
    def runners() -> Iterator[Runner]:
        yield runner

    offering = ModuleType("recording")
    setattr(offering, "runners", plugin(runners))  # noqa: B010 (a module has whatever its file says)
    return Registry.of(worthwhile_plugins, offering)


def test_a_runner_is_handed_the_job_and_gives_the_result() -> None:
    runner = Recording()
    model = parse_model(TEXT, registry=registry_with(runner))
    result = model.run(DATA, on="recording", strict=True)
    assert result.to_dict() == model.run(DATA).to_dict()
    (job,) = runner.jobs
    assert job.strict
    assert job.tables == {"customer": DATA}
    assert job.model == model


def test_what_is_set_goes_with_the_job() -> None:
    runner = Recording()
    model = parse_model(
        "rate = 2%\nassumptions:\n    price : USD = $40\nfee = price * rate\n", registry=registry_with(runner)
    )
    assert model.run(on="recording", set={"price": 100.0}).values("fee") == [2.0]


def test_a_name_that_no_runner_has_is_told_with_those_there_are() -> None:
    with pytest.raises(ww.ModelError) as told:
        parse_model(TEXT, registry=registry_with(Recording())).run(DATA, on="recordin")
    (finding,) = told.value.findings
    assert finding.code == "W0820"
    assert "`recordin`" in finding.message
    assert "`recording`" in finding.hint


def test_a_runner_without_its_engine_says_what_to_install() -> None:
    with pytest.raises(ww.ModelError) as told:
        parse_model(TEXT, registry=registry_with(Recording(lacks="a recorder"))).run(DATA, on="recording")
    (finding,) = told.value.findings
    assert finding.code == "W0821"
    assert "a recorder" in finding.message
    assert "pip install 'worthwhile[recording]'" in finding.hint


def test_a_runner_that_breaks_is_a_finding_with_its_name() -> None:
    with pytest.raises(ww.ModelError) as told:
        parse_model(TEXT, registry=registry_with(Recording(ConnectionError("no cluster")))).run(DATA, on="recording")
    (finding,) = told.value.findings
    assert finding.code == "W0804"
    assert "`recording`" in finding.message
    assert "no cluster" in str(finding)


def test_what_is_wrong_with_the_data_is_said_as_ever() -> None:
    model = parse_model(TEXT, registry=registry_with(Recording()))
    with pytest.raises(ww.ModelError) as told:
        model.run({"customer_id": ["a"]}, on="recording")
    with pytest.raises(ww.ModelError) as here:
        model.run({"customer_id": ["a"]})
    assert told.value.findings == here.value.findings


def test_the_command_takes_a_runner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tmp_path / "price.worth"
    model.write_text("price = $40\n", encoding="utf-8")
    assert main(["run", str(model), "--on", "abacus"]) == 2
    assert "W0820" in capsys.readouterr().err


def test_the_runners_that_ship_are_listed() -> None:
    shipped = {"duckdb": "duckdb", "numba": "fast", "spark": "spark"}
    assert {it.name: it.extra for it in installed().runners} == {
        name: f"worthwhile[{extra}]" for name, extra in shipped.items()
    }
