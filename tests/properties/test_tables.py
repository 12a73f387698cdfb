"""What is proven of segments and decisions is what trying every value that matters finds.

The suite draws a few hundred tables; TABLES=20000 draws as many as it says.
"""

import math
import os
import random
import re

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from properties.rows import Table, judge, tables
from properties.rows.judged import Judgement, accepts_all, outcome
from properties.rows.kinds import DATE, FLAG, LABELS, START, WORDS
from worthwhile.model import parse_model
from worthwhile.plugin.registry import installed
from worthwhile.text import Level, Source, errors
from worthwhile.understanding import Understood, understand

TABLES = int(os.environ.get("TABLES", "250"))
MANY, SOME = settings(max_examples=TABLES), settings(max_examples=TABLES // 4)
TOLD = 5
"""How many rows of one kind the findings tell."""


def understood(table: Table) -> Understood:
    return understand(Source("table.worth", table.text), installed())


def rows_of(it: Understood, table: Table, code: str) -> list[int]:
    """The rows that findings of a code point at."""
    return [found.span.line - table.first_line for found in it.findings if found.code == code and found.span]


@MANY
@given(tables())
def test_the_proof_finds_what_trying_finds(table: Table) -> None:
    truth = judge(table)
    assume(truth is not None)
    assert truth is not None
    it = understood(table)
    codes = {found.code for found in it.findings if found.level is Level.ERROR or found.code == "W0544"}
    assert codes <= {"W0540", "W0541", "W0542", "W0543", "W0544"}, table.text
    assert ("W0540" in codes) == truth.overlap, table.text
    assert ("W0541" in codes) == truth.gap, table.text
    assert ("W0544" in codes) == truth.superfluous, table.text
    told = rows_of(it, table, "W0542")
    assert set(told) == truth.never if len(truth.never) <= TOLD else len(told) == TOLD, table.text
    behind = truth.behind - last_resort(table)
    told = rows_of(it, table, "W0543")
    assert set(told) == behind if len(behind) <= TOLD else len(told) == TOLD, table.text
    for found in it.findings:
        if found.code in ("W0540", "W0541"):
            assert is_witness(found.code, found.message, table, truth), f"{table.text}\n{found.message}"
    assert all(proof.proven for proof in it.meaning.proofs.values())


def last_resort(table: Table) -> frozenset[int]:
    """A last row that accepts everything: where it is not reached, it is of no use, but no fault."""
    last = len(table.rows) - 1
    return frozenset((last,)) if accepts_all(table, last) else frozenset()


# ---- counterexamples

SAID = re.compile(r"another (?P<text>\w+)|(?P<name>\w+(?: \* 2)?) (?:= (?P<value>\S+?)|(?P<gone>missing))(?=,? |$)")


def is_witness(code: str, message: str, table: Table, truth: Judgement) -> bool:
    """Whether the values that a message tells make its rows hold, or fail, whatever the other variables are."""
    asked = {it.asked: it for it in table.variables}
    points = {it.name: truth.points[it.name][truth.inside] for it in table.variables}
    said: set[str] = set()
    for found in SAID.finditer(message.partition(" falls in ")[0]):
        it = asked[found["text"] or found["name"]]
        value = math.nan if found["gone"] else float(len(WORDS)) if found["text"] else read(found["value"], it.kind)
        assert it.inside(value), message
        points[it.name] = np.full_like(points[it.name], value)
        said.add(it.name)
    there = np.ones(int(truth.inside.sum()), dtype=bool)
    for name in points.keys() - said:  # a variable that is not told has any value there is
        there &= ~np.isnan(points[name])
    points = {name: it[there] for name, it in points.items()}
    held = [row.means.at(points) for row in table.rows if row.means is not None]
    if code == "W0541":
        return all((it == 0).all() for it in held)
    rows = [int(it) for it in re.findall(r"(?:row |`r)(\d+)", message)]
    assert len(rows) == 2, message
    first = 0 if table.is_segment else 1
    return all((held[it - first] == 2).all() for it in rows)


def read(text: str, kind: str) -> float:
    if kind == DATE:
        return float((type(START).fromisoformat(text) - START).days)
    if kind == FLAG:
        return float(text == "true")
    if text in LABELS:
        return float(LABELS.index(text))
    if text.startswith('"'):
        return float(WORDS.index(text.strip('"')))
    number = float(text.replace(",", "").replace("$", "").rstrip("%"))
    return number / 100 if text.endswith("%") else number


# ---- runs


@SOME
@given(tables(), st.randoms(use_true_random=False))
def test_a_table_gives_what_its_rows_say(table: Table, chance: random.Random) -> None:
    """Each combination, within the bounds or not, comes to what its rows say, one by one."""
    truth = judge(table)
    it = understood(table)
    assume(truth is not None and not errors(it.findings))
    assert truth is not None
    model = parse_model(table.text)
    picked = sorted(chance.sample(range(len(truth.inside)), min(200, len(truth.inside))))
    data = {it.name: [it.cell(float(truth.points[it.name][point])) for point in picked] for it in table.variables}
    result = model.run({"customer_id": [f"c{place}" for place in picked], **data}, block=13)
    name = "table" if table.is_segment else "result"
    found = list(result.values(name))
    found = found * len(picked) if len(found) == 1 else found  # conditions about nothing: one value for all
    for value, point in zip(found, picked, strict=True):
        wanted = outcome(table, truth.held, point)
        label = wanted if wanted is None or not table.is_segment else f"r{int(math.log2(wanted))}"
        assert value == label, table.text
