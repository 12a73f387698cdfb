"""The numbers of a page of the library, and where they come from.

A number in a page is *given* where it stands in the model's text or in its sample data, or in an output that
the page shows (tests/docs runs those and compares them); it is *computed* where a run of the model on its
sample data, as it is or under one of its scenarios, or a test in its text has it to the digits that the page
prints.
"""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from worthwhile.cli.shipped import Shipped
from worthwhile.model import Model, load
from worthwhile.text import ModelError

FENCED = re.compile(r"^```(\w*).*?^```$", re.MULTILINE | re.DOTALL)
LITERATURE = re.compile(r"^## Literature$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"`(?:--|worthwhile )[^`]*`")
"""What is to be typed: it claims nothing."""
LINK = re.compile(r"\]\([^)]*\)|https?://\S+")
NUMBER = re.compile(r"(?<!\w)(?<!(?<!\.)\.)(\d+(?:[,_]\d{3})+|\d+)(\.\d+)?(?:[ ]?(%|(?:k|M|bn)\b))?(?![\w]|\.\d)")
YEAR = re.compile(r"(?:19|20)\d\d")
SCALES = {"k": 3, "M": 6, "bn": 9}
TELLING = 3
"""A rounded figure of fewer digits could be nearly anything's."""


def numbers(text: str) -> Iterator[tuple[str, Decimal, int]]:
    """Each number as it is written, its value, and how many digits stand after its point; percents as they read."""
    for it in NUMBER.finditer(text):
        whole, part, scale = it[1], it[2] or "", it[3]
        power = SCALES.get(scale or "", 0)
        value = Decimal(re.sub("[,_]", "", whole) + part).scaleb(power)
        yield it[0], value, max(len(part) - 1, 0) - power


def claims(page: str) -> Iterator[tuple[str, Decimal, int]]:
    """The numbers that a page states: outside of its outputs, addresses and literature; years are no figures."""
    prose = LITERATURE.sub("", page)
    prose = FENCED.sub(lambda it: "" if it[1] in ("console", "worth") else it[0], prose)
    for said, value, digits in numbers(LINK.sub("]", TYPED.sub("", prose))):
        if not YEAR.fullmatch(said):
            yield said, value, digits


class Grounds:
    """What a page may state of a model."""

    def __init__(self, shipped: Shipped) -> None:
        self.shipped = shipped

    @cached_property
    def model(self) -> Model:
        return load(self.shipped.file)

    @cached_property
    def given(self) -> set[Decimal]:
        """What stands somewhere, to be read or to be run; a number of a model's text as it is, and in percent."""
        texts = [self.shipped.file.read_text(encoding="utf-8")]
        texts += [it.read_text(encoding="utf-8") for it in self.shipped.tables.values()]
        texts += [it[0] for it in FENCED.finditer(self.shipped.page or "") if it[1] in ("console", "worth")]
        return {value for text in texts for _, value, _ in numbers(text)}

    @cached_property
    def answers(self) -> dict[str, dict[str, Any]]:
        """What the model gives on its sample data, as it is and under each scenario."""
        return {it: run(self.shipped, self.model, it or None) for it in ("", *self.model.scenarios)}

    @cached_property
    def computed(self) -> list[float]:
        """All that runs of the model give."""
        return [it for answer in self.answers.values() for it in _figures(answer)]

    def cover(self, value: Decimal, digits: int) -> bool:
        """Whether a number is given, or computed to its digits."""
        if value in self.given:
            return True
        telling = len(value.normalize().as_tuple().digits) >= TELLING
        found = [*self.computed, *(float(it) for it in self.given)]
        return any(_reads(it, value, digits, telling=telling) for it in found)


def run(shipped: Shipped, model: Model, scenario: str | None = None) -> dict[str, Any]:
    """A run on the sample data; its numbers also where a condition does not hold."""
    tables: dict[str, Any] = {name: str(it) for name, it in shipped.tables.items()}
    try:
        result = model.run(tables.pop("", None), scenario=scenario, **tables)
    except ModelError as error:
        if error.result is None:
            raise
        result = error.result
    return result.to_dict()


def _figures(answer: object) -> Iterator[float]:
    match answer:
        case bool() | None | str():
            return
        case int() | float():
            yield float(answer)
        case dict():
            for it in answer.values():
                yield from _figures(it)
        case list():
            for it in answer:
                yield from _figures(it)


def _reads(found: float, value: Decimal, digits: int, *, telling: bool) -> bool:
    """Whether a computed value reads so: as it is or in percent, with its sign or without."""
    for exact in (Decimal(repr(abs(found))), Decimal(repr(abs(found))).scaleb(2)):
        if exact == value:
            return True
        if telling:
            step = Decimal(1).scaleb(-digits)
            if value in (exact.quantize(step, ROUND_HALF_UP), exact.quantize(step, ROUND_HALF_EVEN)):
                return True
    return False


def unfounded(grounds: Grounds) -> list[str]:
    """The numbers in the page of a model that nothing gives."""
    page = grounds.shipped.page or ""
    return [said for said, value, digits in claims(page) if not grounds.cover(value, digits)]
