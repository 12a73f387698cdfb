"""A script as the text of a Python function."""

from collections.abc import Iterator, Sequence

from worthwhile.run.program.lines import Line, Loop, Name
from worthwhile.run.program.sheet import Script

WIDTH = 110
INDENT = "    "


def printed(script: Script, rooms: Sequence[Name], periods: int, title: str = "") -> str:
    """The function `block`: what it is handed, what it writes, its buffers; then a line for each step."""
    groups = (
        ["rows", "look"],
        [it.name for it in script.arguments],
        [it.name for it in script.wanted],
        list(rooms),
        list(script.accumulators),
    )
    lines = [f"def block({', '.join(groups[0])},"]
    for group in groups[1:]:
        lines += _wrapped(group)
    lines.append("):")
    if title:
        lines.append(f'{INDENT}"""{title}"""')
    for it in script.body:
        match it:
            case Line():
                lines += [f"{INDENT}{_line(it)}"] if it.code else []
            case Loop():
                lines += [f"{INDENT}{line}" for line in _loop(it, periods)]
    if lines[-1] == "):":
        lines.append(f"{INDENT}return")
    return "\n".join(lines) + "\n"


def _wrapped(names: Sequence[Name]) -> Iterator[str]:
    line = ""
    for name in names:
        if len(line) + len(name) > WIDTH:
            yield f"{INDENT}{line.rstrip()}"
            line = ""
        line += f"{name}, "
    if line:
        yield f"{INDENT}{line.rstrip()}"


def _line(line: Line) -> str:
    return f"{line.makes} = {line.code}" if line.makes else line.code


def _loop(loop: Loop, periods: int) -> Iterator[str]:
    yield from map(_line, loop.before)
    if loop.first is not None:
        yield "t = 0"
        yield from map(_line, _said(loop.first))
    if _said(loop.each):
        yield f"for t in range({'1, ' if loop.first is not None else ''}{periods}):"
        yield f"{INDENT}look.period()"
        yield from (f"{INDENT}{_line(it)}" for it in _said(loop.each))


def _said(lines: Sequence[Line]) -> list[Line]:
    """Lines that do something; others only say what has to be there."""
    return [it for it in lines if it.code]
