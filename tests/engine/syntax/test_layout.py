"""The canonical layout, as it is to be looked at: each `.worth` file here comes out as the `.txt` beside it."""

from pathlib import Path

import pytest

from worthwhile.statements.spelled import spelled
from worthwhile.syntax.columns import WIDTH
from worthwhile.text import Source
from worthwhile.text.source import Spelling

FILES = sorted((Path(__file__).parent / "laid_out").glob("*.worth"))


@pytest.mark.parametrize("path", FILES, ids=lambda it: it.stem)
def test_a_model_is_laid_out(path: Path, request: pytest.FixtureRequest) -> None:
    anew = spelled(Source(path.name, path.read_text(encoding="utf-8")), Spelling.WORTH)
    assert anew.findings == ()
    golden = path.with_suffix(".txt")
    if request.config.getoption("--accept", default=False):
        golden.write_text(anew.text, encoding="utf-8")
    assert anew.text == golden.read_text(encoding="utf-8")
    assert spelled(Source(path.name, anew.text), Spelling.WORTH).text == anew.text


@pytest.mark.parametrize(
    "expression",
    [
        " + ".join(f"a_name_of_some_length_{it}" for it in range(12)),
        " and ".join(f"(a_name_of_some_length_{it} > {it})" for it in range(9)),
        "if " + " and ".join(f"a_name_{it} > 1" for it in range(12)) + " then 1 else 2",
        "max(" + ", ".join(f"a_name_of_some_length_{it}" for it in range(12)) + ") * 2",
        "initially " + " * ".join(f"a_name_{it}" for it in range(20)) + " then self[t - 1]",
        "0 <= " + " - ".join(f"a_name_{it}" for it in range(20)) + " <= 100",
        "rescale(" + " + ".join(f"a_name_of_some_length_{it}" for it in range(12)) + ", from: 1..5, to: 0..10)",
        "(" + " + ".join(f"a_name_{it}" for it in range(20)) + ") * (1 - (" + " * ".join(["share_of_it"] * 12) + "))",
    ],
)
@pytest.mark.parametrize("head", ["value", 'value "A label" : USD', "    line"])
def test_long_expressions_are_broken_and_mean_the_same(head: str, expression: str) -> None:
    ahead = "benefits:\n" if head.startswith(" ") else ""
    anew = spelled(Source("long", f"{ahead}{head} = {expression}\n"), Spelling.WORTH)
    assert anew.findings == ()
    lines = anew.text.splitlines()
    assert len(lines) > 1 + bool(ahead)
    assert all(len(it) <= WIDTH for it in lines)
    assert spelled(Source("long", anew.text), Spelling.WORTH).text == anew.text


def test_what_cannot_be_broken_is_left_long() -> None:
    text = f'decide d (first match):\n    a -> "{"x" * 200}"\n'.replace("a ->", "any ->")
    table = f'decide d (first match):\n    a   -> b\n    any -> "{"x" * 200}"\n'
    assert spelled(Source("long", table), Spelling.WORTH).text == table
    assert spelled(Source("long", text), Spelling.WORTH).findings
