"""W0360: the expected lifetime and the net present value of one flow, multiplied: time is counted twice."""

from collections.abc import Iterator, Sequence

from worthwhile.plugin import Finding, Lint, Meaning, Span, core, plugin
from worthwhile_plugins.lints.looking import doubt, factors, is_written, visible

Factors = Sequence[tuple[core.Core, bool]]


def has_lifetime(parts: Factors) -> bool:
    """Whether something is multiplied by 1 / churn, or divided by churn."""
    return any(under and isinstance(it.type, core.Rate) for it, under in parts)


def npvs(parts: Factors) -> Iterator[core.Core]:
    """The net present values among the factors."""
    for it, under in parts:
        if not under and isinstance(it, core.Reduce) and is_written(it, "npv"):
            yield it


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find products with both, and net present values of flows that have the lifetime in them."""
    seen: set[Span] = set()
    for definition in visible(meaning):
        for node in core.every(definition.core):
            found: core.Core | None = None
            if isinstance(node, core.Apply) and node.function in ("*", "/"):
                parts = list(factors(meaning, node))
                found = node if has_lifetime(parts) and any(npvs(parts)) else None
            elif isinstance(node, core.Reduce) and is_written(node, "npv"):
                flow = node.args[0]
                inner = flow.args[0] if isinstance(flow, core.Apply) and flow.function == "/" else flow
                found = node if has_lifetime(list(factors(meaning, inner))) else None
            if found is None or any(it.start <= found.span.start and found.span.end <= it.end for it in seen):
                continue
            seen.add(found.span)
            yield doubt(
                "W0360",
                "the expected lifetime and npv are both applied to one flow: the same months count twice",
                found.span,
                "either `margin / churn`, or `npv(margin * survival, rate: r)` with `survival = (1 - churn)^t`",
            )


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0360",), look)
