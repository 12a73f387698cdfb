"""Text to statements, however much of the text is broken.

The whole text is tried first. Where it does not parse, it is cut at the lines in the first column,
each statement is read alone, and within a broken statement the broken line is set aside and the
rest tried again: every fault is told in one run, and none hides the lines after it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from lark import Tree
from lark.exceptions import UnexpectedInput
from lark.utils import TextSlice

from worthwhile.syntax import complaints
from worthwhile.syntax.build import COUNTED, Branch, Builder, Place
from worthwhile.syntax.grammar import parser
from worthwhile.syntax.layout import BRACKETS, MARKS, unclosed
from worthwhile.syntax.tree import Part
from worthwhile.text import Finding, Source, Span
from worthwhile.text.finding import Note
from worthwhile.text.frozen import frozen
from worthwhile.text.limits import LIMITS, Limits
from worthwhile.text.source import Spelling

MOST_FAULTS = 40
"""Findings of one text after which the rest is not looked at."""


@dataclass(slots=True)
class Parsed:
    """What could be read of a text: statements, findings, and names whose lines are broken.

    ``asides`` are comments of the language inside of YAML scalars.
    """

    parts: list[Part] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    asides: list[Span] = field(default_factory=list)


def parse(source: Source, limits: Limits = LIMITS) -> Parsed:
    """Read a whole model, in the spelling of its source."""
    refused = beyond(source, limits)
    if refused:
        return Parsed(findings=refused)
    if source.spelling is Spelling.YAML:
        from worthwhile.syntax.twin.read import read  # noqa: PLC0415 (most models are no YAML)

        return read(source, limits)
    end = len(source.text.rstrip(" \t\r\n"))
    start = 1 if source.text.startswith("\ufeff") else 0
    if not re.search(r"^[ \t]*[^\s#]", source.text[start:], re.MULTILINE):
        return Parsed(findings=[complaints.no_model(source)])
    parsed = Parsed()
    try:
        tree = parser().parse(TextSlice(source.text, start, end), start="model")
    except UnexpectedInput:
        for chunk in _chunks(source, start, end):
            if len(parsed.findings) >= MOST_FAULTS:
                break
            _read_chunk(source, chunk, parsed, limits)
    else:
        _take(source, tree, parsed, limits)
    return parsed


def parse_piece(text: str, start: str, name: str, limits: Limits = LIMITS, place: Place | None = None) -> Parsed:
    """Read one expression, cell, type, ... that stands by itself: in YAML, or after ``--set``.

    ``place`` says where a stretch of the piece stands, where that is inside of another text.
    """
    left = len(text) - len(text.lstrip())
    if left and place is None:
        place = partial(_place, Source(name, text))
    if left and place is not None:
        place = partial(_shifted, place, left)
    source = Source(name, text.strip())
    refused = beyond(source, limits)
    if refused:
        return Parsed(findings=[_moved(it, place) for it in refused])
    parsed = Parsed()
    try:
        tree = parser().parse(TextSlice(source.text, 0, len(source.text)), start=start)
    except UnexpectedInput as error:
        parsed.findings.append(_moved(complaints.unexpected(source, error, 0, len(source.text)), place))
    else:
        too_much = _too_much(source, tree, limits)
        if too_much:
            parsed.findings.append(_moved(too_much, place))
        else:
            parsed.parts.append(Builder(source, place).part(tree))
    return parsed


def _place(source: Source, start: int, end: int) -> Span:
    return Span(source, start, end)


def _shifted(place: Place, by: int, start: int, end: int) -> Span:
    return place(start + by, end + by)


def _moved(finding: Finding, place: Place | None) -> Finding:
    """A finding about a piece, at its place in the text that the piece is of."""
    if place is None or finding.span is None:
        return finding
    notes = tuple(Note(place(it.span.start, it.span.end), it.text) for it in finding.notes)
    return replace(finding, span=place(finding.span.start, finding.span.end), notes=notes)


def _take(source: Source, tree: Branch, parsed: Parsed, limits: Limits) -> None:
    """Build the statements of a tree, leaving out those beyond the limits."""
    builder = Builder(source)
    for statement in (it for it in tree.children if isinstance(it, Tree)):
        too_much = _too_much(source, statement, limits)
        if too_much:
            parsed.findings.append(too_much)
            parsed.lost |= set(_names(statement))
        else:
            parsed.parts.append(builder.part(statement))


# ---- limits


def beyond(source: Source, limits: Limits) -> list[Finding]:
    """What keeps a text from being parsed at all: its size, its lines, its brackets, its characters."""
    text = source.text
    if len(text) > limits.text:
        return [complaints.text_too_long(source, limits.text)]
    found = []
    odd = re.search(r"[\0\ud800-\udfff]", text)
    if odd:
        found.append(complaints.odd_character(Span(source, odd.start(), odd.end())))
    for number, start in enumerate(source.line_starts, 1):
        following = source.line_starts[number : number + 1]
        if (following[0] if following else len(text)) - start > limits.line:
            found.append(complaints.line_too_long(Span(source, start, start + 1), limits.line))
    depth = 0
    for mark in MARKS.finditer(text):
        sign = mark["bracket"]
        if sign in BRACKETS:
            depth += 1
            if depth > limits.nesting:
                found.append(complaints.too_deep(Span(source, mark.start(), mark.end()), limits.nesting))
                break
        elif sign:
            depth = max(0, depth - 1)
    return found


def _too_much(source: Source, statement: Branch, limits: Limits) -> Finding | None:
    """Whether an expression of a statement is too deep or too long, found without recursion."""
    stack: list[tuple[Branch, int, list[int]]] = [(statement, 0, [0])]
    while stack:
        tree, depth, count = stack.pop()
        if tree.data in COUNTED:
            count[0] += 1
        elif tree.data in _ROOTS:
            count = [0]
        if depth > limits.nesting or count[0] > limits.operators:
            span = Span(source, statement.meta.start_pos, statement.meta.end_pos)
            if count[0] > limits.operators:
                return complaints.too_many_operators(span, limits.operators)
            return complaints.too_deep(span, limits.nesting)
        stack.extend((it, depth + 1, count) for it in tree.children if isinstance(it, Tree))
    return None


_ROOTS = frozenset(
    [
        "declaration",
        "default",
        "within_bounds",
        "uncertain",
        "formula",
        "line",
        "element",
        "row",
        "cells",
        "outcomes",
        "heading",
        "override",
        "given",
        "expect",
        "table_row",
        "binding",
        "dated_row",
        "curve_row",
        "row_when",
        "where",
        "by",
    ]
)
"""The rules below which another expression begins."""


# ---- recovery


@frozen
class Chunk:
    """A stretch of text that should be one statement."""

    start: int
    end: int


_HEAD = re.compile(
    r"""(?:[^\W\d_][\w\u0300-\u1FFF]*|`[^`\r\n]+`)   # a word or name,
        (?:[ \t]*"(?:[^"\\\r\n]|\\.)*"?)?             # perhaps its label,
        [ \t]*(?:=(?!=)|:)                            # and what makes a line of it a definition""",
    re.VERBOSE,
)
_STATEMENT = re.compile(
    r"(?:model|currency|unit|entity|timeline|requires|import|extend|assumptions|inputs|records|lookup|dated|curve"
    r"|define|pool|benefits|costs|scorecard|alternative|segment|decide|fit|correlate|scenario|ensure|warn|test"
    r"|outputs)(?![\w\u0300-\u1FFF])"
)
_GOES_ON = re.compile(
    r"[+*/^=<>)\]}]|!=|-(?!>)|\?\?|(?:and|or|not|in|is|of|per|over|where|by|as|then|else|when|initially)"
    r"(?![\w\u0300-\u1FFF])(?![ \t]*(?:\"[^\"\n]*\"[ \t]*)?=(?!=))"
)


def _chunks(source: Source, start: int, end: int) -> Iterator[Chunk]:
    """Cut a text at the lines that begin a statement in the first column."""
    text, cuts = source.text, [start]
    depths = _depths(text)
    for at in source.line_starts:
        if at <= start or at >= end or text[at] in " \t\r\n#":
            continue
        begins = _HEAD.match(text, at) or _STATEMENT.match(text, at)
        if begins or (not _GOES_ON.match(text, at) and not depths.open_at(at)):
            cuts.append(at)
    for this, following in zip(cuts, [*cuts[1:], end], strict=True):
        stop = this + len(text[this:following].rstrip(" \t\r\n"))
        if re.search(r"^[ \t]*[^\s#]", text[this:stop], re.MULTILINE):
            yield Chunk(this, stop)


@frozen
class _Depths:
    """Where brackets are open."""

    places: list[int]
    depths: list[int]

    def open_at(self, at: int) -> bool:
        place = bisect_right(self.places, at) - 1
        return place >= 0 and self.depths[place] > 0


def _depths(text: str) -> _Depths:
    depth, places, depths = 0, [], []
    for mark in MARKS.finditer(text):
        sign = mark["bracket"]
        if sign:
            depth = depth + 1 if sign in BRACKETS else max(0, depth - 1)
            places.append(mark.start())
            depths.append(depth)
    return _Depths(places, depths)


def _read_chunk(source: Source, chunk: Chunk, parsed: Parsed, limits: Limits) -> None:
    """Read one statement, setting broken lines aside until the rest can be read."""
    text, head_line = source.text, source.place(chunk.start)[0]
    blanked: list[int] = []
    for _ in range(MOST_FAULTS):
        try:
            tree = parser().parse(TextSlice(text, chunk.start, chunk.end), start="model")
        except UnexpectedInput as error:
            broken = Source(source.name, text)
            finding = complaints.unexpected(broken, error, chunk.start, chunk.end)
            line = finding.span.line if finding.span else head_line
            headless = line <= head_line
            if not _for_lack_of(finding, source, text, blanked):
                parsed.findings.append(_in(source, finding))
            stretch = (chunk.start, chunk.end) if headless else _logical_line(source, line, chunk)
            parsed.lost |= _lost_names(source.text[slice(*stretch)])
            if headless or stretch[0] <= chunk.start:
                return
            blank = re.sub(r"[^\r\n]", " ", text[slice(*stretch)])
            if blank == text[slice(*stretch)]:
                return
            text = text[: stretch[0]] + blank + text[stretch[1] :]
            chunk = Chunk(chunk.start, chunk.start + len(text[chunk.start : chunk.end].rstrip(" \t\r\n")))
            blanked.append(stretch[0])
        else:
            _take(source, tree, parsed, limits)
            return


def _for_lack_of(finding: Finding, source: Source, text: str, blanked: list[int]) -> bool:
    """Whether something is only missed because the broken line after it has been set aside."""
    if not blanked or finding.span is None:
        return False
    if finding.code == complaints.BRACKET:
        return unclosed(source.text[finding.span.start : blanked[-1]]) is not None and text != source.text
    if finding.code not in complaints.UNFINISHED:
        return False
    if finding.code == complaints.EMPTY_BLOCK:
        return True
    return any(at > finding.span.start and not text[finding.span.end : at].strip() for at in blanked)


def _in(source: Source, finding: Finding) -> Finding:
    """The finding with its span in the source as it was written."""
    span = finding.span and Span(source, finding.span.start, finding.span.end)
    return replace(finding, span=span)


def _logical_line(source: Source, line: int, chunk: Chunk) -> tuple[int, int]:
    """A line with those more deeply indented below it, up to the next in its column or further left."""
    starts = source.line_starts
    indent = _indent(source.line(line))
    last = line
    for number in range(line + 1, len(starts) + 1):
        if starts[number - 1] >= chunk.end:
            break
        text = source.line(number)
        if text.strip() and not text.lstrip().startswith("#"):
            if _indent(text) <= indent:
                break
            last = number
    end = starts[last] - 1 if last < len(starts) else len(source.text)
    return starts[line - 1], min(end, chunk.end)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


_DEFINES = re.compile(r"^[ \t]*(?:(?:pool|define|segment|scorecard|fit|curve|dated|records|lookup|alternative|scenario)"
                      r"[ \t]+)?(?P<name>[^\W\d_][\w\u0300-\u1FFF]*|`[^`\r\n]+`)", re.MULTILINE)  # fmt: skip


_IMPORTS = re.compile(r"^import\b.*[ \t]as[ \t]+(?P<name>[^\W\d_][\w\u0300-\u1FFF]*|`[^`\r\n]+`)", re.MULTILINE)
_EXTENDS = re.compile(r"extend[ \t]+\"")
"""A file that is not taken in: any name may be one of its."""


def _lost_names(text: str) -> set[str]:
    """The names that broken lines would have defined, so that their use is not complained about."""
    found = [*_DEFINES.finditer(text), *_IMPORTS.finditer(text)]
    return {it["name"].strip("`") for it in found} | ({"*"} if _EXTENDS.match(text) else set())


def _names(statement: Branch) -> Iterator[str]:
    for child in statement.children:
        if child is not None and not isinstance(child, Tree):
            yield str(child)
