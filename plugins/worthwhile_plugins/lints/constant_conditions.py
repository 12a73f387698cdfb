"""W0254: a condition that no value can change."""

from collections.abc import Iterator

from worthwhile.plugin import Finding, Kind, Lint, Meaning, Span, core, plugin
from worthwhile_plugins.lints.looking import doubt, visible


def is_parameter(node: core.Core) -> bool:
    """Whether a constant is written as a name."""
    words = node.span.text
    named = words.isidentifier() or words.startswith("`")
    return isinstance(node, core.Const) and named and words not in ("true", "false", "missing")


def is_constant(condition: core.Core) -> bool:
    """Whether a condition holds always or never: literals only, or a value compared with itself.

    A parameter of a function of the model's own is no literal: it may stand for one in one call and
    not in the next.
    """
    parts = list(core.every(condition))
    if all(isinstance(it, core.Const | core.Apply) for it in parts):
        return not any(is_parameter(it) for it in parts)
    compared = isinstance(condition, core.Apply) and len(condition.args) == 2  # noqa: PLR2004 (both sides)
    if not compared or not isinstance(condition, core.Apply) or condition.function in ("and", "or"):
        return False
    one, other = condition.args
    return isinstance(one, core.Ref) and isinstance(other, core.Ref) and one.name == other.name


def conditions(meaning: Meaning) -> Iterator[core.Core]:
    """All the conditions of a model: of `if`, `when`, `where`, `ensure` and `warn`."""
    for definition in visible(meaning):
        for node in core.every(definition.core):
            match node:
                case core.Choose(condition=condition):
                    yield condition
                case core.Reduce(where=where) if where is not None:
                    yield where
    for check in meaning.checks:
        if check.kind in (Kind.ENSURE, Kind.WARN):
            yield check.core


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find conditions that are always true or never."""
    seen: set[Span] = set()
    for it in conditions(meaning):
        if it.span not in seen and is_constant(it):
            seen.add(it.span)
            words = " ".join(it.span.text.split())
            yield doubt(
                "W0254",
                f"the condition `{words}` is the same in every row and period",
                it.span,
                "name what it depends on, or take the condition out",
            )


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0254",), look)
