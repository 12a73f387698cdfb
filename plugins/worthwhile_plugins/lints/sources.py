"""W0252: an assumption that does not say where its value comes from."""

from collections.abc import Iterator

from worthwhile.plugin import Finding, Lint, Meaning, Role, plugin
from worthwhile_plugins.lints.looking import doubt


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find assumptions with a value and no source. The day the model looks from needs none."""
    for it in meaning.declared.values():
        valued = it.role is Role.ASSUMPTION and (it.default is not None or it.distribution is not None)
        if valued and not it.source and it.name != "as_of":
            yield doubt(
                "W0252",
                f"the assumption `{it.name}` has no source",
                it.at,
                '`source "where it comes from"` at the end of the line',
            )


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0252",), look)
