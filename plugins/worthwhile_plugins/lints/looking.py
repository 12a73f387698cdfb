"""What several lints look for: the visible definitions, who needs whom, words in names, products."""

from collections.abc import Iterator

from worthwhile.plugin import Definition, Finding, Level, Meaning, Role, Span, core

LINES = (Role.BENEFIT, Role.COST)
LEAVES = frozenset(("churn", "attrition", "cancellation", "cancellations", "leaving", "dropout"))
STAYS = frozenset(("retention", "survival", "renewal", "renewals", "retained", "loyalty"))


def doubt(code: str, message: str, span: Span, hint: str) -> Finding:
    """A warning at a place of the model."""
    return Finding(code, Level.WARNING, message, span, hint=hint)


def visible(meaning: Meaning) -> Iterator[Definition]:
    """What the author has written, without the copies that alternatives make."""
    offers = {*meaning.alternatives, "ours"}
    for it in meaning.definitions.values():
        if it.role not in (Role.HIDDEN, Role.OF_FIT) and it.at.end > 0 and it.name.split(".")[0] not in offers:
            yield it


def plain_name(meaning: Meaning, name: str) -> str:
    """A name without the alternative whose value it is."""
    first, _, rest = name.partition(".")
    return rest if rest and (first in meaning.alternatives or first == "ours") else name


def names_in(node: core.Core) -> Iterator[str]:
    """The names that an expression mentions."""
    for it in core.every(node):
        name = core.name_told(it)
        if name:
            yield name


def needed(meaning: Meaning, name: str) -> frozenset[str]:
    """All the names that a name needs, directly or through others; without itself."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        known = meaning.definitions.get(waiting.pop())
        for it in names_in(known.core) if known else ():
            if it not in found:
                found.add(it)
                waiting.append(it)
    return frozenset(found - {name})


def words_of(definition: Definition) -> frozenset[str]:
    """The words of a name and its label, in small letters."""
    text = f"{definition.name} {definition.label}".lower()
    return frozenset("".join(it if it.isalnum() else " " for it in text).split())


def number_of(node: core.Core) -> float | None:
    """The number that an expression is, where it is written as one."""
    value = node.value if isinstance(node, core.Const) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def is_money(type_: object) -> bool:
    """Whether a value is an amount of a currency, at once or per time."""
    powers = type_.unit.powers if isinstance(type_, core.Amount) else ()
    return any(power == 1 and len(name) == 3 and name.isupper() for name, power in powers)  # noqa: PLR2004 (ISO 4217)


def is_written(node: core.Core, function: str) -> bool:
    """Whether a node is what a call of a function became."""
    return node.span.text.startswith((f"{function}(", f"{function} ("))


def factors(meaning: Meaning, node: core.Core, *, below: bool = False) -> Iterator[tuple[core.Core, bool]]:
    """What is multiplied in an expression, through names; and whether it divides."""
    stack = [(node, below, 0)]
    while stack:
        it, under, depth = stack.pop()
        known = meaning.definitions.get(it.name) if isinstance(it, core.Ref) else None
        yield it, under
        if known is not None and depth < len(meaning.definitions):
            stack.append((known.core, under, depth + 1))
        elif isinstance(it, core.Apply) and it.function in ("*", "of", "/"):
            stack += [(it.args[0], under, depth), (it.args[1], under ^ (it.function == "/"), depth)]
