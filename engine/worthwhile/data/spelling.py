"""How texts in a column write numbers and dates: as programs do, or as people do somewhere."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from worthwhile.text.frozen import frozen

POINT, COMMA = ".", ","
UNSURE = "?"
"""There are cells that can be read in two ways, and nothing says which."""
UNSEEN = "~"
"""Nothing that was looked at says how; what could be read in two ways is not read."""
BOTH = "both"
BLANKS = " \u00a0\u202f"
MARKS = ".,'’ \u00a0\u202f"
"""What may stand between thousands, but for the decimal mark."""


@frozen
class Spelling:
    """How the texts of a column are to be read; nothing said is as programs write: ``1234.5``, ``2026-03-31``."""

    decimal: str = ""
    """``.`` or ``,``; with one of them thousands may be marked. `UNSURE` and `UNSEEN` where it is not known."""
    thousands: str = ""
    """The one mark that there may be between thousands; nothing for any, ``none`` for none."""
    dates: str = ""
    """``dmy`` or ``mdy``: dates are read in this order, and as 2026-03-31; `UNSURE` where it is not known."""
    example: str = ""
    """Where it is not known: a cell that can be read in two ways."""
    doubtful: bool = False
    """Whether it is read as programs write, and there are only cells that could be read in another way, too."""
    sure: str = ""
    """The decimal mark that some cell of the column leaves no doubt about; `BOTH` where two cells differ."""
    said: bool = False
    """Whether somebody said how numbers are written, and it was not found out."""
    dated: bool = False
    """The same of dates."""

    @property
    def plain(self) -> bool:
        """Whether numbers are as programs write them."""
        return not self.decimal

    def among(self, mark: str, order: str) -> "Spelling":
        """The same where the other numbers have this decimal mark, and the other dates this order, if any."""
        found = self
        if mark and not self.sure and not self.said:
            found = replace(self, decimal=mark if mark == COMMA or self.decimal else "", doubtful=False)
        if order and self.dates == UNSURE and self.sure != BOTH:
            found = replace(found, dates=order)
        return found

    def marked(self, text: str) -> str | None:
        """A number in this spelling as programs write it; None for what is none. No blanks around it."""
        if not self.decimal:
            return text
        if self.decimal == UNSEEN:
            return None if either(text) else text
        parts = _pattern(self.decimal, self.thousands).fullmatch(text)
        if parts is None:
            return None
        whole = "".join(it for it in parts["whole"] if it.isdigit())
        return f"{parts['minus']}{whole}.{parts['after'] or 0}{parts['power'] or ''}"


PLAIN = Spelling()
Spelled = Mapping[str, Spelling]
"""The spelling of columns by their heads, of those that have one of their own."""


def agreed(votes: Iterable[str]) -> str:
    """What all say that say anything; nothing where they differ."""
    said = {it for it in votes if it not in ("", UNSURE, BOTH)}
    return said.pop() if len(said) == 1 else ""


def grammar(decimal: str, thousands: str = "") -> str:
    """The pattern of numbers with this decimal mark; the first group of thousands has no leading zero."""
    marks = "" if thousands == "none" else thousands or MARKS.replace(decimal, "")
    marks = BLANKS if marks and marks in BLANKS else marks
    grouped = "|".join(rf"[1-9]\d{{0,2}}(?:{re.escape(it)}\d{{3}})+" for it in marks)
    whole = rf"(?:{grouped}|\d+)" if grouped else r"\d+"
    after = rf"(?:{re.escape(decimal)}(?P<after>\d*))?"
    return rf"(?P<minus>[+-]?)(?P<whole>{whole}|(?={re.escape(decimal)}\d)){after}(?P<power>[eE][+-]?\d+)?"


def loose(decimal: str, thousands: str = "") -> str:
    """The same without looking ahead, as Arrow has it: it takes a mark without figures, too."""
    return grammar(decimal, thousands).replace(rf"|(?={re.escape(decimal)}\d)", "|")


@lru_cache
def _pattern(decimal: str, thousands: str = "") -> re.Pattern[str]:
    return re.compile(grammar(decimal, thousands), re.ASCII)


def either(text: str) -> bool:
    """Whether a number can be read with a decimal point and with a decimal comma, and is another each time."""
    return EITHER.fullmatch(text) is not None


EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
"""What both ways of reading take, and differ about: several groups have one reading only."""


def readings(text: str, thousands: str = "") -> str:
    """With which decimal marks a number can be read: some of ``.,``."""
    return "".join(it for it in (POINT, COMMA) if thousands != it and _pattern(it, thousands).fullmatch(text))


LOCAL_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
"""A day, a month and a year of four figures, the year last."""
