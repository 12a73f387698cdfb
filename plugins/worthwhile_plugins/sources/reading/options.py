"""What may be said of how a source is to be read."""

import codecs
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from worthwhile.plugin import Finding, ModelError
from worthwhile.plugin.reading import Spelling
from worthwhile_plugins.sources.address import Address
from worthwhile_plugins.sources.reading.complaints import unknown_option, wrong_option

WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "space": " ", "point": "."}
"""Marks that a shell or an address makes hard to write."""
DATES = ("iso", "dmy", "mdy")
THOUSANDS = (".", ",", "'", "’", " ", "none")
SPELLED = ("decimal", "thousands", "dates")
TEXT = ("delimiter", "encoding", *SPELLED)


@dataclass(frozen=True)
class Said:
    """What was said: nothing of what is to be found out."""

    delimiter: str = ""
    encoding: str = ""
    decimal: str = ""
    thousands: str = ""
    dates: str = ""

    @property
    def spelling(self) -> Spelling:
        """That of every column, where all of it is said."""
        dates = "" if self.dates == "iso" else self.dates
        return Spelling(self.decimal, self.thousands, dates, said=bool(self.decimal), dated=bool(self.dates))


def said(address: Address, name: str, known: Collection[str]) -> Said:
    """The options of an address. Raises `ModelError` for those that the source does not know."""
    wrong: list[Finding] = []
    values: dict[str, str] = {}
    for option, text in address.options.items():
        if option not in known:
            wrong.append(unknown_option(name, option, known))
            continue
        value = WORDS.get(text, text)
        wanted = _CHECKS[option](value)
        if wanted:
            wrong.append(wrong_option(name, option, text, wanted))
        values[option] = value
    decimal, thousands = values.get("decimal", ""), values.get("thousands", "")
    if decimal and decimal == thousands:
        wrong.append(wrong_option(name, "thousands", thousands, "another mark than that before decimals"))
    if wrong:
        raise ModelError(wrong)
    if not decimal and thousands in (".", ","):
        values["decimal"] = "," if thousands == "." else "."
    return Said(**values)


def _delimiter(value: str) -> str:
    fits = len(value) == 1 and value.isascii() and value not in '"\r\n'
    return "" if fits else "one sign, or comma, semicolon, tab, pipe, space"


def _encoding(value: str) -> str:
    try:
        b"".decode(codecs.lookup(value).name)
    except LookupError:
        return "the name of an encoding: utf-8, utf-16, cp1252"
    return ""


def _one_of(*words: str) -> Callable[[str], str]:
    return lambda value: "" if value in words else f"one of {', '.join(map(repr, words))}"


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "delimiter": _delimiter,
    "encoding": _encoding,
    "decimal": _one_of(".", ","),
    "thousands": _one_of(*THOUSANDS),
    "dates": _one_of(*DATES),
}
