"""Loading models and tables for commands: what the command line names wrongly is wrong usage."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from worthwhile.cli.main import FELL_SHORT, USAGE
from worthwhile.cli.options import Voice, misnamed
from worthwhile.cli.shipped import located
from worthwhile.model import Model, load
from worthwhile.plugin.registry import faults, installed
from worthwhile.text import Finding, Level, ModelError

if TYPE_CHECKING:
    from worthwhile.answer.result import Result


def loaded(voice: Voice, path: str, libraries: Sequence[str]) -> Model:
    """A model, in a file, or of a library by its name.

    What is to be said of its text is what `check` is for, so here just that there is some.
    """
    model = load(located(path), library=libraries)
    voice.findings(faults(installed()))
    count = sum(it.level is Level.WARNING for it in model.findings)
    if count:
        voice.whisper(f"{path}: {count} warning{'s' * (count != 1)} about the model: worthwhile check {path}\n")
    return model


def run_model(
    model: Model,
    data: dict[str, str],
    values: dict[str, str],
    scenario: str | None,
    *,
    strict: bool = False,
    on: str | None = None,
    fits: str | None = None,
) -> "Result":
    """Run a model on the tables that the command line names."""
    entity = model.meaning.entity.name if model.meaning.entity else None
    main = data.pop(entity) if entity in data else None
    rest: dict[str, Any] = dict(data)
    return model.run(main, set=values, scenario=scenario, strict=strict, on=on, fits=fits, **rest)


def fell_short(voice: Voice, findings: Sequence[Finding], key: str = "findings") -> int:
    """Say what is wrong, and give the exit code that belongs to it."""
    voice.findings(findings)
    voice.data({key: [dict(it.to_dict()) for it in findings]})
    return USAGE if any(map(misnamed, findings)) else FELL_SHORT


__all__ = ["ModelError", "fell_short", "loaded", "run_model"]
