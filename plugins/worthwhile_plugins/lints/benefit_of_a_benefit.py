"""W0551: a benefit that is computed from another benefit of the same total."""

from collections.abc import Iterator

from worthwhile.plugin import Finding, Lint, Meaning, Role, plugin
from worthwhile_plugins.lints.looking import doubt, needed, visible


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find benefit lines that need another line of the same model, directly or through formulas.

    The benefits of a model that is taken in are added up there: to make a line of that sum counts nothing twice.
    """
    lines = [it for it in visible(meaning) if it.role is Role.BENEFIT]
    for it in lines:
        used = needed(meaning, it.name)
        others = (line.name for line in lines if _home(line.name) == _home(it.name) and line.name != it.name)
        other = next((name for name in others if name in used), None)
        if other:
            yield doubt(
                "W0551",
                f"the benefit `{it.name}` is computed from the benefit `{other}`, and both are added up",
                it.at,
                "if it is the same money or time, count it once; a `pool` keeps shares of one thing within 100%",
            )


def _home(name: str) -> str:
    return name.rpartition(".")[0]


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0551",), look)
