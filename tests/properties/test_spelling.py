"""Laws of the two spellings: written anew a model says the same, and no comment is lost."""

import random
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from properties.generator import Drawn, models
from worthwhile.plugin.registry import installed
from worthwhile.statements.spelled import same, spelled
from worthwhile.syntax import parse
from worthwhile.syntax.comments import comments
from worthwhile.syntax.parse import parse_piece
from worthwhile.syntax.twin.nodes import compose
from worthwhile.text import Source
from worthwhile.text.source import Spelling
from worthwhile.understanding import understand

ROOT = Path(__file__).parents[2]
PROGRAMS = [
    it.read_text(encoding="utf-8")
    for it in sorted([*ROOT.glob("tests/tables/programs/whole/*.worth"), *ROOT.glob("rules/*/*.worth")])
]
TWINS = [spelled(Source("program", it), Spelling.YAML).text for it in PROGRAMS]
SEEDS = st.integers(0, 1_000_000)
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A seed says all there is: smaller ones are no simpler."""
TRIED = settings(max_examples=10, phases=QUICK)


@given(models(), st.sampled_from(Spelling))
@settings(max_examples=15)
def test_a_drawn_model_says_the_same_in_both_spellings(model: Drawn, to: Spelling) -> None:
    source = Source("drawn", model.text)
    once = spelled(source, to)
    assert once.findings == ()
    again = Source("drawn", once.text, to)
    assert same(parse(source).parts, parse(again).parts, ordered=to is Spelling.WORTH)
    assert spelled(again, to).text == once.text
    back = spelled(again, Spelling.WORTH)
    assert same(parse(again).parts, parse(Source("back", back.text)).parts)


def commented(text: str, chance: random.Random) -> str:
    """The text with comments on lines of their own and behind others, and blank lines, wherever they can stand."""
    lines: list[str] = []
    for number, line in enumerate(text.splitlines()):
        if chance.random() < 0.1:
            lines.append(" " * chance.choice((0, 0, 2, 4, 8)) + f"# before {number}")
        if chance.random() < 0.05:
            lines.append("")
        behind = f"{' ' * chance.randrange(1, 4)}# behind {number}" if chance.random() < 0.15 and line.strip() else ""
        lines.append(line + behind if "#" not in line else line)
    return "\n".join([*lines, "# the end"] if chance.random() < 0.3 else lines) + "\n" * chance.randrange(3)


@given(st.sampled_from(PROGRAMS), SEEDS)
@TRIED
def test_no_comment_is_lost_or_moved_past_another(text: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (nothing is secret)
    source = Source("program", commented(text, chance))
    once = spelled(source, Spelling.WORTH)
    assert once.findings == ()
    assert [it.text for it in comments(Source("once", once.text))] == [it.text for it in comments(source)]
    assert spelled(Source("once", once.text), Spelling.WORTH).text == once.text


@given(st.sampled_from(PROGRAMS), SEEDS)
@TRIED
def test_no_comment_is_lost_in_the_other_spelling(text: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (nothing is secret)
    source = Source("program", commented(text, chance))
    once = spelled(source, Spelling.YAML)
    assert once.findings == ()
    again = Source("once", once.text, Spelling.YAML)
    assert sorted(it.text for it in comments(again)) == sorted(it.text for it in comments(source))
    assert spelled(again, Spelling.YAML).text == once.text
    back = spelled(again, Spelling.WORTH)
    assert sorted(it.text for it in comments(Source("back", back.text))) == sorted(it.text for it in comments(source))


@given(st.sampled_from(TWINS), SEEDS)
@TRIED
def test_comments_in_yaml_stay_in_their_order(text: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (nothing is secret)
    source = Source("twin", commented(text, chance), Spelling.YAML)
    once = spelled(source, Spelling.YAML)
    assert once.findings == ()
    again = Source("once", once.text, Spelling.YAML)
    assert [it.text for it in comments(again)] == [it.text for it in comments(source)]
    assert spelled(again, Spelling.YAML).text == once.text


def damaged(text: str, chance: random.Random) -> str:
    """The text with a few slips: characters gone, doubled, swapped or other ones, lines moved, indented, cut off."""
    odd = "\"'`#:,[]{}()|>&*!?%@-~ \t\n\r\0\ufeff\x85\u2028²\ud800.<=$€0a"
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at, other = chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)
        match chance.randrange(7):
            case 0:
                text = text[:at] + text[at + chance.randrange(1, 4) :]
            case 1:
                text = text[:at] + chance.choice(odd) + text[at:]
            case 2:
                text = text[:at] + chance.choice(odd) + text[at + 1 :]
            case 3:
                text = text[:at] + text[other : other + chance.randrange(40)] + text[at:]
            case 4:
                lines = text.split("\n")
                chance.shuffle(lines[at % len(lines) : at % len(lines) + 4])
                place = at % len(lines)
                lines[place] = " " * chance.randrange(5) + lines[place]
                text = "\n".join(lines)
            case 5:
                text = text[:at] if chance.random() < 0.3 else text
            case _:
                text = text.replace(chance.choice("\n:{}[]'"), chance.choice(odd), 1)
    return text


@given(st.sampled_from(TWINS), SEEDS)
@settings(max_examples=50, phases=QUICK)
def test_damaged_yaml_gives_findings_or_a_model(text: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (nothing is secret)
    source = Source("damaged", damaged(text, chance), Spelling.YAML)
    understood = understand(source, installed())
    for it in understood.findings:
        assert it.span is None or 0 <= it.span.start <= it.span.end <= len(it.span.source.text) + 1
        str(it)
    anew = spelled(source, Spelling.YAML)
    assert anew.text or anew.findings


WORDS = st.text(st.sampled_from("ab c.,'\"\\\n\t:#é😀{}"), min_size=1, max_size=20)


@given(WORDS, st.sampled_from(["'", '"', "|", ">", ""]))
@settings(max_examples=150)
def test_each_character_of_a_scalar_has_its_place(text: str, style: str) -> None:
    made = _made(text, style)
    scalars = compose(Source("scalar", f"key: {made}\n", Spelling.YAML)).scalars
    if len(scalars) != 2:
        return
    value = scalars[1]
    for index, character in enumerate(value.text):
        at = value.offsets.at(index)
        said = value.span.source.text[at]
        if character not in " \n\t":
            assert said in (character, "\\"), (made, index)


def _made(text: str, style: str) -> str:
    """A text as a scalar of a style; not the same one, where the style cannot hold it."""
    match style:
        case "'":
            return "'" + text.replace("'", "''").replace("\n", "\n\n  ") + "'"
        case '"':
            escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("é", "\\xe9")
            return '"' + escaped.replace("\n", "\\n\\\n  ") + '"'
        case "|" | ">":
            return f"{style}2\n" + "\n".join(f"   {line}" for line in text.split("\n"))
    return text.replace("\n", "\n   ")


@pytest.mark.parametrize("text", ["  a + b", "\t3", "a\n + b  "])
def test_blanks_around_a_piece_do_not_count(text: str) -> None:
    parsed = parse_piece(text, "one_expression", "piece")
    assert parsed.findings == []
    assert parsed.parts[0].span.start == len(text) - len(text.lstrip())
