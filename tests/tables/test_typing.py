"""The table of typing rules: one line a case, the inferred type or the code of the refusal.

`typing/cases.txt` says how a case is written; the names it uses stand in `typing/names.worth`. To add a
rule, add a line. A case is understood as one more line of that model, by the same check as any model.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from worthwhile.meaning.meaning import Meaning
from worthwhile.plugin.registry import installed
from worthwhile.text import Finding, Level, Source
from worthwhile.understanding import Understood, understand

HERE = Path(__file__).parent / "typing"
TIMELINE = "timeline 36 months from 2026-01 paid end\n"
TIMELINES = {
    "": TIMELINE,
    "@year": "timeline 10 years from 2026-01 paid end\n",
    "@unpaid": "timeline 36 months from 2026-01\n",
    "@none": "",
}
NAME = "the_case"
OUTPUTS = "\noutputs:\n    fee\n"
SHAPES = {"e": 0, "t": 1}


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table."""

    line: int
    timeline: str
    text: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.line} {self.timeline} {self.text}"

    def model(self) -> str:
        """The model of names with the case as its last statement."""
        names = (HERE / "names.worth").read_text(encoding="utf-8").replace(TIMELINE, TIMELINES[self.timeline])
        if self.text.startswith("let "):  # it may declare one of the names otherwise
            names = re.sub(rf"^    {self.text.split()[1]} .*\n", "", names, flags=re.MULTILINE)
        return f"{names}{OUTPUTS}\n{self.statement()}\n"

    def statement(self) -> str:
        word, _, rest = self.text.partition(" ")
        match word:
            case "let":
                return f"inputs:\n    {rest}"
            case "given":
                return f'test "a case":\n    {self.text}'
            case "set":
                return f"scenario a_case:\n    {rest}"
            case "cell":
                column, _, cell = rest.partition(":")
                return f"decide a_case (first match):\n    {column} -> result\n    {cell.strip()} -> 1\n    any -> 2"
            case _:
                return f"{NAME} = {self.text}"


def cases() -> list[Case]:
    read = []
    for number, line in enumerate((HERE / "cases.txt").read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        text, wanted = (it.strip() for it in line.split("=>"))
        timeline = text.split()[0] if text.startswith("@") else ""
        read.append(Case(number, timeline, text.removeprefix(timeline).strip(), wanted))
    return read


def understood(text: str) -> Understood:
    return understand(Source("names.worth", text), installed())


def outcome(case: Case) -> str:
    """The type and the warnings, or the code of the first error."""
    text = case.model()
    start = len(text) - len(case.statement()) - 1
    it = understood(text)
    said = [found for found in it.findings if found.span is None or found.span.start >= start]
    errors = [found for found in said if found.level is Level.ERROR]
    if errors:
        return errors[0].code
    return " ! ".join([typed(it.meaning, case), *warnings(it.meaning, start)])


def typed(meaning: Meaning, case: Case) -> str:
    definition = meaning.definitions.get(NAME)
    if not case.statement().startswith(f"{NAME} ="):
        return "fits"
    assert definition is not None
    shape = sorted(definition.shape, key=lambda it: (SHAPES.get(it, 2), it))
    return str(definition.type) + (f" [{' '.join(shape)}]" if shape else "")


def warnings(meaning: Meaning, start: int) -> list[str]:
    """The warnings about the case itself; those of lints, about whole models, are told elsewhere.

    That a cell takes all there is, so that the row below it is never needed, is no matter of types.
    """
    told: list[Finding] = [it for it in meaning.findings if it.span and it.span.start >= start]
    return [it.code for it in told if it.level is Level.WARNING and it.code != "W0544"]


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_case_has_the_type_it_should(case: Case) -> None:
    assert outcome(case) == case.wanted


@pytest.mark.parametrize("timeline", TIMELINES)
def test_the_names_themselves_are_without_fault(timeline: str) -> None:
    """Without a timeline what is written over `t` cannot stand, so only the others are looked at."""
    text = Case(0, timeline, "fee", "").model()
    faults = {it.code for it in understood(text).findings if it.level is Level.ERROR}
    assert timeline == "@none" or not faults
