"""Both spellings say the same: every model of the project as YAML, and back, gives its tree and its answers."""

import math
from pathlib import Path
from typing import Any

import pytest

import worthwhile as ww
from shipped import OF_ROWS
from worthwhile.statements.spelled import same, spelled
from worthwhile.syntax import parse
from worthwhile.syntax.comments import comments
from worthwhile.text import Source
from worthwhile.text.source import Spelling
from worthwhile.understanding import read_source

ROOT = Path(__file__).parents[2]
LIBRARY = Path(__file__).parent / "library"
MODELS = sorted([*ROOT.glob("rules/*/*.worth"), *ROOT.glob("tests/language/accepted/*.worth")])
PROGRAMS = sorted([*ROOT.glob("tests/tables/programs/whole/*.worth"), *ROOT.glob("tests/properties/programs/*.worth")])
SAMPLE = {it.path: it for it in OF_ROWS}
ODD_ON_PURPOSE = {"names_and_layout"}
"""Models whose layout is what they show."""


def said(text: str, source: Source, to: Spelling) -> Source:
    assert text
    return Source(source.name, text, to)


@pytest.mark.parametrize("path", [*MODELS, *PROGRAMS], ids=lambda it: f"{it.parent.name}-{it.stem}")
def test_a_model_as_yaml_and_back_is_the_same_tree(path: Path) -> None:
    source = read_source(path)
    parsed = parse(source)
    assert parsed.findings == []
    there = said(spelled(source, Spelling.YAML).text, source, Spelling.YAML)
    assert same(parsed.parts, parse(there).parts, ordered=False)
    back = said(spelled(there, Spelling.WORTH).text, source, Spelling.WORTH)
    assert same(parse(there).parts, parse(back).parts)
    assert sorted(it.text for it in comments(back)) == sorted(it.text for it in comments(source))


@pytest.mark.parametrize("path", MODELS, ids=lambda it: it.stem)
def test_a_model_as_yaml_gives_the_same_answers(path: Path) -> None:
    one = ww.load(path, library=LIBRARY)
    two = ww.parse(spelled(one.source, Spelling.YAML).text, spelling="yaml", folder=path.parent, library=LIBRARY)
    assert [it.code for it in two.findings] == [it.code for it in one.findings]
    assert [(it.name, it.ok) for it in two.test()] == [(it.name, it.ok) for it in one.test()]
    sample = SAMPLE.get(path)
    if sample:
        results: list[dict[str, Any]] = [sample.run(it).to_dict() for it in (one, two)]
        for part in ("rows", "keys", "outputs", "units", "conventions"):
            assert alike(results[0][part], results[1][part]), part
        codes = [[it["code"] for it in result["diagnostics"]] for result in results]
        assert sorted(codes[0]) == sorted(codes[1])


def alike(one: Any, two: Any) -> bool:
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(alike(it, two[key]) for key, it in one.items())
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(alike, one, two))
    return bool(one == two) or (
        isinstance(one, float) and isinstance(two, float) and math.isnan(one) and math.isnan(two)
    )


@pytest.mark.parametrize("path", [it for it in MODELS if it.stem not in ODD_ON_PURPOSE], ids=lambda it: it.stem)
def test_every_model_stands_in_canonical_layout(path: Path) -> None:
    source = read_source(path)
    assert spelled(source, Spelling.WORTH).text == source.text


@pytest.mark.parametrize("spelling", Spelling)
@pytest.mark.parametrize("path", [*MODELS, *PROGRAMS], ids=lambda it: f"{it.parent.name}-{it.stem}")
def test_formatting_twice_is_formatting_once(path: Path, spelling: Spelling) -> None:
    source = read_source(path)
    once = said(spelled(source, spelling).text, source, spelling)
    assert spelled(once, spelling).text == once.text
