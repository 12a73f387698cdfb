"""A text to what it means: the stages from reading to meaning, with all there is to say of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from worthwhile import statements
from worthwhile.meaning import complaints
from worthwhile.meaning.check import check
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.items import Change, Trial
from worthwhile.meaning.meaning import Meaning
from worthwhile.plugin.kinds import Lint
from worthwhile.plugin.registry import Registry
from worthwhile.reuse import Assembled, Library, Places, Reader, Volume, assemble, collect
from worthwhile.syntax import complaints as unread
from worthwhile.syntax.comments import allowed
from worthwhile.text import Finding, Level, ModelError, Source, errors
from worthwhile.text.limits import LIMITS, Limits
from worthwhile.text.source import Spelling


@dataclass(frozen=True)
class Understood:
    """What came of a text: its statements, what they mean, and everything there is to say of them."""

    volume: Volume
    statements: tuple[statements.Statement, ...]
    draft: Draft
    meaning: Meaning
    findings: tuple[Finding, ...]


def understand(
    source: Source,
    registry: Registry,
    limits: Limits = LIMITS,
    changes: Sequence[Change] = (),
    trial: Trial | None = None,
    places: Places | None = None,
) -> Understood:
    """All the stages up to the meaning; nothing is raised, all that is wrong is in the findings.

    ``places`` says where the files are that the text takes in; without it there are the libraries only.
    """
    reader = Reader(limits)
    collected = collect(source, reader, places or Places.of(None, libraries_of(registry), read_source))
    return grasp(collected.volume, reader, registry, changes, trial, collected.findings)


def grasp(
    volume: Volume,
    reader: Reader,
    registry: Registry,
    changes: Sequence[Change] = (),
    trial: Trial | None = None,
    missed: Sequence[Finding] = (),
) -> Understood:
    """The stages after the texts have been read; ``missed`` is what was said of those that were not."""
    whole = assemble(volume, reader)
    meaning = check(whole.draft.changed(changes), registry.toolbox, reader.limits, trial)
    findings = [*missed, *whole.findings, *meaning.findings]
    if not errors(findings):
        looked = [found for lint in registry.lints for found in _looked(lint, meaning, registry)]
        findings += [it for it in looked if _is_own(it, whole)]
    order = {it.source: (place, allowed(it.source)) for place, it in enumerate(volume.every())}
    findings = [it for it in findings if not _is_off(it, order)]
    findings.sort(key=lambda it: (order[it.span.source][0] if it.span and it.span.source in order else -1, _start(it)))
    return Understood(volume, whole.statements, whole.draft, meaning, tuple(findings))


def _start(finding: Finding) -> tuple[int, str]:
    return finding.span.start if finding.span else -1, finding.code


def _is_own(finding: Finding, whole: Assembled) -> bool:
    """Whether a lint is about the model itself: those of an imported one are for who works on that."""
    return finding.span is None or finding.span.source in whole.own


def _looked(lint: Lint, meaning: Meaning, registry: Registry) -> Sequence[Finding]:
    """What a lint finds; where it breaks, that."""
    try:
        return lint(meaning)
    except Exception as error:  # noqa: BLE001 (whatever a plugin does)
        owner = registry.owner_of_lint(lint)
        return [complaints.plugin_failed(f"the lint {', '.join(lint.codes)}", error, owner=owner).at(Level.WARNING)]


def _is_off(finding: Finding, order: Mapping[Source, tuple[int, Mapping[int, frozenset[str]]]]) -> bool:
    """Whether a comment on its line turns a warning off."""
    span = finding.span
    if span is None or span.source not in order or finding.level is Level.ERROR:
        return False
    off = order[span.source][1]
    return bool(off) and finding.code in off.get(span.line, ())


def libraries_of(registry: Registry, more: str | Path | Iterable[str | Path] = ()) -> tuple[Library, ...]:
    """The folders of models: those that are named first, then those of plugins."""
    named = [more] if isinstance(more, str | Path) else list(more)
    own = [Library(Path(it).name, str(it)) for it in named]
    return (*own, *(Library(it.name, it.folder, it.name) for it in registry.libraries.values()))


def spelling_of(path: Path) -> Spelling:
    """How a file is written, by the ending of its name."""
    return Spelling.YAML if path.suffix.lower() in (".yaml", ".yml") else Spelling.WORTH


def read_source(path: str | Path) -> Source:
    """The text of a file. Raises `ModelError` where it is not there, or no text."""
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ModelError([unread.no_file(str(path), error.strerror or str(error))]) from None
    return decoded(str(path), content, spelling_of(file))


def decoded(name: str, content: bytes, spelling: Spelling) -> Source:
    """What was read as a text. Raises `ModelError` where it is none."""
    try:
        return Source(name, content.decode("utf-8-sig"), spelling)
    except UnicodeDecodeError as error:
        raise ModelError([unread.not_utf8(name, content, error.start)]) from None
