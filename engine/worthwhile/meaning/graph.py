"""Who needs whom: the mentions of each definition, an order to compute in, and what goes in circles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from worthwhile.meaning.draft import AS_OF, Draft, Entry
from worthwhile.meaning.items import OWN, Declared, Defined, Written
from worthwhile.meaning.tables.keys import keys_read
from worthwhile.meaning.uncertain.written import after_mark
from worthwhile.syntax.tree import (
    Call,
    Expression,
    Fitting,
    Index,
    Is,
    Name,
    Number,
    OneOf,
    Operation,
    Part,
    Quoted,
    Range,
    Recurrence,
    Scale,
    Tabulated,
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
        found = dict.fromkeys(it for source, sees in _sources(draft, entry) for it in mentions_in(draft, source, sees))
        graph[name] = tuple(_as_read(known, it) for it in found if it.name in known and not _own_base(entry, it))
    return graph


def _as_read(known: Mapping[str, Entry], mention: Mention) -> Mention:
    """A table's rows have to be known wherever it is read: `[t - 1]` is no lag there."""
    entry = known[mention.name]
    table = isinstance(entry, Defined) and isinstance(entry.expression, Tabulated)
    return replace(mention, lag=0) if table and mention.lag else mention


def _sources(draft: Draft, entry: Declared | Defined) -> Iterator[tuple[Written, tuple[str, ...]]]:
    if isinstance(entry, Defined):
        yield entry.expression, entry.sees
        dated = isinstance(entry.expression, Tabulated) and entry.expression.unit is not None
        if dated and (draft.timeline is None or draft.timeline.starts is None):
            yield Name((AS_OF,), entry.at), entry.sees
        return
    if entry.bound is not None:
        yield entry.bound.value, entry.bound.sees
    else:
        yield from ((it, entry.sees) for it in (entry.default, *_spread(entry)) if it is not None)
    for change in entry.changes:
        yield change.value, change.sees


def _spread(entry: Declared) -> Iterator[Expression]:
    """What a draw hangs on: the parameters of the distribution, and the bounds that cut it off."""
    if entry.distribution is None:
        return
    bounds = entry.bounds if isinstance(entry.bounds, Range) else None
    ends = (bounds.low, bounds.high) if bounds is not None else ()
    for it in (*after_mark(entry.distribution), *ends):
        if it is not None and not isinstance(it, Range):
            yield it


def _own_base(entry: Declared | Defined, mention: Mention) -> bool:
    """`fee = fee * 2` as an override speaks of the fee before it."""
    return isinstance(entry, Declared) and mention.name == entry.name and bool(entry.changes)


def mentions_in(draft: Draft, expression: Written, sees: tuple[str, ...] = OWN) -> Iterator[Mention]:
    """The mentions of an expression, those in the functions of the model that it calls included."""
    yield from _walk(draft, sees, expression, Mention("", expression.span), frozenset(), frozenset())


def resolved(draft: Draft, text: str, sees: tuple[str, ...] = OWN) -> str:
    """The definition that a name stands for.

    `ours.net` is `net` itself, and so is `rival.net` where nothing that the rival changes reaches it;
    within a definition of an alternative, names are the alternative's own. All models look from one
    day: a model that is taken in without one of its own has that of the whole.
    """
    for stem in sees:
        if stem + text in draft.names:
            return stem + text
    first, dot, rest = text.partition(".")
    for stem in sees:
        if (
            draft.alternatives
            and (first == "ours" or stem + first in draft.alternatives)
            and stem + rest in draft.names
        ):
            return stem + rest
    if dot:  # an alternative of a model that is taken in: `base.rival.net`
        inner = tuple(f"{stem}{first}." for stem in sees)
        if inner[-1] in draft.rooms:
            return resolved(draft, rest, inner)
    return _as_of(draft, sees) if text == AS_OF else sees[-1] + text


def fit_read(draft: Draft, text: str, sees: tuple[str, ...] = OWN) -> tuple[str, str] | None:
    """The fit that a call reads, and what it reads of it; nothing where it calls a function."""
    stem, dot, what = text.rpartition(".")
    if not dot:
        return None
    name = resolved(draft, stem, sees)
    entry = draft.names.get(name)
    return (name, what) if isinstance(entry, Defined) and isinstance(entry.expression, Fitting) else None


def _fit_mentioned(draft: Draft, call: Call, sees: tuple[str, ...]) -> Iterator[str]:
    """The fit of which a call reads a member, and its parameters."""
    found = fit_read(draft, call.function.text, sees)
    entry = draft.names[found[0]] if found else None
    if found and isinstance(entry, Defined) and isinstance(entry.expression, Fitting):
        yield found[0]
        yield from (f"{found[0]}.{it}" for it in entry.expression.estimates)


def _as_of(draft: Draft, sees: tuple[str, ...]) -> str:
    """The day from which the nearest model round about looks."""
    for stem in sees:
        parts = stem.split(".")[:-1]
        for count in range(len(parts), 0, -1):
            name = ".".join((*parts[:count], AS_OF))
            if name in draft.names:
                return name
    return AS_OF


def as_written(draft: Draft, name: str, sees: tuple[str, ...]) -> str:
    """The definition of which one is the copy that an alternative has."""
    for stem in sees[:-1]:
        written = sees[-1] + name.removeprefix(stem)
        if name.startswith(stem) and written in draft.names:
            return written
    return name


def seen_inside(sees: tuple[str, ...], function: str) -> tuple[str, ...]:
    """What the body of a function of a model sees: the names that stand beside it."""
    stem, dot, _ = function.rpartition(".")
    return tuple(f"{it}{stem}{dot}" for it in sees) if dot else sees


def _walk(
    draft: Draft,
    sees: tuple[str, ...],
    node: object,
    base: Mention,
    bound: frozenset[str],
    called: frozenset[str],
) -> Iterator[Mention]:
    """Mentions below a node; ``base`` says how what stands here is read."""
    match node:
        case Name(parts=parts):
            if len(parts) > 1 or parts[0] not in bound:
                meant = resolved(draft, node.text, sees)
                for name in (meant, *keys_read(draft, node.text, meant)):
                    yield replace(base, name=resolved(draft, name, sees) if name != meant else name, span=node.span)
        case Word() | Quoted() | UnitText() | Scale() | OneOf() | Number():
            return
        case Is(value=value):
            yield from _walk(draft, sees, value, base, bound, called)
        case Part(rule="cell_is" | "cell_is_not"):  # a label
            return
        case Index(value=value, at=at):
            lag = lag_of(at)
            inside = replace(base, lag=base.lag + lag) if lag else base
            yield from _walk(draft, sees, value, inside, bound, called)
            yield from _walk(draft, sees, at, base, bound, called)
        case Recurrence(first=first, then=then):
            yield from _walk(draft, sees, first, base, bound, called)
            yield from _walk(draft, sees, then, replace(base, guarded=True), bound, called)
        case Operation(sign="??", operands=(value, other)):
            yield from _walk(draft, sees, value, replace(base, guarded=True), bound, called)
            yield from _walk(draft, sees, other, base, bound, called)
        case Call(function=function, arguments=arguments, where=where, by=by):
            for part in (*(it.value for it in arguments), where, by):
                if part is not None:
                    yield from _walk(draft, sees, part, base, bound, called)
            for name in _fit_mentioned(draft, node, sees):
                yield replace(base, name=name, span=node.span)
            key = sees[-1] + function.text
            macro = draft.macros.get(key)
            if macro and key not in called:
                names, within = frozenset(it.text for it in macro.parameters), seen_inside(sees, function.text)
                for mention in _walk(draft, within, macro.body, base, names, called | {key}):
                    yield replace(mention, span=node.span)
        case _:
            for below in inner(node):
                yield from _walk(draft, sees, below, base, bound, called)


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
