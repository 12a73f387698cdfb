"""A model's text written anew: in canonical layout, or in the other spelling; never with another meaning.

What comes of it is read again before it is given away: it has to say the same, with the same
comments, or there is a finding instead.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from worthwhile import statements
from worthwhile.statements.declaration import ATTRIBUTES
from worthwhile.syntax import parse
from worthwhile.syntax.comments import comments
from worthwhile.syntax.tree import Part, Quoted
from worthwhile.syntax.twin import complaints
from worthwhile.text import Finding, Source, Span, errors
from worthwhile.text.frozen import frozen
from worthwhile.text.limits import LIMITS, Limits
from worthwhile.text.source import Spelling


@frozen
class Spelled:
    """A text written anew, or why it is not."""

    text: str
    findings: tuple[Finding, ...]


def spelled(source: Source, to: Spelling, limits: Limits = LIMITS) -> Spelled:
    """A text in one of the spellings; in its own that is its canonical layout."""
    parsed = parse(source, limits)
    said = list(statements.read(parsed.parts))
    wrong = [*parsed.findings, *(found for it in said for found in it.findings())]
    if errors(wrong):
        return Spelled("", tuple(wrong))
    if parsed.asides:
        return Spelled("", tuple(map(complaints.comment_not_kept, parsed.asides)))
    text = _written(parsed.parts, source, to)
    if "\r\n" in source.text:
        text = text.replace("\n", "\r\n")
    again = Source(source.name, text, to)
    lost = _lost(source, parsed.parts, again, limits)
    return Spelled("", (lost,)) if lost else Spelled(text, ())


def _written(parts: list[Part], source: Source, to: Spelling) -> str:
    if to is Spelling.WORTH:
        return statements.write(statements.read(parts), source)
    from worthwhile.syntax.twin.write import write  # noqa: PLC0415 (most models are no YAML)

    return write(parts, source)


def _lost(source: Source, parts: list[Part], again: Source, limits: Limits) -> Finding | None:
    """What is not the same in what was written."""
    read = parse(again, limits)
    moved = again.spelling is not source.spelling
    if read.findings or not same(parts, read.parts, ordered=not moved):
        return complaints.not_spelled(_first_of_another(parts, source, again.spelling, limits), str(again.spelling))
    before, after = ([it.text for it in comments(of)] for of in (source, again))
    if (Counter(before) != Counter(after)) if moved else (before != after):
        missing = Counter(before) - Counter(after)
        at = next((it for it in comments(source) if it.text in missing), comments(source)[0])
        return complaints.comment_not_kept(Span(source, at.at, at.at + len(at.text)))
    return None


def _first_of_another(parts: list[Part], source: Source, to: Spelling, limits: Limits) -> Span:
    """The first statement that does not come through it alone."""
    for part in parts:
        again = parse(Source(source.name, _written([part], source, to), to), limits)
        if not same([part], again.parts, ordered=False):
            return part.span
    return parts[0].span


# ---- what says the same


def same(one: Iterable[Part], two: Iterable[Part], *, ordered: bool = True) -> bool:
    """Whether statements say the same: wherever they stand in their texts, and in whichever order attributes do.

    Out of order, they may be mixed with statements of other kinds in another way.
    """
    if ordered:
        return [bare(it) for it in one] == [bare(it) for it in two]
    return _by_kind(one) == _by_kind(two)


def _by_kind(parts: Iterable[Part]) -> dict[str, list[object]]:
    kinds: dict[str, list[object]] = {}
    for part in flat(parts):
        kinds.setdefault(part.rule, []).append(bare(part))
    return kinds


_BLOCKS = frozenset(("assumptions", "inputs", "outputs"))


def flat(parts: Iterable[Part]) -> Iterator[Part]:
    """Statements, those that are blocks of lines line by line."""
    for part in parts:
        if part.rule in _BLOCKS:
            yield from (Part(part.rule, (it,), it.span) for it in part.children if isinstance(it, Part))
        else:
            yield part


def bare(node: object) -> object:
    """A tree without its places; a label without words is none."""
    match node:
        case Quoted(text=""):
            return None
        case Part(rule="declaration", children=children):
            head, attributes = children[:3], [it for it in children[3:] if isinstance(it, Part)]
            ordered = sorted(attributes, key=lambda it: ATTRIBUTES.index(it.rule))
            return ("declaration", *map(bare, head), *map(bare, ordered))
        case Part(rule="output", children=children):
            shown = sorted((it for it in children[2:] if isinstance(it, Part)), key=lambda it: it.rule)
            return ("output", *map(bare, children[:2]), *map(bare, shown))
        case tuple():
            return tuple(map(bare, node))
    if not is_dataclass(node) or isinstance(node, type):
        return node
    said = (getattr(node, it.name) for it in fields(node) if it.name != "span")
    return (type(node).__name__, *map(bare, said))
