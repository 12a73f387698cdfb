"""The library keeps what the catalogue promises: every method is answered for, every model can be started from."""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import worthwhile as ww
from house.pages import Grounds, claims, numbers, unfounded
from worthwhile.cli import main
from worthwhile.cli.shipped import Shipped, catalogue, shipped_models
from worthwhile.resources import shelf

RULES = Path(str(shelf("rules")))
ROWS = list(catalogue(RULES))
MODELS = {name: it for name, it in shipped_models().items() if it.file.is_relative_to(RULES)}
HEAD = re.compile(r"^(?:currency|entity|timeline)\b.*$", re.MULTILINE)
EXTENDS = re.compile(r'^extend "(.*)"', re.MULTILINE)
BESIDE = ("demo.", "telecom.", "flagship.", "weights.")
"""Examples, and what serves many methods: the catalogue need not name these."""
LAST = 49
"""The last method that there has to be."""
each_model = pytest.mark.parametrize("name", MODELS)


def test_the_catalogue_numbers_its_methods_once_and_in_order() -> None:
    ids = [it.id for it in ROWS]
    assert all(re.fullmatch(r"M\d\d", it) for it in ids)
    assert ids == sorted(set(ids))


def test_the_methods_are_all_there() -> None:
    assert {f"M{it:02}" for it in range(1, LAST + 1)} <= {it.id for it in ROWS}


def test_every_method_has_a_name_and_a_model_or_a_reason() -> None:
    for it in ROWS:
        assert it.name, it.id
        assert bool(it.models) != bool(it.why), f"{it.id} has models, or says why it has none"


def test_the_catalogue_names_models_that_are_there_and_leaves_none_out() -> None:
    named = {model for it in ROWS for model in it.models}
    beside = {name for name in MODELS if name.startswith(BESIDE)}
    assert named - set(MODELS) == set()
    assert set(MODELS) - beside - named == set()


@cache
def grounds_of(name: str) -> Grounds:
    """Each model is loaded and run once for all that is asked of it here."""
    return Grounds(MODELS[name])


@each_model
def test_a_model_can_be_run_as_it_ships(name: str) -> None:
    grounds = grounds_of(name)
    assert grounds.model.findings == ()
    assert grounds.model.meaning.label, "a title for the listing"
    assert grounds.model.meaning.trials, "a model that ships has tests"
    answer = grounds.answers[""]
    assert answer["outputs"]
    assert not [it for it in answer["diagnostics"] if it["level"] == "error"]


def whole_text(file: Path) -> str:
    """A model and those that it extends."""
    text = file.read_text(encoding="utf-8")
    return text + "".join(whole_text(file.parent / it) for it in EXTENDS.findall(text))


@each_model
def test_a_model_can_be_taken_in_by_one_that_is_about_the_same(name: str) -> None:
    head = {line.split()[0]: line for line in reversed(HEAD.findall(whole_text(MODELS[name].file)))}
    taken_in = ["model taker", *head.values(), f"import {name} as it", "own = 2"]
    found = ww.parse("\n".join(taken_in) + "\n")
    assert [it for it in found.meaning.definitions if it.startswith("it.")]


@each_model
def test_a_model_has_a_page_that_says_when_not_to_use_it(name: str) -> None:
    page = MODELS[name].page
    assert page is not None
    for part in ("answers", "hen not to use it", "onventions"):
        assert part in page, part


@each_model
def test_no_number_in_a_page_that_nothing_computes(name: str) -> None:
    assert unfounded(grounds_of(name)) == []


def test_the_listing_has_every_model_with_its_methods(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for it in MODELS.values():
        assert it.title, it.name
        (line,) = (line for line in lines if line.split()[:1] == [it.name])
        assert it.title in line
        assert all(method in line for method in it.methods)


# ---- the checker of pages sees what it is for


def test_what_counts_as_a_number_in_a_page() -> None:
    page = (
        "# M08 at 8 of 10\nIn 2016 it was $1,250.50, `t + 1`, 34.6% or 65k [page 12](a/b_77.md); v2 no.\n"
        "```console\n$ worthwhile run x\n99\n```\n## Literature\n- Vol. 94(9), 46-53\n"
    )
    found = [(said, value) for said, value, _ in claims(page)]
    assert [it for it, _ in found] == ["8", "10", "1,250.50", "1", "34.6%", "65k", "12"]
    assert dict(found)["65k"] == Decimal(65_000)


def grounds(tmp_path: Path, page: str) -> Grounds:
    (tmp_path / "deal.worth").write_text(
        'model deal "A deal"\ncurrency USD\nassumptions:\n    price : USD = $300 source "list"\n'
        "third = price / 7\nshare = third / $1_000\noutputs:\n    third\n    share\n",
        encoding="utf-8",
    )
    (tmp_path / "deal.md").write_text(page, encoding="utf-8")
    return Grounds(Shipped("deal", "A deal", tmp_path / "deal.worth", ()))


@pytest.mark.parametrize("figure", ["$300", "7", "42.86", "42.9", "42.857", "4.29%", "0.0429"])
def test_a_number_that_is_given_or_computed_may_stand(tmp_path: Path, figure: str) -> None:
    assert unfounded(grounds(tmp_path, f"It is {figure} in all.")) == []


@pytest.mark.parametrize("figure", ["$301", "43", "42.87", "42.8", "4.28%", "6"])
def test_a_number_that_nothing_computes_is_found(tmp_path: Path, figure: str) -> None:
    assert unfounded(grounds(tmp_path, f"It is {figure} in all.")) == [figure.removeprefix("$")]


def test_a_text_block_is_no_output() -> None:
    assert [said for said, _, _ in claims("```text\n12 of them\n```\n")] == ["12"]
    assert [value for _, value, _ in numbers("$111_111_111 and 1_960 hours")] == [Decimal(111_111_111), Decimal(1960)]
    assert [value for _, value, _ in numbers("score 1..10 in $0.. and .5")] == [1, 10, 0]
