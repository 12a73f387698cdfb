"""Each file here is a case: what stands beside a rejected one is the whole of what is said of it.

A rejected file is checked, or given to the command that its first line tells after `# $`. An accepted
one says in tests of its own what must come of it. What cases take in lies in `parts` beside them, and
in `library`.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from worthwhile.cli.main import FINE, main
from worthwhile.model import load, parse_model
from worthwhile.resources import pages

HERE = Path(__file__).parent
ACCEPTED = sorted(HERE.glob("accepted/*.worth"))
REJECTED = sorted([*HERE.glob("rejected/*.worth"), *HERE.glob("rejected/*.yaml")])
LIBRARY = HERE / "library"
SAID = re.compile(r"\b(?:error|warning|note) (W\d{4}): ")
COMMAND = re.compile(rb"\A# \$ worthwhile (.*)")
NO_TEXT = {
    "W0785",
    "W0786",
    "W0787",
    "W0788",
    "W0789",
    "W0790",
    "W0791",
    "W0670",
    "W0671",
    "W0672",
    "W0673",
    "W0674",
    "W0675",
    "W0756",
    "W0757",
    "W0780",
    "W0640",
    "W0641",
    "W0642",
    "W0643",
    "W0645",
    "W0646",
    "W0647",
    "W0648",
    "W0649",
    "W0804",
    "W0814",
    "W0820",
    "W0821",
    "W0822",
    "W0844",
    "W0845",
    "W0901",
    "W0902",
    "W0903",
    "W0904",
    "W0905",
    "W0906",
    "W0908",
    "W0909",
    "W0910",
    "W0911",
    "W0920",
    "W0921",
    "W0922",
    "W0923",
    "W0924",
    "W0925",
    "W0941",
}
"""Codes that no text of a readable size raises: the house tests make them."""
Golden = Callable[[Path, str], None]


def command(path: Path) -> list[str]:
    said = COMMAND.match(path.read_bytes())
    return shlex.split(said[1].decode()) if said else ["check", path.name]


@pytest.mark.parametrize("path", REJECTED, ids=lambda it: it.stem)
def test_rejected(
    path: Path, golden: Golden, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    main([*command(path), "--color", "never"])
    told = capsys.readouterr()
    said = told.err + told.out
    assert path.stem.partition("_")[0] in SAID.findall(said)
    golden(path.with_suffix(".txt"), said)


def test_every_code_has_a_rejected_file() -> None:
    assert {it.stem.partition("_")[0] for it in REJECTED} == set(pages()) - NO_TEXT


def test_no_message_is_left_over() -> None:
    assert {it.stem for it in HERE.glob("rejected/*.txt")} == {it.stem for it in REJECTED}


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda it: it.stem)
def test_accepted(path: Path) -> None:
    model = load(path, library=LIBRARY)
    assert model.findings == ()
    outcomes = model.test()
    assert outcomes, "an accepted file says in a test what must come of it"
    assert [it for it in outcomes if not it.ok] == []


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda it: it.stem)
def test_accepted_on_the_command_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(path), "--library", str(LIBRARY)]) == FINE
    assert "0 failed" in capsys.readouterr().out


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda it: it.stem)
def test_written_back_it_means_the_same(path: Path) -> None:
    once = str(load(path, library=LIBRARY))
    again = parse_model(once, folder=path.parent, library=LIBRARY)
    assert str(again) == once
    assert [it for it in again.test() if not it.ok] == []
