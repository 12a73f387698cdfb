"""YAML as plain nodes with their places, made of PyYAML's events one by one.

PyYAML's own composer recurses (its C form ends the process on deep nesting) and resolves what here
is text, so it is not used. What this spelling leaves out of YAML is a finding: anchors, aliases,
tags, several documents, keys that are no scalars, keys that stand twice.
"""

from collections.abc import Iterator
from typing import Any, cast

import yaml

from worthwhile.syntax import complaints as unread
from worthwhile.syntax.twin import complaints
from worthwhile.syntax.twin.mending import mended_items, mended_pairs
from worthwhile.syntax.twin.scalars import Scalar
from worthwhile.text import Finding, Source, Span
from worthwhile.text.frozen import frozen

DEEPEST = 60
"""How far mappings and lists may stand within one another."""

ODD = yaml.reader.Reader.NON_PRINTABLE
"""Characters that YAML does not take."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@frozen
class Entry:
    """A key and what stands under it."""

    key: Scalar
    value: "Node"


@frozen
class Mapping:
    """Keys and values, in their order."""

    entries: tuple[Entry, ...]
    span: Span


@frozen
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    span: Span


@frozen
class Broken:
    """What has been told to be wrong already."""

    span: Span


Node = Scalar | Mapping | Sequence | Broken


@frozen
class Composed:
    """What a text has: the root, where there is one, all scalars, and what is wrong."""

    root: Node | None
    scalars: tuple[Scalar, ...]
    findings: tuple[Finding, ...]


def compose(source: Source, deepest: int = DEEPEST) -> Composed:
    """The nodes of a text."""
    made = _Composer(source, deepest)
    try:
        for event in yaml.parse(source.text, Loader=_LOADER):
            made.take(event)
            if made.stopped:
                break
    except yaml.MarkedYAMLError as error:
        at = made.mark(error.problem_mark or error.context_mark)
        opened = made.mark(error.context_mark) if error.context_mark else None
        made.findings.append(complaints.no_yaml(source, at, opened))
        made.root = None
    except yaml.reader.ReaderError as error:
        odd = ODD.search(source.text)  # the parsers count bytes, or characters, or neither
        at = odd.start() if odd else min(made.offset(int(error.position)), len(source.text) - 1)
        made.findings.append(unread.odd_character(Span(source, at, at + 1)))
        made.root = None
    return Composed(made.root, tuple(made.scalars), tuple(made.findings))


class _Open:
    """A mapping or list that has not ended yet."""

    __slots__ = ("children", "flow", "is_mapping", "start", "wrong")

    def __init__(self, start: int, *, is_mapping: bool, flow: bool, wrong: bool) -> None:
        self.start, self.is_mapping, self.flow, self.wrong = start, is_mapping, flow, wrong
        self.children: list[Node] = []


class _Composer:
    def __init__(self, source: Source, deepest: int) -> None:
        self._source, self._deepest = source, deepest
        # libyaml does not count the mark that some editors put at the beginning
        self._ahead = int(source.text.startswith("\ufeff") and _LOADER is not yaml.SafeLoader)
        self._open: list[_Open] = []
        self._documents = 0
        self.root: Node | None = None
        self.scalars: list[Scalar] = []
        self.findings: list[Finding] = []
        self.stopped = False

    def offset(self, index: int) -> int:
        """A place in the text."""
        return min(index + self._ahead, len(self._source.text))

    def mark(self, mark: Any) -> int:  # noqa: ANN401 (PyYAML leaves its marks untyped)
        """The place of one of PyYAML's marks."""
        return self.offset(mark.index if mark else 0)

    def _span(self, event: Any) -> Span:  # noqa: ANN401 (PyYAML leaves its events untyped)
        return Span(self._source, self.mark(event.start_mark), self.mark(event.end_mark))

    def take(self, event: Any) -> None:  # noqa: ANN401 (PyYAML leaves its events untyped)
        """One event after the other."""
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self.findings.append(complaints.second_document(self._span(event)))
                    self.stopped = True
            case yaml.AliasEvent():
                self.findings.append(complaints.alias(self._span(event)))
                self._put(Broken(self._span(event)))
            case yaml.ScalarEvent():
                self._put(self._scalar(event))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                wrong = self._is_wrong(event)
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                self._open.append(
                    _Open(self.mark(event.start_mark), is_mapping=is_mapping, flow=bool(event.flow_style), wrong=wrong)
                )
                if len(self._open) > self._deepest:
                    self.findings.append(unread.too_deep(self._span(event), self._deepest))
                    self.root, self.stopped = None, True
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                ended = self._open.pop()
                end = self._end(self.mark(event.end_mark), ended.start)
                self._put(self._closed(ended, Span(self._source, ended.start, end)))

    def _end(self, end: int, start: int) -> int:
        """The end of the last word: libyaml ends a block where the next one begins."""
        return start + len(self._source.text[start:end].rstrip())

    def _scalar(self, event: Any) -> Node:  # noqa: ANN401 (PyYAML leaves its events untyped)
        span = self._span(event)
        if self._is_wrong(event):
            return Broken(span)
        style = event.style or ""
        node = Scalar(event.value, style, Span(self._source, span.start, self._end(span.end, span.start)))
        self.scalars.append(node)
        return node

    def _is_wrong(self, event: Any) -> bool:  # noqa: ANN401 (PyYAML leaves its events untyped)
        at = self._span(event).start
        if event.anchor is not None:
            self.findings.append(complaints.anchor(Span(self._source, at, at + 1 + len(event.anchor)), event.anchor))
        if event.tag is None:
            return False
        text = self._source.text[at : at + 80]
        sign = text[text.find("!") :].split()[0] if "!" in text else event.tag
        begin = at + max(0, text.find("!"))
        self.findings.append(complaints.tag(Span(self._source, begin, begin + max(1, len(sign))), sign))
        return True

    def _put(self, node: Node) -> None:
        if self._open:
            self._open[-1].children.append(node)
        elif self.root is None:
            self.root = node

    def _closed(self, ended: _Open, span: Span) -> Node:
        if ended.wrong:
            return Broken(span)
        if not ended.is_mapping:
            items = mended_items(ended.children) if ended.flow else ended.children
            return Sequence(cast("tuple[Node, ...]", tuple(items)), span)
        pairs = mended_pairs(ended.children) if ended.flow else ended.children
        return Mapping(tuple(self._entries(cast("list[Node]", list(pairs)))), span)

    def _entries(self, children: list[Node]) -> Iterator[Entry]:
        """The entries of a mapping; a key that stands a second time is told, and left out."""
        first: dict[str, Scalar] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if isinstance(key, Mapping | Sequence):
                self.findings.append(complaints.no_key(key.span))
            elif isinstance(key, Scalar):
                known = first.setdefault(key.text, key)
                if known is key:
                    yield Entry(key, value)
                else:
                    self.findings.append(complaints.key_twice(key.span, key.text, known.span))
