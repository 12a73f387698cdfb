"""Which values have to be looked at, so that no odd row goes unseen; and which lines nobody needs.

A value that is not there, or endless, need not be looked at where it is made if something made of it
shows it: a sum is not finite where a part of it is not. So each value is followed down to where its
trace is lost, in a comparison, a denominator, a place where it is stored, and is looked at there.
"""

from collections.abc import Sequence

from worthwhile.run.program.lines import Body, Kind, Line, Loop, Name, Role
from worthwhile.run.program.sheet import Script

LOOKS: dict[Kind, str] = {Kind.NUMBER: "number", Kind.LABEL: "label", Kind.BYTES: "flag", Kind.TEXT: "text"}
"""What is asked of values of each kind; what is true, false or a cell is always there."""


def looked_at(script: Script) -> None:
    """Leave out the lines that nobody needs, and put in those that look."""
    script.body, needed = _needed(script.body)
    script.arguments = [it for it in script.arguments if it.name in needed]
    kinds = {it.name: it.kind for it in script.arguments if not it.single} | _kinds(script.body)
    seen = _Seen(kinds)
    body: Body = []
    for it in reversed(script.body):
        match it:
            case Line():
                body += reversed(seen.through([it]))
            case Loop():
                body += reversed([it, *seen.totals(it)])
                seen.around(it)
    looks = {it.name: seen.look(it.name) for it in script.arguments if not it.single}
    script.looked_at = frozenset(
        it.input for it in script.arguments if it.input and (it.name in seen.shown or looks.get(it.name))
    )
    body += reversed([it for it in looks.values() if it is not None])
    script.body = body[::-1]


def _needed(body: Body) -> tuple[Body, set[Name]]:
    """Without the lines that make what nobody reads, and the names that are read."""
    needed: set[Name] = set()
    kept: Body = []
    for it in reversed(body):
        if isinstance(it, Loop):
            before = set(needed)
            it.each = _backwards(it.each, needed)
            if it.first is not None:
                it.first = _backwards(it.first, before)
                needed |= before
            it.before = _backwards(it.before, needed)
            kept.append(it)
        else:
            kept += _backwards([it], needed)
    return kept[::-1], {it.removesuffix("[t]") for it in needed}


def _backwards(lines: Sequence[Line], needed: set[Name]) -> list[Line]:
    kept = []
    for line in reversed(lines):
        if line.makes and line.makes not in needed:
            continue
        needed |= set(line.reads)
        kept.append(line)
    return kept[::-1]


def _kinds(body: Body) -> dict[Name, Kind]:
    known: dict[Name, Kind] = {}
    for it in body:
        lines = [it] if isinstance(it, Line) else [*it.before, *(it.first or ()), *it.each]
        known |= {line.makes: line.kind for line in lines if line.makes}
        if isinstance(it, Loop):
            known |= {last.name: last.kind for last in it.lasting}
    return known


class _Seen:
    """The values whose trace is not lost, found from the end backwards."""

    def __init__(self, kinds: dict[Name, Kind]) -> None:
        self._kinds = kinds
        self.shown: set[Name] = set()
        """Values that something later shows."""
        self.free: set[Name] = set()
        """Values that later lines take only in some rows."""
        self.bound: set[Name] = set()
        """Values that later lines take in all rows, without showing them."""

    def _copy(self) -> "_Seen":
        found = _Seen(self._kinds)
        found.shown, found.free, found.bound = set(self.shown), set(self.free), set(self.bound)
        return found

    def _join(self, other: "_Seen") -> None:
        self.shown |= other.shown
        self.free |= other.free
        self.bound |= other.bound

    def look(self, name: Name) -> Line | None:
        """The line that looks at a value, if it has to be looked at."""
        kind = self._kinds.get(name)
        if kind not in LOOKS or name in self.shown or (name in self.free and name not in self.bound):
            return None
        return Line(f"look.{LOOKS[kind]}({name})", reads=(name,))

    def through(self, lines: Sequence[Line]) -> list[Line]:
        """Some lines, with those that look."""
        found: list[Line] = []
        for line in reversed(lines):
            made = line.makes
            look = self.look(made) if made and not line.sure else None
            if look is not None:
                found.append(look)
            name = made or line.keeps
            self._take(line, visible=not name or name in self.shown or look is not None)
            found.append(line)
        return found[::-1]

    def _take(self, line: Line, *, visible: bool) -> None:
        for name in line.reads:
            if visible and name in line.carries:
                self.shown.add(name)
            elif name in line.absorbs:
                self.free.add(name)
            elif name != line.keeps:
                self.bound.add(name)

    def totals(self, loop: Loop) -> list[Line]:
        """What looks at the totals of a walk over the timeline, once it is over."""
        looks = [self.look(it.name) for it in loop.lasting if it.role is Role.TOTAL]
        self.shown |= {it.name for it in loop.lasting if it.role is Role.TOTAL}
        return [it for it in looks if it is not None]

    def around(self, loop: Loop) -> None:
        """Put in what looks at the values of each period."""
        after = self._copy()
        loop.each = self._period(loop, loop.each)
        if loop.first is not None:
            loop.first = after._period(loop, loop.first)  # noqa: SLF001 (one of its kind)
            self._join(after)
        loop.before = self.through(loop.before)

    def _period(self, loop: Loop, lines: Sequence[Line]) -> list[Line]:
        ahead = self._copy()
        ahead.through(lines)  # what lasts is read in the next period by the lines before it
        growing = {it.name for it in loop.lasting if it.role in (Role.GROWING, Role.SO_FAR)}
        self.shown |= ahead.shown & growing
        found = self.through(lines)
        powers = {it.name for it in loop.lasting if it.role is Role.GROWING}
        read = {name for line in lines for name in line.reads if line.keeps != name}
        looks = [look for name in sorted(powers & read) if (look := self.look(name)) is not None]
        return [*looks, *found]
