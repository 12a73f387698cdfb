"""A price for what is used up to a limit, and another for what is above it."""

from worthwhile.plugin import Example, Function, Operand, Parameter, Ruling, Setting, rules


def stepped_rule(setting: Setting, use: Operand, limit: Operand, low: Operand, high: Operand) -> Ruling:
    """The limit is brought to the unit of the use, the second price to that of the first; the cost is their product."""
    uses, prices = rules.common(setting, use, limit), rules.common(setting, low, high)
    cost = rules.times(setting, Operand(uses.type), Operand(prices.type))
    return Ruling(cost.type, (uses.of(0), uses.of(1), prices.of(0), prices.of(1)), cost.result)


def stepped(use: float, limit: float, low: float, high: float) -> float:
    return min(use, limit) * low + max(use - limit, 0.0) * high


STEPPED = Function(
    "stepped_cost",
    (Parameter("use"), Parameter("limit"), Parameter("low"), Parameter("high")),
    stepped_rule,
    "The cost of a use at one price up to a limit, and at another above it.",
    (
        Example("stepped_cost(120 hours, 100 hours, $2 per hour, $3 per hour)", 260.0),
        Example("stepped_cost(120 minutes, 1 hour, $2 per hour, $3 per hour)", 5.0),
    ),
    kernel="acme.energy.kernels:stepped",
    scalar=stepped,
    derivatives=(
        lambda use, limit, low, high: low if use < limit else high,
        lambda use, limit, low, high: low - high if use > limit else 0.0,
        lambda use, limit, *_: min(use, limit),
        lambda use, limit, *_: max(use - limit, 0.0),
    ),
)
