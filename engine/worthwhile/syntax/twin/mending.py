"""Expressions that YAML cut at their commas: inside of braces and brackets a comma ends a text.

``{uncertain: beta(8, 92)}`` is a mapping of `uncertain` and `92)` to YAML, and nothing that anybody
means. Where a bracket is open at the comma and closed by what follows, it is one text.
"""

from collections.abc import Iterator, Sequence

from worthwhile.syntax.layout import BRACKETS, MARKS
from worthwhile.syntax.twin.scalars import Scalar
from worthwhile.text import Span


def mended_items(items: Sequence[object]) -> Iterator[object]:
    """The items of a list in brackets, those put together again that are one."""
    waiting = list(items)
    while waiting:
        first = waiting.pop(0)
        if isinstance(first, Scalar) and _is_cut(first):
            for index, it in enumerate(waiting):
                whole = _whole(first, it)
                if whole:
                    first, waiting = whole, waiting[index + 1 :]
                    break
        yield first


def mended_pairs(children: Sequence[object]) -> Iterator[object]:
    """The keys and values of a mapping in braces, one after the other, those put together again that are one."""
    waiting = list(children)
    while waiting:
        key, value, *waiting = waiting
        if isinstance(key, Scalar) and _is_cut(key) and _is_nothing(value):
            for index in range(0, len(waiting), 2):
                whole = _whole(key, waiting[index])
                if whole:
                    key, value, waiting = whole, waiting[index + 1], waiting[index + 2 :]
                    break
        if isinstance(value, Scalar) and _is_cut(value):
            for index in range(0, len(waiting), 2):
                last = waiting[index] if _is_nothing(waiting[index + 1]) else waiting[index + 1]
                whole = _whole(value, last)
                if whole:
                    value, waiting = whole, waiting[index + 2 :]
                    break
        yield key
        yield value


def _is_nothing(node: object) -> bool:
    return isinstance(node, Scalar) and node.is_nothing


def _is_cut(node: Scalar) -> bool:
    return not node.style and "(" in node.text and _open(node.text) > 0


def _open(text: str) -> int:
    """How many brackets are open at the end of a text; less than none where one closes too many."""
    depth = 0
    for mark in MARKS.finditer(text):
        sign = mark["bracket"]
        if sign:
            depth += 1 if sign in BRACKETS else -1
    return depth


def _whole(first: Scalar, last: object) -> Scalar | None:
    """The text from one node to another, where all brackets are closed in it and no comment stands in it."""
    if not isinstance(last, Scalar):
        return None
    span = Span(first.span.source, first.span.start, last.span.end)
    text = span.text
    if _open(text) or " #" in text or "\n#" in text:
        return None
    return Scalar(text.replace("\r", " ").replace("\n", " "), "", span)
