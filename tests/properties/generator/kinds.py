"""The types that the generator draws from, and what their products are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A type, with the units in which a value of it may be declared or written."""

    name: str
    units: tuple[str, ...]

    @property
    def is_number(self) -> bool:
        """Whether its values can be added and compared by size."""
        return self not in {FLAG, CATEGORY}


NUMBER = Kind("number", ("number",))
PERCENT = Kind("percent", ("percent",))
MONEY = Kind("money", ("USD",))
FLOW = Kind("flow", ("USD per month", "USD per year", "USD per week"))
DURATION = Kind("duration", ("months", "years", "days"))
WORK = Kind("work", ("hours", "minutes"))
PACE = Kind("pace", ("hours per month", "hours per year"))
WAGE = Kind("wage", ("USD per hour",))
SEATS = Kind("seats", ("seats",))
PRICE = Kind("price", ("USD per seat",))
PIECES = Kind("pieces", ("pieces", "boxes"))
RATE = Kind("rate", ("percent per month",))
YEARLY = Kind("yearly", ("percent per year",))
FACTOR = Kind("factor", ("factor per month",))
FLAG = Kind("flag", ("flag",))
CATEGORY = Kind("category", ("one of gold, silver, bronze",))
LABELS = ("gold", "silver", "bronze")

AMOUNTS = (NUMBER, PERCENT, MONEY, FLOW, DURATION, WORK, PACE, WAGE, SEATS, PRICE, PIECES)
"""What may be added up, scaled by a number, negated."""
KINDS = (*AMOUNTS, RATE, YEARLY, FACTOR, FLAG, CATEGORY)

PRODUCTS: dict[Kind, tuple[tuple[Kind, str, Kind], ...]] = {
    MONEY: ((FLOW, "*", DURATION), (WAGE, "*", WORK), (SEATS, "*", PRICE), (FLOW, "/", RATE), (FLOW, "/", YEARLY)),
    FLOW: ((WAGE, "*", PACE), (MONEY, "/", DURATION), (MONEY, "*", RATE), (YEARLY, "*", MONEY)),
    DURATION: ((WORK, "/", PACE), (MONEY, "/", FLOW)),
    WORK: ((PACE, "*", DURATION), (MONEY, "/", WAGE)),
    PACE: ((WORK, "/", DURATION),),
    WAGE: ((MONEY, "/", WORK),),
    SEATS: ((MONEY, "/", PRICE),),
    PRICE: ((MONEY, "/", SEATS),),
    NUMBER: tuple((it, "/", it) for it in (NUMBER, MONEY, FLOW, DURATION, WORK, SEATS, PIECES)),
}
"""By result: what multiplied or divided gives it."""
