"""Pools: the shares that benefits take of one quantity stay within 100%, so that nothing is saved twice."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from worthwhile.meaning import complaints
from worthwhile.meaning.core import (
    SINGLE,
    Apply,
    Choose,
    Const,
    Core,
    Ref,
    below,
    joined,
)
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.function import Value
from worthwhile.meaning.items import Defined, Kind, Role
from worthwhile.meaning.meaning import Check, Definition
from worthwhile.meaning.shown import shown
from worthwhile.text import Finding
from worthwhile.text.frozen import frozen
from worthwhile.text.source import Span
from worthwhile.units import NUMBER, PERCENT, Truth

WHOLE = 1 + 1e-9


@frozen
class Claim:
    """A share of a pool that a benefit line takes, where some conditions hold."""

    pool: str
    line: str
    share: Core
    conditions: tuple[Core, ...]
    at: Span

    def core(self) -> Core:
        """The share as it counts: 0 where a condition does not hold."""
        found = self.share
        for condition in self.conditions:
            nothing = Const(0.0, NUMBER, self.at)
            shape = joined(condition, found)
            found = Choose(condition, found, nothing, NUMBER, shape, self.at)
        return found


def pool_checks(
    draft: Draft,
    definitions: Mapping[str, Definition],
    constant: Callable[[Core], Value],
    say: Callable[[Finding], None],
) -> Iterator[Check]:
    """What is to be checked on rows and periods; what is known already is said at once."""
    pools = {it.name: it for it in draft.names.values() if isinstance(it, Defined) and it.role is Role.POOL}
    claims: dict[str, list[Claim]] = {name: [] for name in pools}
    lines = [it for it in definitions.values() if it.role in (Role.BENEFIT, Role.POOL)]
    for line in lines:
        if pools:
            _Walk(definitions, pools, line, claims, say).value(line.core, ())
    for name, taken in claims.items():
        yield from _of_pool(name, taken, pools[name], constant, say)


@dataclass(slots=True)
class _Walk:
    """Goes through what a benefit line is made of, and gathers what it claims."""

    definitions: Mapping[str, Definition]
    pools: Mapping[str, Defined]
    line: Definition
    claims: dict[str, list[Claim]]
    say: Callable[[Finding], None]

    def value(self, core: Core, conditions: tuple[Core, ...], seen: tuple[str, ...] = ()) -> None:
        match core:
            case Apply(function="of", args=(share, whole), claims=pool) if pool:
                if pool != self.line.name:
                    self.claims[pool].append(Claim(pool, self.line.name, share, conditions, core.span))
                self.value(share, conditions, seen)
                del whole
            case Choose(condition=condition, then=then, otherwise=otherwise):
                no = Apply("not", (condition,), Truth(), condition.shape, condition.span)
                self.value(then, (*conditions, condition), seen)
                self.value(otherwise, (*conditions, no), seen)
            case Ref(name=name):
                self._reference(core, conditions, seen, name)
            case _:
                for it in below(core):
                    self.value(it, conditions, seen)

    def _reference(self, core: Ref, conditions: tuple[Core, ...], seen: tuple[str, ...], name: str) -> None:
        if name in self.pools:
            if self.line.role is Role.BENEFIT:
                self.say(complaints.pool_evaded(name, self.line.name, core.span, self.pools[name].at))
            return
        definition = self.definitions.get(name)
        if definition and name not in seen and definition.role in (Role.FORMULA, Role.HIDDEN):
            self.value(definition.core, conditions, (*seen, name))


def _of_pool(
    name: str,
    claims: list[Claim],
    pool: Defined,
    constant: Callable[[Core], Value],
    say: Callable[[Finding], None],
) -> Iterator[Check]:
    known = [(it, constant(it.share)) for it in claims]
    for claim, share in known:
        if isinstance(share, float) and share < 0:
            say(complaints.negative_share(name, shown(share, PERCENT), claim.at))
        elif not isinstance(share, float):
            zero = Const(0.0, NUMBER, claim.at)
            positive = Apply(">=", (claim.core(), zero), Truth(), claim.core().shape, claim.at)
            yield Check(Kind.POOL, positive, claim.at, name, "negative", claim.core())
    always = [(it, share) for it, share in known if isinstance(share, float) and not it.conditions]
    total = sum(share for _, share in always)
    if total > WHOLE:
        told = [(it.line, shown(share, PERCENT), it.at) for it, share in always]
        say(complaints.pool_over(name, shown(total, PERCENT), pool.at, told))
        return
    if not claims or len(always) == len(claims):
        return
    whole: Core = claims[0].core()
    for claim in claims[1:]:
        core = claim.core()
        whole = Apply("+", (whole, core), NUMBER, joined(whole, core), pool.at)
    fits = Apply("<=", (whole, Const(WHOLE, NUMBER, pool.at)), Truth(), whole.shape | SINGLE, pool.at)
    lines = ", ".join(f"`{it.line}`" for it in claims)
    yield Check(Kind.POOL, fits, pool.at, name, lines, whole)
