"""How the columns of a text write numbers and dates, as far as their cells show it.

A column is judged by its own cells. Where they can be read in two ways, the other columns that a model
wants as numbers or dates decide, if they all write alike; else nothing is decided, and the model is asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from worthwhile.plugin.reading import BOTH, LOCAL_DATE, UNSEEN, UNSURE, Spelling, either, readings
from worthwhile_plugins.sources.reading.options import Said

MONTHS = 12
GONE = frozenset(("", "nan", "null", "none"))


@dataclass(slots=True)
class Seen:
    """What the cells of one column show."""

    numbers: int = 0
    dates: int = 0
    others: int = 0
    decimals: dict[str, str] = field(default_factory=dict)
    """The decimal marks that some cell leaves no doubt about, each with such a cell."""
    doubtful: str = ""
    """A number that can be read in two ways."""
    marks: set[str] = field(default_factory=set)
    """What such numbers have: a point, a comma."""
    grouped: str = ""
    """A mark between thousands that is no decimal mark."""
    marked: bool = False
    """Whether there are numbers that are not as programs write them."""
    orders: dict[str, str] = field(default_factory=dict)
    """The orders of dates that some cell leaves no doubt about."""
    date: str = ""

    @property
    def is_dates(self) -> bool:
        """Whether it is mostly dates with the year last."""
        return self.dates > self.numbers + self.others

    @property
    def is_numbers(self) -> bool:
        """Whether it is mostly numbers."""
        return self.numbers > self.others + self.dates


def seen(cells: Iterable[str], thousands: str = "") -> Seen:
    """Look at the cells of a column."""
    found = Seen()
    for text in dict.fromkeys(cells):
        cell = text.strip()
        if cell.isdigit() and cell.isascii():
            found.numbers += 1
        elif cell.lower() not in GONE:
            _look(cell.removesuffix("%").rstrip(), thousands, found)
    return found


def _look(cell: str, thousands: str, found: Seen) -> None:
    marks = readings(cell, thousands)
    if not marks:
        _look_at_date(cell, found)
        return
    found.numbers += 1
    if len(marks) == 1:
        found.decimals.setdefault(marks, cell)
        found.marked = found.marked or not _as_programs(cell)
    elif either(cell):
        found.doubtful = found.doubtful or cell
        found.marks.add("," if "," in cell else ".")
    elif not _as_programs(cell):
        found.grouped = next(it for it in cell.lstrip("+-") if not it.isdigit())


def _as_programs(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _look_at_date(cell: str, found: Seen) -> None:
    match = LOCAL_DATE.fullmatch(cell)
    if match is None:
        found.others += 1
        return
    found.dates += 1
    found.date = found.date or cell
    one, other = int(match[1]), int(match[3])
    if one > MONTHS:
        found.orders.setdefault("dmy", cell)
    if other > MONTHS:
        found.orders.setdefault("mdy", cell)


def spelled(columns: Mapping[str, Sequence[str]], given: Said, delimiter: str) -> dict[str, Spelling]:
    """The spelling of each column that does not write as programs do, as far as its own cells show it."""
    found = {}
    for head, cells in columns.items():
        look = seen(cells, given.thousands)
        number = _number(look, given, delimiter)
        dates, example = _dates(look, given)
        both = number.sure == BOTH or " and " in example
        spelling = replace(
            number,
            dates=dates,
            example=number.example or example,
            sure=BOTH if both else number.sure,
            dated=bool(given.dates),
        )
        if spelling != Spelling():
            found[head] = spelling
    return found


def _number(look: Seen, given: Said, delimiter: str) -> Spelling:
    if given.decimal:
        return Spelling(given.decimal, given.thousands, said=True)
    if look.is_numbers and len(look.decimals) > 1:
        return Spelling(UNSURE, example=" and ".join(look.decimals[it] for it in ".,"), sure=BOTH)
    own = next(iter(look.decimals), "") if look.is_numbers else ""
    if own == ",":
        return Spelling(",", given.thousands, sure=own)
    if own == ".":
        plain = not (look.marked or "," in look.marks or look.grouped)
        return Spelling("" if plain else ".", given.thousands, sure=own)
    if look.grouped and len(look.marks) == 1:  # thousands are marked in one way, so this is no such mark
        mark = next(iter(look.marks))
        return Spelling(mark, look.grouped, sure=mark)
    if look.doubtful:
        # Whoever divides by commas writes decimals with a point; that there is a doubt is told all the same.
        as_programs = delimiter == "," and "," not in look.marks
        return Spelling("" if as_programs else UNSURE, given.thousands, example=look.doubtful, doubtful=as_programs)
    if look.grouped:
        return Spelling(".", look.grouped)
    return Spelling() if delimiter == "," else Spelling(UNSEEN, given.thousands)


def _dates(look: Seen, given: Said) -> tuple[str, str]:
    """The order of dates, and where it is not known one of them."""
    if given.dates:
        return ("" if given.dates == "iso" else given.dates), ""
    if not look.is_dates:
        return "", ""
    if len(look.orders) > 1:
        return UNSURE, " and ".join(look.orders[it] for it in ("dmy", "mdy"))
    own = next(iter(look.orders), "")
    return (own, "") if own else (UNSURE, look.date)
