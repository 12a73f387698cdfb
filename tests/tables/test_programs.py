"""Whole programs are read without a fault of their text; malformed ones are refused on the line in their name."""

from pathlib import Path

import pytest

from worthwhile.syntax import parse
from worthwhile.text import Source, errors

HERE = Path(__file__).parent / "programs"


def source(path: Path) -> Source:
    return Source(path.name, path.read_bytes().decode("utf-8"))


@pytest.mark.parametrize("path", sorted((HERE / "whole").glob("*.worth")), ids=lambda it: it.stem)
def test_a_whole_program_is_read(path: Path) -> None:
    parsed = parse(source(path))
    assert not parsed.findings
    assert parsed.parts


@pytest.mark.parametrize("path", sorted((HERE / "malformed").glob("*.worth")), ids=lambda it: it.stem)
def test_a_malformed_program_is_refused_on_its_line(path: Path) -> None:
    wanted = int(path.stem.rpartition("@")[2])
    found = errors(parse(source(path)).findings)
    assert wanted in {it.span.line for it in found if it.span}
    assert all(it.message for it in found)
