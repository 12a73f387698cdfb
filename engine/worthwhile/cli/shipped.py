"""The models of the installed libraries: their names, titles, pages, sample data, and the methods they carry out.

Beside ``NAME.worth`` lie ``NAME.md``, its page, ``NAME.csv``, rows of its entity, and ``NAME.TABLE.csv``,
rows of a further table. In a folder with one model its page may be ``README.md``, and a table that is the
only one belongs to it whatever it is called. ``catalogue.yaml`` at the root of a library says which method
each model carries out.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from worthwhile.plugin.registry import installed
from worthwhile.syntax.plain import plain
from worthwhile.text.frozen import frozen

HEADER = re.compile(r'^model[ \t]+(\w+)(?:[ \t]+"((?:[^"\\]|\\.)*)")?', re.MULTILINE)
"""The line that names a model; reading no more of each of them keeps a listing quick."""
CATALOGUE = "catalogue.yaml"


@frozen
class Shipped:
    """A model of a library."""

    name: str
    """As `import` has it: ``value.economic_value``."""
    title: str
    file: Path
    methods: tuple[str, ...]
    """What the catalogue calls the methods that it carries out: ``M08``."""

    @property
    def folder(self) -> str:
        """What it stands under in a listing."""
        return self.name.rpartition(".")[0]

    @property
    def page(self) -> str | None:
        """What it answers, how it counts and when not to use it; None where nobody wrote that."""
        beside = self.file.with_suffix(".md")
        file = self.file.with_name("README.md") if self._alone and not beside.is_file() else beside
        return file.read_text(encoding="utf-8") if file.is_file() else None

    @property
    def tables(self) -> dict[str, Path]:
        """Sample data by the name of its table; the entity's own under an empty name."""
        stem = self.file.stem
        found = {
            it.stem.removeprefix(stem).removeprefix("."): it for it in self._data if it.name.startswith(f"{stem}.")
        }
        if not found and self._alone and len(self._data) == 1:
            found[""] = self._data[0]
        return found

    @property
    def _data(self) -> list[Path]:
        return sorted(self.file.parent.glob("*.csv"))

    @property
    def _alone(self) -> bool:
        return len(list(self.file.parent.glob("*.worth"))) == 1


@frozen
class Method:
    """A method of the practice, and what a library has for it."""

    id: str
    name: str
    models: tuple[str, ...]
    why: str
    """Why there is no model; nothing where there is one."""


def shipped_models() -> dict[str, Shipped]:
    """All models of the installed libraries by name; those of an earlier library win."""
    found: dict[str, Shipped] = {}
    for library in installed().libraries.values():
        root = Path(library.folder)
        methods = {model: tuple(sorted(it)) for model, it in _methods(root).items()}
        for file in sorted(root.rglob("*.worth")):
            name = ".".join(file.relative_to(root).with_suffix("").parts)
            head = HEADER.search(file.read_text(encoding="utf-8"))
            title = head[2] if head and head[2] else ""
            found.setdefault(name, Shipped(name, title, file, methods.get(name, ())))
    return found


def located(model: str) -> str:
    """The file of a model that a command line names: a path, or where there is none the name of a library's model."""
    if Path(model).exists():
        return model
    found = shipped_models().get(model)
    return str(found.file) if found else model


def shipped_methods() -> dict[str, Method]:
    """The methods of all installed libraries by their ids."""
    return {it.id: it for library in installed().libraries.values() for it in catalogue(Path(library.folder))}


def catalogue(root: Path) -> Iterator[Method]:
    """The methods of a library, as its catalogue has them."""
    file = root / CATALOGUE
    rows = plain(file.read_text(encoding="utf-8")) if file.is_file() else []
    for row in rows if isinstance(rows, list) else []:
        yield Method(row["method"], row["name"], tuple(row["models"]), row.get("why", ""))


def _methods(root: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for method in catalogue(root):
        for model in method.models:
            found.setdefault(model, set()).add(method.id)
    return found
