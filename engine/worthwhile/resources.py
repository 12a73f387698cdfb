"""Find the grammars, the library of models and the texts that ship, in a wheel and in a checkout alike."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def shelf(name: str) -> Traversable:
    """A folder that ships with the package: ``grammars`` or ``rules``."""
    packed = Path(__file__).parent / name
    return packed if packed.is_dir() else Path(__file__).parents[2] / name


def grammar(name: str) -> str:
    """Read one grammar."""
    return (shelf("grammars") / name).read_text(encoding="utf-8")


def page(name: str) -> str | None:
    """Read the page of a finding, or nothing where there is none."""
    file = files("worthwhile.text") / "pages" / f"{name}.md"
    return file.read_text(encoding="utf-8") if file.is_file() else None


def pages() -> list[str]:
    """The codes that have a page, in order."""
    folder = files("worthwhile.text") / "pages"
    return sorted(it.name.removesuffix(".md") for it in folder.iterdir() if it.name.endswith(".md"))
