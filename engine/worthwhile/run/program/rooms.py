"""Which buffer each value of a program lies in: a buffer is free again as soon as nobody reads what is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from worthwhile.run.program.lines import Body, Kind, Line, Loop, Name

LETTERS: dict[Kind, str] = {Kind.NUMBER: "number", Kind.FLAG: "flag", Kind.LABEL: "label"}


@dataclass(slots=True)
class Rooms:
    """The buffers of a program: their names, each with what it can hold."""

    placed: Mapping[Name, Name]
    """Values that have a place already."""
    kinds: dict[Name, Kind] = field(default_factory=dict)
    _free: dict[Kind, list[Name]] = field(default_factory=dict)
    _in: dict[Name, Name] = field(default_factory=dict)
    """Where a value lies."""

    def _taken(self, kind: Kind) -> Name:
        free = self._free.setdefault(kind, [])
        if free:
            return free.pop()
        count = sum(it is kind for it in self.kinds.values())
        name = f"{LETTERS[kind]}_{count}"
        self.kinds[name] = kind
        return name

    def _leave(self, value: Name) -> None:
        room = self._in.pop(value, None)
        if room is not None:
            self._free[self.kinds[room]].append(room)

    def furnish(self, body: Body) -> None:
        """Give every line its buffer, in place."""
        for place, it in enumerate(body):
            after = _read_after(body[place + 1 :])
            match it:
                case Line():
                    body[place] = self._placed(it, after)
                case Loop():
                    self._loop(it, after)
            for value in [name for name in self._in if name not in after]:
                self._leave(value)

    def _loop(self, loop: Loop, after: set[Name]) -> None:
        for it in loop.lasting:
            self._in[it.name] = self._taken(it.kind)
        lasting = {it.name for it in loop.lasting}
        outer = {*self._in} | lasting
        bound = [Line(f"{it.name} = {self._in[it.name]}") for it in loop.lasting]
        loop.before = [*bound, *self._lines(loop.before, after | outer)]
        if loop.first is not None:
            loop.first = self._lines(loop.first, after | outer)
            self._empty(outer)
        loop.each = self._lines(loop.each, after | outer)
        self._empty(outer)

    def _empty(self, outer: set[Name]) -> None:
        for value in [name for name in self._in if name not in outer]:
            self._leave(value)

    def _lines(self, lines: Sequence[Line], stay: set[Name]) -> list[Line]:
        found = []
        for place, line in enumerate(lines):
            after = stay | {name for it in lines[place + 1 :] for name in it.reads}
            found.append(self._placed(line, after))
            for value in [name for name in self._in if name not in after]:
                self._leave(value)
        return found

    def _placed(self, line: Line, after: set[Name]) -> Line:
        """A line with its buffer: that of a value that is read here for the last time, or a free one."""
        if not line.takes_room:
            return line
        if line.makes in self.placed:
            return replace(line, code=line.code.replace("{out}", self.placed[line.makes]))
        for value in line.over:
            room = self._in.get(value)
            if room is not None and value not in after and self.kinds[room] is line.kind:
                del self._in[value]
                break
        else:
            room = self._taken(line.kind)
        self._in[line.makes] = room
        return replace(line, code=line.code.replace("{out}", room))


def _read_after(body: Body) -> set[Name]:
    found: set[Name] = set()
    for it in body:
        lines = [it] if isinstance(it, Line) else [*it.before, *(it.first or ()), *it.each]
        found |= {name for line in lines for name in line.reads}
    return found
