"""``worthwhile help`` has a page for each fit: its data, its parameters, what formulas read of it, and examples."""

import json
from typing import Any

import pytest

from worthwhile.cli import main
from worthwhile.plugin.registry import installed

FITS = installed().toolbox.fits


@pytest.mark.parametrize("which", FITS)
def test_a_page_names_all_that_a_fit_takes_and_gives(which: str, capsys: Any) -> None:
    assert main(["help", which]) == 0
    page: str = capsys.readouterr().out
    fit = FITS[which]
    assert page.startswith(f"fit NAME = {which}(")
    assert fit.help in page
    assert fit.source in page
    for name, words in [(it.name, it.help) for it in fit.data] + [(it.name, it.help) for it in fit.options]:
        assert f"    {name}" in page
        assert words in page
    for member in fit.members:
        assert f"    NAME.{member.name}" in page
        assert member.help in page
    for estimate in fit.estimated(fit.named(len(fit.data)), {it.name: it.default or 0.0 for it in fit.options}):
        assert f"    NAME.{estimate.name}" in page


def test_examples_of_a_page_say_what_they_are_of(capsys: Any) -> None:
    assert main(["help", "kaplan_meier", "--format", "json"]) == 0
    page = json.loads(capsys.readouterr().out)["page"]
    told = "    of lived 10, 20, 20, 30, 40; churned 1, 0, 1, 1, 0:\n        survival(10) gives 0.8\n"
    assert told in page
    assert "survival(41) gives nothing" in page


def test_fits_are_listed_and_near_names_are_told(capsys: Any) -> None:
    assert main(["help", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["fits"] == sorted(FITS)
    assert main(["help", "kaplan_maier"]) == 2
    assert "kaplan_meier" in capsys.readouterr().err
