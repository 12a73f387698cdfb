"""W0358: a lifetime value counted over revenue, in a model that has a margin."""

from collections.abc import Iterator

from worthwhile.plugin import Definition, Finding, Lint, Meaning, Role, plugin
from worthwhile_plugins.lints.looking import doubt, needed, visible, words_of

VALUE = frozenset(("clv", "ltv", "cltv", "clvs", "ltvs"))
REVENUE = frozenset(("revenue", "revenues", "turnover", "arpu", "arpa", "sales", "mrr", "arr"))
MARGIN = frozenset(("margin", "margins", "profit", "profits", "contribution", "earnings"))


def is_value(it: Definition) -> bool:
    """Whether a name says that it is a lifetime value."""
    words = words_of(it)
    return it.role is Role.FORMULA and bool(words & VALUE or {"lifetime", "value"} <= words)


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find lifetime values that need revenue, and neither margin nor cost."""
    known = {it.name: words_of(it) for it in visible(meaning)}
    margins = [name for name, words in known.items() if words & MARGIN]
    for it in visible(meaning):
        if not is_value(it) or not margins or known[it.name] & (MARGIN | REVENUE):
            continue
        used = {name: known[name] for name in needed(meaning, it.name) if name in known}
        revenue = next((name for name, words in used.items() if words & REVENUE), None)
        if revenue and not any(words & MARGIN for words in used.values()):
            yield doubt(
                "W0358",
                f"`{it.name}` counts `{revenue}`, what comes in, not what is left of it",
                it.at,
                f"the model has `{margins[0]}`: a customer is worth the margin",
            )


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0358",), look)
