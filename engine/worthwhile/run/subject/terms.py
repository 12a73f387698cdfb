"""Pieces of Python text that know how closely they bind, and lines of it."""

from collections.abc import Sequence

from worthwhile.meaning.function import Written
from worthwhile.run.subject.wrapping import wrapped
from worthwhile.text.frozen import frozen

CHOICE, OR, COMPARED, ATOM = 1, 2, 5, 10
SIGN = 8
PERIOD = "t"


@frozen
class Term:
    """An expression; in a format ``{term:7}`` it stands in parentheses where it binds less closely than that."""

    text: str
    binds: int = ATOM
    whole: bool = False
    """Whether it is an int: the period."""

    def __format__(self, spec: str) -> str:
        return f"({self.text})" if spec and self.binds < int(spec) else self.text

    def __str__(self) -> str:
        return self.text

    @property
    def floating(self) -> "Term":
        """The same as a float."""
        return Term(f"float({self.text})") if self.whole else self


def literal(value: float | str | bool) -> Term:  # noqa: FBT001 (a value of any form)
    """A constant."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        number = float(value)
        return Term(repr(number), SIGN if repr(number).startswith("-") else ATOM)
    return Term(repr(value))


def written(python: Written, args: Sequence[Term]) -> Term:
    """A function of the language as its plugin writes it."""
    infix = COMPARED <= python.binds < SIGN
    if not infix or all(it.whole for it in args):
        args = [it.floating for it in args]
    text = python.text
    if "{all" in text:
        start = text.index("{all")
        end = text.index("}", start) + 1
        closeness = text[start:end].removeprefix("{all").removesuffix("}").removeprefix(":")
        joined = python.between.join(format(it, closeness) for it in args)
        return Term(text[:start] + joined + text[end:], python.binds if len(args) > 1 else ATOM)
    return Term(text.format(*args), python.binds)


class Lines:
    """Lines of a function, indented by hand."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 1

    def add(self, text: str) -> None:
        """One more statement; one that is too long takes several lines."""
        bare = text.lstrip(" ")
        indent = " " * (4 * self.depth + len(text) - len(bare))
        self.lines.extend(wrapped(bare, indent))

    def __str__(self) -> str:
        return "\n".join(self.lines) + "\n"
