"""Rows about names that depend on one another: nothing false is proven or refuted, the rest is found in the data."""

import itertools
import os

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from properties.rows.conditions import FALSE, SIGNS, TRUE, All, Beside, Condition, Gone, Not, Points, Some, Test
from properties.rows.kinds import NUMBER, Variable
from worthwhile.model import parse_model
from worthwhile.plugin.registry import installed
from worthwhile.text import Level, Source
from worthwhile.understanding import understand

MANY = settings(max_examples=int(os.environ.get("TABLES", "250")) // 2)
A, B, TWICE, TOTAL = (Variable(name, NUMBER) for name in ("a", "b", "twice", "total"))
HEAD = """entity customer key customer_id
inputs:
    a : number optional
    b : number optional
twice = a * 2
total = a + b
"""
CONSTANTS = [-2.0, 0.0, 3.0, 6.0]
TRIED = [*sorted({it + by for value in CONSTANTS for it in (value, value / 2) for by in (-0.5, 0.0, 0.5)}), np.nan]


def points() -> Points:
    pairs = np.array(list(itertools.product(TRIED, TRIED)))
    a, b = pairs.T
    return {"a": a, "b": b, "twice": a * 2, "total": a + b}


POINTS = points()


@st.composite
def leaves(draw: st.DrawFn) -> Condition:
    it, other = draw(st.permutations([A, B, TWICE, TOTAL]))[:2]
    sign = draw(st.sampled_from(sorted(SIGNS)))
    match draw(st.integers(0, 9)):
        case 0:
            return Gone(it)
        case 1 | 2 | 3:
            return Beside(it, sign, other)
    return Test(it, sign, draw(st.sampled_from(CONSTANTS)))


CONDITIONS = st.recursive(
    leaves(),
    lambda it: st.one_of(st.tuples(it, it).map(All), st.tuples(it, it).map(Some), it.map(Not)),
    max_leaves=3,
)


@st.composite
def rows(draw: st.DrawFn) -> list[Condition]:
    """Some conditions; often each beside its opposite, so that not everything is refuted at once."""
    first = draw(CONDITIONS)
    if draw(st.booleans()):
        return draw(st.lists(CONDITIONS, min_size=1, max_size=3))
    second = draw(CONDITIONS)
    split: list[Condition] = [All((first, second)), All((first, Not(second))), Not(first)]
    return split[: draw(st.integers(2, 3))]


@MANY
@given(rows(), st.sampled_from(["exactly one", "first match"]), st.sampled_from(["", "    rest otherwise\n"]))
def test_nothing_false_is_said(conditions: list[Condition], policy: str, last: str) -> None:
    lines = [f"    r{place} when {it}" for place, it in enumerate(conditions)]
    text = "\n".join([HEAD, f"segment table ({policy}):", *lines, last])
    held = np.stack([np.broadcast_to(it.at(POINTS), (len(POINTS["a"]),)) for it in conditions])
    overlap = (held == TRUE).sum(axis=0) > 1 if policy == "exactly one" else np.zeros(held.shape[1], dtype=bool)
    gap = (held == FALSE).all(axis=0) if not last else np.zeros(held.shape[1], dtype=bool)
    found = understand(Source("table.worth", text), installed())
    for it in found.findings:
        assert it.span is not None
        place = it.span.line - text[: text.index("    r0")].count("\n") - 1
        match it.code:
            case "W0540":
                assert overlap.any(), text
            case "W0541":
                assert gap.any(), text
            case "W0542":
                assert not (held[place] == TRUE).any(), text
            case "W0543":
                before = (held[:place] == FALSE).all(axis=0)
                assert not ((held[place] == TRUE) & before).any(), text
    if any(it.level is Level.ERROR for it in found.findings):
        return
    (proof,) = found.meaning.proofs.values()
    assert not proof.proven or not (overlap.any() or gap.any()), text
    keys = [f"c{it}" for it in range(len(POINTS["a"]))]
    result = parse_model(text).run({"customer_id": keys, "a": POINTS["a"], "b": POINTS["b"]})
    told = {it.code: it.rows for it in result.diagnostics}
    assert told.get("W0540", 0) == overlap.sum(), text
    assert told.get("W0541", 0) == gap.sum(), text
    values = result.values("table")
    assert all(values[it] is None for it in np.flatnonzero(overlap | gap)), text
