"""W0359: money of more than a year added up as if later were now."""

from collections.abc import Iterator

from worthwhile.plugin import Finding, Lint, Meaning, Span, core, plugin
from worthwhile_plugins.lints.looking import doubt, is_money, is_written, visible


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find sums of money over a long timeline in which nothing is discounted."""
    timeline = meaning.timeline
    if timeline is None or timeline.length * meaning.setting.units.ratio(timeline.period, "year") <= 1:
        return
    seen: set[Span] = set()
    for definition in visible(meaning):
        for node in core.every(definition.core):
            summed = isinstance(node, core.Reduce) and node.axis == core.TIME and is_written(node, "sum")
            # a sum over some periods only may well be that of a year
            if not summed or not isinstance(node, core.Reduce) or node.where is not None or node.span in seen:
                continue
            flows = all(meaning.setting.is_flow(it.type) for it in node.args)  # what stands is not added up at all
            if flows and is_money(node.type) and not any(is_discounted(meaning, it) for it in node.args):
                seen.add(node.span)
                yield doubt(
                    "W0359",
                    f"{timeline.length} {timeline.period}s of money are added up without discounting",
                    node.span,
                    "`npv(flow, rate: r)` says what they are worth today",
                )


def is_discounted(meaning: Meaning, node: core.Core) -> bool:
    """Whether there is a discount in an expression or in what it needs.

    One is `discounted(...)`, or a power over time that divides, has a negative exponent, or is one of
    what stays divided by what a rate makes: `((1 - churn) / (1 + discount))^t`.
    """
    waiting, seen = [node], set[str]()
    while waiting:
        for it in core.every(waiting.pop()):
            match it:
                case core.Ref(name=name) if name not in seen and name in meaning.definitions:
                    seen.add(name)
                    waiting.append(meaning.definitions[name].core)
                case core.Apply(function="^", args=(base, exponent)) if core.TIME in exponent.shape:
                    turned = any(isinstance(e, core.Apply) and e.function == "neg" for e in core.every(exponent))
                    if turned or any(isinstance(b, core.Apply) and b.function == "/" for b in core.every(base)):
                        return True
                case core.Apply(function="/", args=(_, under)) if core.TIME in under.shape and grows(meaning, under):
                    return True
                case _ if is_written(it, "discounted") or is_written(it, "npv"):
                    return True
    return False


def grows(meaning: Meaning, node: core.Core) -> bool:
    """Whether there is a power over time in an expression, perhaps under a name."""
    parts = list(core.every(node))
    for it in list(parts):
        known = meaning.definitions.get(it.name) if isinstance(it, core.Ref) else None
        parts += core.every(known.core) if known else ()
    return any(isinstance(it, core.Apply) and it.function == "^" and core.TIME in it.shape for it in parts)


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0359",), look)
