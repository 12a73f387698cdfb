"""Numbers and dates that are none, and how they would be written."""

import re
import unicodedata

from worthwhile.syntax.scene import Scene, fault
from worthwhile.text import Finding

SIGNS = "$€£"


def numeral(scene: Scene) -> Finding | None:
    """What is wrong with a number or date where the parser stopped."""
    for look in (_dates, _digits, _glued, _dots, _groups, _percents, _currencies):
        found = look(scene)
        if found:
            return found
    return None


def _no_number(scene: Scene, text: str, hint: str, at: int | None = None) -> Finding:
    return fault("W0108", f"`{text}` is no number", scene.span(len(text), at), hint)


def _digits(scene: Scene) -> Finding | None:
    """Points and underscores that are no part of a number."""
    rest = scene.rest
    dotted = re.match(r"[0-9][0-9_]*(?:\.[0-9_]+){2,}", rest)
    if dotted:
        return _no_number(scene, dotted[0], "a number has one point; digits are grouped by underscores: `1_200.50`")
    under = re.match(rf"[{SIGNS}]?[0-9][0-9_.]*", rest)
    if under and ("__" in under[0] or under[0].endswith("_")):
        right = re.sub(r"_+", "_", under[0]).strip("_")
        return _no_number(scene, under[0], f"a single underscore between digits: `{right}`")
    return None


def _glued(scene: Scene) -> Finding | None:
    """A word that touches its number."""
    percents = re.match(r"[0-9][0-9_.]*%%+", scene.rest)
    if percents:
        return _no_number(scene, percents[0], f"one sign is enough: `{percents[0].rstrip('%')}%`")
    glued = re.match(rf"[{SIGNS}]?([0-9][0-9_.]*)(%?)([^\W\d]\w*)", scene.rest)
    if not glued:
        return None
    number, percent, word = glued.groups()
    whole = glued[0]
    hint = f"a unit stands apart from its number: `{whole[: -len(word)]} {word}`"
    if len(word) == 1:
        hint = f"numbers end in `k`, `M` or `B`; a unit stands apart: `{number}{percent} {word}`"
        if word in "KmMbBT":
            hint = f"a million is `{number}M`, a thousand `{number}k`, a thousand million `{number}B`"
    return _no_number(scene, whole, hint)


def _dots(scene: Scene) -> Finding | None:
    rest, before = scene.rest, scene.before
    leading = re.match(r"\.[0-9]+", rest)
    if leading:
        return fault("W0108", "a number begins with a digit", scene.span(len(leading[0])), f"`0{leading[0]}`")
    if re.match(r"[0-9_]+\.(?![0-9])", rest) or (re.match(r"\.(?![0-9.])", rest) and re.search(r"[0-9]$", before)):
        digits = re.search(r"[0-9_]*$", before)
        number = (digits[0] if digits else "") + rest[: len(rest) - len(rest.lstrip("0123456789_"))]
        hint = f"`{number}` or `{number}.0`"
        return fault("W0108", "a number does not end in a point", scene.span(1, scene.at + rest.index(".")), hint)
    return None


def _groups(scene: Scene) -> Finding | None:
    """Thousands that are set apart by commas or blanks."""
    number = re.search(rf"([{SIGNS}]?[0-9][0-9_,]*)([ \t]*)$", scene.before)
    if number is None:
        return None
    at = scene.at - len(number[0])
    comma = re.match(r"(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?", scene.rest)
    if comma and not number[2]:
        digits = number[1] + comma[0]
        return fault(
            "W0108",
            f"`{digits}`: commas do not group digits",
            scene.span(len(digits), at),
            f"`{digits.replace(',', '_')}`",
        )
    blank = re.match(r"[0-9]{3}(?: [0-9]{3})*(?![0-9])(?:\.[0-9]+)?", scene.rest)
    if blank and number[2]:
        digits = number[0] + blank[0]
        right = re.sub(r"[ \t]+", "_", digits)
        return fault("W0108", f"`{digits}`: blanks do not group digits", scene.span(len(digits), at), f"`{right}`")
    return None


def _percents(scene: Scene) -> Finding | None:
    rest, before = scene.rest, scene.before
    if rest[:1] != "%":
        return None
    first = re.match(r"%[ \t]*([0-9][0-9_.]*)", rest)
    if first and scene.value_wanted:
        return fault("W0108", "`%` stands after its number", scene.span(len(first[0])), f"`{first[1]}%`")
    number = re.search(r"([0-9][0-9_.]*)[ \t]+$", before)
    divisor = re.match(r"%[ \t]*([\w(][\w.]*)", rest)
    if number and not (divisor and divisor[1] != "of" and divisor[1] != "points" and divisor[1][0] != "("):
        return fault("W0108", "`%` touches its number", scene.span(), f"`{number[1]}%`")
    said = f", a percent touches its number: `{number[1]}%`" if number else ", a percent is `5%`"
    return fault("W0107", "`%` is no operator", scene.span(), f"the remainder is `mod(a, b)`{said}")


def _currencies(scene: Scene) -> Finding | None:
    rest = scene.rest
    if not rest or unicodedata.category(rest[0]) != "Sc":
        return None
    number = re.search(r"([0-9][0-9_.]*)[ \t]*$", scene.before)
    if rest[0] in SIGNS:
        if number and not scene.value_wanted:
            return fault("W0108", f"`{rest[0]}` stands before its number", scene.span(), f"`{rest[0]}{number[1]}`")
        return fault("W0108", f"`{rest[0]}` touches the number after it", scene.span(), f"`{rest[0]}5`")
    amount = re.match(r".[ \t]*([0-9][0-9_.]*)", rest)
    hint = f"write the currency's code: `{amount[1] if amount else 500} JPY`"
    return fault("W0108", f"`{rest[0]}` is no sign of a currency here", scene.span(), hint)


def _dates(scene: Scene) -> Finding | None:
    rest = scene.rest
    short = re.match(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])", rest)
    if short and len(short[0]) < len("2026-03-31"):
        year, month, day = short.groups()
        right = f"{year}-{int(month):02}-{int(day):02}"
        return fault("W0109", f"`{short[0]}` is no date", scene.span(len(short[0])), f"two digits each: `{right}`")
    first = re.match(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})(?![0-9])", rest)
    if first:
        day, month, year = first.groups()
        if int(month) > 12 >= int(day):  # noqa: PLR2004 (months)
            day, month = month, day
        hint = f"year, month, day: `{year}-{int(month):02}-{int(day):02}`"
        return fault("W0109", f"`{first[0]}` is no date", scene.span(len(first[0])), hint)
    odd = re.match(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?[\w\-]+", rest)
    if odd:
        return fault(
            "W0109", f"`{odd[0]}` is no date", scene.span(len(odd[0])), "`2026-03-31`, or `2026-03` for a month"
        )
    return None
