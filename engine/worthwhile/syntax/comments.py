"""Comments: where they stand in a text, and what they turn off."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from worthwhile.syntax.layout import MARKS
from worthwhile.text import Source
from worthwhile.text.frozen import frozen
from worthwhile.text.source import Spelling


@frozen
class Comment:
    """One comment: where its `#` stands, and its text with it."""

    at: int
    text: str


def comments(source: Source) -> tuple[Comment, ...]:
    """The comments of a text, in their order."""
    if "#" not in source.text:
        return ()
    return tuple(_in_yaml(source) if source.spelling is Spelling.YAML else _in_lines(source.text))


def _in_lines(text: str) -> Iterator[Comment]:
    for mark in MARKS.finditer(text):
        if mark["note"] is not None:
            yield Comment(mark.start(), mark[0].rstrip())


_SIGN = re.compile(r"(?:(?<=[ \t\n])|\A\ufeff?)#[^\n]*")


def _in_yaml(source: Source) -> Iterator[Comment]:
    from worthwhile.syntax.twin.read import places  # noqa: PLC0415 (most models are no YAML)

    stand = places(source)
    starts = [it.start for it in stand]
    at = 0
    while found := _SIGN.search(source.text, at):
        begin = source.text.index("#", found.start())
        before = bisect_right(starts, begin) - 1
        scalar = stand[before] if before >= 0 else None
        inside = scalar is not None and begin < scalar.end
        if inside and scalar and scalar.text[0] in "|>" and "\n" not in source.text[scalar.start : begin]:
            inside = False  # behind the sign that begins a block
        if not inside:
            yield Comment(begin, source.text[begin : found.end()].rstrip())
        at = scalar.end if inside and scalar else found.end()


_ALLOW = re.compile(r"#\s*worthwhile:\s*allow\s+(W\d{4}(?:\s*,\s*W\d{4})*)\s*$")


def allowed(source: Source) -> dict[int, frozenset[str]]:
    """`# worthwhile: allow W0551` comments: the codes turned off, by line."""
    if "worthwhile:" not in source.text:
        return {}
    found = {}
    for comment in comments(source):
        if allow := _ALLOW.match(comment.text):
            found[source.place(comment.at)[0]] = frozenset(re.findall(r"W\d{4}", allow[1]))
    return found
