"""W0553: benefits against a single cost, the price."""

from collections.abc import Iterator

from worthwhile.plugin import Finding, Lint, Meaning, Role, plugin
from worthwhile_plugins.lints.looking import doubt, names_in, visible, words_of

PRICE = frozenset(
    ("price", "prices", "purchase", "licence", "license", "licences", "licenses", "subscription", "fee", "fees",
     "premium", "rent", "quote")
)  # fmt: skip


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find models whose only cost line is about a price."""
    known = {it.name: it for it in visible(meaning)}
    costs = [it for it in known.values() if it.role is Role.COST]
    benefits = [it for it in known.values() if it.role is Role.BENEFIT]
    if len(costs) != 1 or not benefits:
        return
    (cost,) = costs
    words = words_of(cost).union(*(words_of(known[it]) for it in names_in(cost.core) if it in known))
    if words & PRICE:
        yield doubt(
            "W0553",
            f"the only cost is the price, `{cost.name}`",
            cost.at,
            "what do the change, the training, the time of the people and the upkeep cost?",
        )


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0553",), look)
