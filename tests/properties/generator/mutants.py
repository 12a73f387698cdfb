"""Programs gone wrong: tokens lost, swapped and doubled, brackets without end, characters nobody expects."""

import random
import re
from collections.abc import Sequence

TOKEN = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|#[^\n]*|\d[\w.%]*|\w+|\n[ \t]*|[ \t]+|\.\.<|\.\.|->|\?\?|[<>!]=|.', re.DOTALL
)
ODD = (
    *"()[]{}\"`#:=,|.-+*/^<>!?~$€%&;'\\ \t\n\r\0²٣é价\u00a0\u0301\u200b\u2028\u202e\ufeff\ud800\U0001f600",
    "\r\n",
    "\n    ",
    "->",
    "..",
    "1e308",
    "9" * 400,
    "1e-400",
    "0000-99",
    "2026-02-30",
    "of of",
    "over t",
    "[t - 1]",
    "?? missing",
    "if true then",
    "^9^9^9",
    "as months",
    "100000000 months",
)
DEEP = ("(", "[", "{", "-", "not ", "if true then 1 else ", "abs(", "1 + ", "2^", "1 ?? ", "x[", "5% of ")
MEGABYTE = 1_000_000


def mutant(chance: random.Random, programs: Sequence[Sequence[str]]) -> str:
    """One program gone wrong."""
    kind = chance.random()
    tokens = list(chance.choice(programs))
    if kind < 0.04:
        return _deep(chance, tokens)
    if kind < 0.05:
        return _long(chance, tokens)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8, 30))):
        _change(chance, tokens, programs)
    text = "".join(tokens)
    return text[: chance.randrange(len(text) + 1)] if chance.random() < 0.1 else text


def _change(chance: random.Random, tokens: list[str], programs: Sequence[Sequence[str]]) -> None:
    if not tokens:
        return
    here, there = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    match chance.randrange(6):
        case 0:
            del tokens[here]
        case 1:
            tokens[here], tokens[there] = tokens[there], tokens[here]
        case 2:
            tokens.insert(here, tokens[there])
        case 3:
            tokens[here] = chance.choice(chance.choice(programs))
        case 4:
            tokens.insert(here, chance.choice(ODD))
        case _:
            start, end = sorted((here, there))
            tokens[here:here] = tokens[start : min(end, start + 40)]


def _deep(chance: random.Random, tokens: list[str]) -> str:
    """A formula that opens and opens, and sometimes closes."""
    opening = chance.choice(DEEP)
    times = chance.choice((10, 60, 190, 210, 1_000, 20_000))
    closing = {"(": ")", "[": "]", "{": "}", "abs(": ")", "x[": "]"}.get(opening, "")
    middle = "1" if chance.random() < 0.8 else ""
    formula = f"deep = {opening * times}{middle}{closing * chance.choice((0, times, times))}\n"
    place = chance.randrange(len(tokens) + 1)
    return "".join((*tokens[:place], "\n", formula, *tokens[place:]))


def _long(chance: random.Random, tokens: list[str]) -> str:
    """A line of a megabyte: of one token, of blanks, of a name, of a sum."""
    piece = chance.choice(
        (" ", "x", "9", "(", '"', "`", "+ 1 ", "\0", "# ", "é", "x, ", "\t", chance.choice(tokens).strip("\n") or " ")
    )
    line = "long = " + piece * (MEGABYTE // len(piece)) + chance.choice(("", '"', "`", ")")) + "\n"
    place = chance.randrange(len(tokens) + 1)
    return "".join((*tokens[:place], "\n", line, *tokens[place:]))
