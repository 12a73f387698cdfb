"""Rates of exchange that plugins offer: dated values of the models that mention them.

``fx.EUR_USD`` becomes a dated value as if the model had written its rows: what holds for those, before
the first date, along the timeline, as of a day, in explanations, holds for rates.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from worthwhile.meaning.draft import Draft, Entry
from worthwhile.meaning.items import Defined, Macro, Role
from worthwhile.syntax.tree import DateText, Expression, Name, Number, Operation, Tabulated, UnitText, Word
from worthwhile.text import Source, Span
from worthwhile.units import PREFIX, Rates

LOOKED_AT = ("names", "conditions", "scenarios", "alternatives", "trials", "shown", "timeline")


def with_rates(draft: Draft, offered: Mapping[str, Rates]) -> Draft:
    """The draft with the rates that it mentions and does not have; nothing is done where no plugin offers any."""
    if not offered:
        return draft
    names: dict[str, Entry] = {}
    for home, pair in sorted(set(_mentioned(draft))):
        name = f"{home}{PREFIX}.{pair}"
        base, _, quote = pair.partition("_")
        rates = offered.get(pair) or offered.get(f"{quote}_{base}")
        if rates is not None and name not in draft.names and f"{home}{PREFIX}." not in draft.rooms:
            names[name] = _dated(name, home, rates, turned=rates.name != pair)
    return replace(draft, names={**draft.names, **names}) if names else draft


def _mentioned(draft: Draft) -> Iterator[tuple[str, str]]:
    """The pairs of currencies that are mentioned, each with how the names begin of the model that does."""
    for each in LOOKED_AT:
        yield from _below(getattr(draft, each), "")
    for key, macro in draft.macros.items():
        assert isinstance(macro, Macro)  # noqa: S101 (what they are)
        yield from _below(macro.body, key.removesuffix(macro.name))


def _below(node: object, home: str) -> Iterator[tuple[str, str]]:
    match node:
        case Name(parts=(first, pair)) if first == PREFIX:
            yield home, pair
        case dict():
            for it in node.values():
                yield from _below(it, home)
        case tuple() | list():
            for it in node:
                yield from _below(it, home)
        case Span() | Source():
            return
        case _ if is_dataclass(node):
            sees = getattr(node, "sees", None)
            inside = sees[-1] if sees else home
            for field in fields(node):
                yield from _below(getattr(node, field.name), inside)


def _dated(name: str, home: str, rates: Rates, *, turned: bool) -> Defined:
    """A dated value of rates, or of what is left of one where the other way round is asked for."""
    lines = list(rates.lines())
    base, quote = (rates.quote, rates.base) if turned else (rates.base, rates.quote)
    head = f"dated {PREFIX}.{base}_{quote} as {quote} per {base}:"
    said = [f"    from {day} = " + (f"1 {quote} / {rate} {base}" if turned else rate) for day, rate in lines]
    source = Source(f"<rates: {rates.source or name}>", "\n".join([head, *said]) + "\n")
    keys: list[Expression] = []
    values: list[Expression] = []
    start = len(head) + 1
    for text, (day, rate) in zip(said, lines, strict=True):
        at, end = start + len("    from "), start + len(text)
        keys.append(DateText(day, Span(source, at, at + len(day))))
        value = Span(source, at + len(day) + len(" = "), end)
        one, other = Word(quote, value), Word(base, value)
        parts = Number("1", one, (), value), Number(rate, other, (), value)
        values.append(Operation("/", parts, value) if turned else Number(rate, None, (), value))
        start = end + 1
    whole = Span(source, 0, len(head))
    unit = UnitText((Word(quote, whole), Word(base, whole)), whole)
    table = Tabulated(tuple(keys), tuple(values), None, unit, None, None, whole)
    label = f"{quote} per {base}" + f" ({rates.source})" * bool(rates.source)
    return Defined(name, Role.DATED, whole, table, label, sees=(home,))
