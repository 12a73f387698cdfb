"""Types as they are declared: words to units, rates, factors, scores and categories."""

from collections.abc import Callable

from worthwhile.meaning import complaints
from worthwhile.syntax.tree import Number, OneOf, Scale, TypeText, UnitText, Word, fold_numbers
from worthwhile.text import Finding
from worthwhile.units import (
    Amount,
    Category,
    Day,
    Factor,
    Measure,
    Rate,
    Tag,
    Truth,
    Type,
    Unit,
    Units,
    Unknown,
    Words,
)
from worthwhile.units.currencies import DOLLARS, SIGNS
from worthwhile.units.measures import PERIODS

PLAIN = {"number": Tag.NUMBER, "count": Tag.COUNT, "percent": Tag.PERCENT}
OTHER: dict[str, Type] = {"date": Day(), "text": Words(), "flag": Truth()}
TYPE_WORDS = (*PLAIN, *OTHER, "factor", "score")

Say = Callable[[Finding], None]


class TypeReader:
    """Reads declared types with the units of one model."""

    def __init__(self, units: Units, say: Say, values: Callable[[str], bool]) -> None:
        self._units, self._say, self._is_value = units, say, values

    def declared(self, node: TypeText) -> Type:
        """The type that a declaration says."""
        match node:
            case UnitText(words=words):
                return self.unit(words)
            case Scale(low=low, high=high):
                ends = fold_numbers(low), fold_numbers(high)
                if ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
                    self._say(complaints.given_scale(node.span))
                    return Unknown()
                return Amount(tag=Tag.SCORE, scale=(ends[0], ends[1]))
            case OneOf(labels=labels):
                return Category(tuple(it.text for it in labels))

    def unit(self, words: tuple[Word, ...]) -> Type:
        """A unit as a type: ``USD per month``, ``percent per year``, ``factor per month``, ``count``."""
        first, *rest = words
        below = [self._measure(it) for it in rest]
        if None in below:
            return Unknown()
        per = [it for it in below if it is not None]
        if first.text in OTHER:
            if per:
                self._say(complaints.no_type(first.text, first.span))
            return OTHER[first.text]
        calendar = len(per) == 1 and per[0].name in PERIODS
        if first.text == "factor":
            if not calendar:
                self._say(complaints.factor_per_one(first.span))
                return Unknown()
            return Factor(per[0].name)
        if first.text == "percent" and calendar:
            return Rate(per[0].name)
        if first.text in PLAIN:
            return Amount(self._divided(Unit(), per, words), PLAIN[first.text])
        above = self._measure(first)
        return Amount(self._divided(Unit.one(above.name), per, words)) if above else Unknown()

    def _divided(self, unit: Unit, per: list[Measure], words: tuple[Word, ...]) -> Unit:
        for measure in per:
            same = [it for it, _ in unit.powers if self._units.measures[it].base == measure.base]
            if same and same[0] != measure.name and dict(unit.powers)[same[0]] < 0:  # weeks per year is a unit
                span = words[0].span.to(words[-1].span)
                self._say(complaints.two_times(span, (same[0], measure.name)))
            unit = unit / Unit.one(measure.name)
        return unit

    def _measure(self, word: Word) -> Measure | None:
        found = self._units.find(word.text)
        if found is None:
            known = [*self._units.words(), *TYPE_WORDS]
            value = self._is_value(word.text)
            self._say(complaints.unknown_unit(word.text, word.span, known, value=value))
        return found

    def of_number(self, node: Number) -> Type:
        """The type of a number as it is written in a formula."""
        if node.is_money:
            currency = SIGNS.get(node.text[0], self._units.currency)
            if node.text[0] == "$" and currency not in DOLLARS:
                self._say(complaints.no_dollar(node.text, currency, node.span))
                return Unknown()
            return self.unit((Word(currency, node.span), *node.per))
        if node.is_percent:
            return self.unit((Word("percent", node.span), *node.per))
        first = node.first or Word("number", node.span)
        return self.unit((first, *node.per))
