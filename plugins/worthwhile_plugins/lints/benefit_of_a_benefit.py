"""W0551: a benefit that is computed from another benefit of the same total."""

from collections.abc import Iterator

from worthwhile.plugin import Finding, Lint, Meaning, Role, plugin
from worthwhile_plugins.lints.looking import doubt, needed, visible


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find benefit lines that need another line, directly or through formulas."""
    lines = [it for it in visible(meaning) if it.role is Role.BENEFIT]
    names = [it.name for it in lines]
    for it in lines:
        used = needed(meaning, it.name)
        other = next((name for name in names if name in used and name != it.name), None)
        if other:
            yield doubt(
                "W0551",
                f"the benefit `{it.name}` is computed from the benefit `{other}`, and both are added up",
                it.at,
                "if it is the same money or time, count it once; a `pool` keeps shares of one thing within 100%",
            )


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0551",), look)
