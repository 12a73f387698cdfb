"""Long lines of printed Python, broken inside brackets where people would break them."""

import io
import tokenize
from collections.abc import Iterator

WIDTH = 100
FURTHER = " " * 8
BEFORE = ("+", "-", "*", "/", "is", "and", "or", "if", "else")
"""A line may end before these, and after a comma."""


def wrapped(text: str, indent: str) -> Iterator[str]:
    """A statement as lines; one that fits as it is."""
    if len(indent) + len(text) <= WIDTH:
        yield indent + text
        return
    text = _bracketed(text)
    start, column = 0, len(indent)
    for place, after in _breaks(text):
        if after - start + column > WIDTH and place > start:
            yield (indent if not start else indent + FURTHER) + text[start:place].rstrip()
            start, column = place, len(indent) + len(FURTHER)
    yield (indent if not start else indent + FURTHER) + text[start:]


def _bracketed(text: str) -> str:
    """What a name is given in brackets, where it is not yet."""
    name, given, value = text.partition(" = ")
    if given and name.isidentifier() and not _is_in_brackets(value):
        return f"{name} = ({value})"
    return text


def _is_in_brackets(text: str) -> bool:
    depth, tokens = 0, [it for it in _tokens(text) if it.string]
    for number, it in enumerate(tokens):
        depth += (it.string in "([{") - (it.string in ")]}") if it.type == tokenize.OP else 0
        if depth == 0 and number < len(tokens) - 1:
            return False
    return True


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    """Where a line may end, and where the next such place is."""
    places, depth = [], 0
    for it in _tokens(text):
        if depth and it.string in BEFORE:
            places.append(it.start[1])
        if it.type == tokenize.OP:
            depth += (it.string in "([{") - (it.string in ")]}")
        if depth and it.string == ",":
            places.append(it.end[1] + 1)
    yield from zip(places, [*places[1:], len(text)][: len(places)], strict=True)


def _tokens(text: str) -> list[tokenize.TokenInfo]:
    """The tokens of one line, without those for lines."""
    found = tokenize.generate_tokens(io.StringIO(text.rstrip(":")).readline)
    skipped = (tokenize.NEWLINE, tokenize.NL, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT)
    return [it for it in found if it.type not in skipped]
