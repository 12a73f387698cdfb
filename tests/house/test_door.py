"""The engine knows nothing that plugins bring: without those that ship it is whole, and says what is not there."""

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import pytest

import worthwhile as ww
from worthwhile import testing
from worthwhile.model import load, parse_model
from worthwhile.plugin import hooks
from worthwhile.plugin.registry import Registry, installed

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "engine" / "worthwhile"
BARE = Registry.of()
ACCEPTED = sorted((ROOT / "tests" / "language" / "accepted").glob("*.worth"))
SAYS = {"W0845", "W0201", "W0750"}
"""What a model hears of an engine without plugins: an operator, a function, a fit that nobody offers."""

SIGNS = {
    "+", "-", "*", "/", "^", "neg",  # arithmetic as it is written; conversions of units are products and powers
    "<", "<=", ">", ">=", "=", "!=",  # comparisons as they are written; bounds, pools and segments are made of them
    "and", "or", "not",  # conditions as they are written; `where` and `otherwise` are made of them
    "of",  # `80% of x`
    "total",  # the lines under one total: `benefits`, `costs`, a scorecard
}  # fmt: skip
"""The operators that the grammar has, and that statements come down to."""
MEANT = {
    "flag =", "flag !=", "label =", "text =", "text !=",  # `=` and `is`, by the kind of what is compared
    "date + days", "date + months",  # the day on which each period of a timeline begins
    "read a fit",  # `buying.r`: a number of what was estimated; the engine's own
}  # fmt: skip
"""Operators that have no sign of their own, and that the engine makes of others."""


@cache
def texts(path: Path) -> set[str]:
    """All texts that stand in a file by themselves."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {it.value for it in ast.walk(tree) if isinstance(it, ast.Constant) and isinstance(it.value, str)}


def test_operators_are_named_where_the_grammar_needs_them_and_no_others() -> None:
    tools = installed().toolbox
    inner = {name for name, it in tools.functions.items() if it.is_sign and it.member is None}
    inner |= {name for name in tools.aggregates if " " in name}
    rules = ("units/rules", "plugin/rules")  # they say whose they are
    files = [it for it in ENGINE.rglob("*.py") if not it.relative_to(ENGINE).as_posix().startswith(rules)]
    named = set().union(*map(texts, files)) & inner
    assert named == SIGNS | MEANT
    assert {"internal rate", "first period", "annuity factor"} <= inner - named


def test_fits_and_runners_are_not_named_either() -> None:
    tools = installed()
    offered = {*tools.toolbox.fits, *(it.name for it in tools.runners)}
    assert {"bgnbd", "duckdb", "spark"} <= offered
    libraries = {"duckdb"}  # whose relations a host may hand over, and is given back
    for path in ENGINE.rglob("*.py"):
        known = libraries if path.parent.name in ("answer", "data") else set()
        assert not texts(path) & (offered - known), path


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda it: it.stem)
def test_without_plugins_a_model_hears_what_is_not_there(path: Path) -> None:
    with pytest.raises(ww.ModelError) as told:
        load(path, library=ROOT / "tests" / "language" / "library", registry=BARE)
    assert {it.code for it in told.value.findings} <= SAYS


def test_without_plugins_what_needs_none_is_computed() -> None:
    text = "entity row key id\ninputs:\n    x : USD optional\n    kind : one of a, b\noutputs:\n    x\n    kind\n"
    result = parse_model(text, registry=BARE).run({"id": [1, 2], "x": [1.5, None], "kind": ["b", "a"]})
    assert result.values("x") == [1.5, None]
    assert result.values("kind") == ["b", "a"]


def test_one_plugin_alone_is_enough_for_what_it_offers() -> None:
    from worthwhile_plugins.functions import arithmetic

    assert parse_model("a = 2 * 3 + 4\n", registry=Registry.of(arithmetic)).evaluate() == {"a": 10}


# ---- what is said of the hooks

PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", hooks.HOOKS)
def test_a_hook_says_when_it_is_asked_and_what_becomes_of_a_failure(hook: str) -> None:
    said = inspect.getdoc(getattr(hooks, hook)) or ""
    assert re.search(r"\b[Aa]sked\b", said)
    assert "On failure:" in said
    assert f"| `{hook}` |" in PAGE


def test_every_check_is_in_the_page_and_there_is_one_for_each_hook() -> None:
    checks = {it for it in testing.__all__ if it.startswith("check_")}
    assert checks == set(re.findall(r"`(check_\w+)`", PAGE)) - {"check_"}
    kinds = {"functions": "function", "aggregates": "aggregate", "fits": "fit", "distributions": "distribution", "sources": "source", "outputs": "output",
             "runners": "runner", "targets": "printer", "libraries": "library", "units": "units", "lints": "lint",
             "report_sections": "section", "commands": "plugin"}  # fmt: skip
    assert set(kinds) == set(hooks.HOOKS)
    assert {f"check_{it}" for it in kinds.values()} == checks


@pytest.mark.parametrize("name", testing.__all__)
def test_what_authors_use_is_explained(name: str) -> None:
    offered = getattr(testing, name)
    assert inspect.getdoc(offered)
    if inspect.isfunction(inspect.unwrap(offered)):
        hints = inspect.signature(offered)
        assert all(it.annotation is not inspect.Parameter.empty for it in hints.parameters.values())
