"""Pieces as a reader of the model would say them: one value, or the condition that means them all."""

import math

from worthwhile.meaning.proofs.conditions import Known, Variable
from worthwhile.meaning.proofs.values import Another, Gone, Piece, Stretch, Values, lowest, runs
from worthwhile.meaning.shown import shown
from worthwhile.syntax.format import name_text, quote
from worthwhile.units import Amount, Category, Day, Factor, Rate, Tag, Type


def witness(values: Values, pieces: int) -> str:
    """One value of some pieces: `clv = $200`; a number that stands in the model before one that does not."""
    name, piece = values.variable.words, values.pieces[_best(values, pieces)]
    if values.variable.kind is not Known.PLAIN:
        return condition(values, 1 << lowest(pieces))
    match piece:
        case Gone():
            return f"{name} missing"
        case Another():
            return f"another {name}"
        case bool():
            return f"{name} = {'true' if piece else 'false'}"
        case str():
            said = piece if isinstance(values.variable.core.type, Category) else quote(piece)
            return f"{name} = {said}"
        case Stretch(low=low, high=high):
            return f"{name} = {shown(between(low, high, values), values.variable.core.type)}"


def is_one(values: Values, pieces: int) -> bool:
    """Whether some pieces are one value."""
    piece = values.pieces[lowest(pieces)]
    if pieces & (pieces - 1) or isinstance(piece, Another):
        return False
    return not isinstance(piece, Stretch) or piece.low == piece.high or (values.whole and _only(piece))


def _only(piece: Stretch) -> bool:
    """Whether there is one whole number between two."""
    unbounded = math.isinf(piece.low) or math.isinf(piece.high)
    return not unbounded and math.floor(piece.low) + 2 == math.ceil(piece.high)


def _best(values: Values, pieces: int) -> int:
    """The first piece that is one value; else the first."""
    first = lowest(pieces)
    for start, stop in runs(pieces & values.there):
        for it in range(start, min(stop, start + 2)):
            piece = values.pieces[it]
            if not isinstance(piece, Stretch) or piece.low == piece.high:
                return it
    return first


def between(low: float, high: float, values: Values) -> float:
    """A round number between two."""
    if low == high:
        return low
    times = 100.0 if _in_percent(values.variable.core.type) else 1.0
    if values.whole:
        return math.floor(low) + 1 if low != -math.inf else math.ceil(high) - 1 if high != math.inf else 0.0
    return _round(low * times, high * times) / times


def _round(low: float, high: float) -> float:
    if low < 0 < high:
        return 0.0
    if low == -math.inf:
        return high - _step(high)
    if high == math.inf:
        return low + _step(low)
    step = 10.0 ** math.ceil(math.log10(high - low))
    for _ in range(40):
        middle = round((low + high) / 2 / step) * step
        if low < middle < high:
            return middle
        step /= 10
    return (low + high) / 2


def _step(value: float) -> float:
    """A step away from a number that is seen: 10 from 40, 100 from 250."""
    return 10.0 ** math.floor(math.log10(abs(value))) if value else 1.0


def _in_percent(type_: Type) -> bool:
    return isinstance(type_, Rate | Factor) or (isinstance(type_, Amount) and type_.tag is Tag.PERCENT)


# ---- as a condition


def condition(values: Values, pieces: int) -> str:
    """The condition that means some pieces: `$100 <= clv < $250`."""
    variable = values.variable
    name, type_ = variable.words, variable.core.type
    if variable.kind is Known.PAIR:
        one, other = variable.words.split(" and ")
        return f"{one} {''.join(str(it) for it in _of(values, pieces))} {other}"
    if variable.kind is Known.OPAQUE:
        return name if pieces & 2 else f"not {name}"
    if pieces == values.gone:
        return f"{name} is missing"
    there = pieces & values.there
    if values.gone and pieces == there == values.there:
        return f"{name} is not missing"
    first = values.pieces[lowest(there)]
    if isinstance(first, Stretch):
        return " or ".join(_stretch(values, start, stop) for start, stop in runs(there))
    if isinstance(first, bool):
        return name if first else f"not {name}"
    return _named(variable, [it for it in _of(values, there) if isinstance(it, str)], _others(values, there), type_)


def _of(values: Values, pieces: int) -> list[Piece]:
    return [it for place, it in enumerate(values.pieces) if pieces >> place & 1]


def _others(values: Values, pieces: int) -> list[str] | None:
    """The texts that are named elsewhere, where those meant include all others."""
    if not any(isinstance(it, Another) for it in _of(values, pieces)):
        return None
    return [it for it in _of(values, values.there & ~pieces) if isinstance(it, str)]


def _named(variable: Variable, meant: list[str], others: list[str] | None, type_: Type) -> str:
    def said(words: list[str]) -> str:
        texts = [name_text(it) if isinstance(type_, Category) else quote(it) for it in words]
        return f"{{{', '.join(texts)}}}"

    if others is not None:
        return f"{variable.words} not in {said(others)}"
    if len(meant) == 1 and isinstance(type_, Category):
        return f"{variable.words} is {name_text(meant[0])}"
    return f"{variable.words} = {quote(meant[0])}" if len(meant) == 1 else f"{variable.words} in {said(meant)}"


def _stretch(values: Values, start: int, stop: int) -> str:
    """Pieces without a break, as a comparison."""
    name, first, last = values.variable.words, values.pieces[start], values.pieces[stop - 1]
    assert isinstance(first, Stretch)  # noqa: S101 (the caller looked)
    assert isinstance(last, Stretch)  # noqa: S101 (as above)
    low, least = _end(values, first.low, first.high, up=True)
    high, most = _end(values, last.high, last.low, up=False)
    text = _literal(values, low)
    if low == high and least and most:
        return f"{name} = {text}"
    above = f"{name} {'>=' if least else '>'} {text}"
    below = f"{name} {'<=' if most else '<'} {_literal(values, high)}"
    if low == -math.inf:
        return below
    if high == math.inf:
        return above
    return f"{text} {'<=' if least else '<'} {below}"


def _end(values: Values, end: float, other: float, *, up: bool) -> tuple[float, bool]:
    """Where a stretch ends, and whether the end belongs to it; of whole numbers it always does."""
    if end == other or not values.whole or math.isinf(end):
        return end, end == other
    return (math.floor(end) + 1.0 if up else math.ceil(end) - 1.0), True


def _literal(values: Values, number: float) -> str:
    """A number as the language writes it."""
    if math.isinf(number):
        return ""
    type_ = values.variable.core.type
    text = shown(number, type_)
    return text if isinstance(type_, Day) else text.replace(",", "_")
