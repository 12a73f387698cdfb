"""A model compiled for reading, and printed by the target that is asked for by its name."""

from worthwhile.meaning.complaints import plugin_failed
from worthwhile.plugin import complaints
from worthwhile.plugin.kinds import Printer
from worthwhile.plugin.registry import Registry
from worthwhile.run.program.listing import Listed
from worthwhile.text import ModelError
from worthwhile.text.frozen import frozen


@frozen
class Compilation:
    """What a printer is handed."""

    name: str
    label: str
    rows: tuple[Listed, ...]
    one: str


def printed(to: str, model: Compilation, registry: Registry) -> str:
    """The text that a target makes of a model. Raises `ModelError` where there is no such target, or it fails."""
    printer: Printer | None = next((it for it in registry.targets if it.name == to), None)
    if printer is None:
        raise ModelError([complaints.no_target(to, [it.name for it in registry.targets])])
    owner = registry.owner("targets", to)
    try:
        text: object = printer.printed(model)
    except Exception as error:
        raise ModelError([plugin_failed(f"the target `{to}`", error, owner=owner)]) from error
    if not isinstance(text, str):
        found = f"gave `{type(text).__name__}`, where a text was expected"
        raise ModelError([plugin_failed(f"the target `{to}`", found, owner=owner)])
    return text
