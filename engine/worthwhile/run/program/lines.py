"""The lines of a block program, before anybody has said in which buffer a value lies."""

from dataclasses import dataclass, field
from enum import StrEnum, auto

from worthwhile.data.form import Form
from worthwhile.text.frozen import frozen

Name = str


class Kind(StrEnum):
    """How a program holds values: flags are plain true and false, since nothing is missing in it."""

    NUMBER = auto()
    FLAG = auto()
    LABEL = auto()
    TEXT = auto()
    BYTES = auto()
    """Flags as columns hold them: 0 false, 1 missing, 2 true."""
    CELL = auto()
    """A place in the table of a grid."""


KINDS: dict[Form, Kind] = {
    Form.NUMBER: Kind.NUMBER,
    Form.FLAG: Kind.FLAG,
    Form.LABEL: Kind.LABEL,
    Form.TEXT: Kind.TEXT,
}


@frozen
class Line:
    """One line: what it makes, of what, and what becomes of values that are not there.

    ``code`` has ``{out}`` where the buffer goes; without it the line makes an array of its own. ``{beside}`` is
    a buffer more, for the line itself.
    """

    code: str
    makes: Name = ""
    kind: Kind = Kind.NUMBER
    reads: tuple[Name, ...] = ()
    over: tuple[Name, ...] = ()
    """Values whose buffer it may write into, if nobody reads them later."""
    carries: tuple[Name, ...] = ()
    """Values that leave what it makes not finite wherever they are not."""
    absorbs: tuple[Name, ...] = ()
    """Values that it takes only in some rows: elsewhere it does not matter what they are."""
    sure: bool = False
    """Whether what it makes is always there."""
    keeps: Name = ""
    """A lasting value that it changes: a total, the value of the period before."""

    @property
    def takes_room(self) -> bool:
        """Whether it writes into a buffer."""
        return "{out}" in self.code


class Role(StrEnum):
    """What a lasting value is for."""

    TOTAL = auto()
    """What an aggregate over the timeline has come to."""
    GROWING = auto()
    """A power that grows from period to period."""
    SO_FAR = auto()
    """A running sum."""
    BEFORE = auto()
    """What a value was in the period before."""


@frozen
class Last:
    """A value that lasts through the timeline in a buffer of its own."""

    name: Name
    kind: Kind
    role: Role


@dataclass(slots=True)
class Loop:
    """Lines that are carried out in every period; those of the first period may differ."""

    lasting: list[Last] = field(default_factory=list)
    before: list[Line] = field(default_factory=list)
    """What the lasting values begin with."""
    first: list[Line] | None = None
    """The lines of the first period, where they are others."""
    each: list[Line] = field(default_factory=list)


Body = list[Line | Loop]
