"""Where the characters of a YAML scalar stand in the text: quotes, escapes and folding move them.

A scalar says `value` where the text has `raw`. Both are walked side by side: whatever is no blank
stands in both, in the same order; blanks come and go where lines are folded and indented.
"""

from bisect import bisect_right
from functools import cached_property

from worthwhile.text import Span

BLANK = " \t\r\n\x85\u2028\u2029"
_CODES = {"x": 4, "u": 6, "U": 10}
"""How long an escape is that tells the number of a character."""


class Offsets:
    """The place of each character of a scalar, as stretches that are the same in both texts.

    >>> text = "a: 'it''s'"
    >>> places = Offsets.of(text, 3, 10, "it's", "'")
    >>> [text[places.at(it)] for it in range(4)]
    ['i', 't', "'", 's']
    """

    def __init__(self, starts: list[int], places: list[int], end: int) -> None:
        self._starts, self._places, self._end = starts, places, end

    @classmethod
    def of(cls, text: str, start: int, end: int, value: str, style: str) -> "Offsets":
        """The places of a scalar's characters; ``start`` and ``end`` take in its quotes or its `|`."""
        if style in ("'", '"'):
            start, end = start + 1, end - 1
        elif style in ("|", ">"):
            newline = text.find("\n", start, end)
            start = newline + 1 if newline >= 0 else end
        if text.startswith(value, start) and style not in ("|", ">"):
            return cls([0], [start], end)
        starts, places = [0], [start]
        for index, at in enumerate(_walk(text, start, end, value, style)):
            if at != places[-1] + index - starts[-1]:
                starts.append(index)
                places.append(at)
        return cls(starts, places, end)

    def at(self, index: int) -> int:
        """Where a character stands."""
        stretch = max(0, bisect_right(self._starts, index) - 1)
        return min(self._places[stretch] + index - self._starts[stretch], self._end)


class Scalar:
    """A text, and where each of its characters stands."""

    __slots__ = ("__dict__", "span", "style", "text")

    def __init__(self, text: str, style: str, span: Span) -> None:
        self.text, self.style, self.span = text, style, span

    @cached_property
    def offsets(self) -> Offsets:
        """The places of the characters."""
        return Offsets.of(self.span.source.text, self.span.start, self.span.end, self.text, self.style)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing stands here, not even quotes."""
        return not self.text and not self.style

    def place(self, start: int, end: int) -> Span:
        """Where a stretch of the text stands."""
        first = self.offsets.at(start)
        last = self.offsets.at(end - 1) + 1 if end > start else first
        return Span(self.span.source, first, max(first, last))


def _walk(text: str, start: int, end: int, value: str, style: str) -> list[int]:
    """The place of each character of the value."""
    places, at = [], start
    for character in value:
        while style == '"' and text[at : at + 1] == "\\" and text[at + 1 : at + 2] in ("\r", "\n"):
            at = _skip(text, at, end, style)
        if character not in BLANK:
            at = _skip(text, at, end, style)
            places.append(at)
            at += _length(text, at, style)
        elif at < end and style == '"' and text[at] == "\\":
            places.append(at)
            at += _length(text, at, style)
        else:
            places.append(at)
            at += at < end and text[at] in BLANK and (text[at] == character or text[at] not in "\r\n")
    return places


def _skip(text: str, at: int, end: int, style: str) -> int:
    """The next place of something that is no blank, and no escaped end of a line."""
    while at < end:
        if text[at] in BLANK:
            at += 1
        elif style == '"' and text[at] == "\\" and text[at + 1 : at + 2] in ("\r", "\n"):
            at += 2
        else:
            break
    return at


def _length(text: str, at: int, style: str) -> int:
    """How many characters of the text stand for one of the value."""
    if style == "'" and text.startswith("''", at):
        return 2
    if style == '"' and text.startswith("\\", at):
        return _CODES.get(text[at + 1 : at + 2], 2)
    return 1
