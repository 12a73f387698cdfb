"""W0552: a recurring benefit that is there in full from the first period to the last."""

from collections.abc import Iterator

from worthwhile.plugin import Finding, Lint, Meaning, Role, core, plugin
from worthwhile_plugins.lints.looking import doubt, needed, visible


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find benefit lines that are per time and the same in every period of a timeline."""
    if meaning.timeline is None:
        return
    lines = {it.name: it for it in visible(meaning) if it.role is Role.BENEFIT}
    for it in lines.values():
        steady = meaning.setting.is_flow(it.type) and core.TIME not in it.shape
        # what is computed from another line starts when that does
        if steady and not needed(meaning, it.name) & set(lines):
            period = meaning.timeline.period
            yield doubt(
                "W0552",
                f"the benefit `{it.name}` is there in full in every {period}, from the first",
                it.at,
                f"when does it start? `... when t >= 3`, or a ramp: `... * min(1, (t + 1) / (6 {period}s))`",
            )


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0552",), look)
