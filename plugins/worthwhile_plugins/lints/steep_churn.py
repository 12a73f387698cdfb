"""W0357: churn above 50%, or retention below 50%, per month: the two are easily taken for each other."""

from collections.abc import Iterator

from worthwhile.plugin import Finding, Lint, Meaning, core, plugin
from worthwhile_plugins.lints.looking import LEAVES, STAYS, doubt, number_of, visible, words_of

SHORT = ("day", "week", "month")
HALF = 0.5


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find rates and factors that empty a base within a few months."""
    for it in visible(meaning):
        given = meaning.inputs.get(it.name)
        node = given.default if given is not None and given.default is not None else it.core
        value, words = number_of(node), words_of(it)
        if value is None:
            continue
        match it.type:
            case core.Rate(per=per) if per in SHORT and value > HALF and words & LEAVES:
                yield doubt(
                    "W0357",
                    f"`{it.name}` is {value * 100:.4g}% per {per}: more than half leave each {per}",
                    it.at,
                    "is it what stays, a `factor`, or a rate per year?",
                )
            case core.Factor(per=per) if per in SHORT and value < HALF and words & STAYS:
                yield doubt(
                    "W0357",
                    f"`{it.name}` is {value * 100:.4g}% per {per}: fewer than half stay each {per}",
                    it.at,
                    "is it what leaves, a rate, or a factor per year?",
                )


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0357",), look)
