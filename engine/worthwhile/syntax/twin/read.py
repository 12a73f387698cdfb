"""A model in YAML as the parts of statements that the language's own parser gives."""

from collections.abc import Iterator

from worthwhile.syntax import complaints as unread
from worthwhile.syntax.parse import Parsed
from worthwhile.syntax.tree import Part, Quoted
from worthwhile.syntax.twin import checks, choices, complaints, head, names, value
from worthwhile.syntax.twin.nodes import DEEPEST, Broken, Entry, Mapping, Node, Sequence, compose
from worthwhile.syntax.twin.reader import Reader
from worthwhile.syntax.twin.scalars import Scalar
from worthwhile.syntax.twin.sections import Section
from worthwhile.syntax.twin.shapes import TEXT
from worthwhile.text import Finding, Source, Span
from worthwhile.text.limits import Limits

SECTIONS: dict[str, Section] = {
    it.key: it for it in (*head.SECTIONS, *names.SECTIONS, *value.SECTIONS, *choices.SECTIONS, *checks.SECTIONS)
}
"""The keys of a document, besides `label`, which belongs to `model`."""
LABEL = "label"


def read(source: Source, limits: Limits) -> Parsed:
    """Read a whole model."""
    composed = compose(source, min(limits.nesting, DEEPEST))
    parsed = Parsed(findings=list(composed.findings))
    reader = Reader(limits)
    if composed.root is not None and not _is_empty(composed.root):
        for document in _documents(composed.root, reader):
            parsed.parts += _statements(document, reader)
    if not (parsed.parts or parsed.findings or reader.findings):
        parsed.findings.append(unread.no_model(source))
    parsed.findings = sorted([*parsed.findings, *reader.findings], key=lambda it: it.span.start if it.span else 0)
    parsed.lost, parsed.asides = reader.lost, reader.asides
    return parsed


def _is_empty(root: Node) -> bool:
    return isinstance(root, Scalar) and root.is_nothing


def _documents(root: Node, reader: Reader) -> Iterator[Mapping]:
    """The document; or several, as the items of a list, where the order of statements is to be kept."""
    for it in root.items if isinstance(root, Sequence) else (root,):
        if isinstance(it, Mapping):
            yield it
        elif not isinstance(it, Broken):
            reader.findings.append(complaints.wrong_kind(it.span, "a model: a mapping of its keys", _found(it), ""))


def _found(node: Node) -> str:
    return "a list" if isinstance(node, Sequence) else "a text"


def _statements(document: Mapping, reader: Reader) -> Iterator[Part]:
    label = next((it for it in document.entries if it.key.text == LABEL), None)
    headed = any(it.key.text == "model" for it in document.entries)
    for entry in document.entries:
        section = SECTIONS.get(entry.key.text)
        if section:
            for part in _section(section, entry, reader):
                yield _labelled(part, label, reader) if part.rule == "header" and label else part
        elif entry is not label or not headed:
            known = [*SECTIONS, LABEL] if headed else SECTIONS
            reader.findings.append(complaints.unknown_key(entry.key.span, entry.key.text, "a model", known))


def _section(section: Section, entry: Entry, reader: Reader) -> Iterator[Part]:
    if isinstance(entry.value, Scalar) and entry.value.is_nothing:
        return
    said = reader.read(entry.value, section.shape)
    if said is None:
        reader.lose(entry)
        return
    for it in section.read(said, entry.key.span.to(entry.value.span)):
        if isinstance(it, Finding):
            reader.findings.append(it)
        else:
            yield it


def _labelled(part: Part, entry: Entry, reader: Reader) -> Part:
    label = reader.read(entry.value, TEXT)
    said = label if isinstance(label, Quoted) else None
    return Part(part.rule, (part.children[0], said), part.span)


def places(source: Source) -> tuple[Span, ...]:
    """Where scalars stand: what looks like a comment in one is none."""
    return tuple(it.span for it in compose(source).scalars)
