"""Rates of exchange, each from its date on: what one currency was worth in another."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from worthwhile.text.frozen import frozen

PREFIX = "fx"
"""What the names of rates begin with: ``fx.EUR_USD``."""


@frozen
class Rates:
    """What one ``base`` is worth in ``quote`` from each date on, until the next.

    A model reads them as the dated value ``fx.EUR_USD``, in USD per EUR, and the other way round as
    ``fx.USD_EUR``. Dates are ISO texts or `datetime.date`; a rate is a text, a `Decimal` or a float, above 0:
    texts and decimals are taken digit by digit. Before the first date there is no rate, and a run says so.
    """

    base: str
    quote: str
    rates: Mapping[str | date, str | float | Decimal]
    source: str = ""
    """Whose rates they are: "ECB, euro reference rates"."""

    @property
    def name(self) -> str:
        """What a model reads them by, after ``fx.``."""
        return f"{self.base}_{self.quote}"

    def lines(self) -> Iterator[tuple[str, str]]:
        """Each date and what holds from it on, as texts of the language, in the order of the dates."""
        for day, rate in sorted((str(day), rate) for day, rate in self.rates.items()):
            yield day, _digits(rate)

    def fault(self) -> str:
        """What is wrong with them, in words; nothing where they can be used."""
        what = f"the rates `{self.base}` in `{self.quote}`"
        if not all(isinstance(it, str) and it.isidentifier() for it in (self.base, self.quote)):
            return f"{what} are not between two currencies"
        if self.base == self.quote or not self.rates:
            return f"{what} are none: {'the two are one' if self.rates else 'no date is given'}"
        for day, rate in self.rates.items():
            if not _is_day(day):
                return f"{what} have a date that is none: `{day}`"
            if not _is_rate(rate):
                return f"{what} are `{rate!r}` from {day} on, which is no number above 0"
        return ""


def _is_day(day: object) -> bool:
    try:
        date.fromisoformat(str(day))
    except ValueError:
        return False
    return len(str(day)) == len("2026-01-31")


def _is_rate(rate: object) -> bool:
    try:
        number = Decimal(str(rate))
    except InvalidOperation:
        return False
    return number.is_finite() and number > 0 and not isinstance(rate, bool)


def _digits(rate: str | float | Decimal) -> str:
    """A rate without an exponent: the digits that were told, or the shortest that give the float."""
    return format(Decimal(str(rate)), "f")
