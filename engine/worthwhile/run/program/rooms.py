"""Which buffer each value of a program lies in: a buffer is free again as soon as nobody reads what is in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from worthwhile.run.program.lines import Body, Kind, Line, Loop, Name

Stays = Callable[[Name], bool]
"""Whether a value will be read again."""

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
        last = {name: place for place, it in enumerate(body) for name in _read(it)}
        for place, it in enumerate(body):

            def stays(value: Name, place: int = place) -> bool:
                return last.get(value, -1) > place

            match it:
                case Line():
                    body[place] = self._placed(it, stays)
                case Loop():
                    self._loop(it, stays)
            self._empty(it, stays)

    def _loop(self, loop: Loop, stays: Stays) -> None:
        for it in loop.lasting:
            self._in[it.name] = self._taken(it.kind)
        outer = set(self._in)

        def lasts(value: Name) -> bool:
            return value in outer or stays(value)

        bound = [Line(f"{it.name} = {self._in[it.name]}") for it in loop.lasting]
        loop.before = [*bound, *self._lines(loop.before, lasts)]
        if loop.first is not None:
            loop.first = self._lines(loop.first, lasts)
        loop.each = self._lines(loop.each, lasts)

    def _lines(self, lines: Sequence[Line], lasts: Stays) -> list[Line]:
        """The lines of one period; what nobody reads after it is gone with it."""
        found = []
        last = {name: place for place, it in enumerate(lines) for name in it.reads}
        for place, line in enumerate(lines):

            def stays(value: Name, place: int = place) -> bool:
                return last.get(value, -1) > place or lasts(value)

            found.append(self._placed(line, stays))
            self._empty(line, stays)
        return found

    def _empty(self, done: Line | Loop, stays: Stays) -> None:
        """Leave the buffers of what has been read for the last time."""
        names = {*_read(done), done.makes} if isinstance(done, Line) else set(self._in)
        for value in names:
            if value in self._in and not stays(value):
                self._leave(value)

    def _placed(self, line: Line, stays: Stays) -> Line:
        """A line with its buffers: that of a value that is read here for the last time, or a free one."""
        if not line.takes_room:
            return line
        if line.makes in self.placed:
            return self._beside(replace(line, code=line.code.replace("{out}", self.placed[line.makes])))
        for value in line.over:
            room = self._in.get(value)
            if room is not None and not stays(value) and self.kinds[room] is line.kind:
                del self._in[value]
                break
        else:
            room = self._taken(line.kind)
        self._in[line.makes] = room
        return self._beside(replace(line, code=line.code.replace("{out}", room)))

    def _beside(self, line: Line) -> Line:
        """A line with the buffer that it needs for itself; it is free again after it."""
        if "{beside}" not in line.code:
            return line
        room = self._taken(line.kind)
        self._free[line.kind].append(room)
        return replace(line, code=line.code.replace("{beside}", room))


def _read(it: Line | Loop) -> set[Name]:
    """All that a line, or a loop, reads."""
    lines = [it] if isinstance(it, Line) else [*it.before, *(it.first or ()), *it.each]
    return {name for line in lines for name in line.reads}
