"""Who needs whom: the mentions of each definition, an order to compute in, and what goes in circles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from worthwhile.meaning.draft import Draft
from worthwhile.meaning.items import Declared, Defined, Macro
from worthwhile.meaning.keys import key_holders
from worthwhile.syntax.tree import (
    Call,
    Expression,
    Index,
    Is,
    Name,
    Number,
    OneOf,
    Operation,
    Part,
    Quoted,
    Recurrence,
    Ruled,
    Scale,
    UnitText,
    Word,
    fold_numbers,
    inner,
)
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Mention:
    """An edge of the graph: whom a definition needs, and where it says so."""

    name: str
    span: Span
    lag: int = 0
    """How many periods earlier it is read; 0: in the same one."""
    guarded: bool = False
    """Whether `initially` or `??` stands for it where it has no value yet."""


Graph = Mapping[str, tuple[Mention, ...]]


def graph_of(draft: Draft) -> Graph:
    """The mentions of every name, those of names that are not there left out."""
    known = draft.names
    graph = {}
    for name, entry in known.items():
        offer = entry.offer if isinstance(entry, Defined) else ""
        found = dict.fromkeys(it for source in _sources(entry) for it in mentions_in(draft, source, offer))
        found |= dict.fromkeys(_keys_of(draft, entry))
        graph[name] = tuple(it for it in found if it.name in known and not _own_base(entry, it))
    return graph


def _sources(entry: Declared | Defined) -> Iterator[Expression | Ruled]:
    if isinstance(entry, Defined):
        yield entry.expression
        return
    if entry.default is not None:
        yield entry.default
    for change in entry.changes:
        yield change.value


def _keys_of(draft: Draft, entry: Declared | Defined) -> Iterator[Mention]:
    """A column of a lookup needs the keys by which it is read."""
    table = draft.tables.get(entry.table) if isinstance(entry, Declared) else None
    if table and table.of is None:
        for key in key_holders(draft, table):
            yield Mention(key, table.by.span)


def _own_base(entry: Declared | Defined, mention: Mention) -> bool:
    """`fee = fee * 2` as an override speaks of the fee before it."""
    return isinstance(entry, Declared) and mention.name == entry.name and bool(entry.changes)


def mentions_in(draft: Draft, expression: Expression | Ruled, offer: str = "") -> Iterator[Mention]:
    """The mentions of an expression, those in the functions of the model that it calls included."""
    for mention in _walk(draft.macros, expression, Mention("", expression.span), frozenset(), frozenset()):
        yield replace(mention, name=resolved(draft, mention.name, offer))


def resolved(draft: Draft, text: str, offer: str = "") -> str:
    """The definition that a name stands for.

    `ours.net` is `net` itself, and so is `rival.net` where nothing that the rival changes reaches it;
    within a definition of an alternative, names are the alternative's own.
    """
    if offer and f"{offer}.{text}" in draft.names:
        return f"{offer}.{text}"
    if text in draft.names:
        return text
    first, _, rest = text.partition(".")
    if draft.alternatives and (first == "ours" or first in draft.alternatives) and rest in draft.names:
        return rest
    return text


def _walk(
    macros: Mapping[str, Macro], node: object, base: Mention, bound: frozenset[str], called: frozenset[str]
) -> Iterator[Mention]:
    """Mentions below a node; ``base`` says how what stands here is read."""
    match node:
        case Name(parts=parts):
            if len(parts) > 1 or parts[0] not in bound:
                yield replace(base, name=node.text, span=node.span)
        case Word() | Quoted() | UnitText() | Scale() | OneOf() | Number():
            return
        case Is(value=value):
            yield from _walk(macros, value, base, bound, called)
        case Part(rule="cell_is" | "cell_is_not"):  # a label
            return
        case Index(value=value, at=at):
            lag = lag_of(at)
            inside = replace(base, lag=base.lag + lag) if lag else base
            yield from _walk(macros, value, inside, bound, called)
            yield from _walk(macros, at, base, bound, called)
        case Recurrence(first=first, then=then):
            yield from _walk(macros, first, base, bound, called)
            yield from _walk(macros, then, replace(base, guarded=True), bound, called)
        case Operation(sign="??", operands=(value, other)):
            yield from _walk(macros, value, replace(base, guarded=True), bound, called)
            yield from _walk(macros, other, base, bound, called)
        case Call(function=function, arguments=arguments, where=where, by=by):
            for part in (*(it.value for it in arguments), where, by):
                if part is not None:
                    yield from _walk(macros, part, base, bound, called)
            macro = macros.get(function.text)
            if macro and function.text not in called:
                names = frozenset(it.text for it in macro.parameters)
                for mention in _walk(macros, macro.body, base, names, called | {function.text}):
                    yield replace(mention, span=node.span)
        case _:
            for below in inner(node):
                yield from _walk(macros, below, base, bound, called)


def lag_of(at: Expression) -> int:
    """How many periods back `t - k` reads, counted as 1 where the unit is to be looked at yet."""
    match at:
        case Operation(sign="-", operands=(Name(parts=("t",)), Number() as back)):
            value = fold_numbers(back)
            return max(1, round(value)) if value and value > 0 else 0
    return 0


def components(graph: Graph) -> list[tuple[str, ...]]:
    """The strongly connected components, each after those that it needs (Tarjan 1972), without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[tuple[str, ...]] = []
    for root in graph:
        if root in index:
            continue
        work: list[tuple[str, Iterator[Mention]]] = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, edges = work[-1]
            for edge in edges:
                if edge.name not in index:
                    index[edge.name] = low[edge.name] = len(index)
                    stack.append(edge.name)
                    on_stack.add(edge.name)
                    work.append((edge.name, iter(graph[edge.name])))
                    break
                if edge.name in on_stack:
                    low[name] = min(low[name], index[edge.name])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    found.append(_popped(stack, on_stack, name))
    return found


def _popped(stack: list[str], on_stack: set[str], name: str) -> tuple[str, ...]:
    members = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.append(member)
        if member == name:
            return tuple(reversed(members))


def circle(graph: Graph, members: Iterable[str], *, lagged: bool) -> tuple[Mention, ...]:
    """A way round among some names, link by link: without lags, or without anything that starts it.

    Empty where there is none.
    """
    inside = set(members)

    def counts(edge: Mention) -> bool:
        return edge.name in inside and not (edge.guarded if lagged else edge.lag)

    remaining = {it: tuple(filter(counts, graph[it])) for it in sorted(inside)}
    for component in components(remaining):
        first = component[0]
        if len(component) > 1 or any(it.name == first for it in remaining[first]):
            return _way_round(remaining, component)
    return ()


def _way_round(graph: Graph, component: Sequence[str]) -> tuple[Mention, ...]:
    """The shortest way from the first member back to itself."""
    start, inside = min(component), set(component)
    paths: list[tuple[Mention, ...]] = [(it,) for it in graph[start] if it.name in inside]
    seen: set[str] = set()
    for path in paths:
        here = path[-1].name
        if here == start:
            return path
        if here not in seen:
            seen.add(here)
            paths.extend((*path, it) for it in graph[here] if it.name in inside)
    return ()


def in_period_order(graph: Graph, members: Sequence[str]) -> tuple[str, ...]:
    """The names of one recurrence, each after those that it needs in the same period."""
    inside = set(members)
    same = {it: tuple(edge for edge in graph[it] if edge.name in inside and not edge.lag) for it in sorted(members)}
    return tuple(component[0] for component in components(same))
