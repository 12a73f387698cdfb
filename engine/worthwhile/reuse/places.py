"""Where the files are: none outside the model's own folder and the folders of libraries."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PureWindowsPath

from worthwhile.reuse import complaints
from worthwhile.reuse.volume import Library
from worthwhile.syntax.tree import Name, Quoted
from worthwhile.text import Finding, ModelError, Source
from worthwhile.text.frozen import frozen

ENDINGS = (".worth", ".yaml", ".yml")
_A_MODEL = re.compile(rb"^(?:- )?model[ \t]*:", re.MULTILINE)
"""A folder may hold YAML of all kinds: what names no model is none."""
LOOKED_AT = 2_000
"""How many files are looked at for one that was meant."""
DEPTH = 5


@frozen
class Spot:
    """Where a text stands: its file, what it is called in messages, and the folder that it does not leave."""

    root: Path
    file: Path
    shown: str


class RefusedError(Exception):
    """What is asked for is not there, or not to be had; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@frozen
class Places:
    """The folders that a model may take others from, and how a file is read.

    ``main`` is the file of the model itself; None where it was given as text. ``read`` gives the text of a
    file, whatever its spelling, and raises `ModelError`.
    """

    main: Spot | None
    libraries: Sequence[Library]
    read: Callable[[Path], Source]

    @classmethod
    def of(cls, file: str | Path | None, libraries: Sequence[Library], read: Callable[[Path], Source]) -> "Places":
        """The places of a model that stands in a file, or of one that has none."""
        if file is None:
            return cls(None, libraries, read)
        path = Path(file)
        root = path.parent.resolve()
        return cls(Spot(root, root / path.name, str(file)), libraries, read)

    def find(self, origin: Quoted | Name, by: Spot | None) -> Spot:
        """The file that a statement asks for. Raises `RefusedError`."""
        return self._beside(origin, by) if isinstance(origin, Quoted) else self._in_library(origin)

    def source(self, spot: Spot, origin: Quoted | Name) -> Source:
        """The text of a file. Raises `RefusedError`."""
        try:
            return replace(self.read(spot.file), name=spot.shown)
        except ModelError as error:
            raise RefusedError(complaints.unreadable(origin.text, error.findings[0], origin.span)) from None

    # ---- paths
    def _beside(self, origin: Quoted, by: Spot | None) -> Spot:
        asked = origin.text
        if by is None:
            raise RefusedError(complaints.no_folder(asked, origin.span))
        if not asked.strip() or _is_absolute(asked):
            raise RefusedError(complaints.outside(asked, origin.span, absolute=bool(asked.strip())))
        try:
            # As it is written, and as it is: neither `..` nor a link leads out.
            written = os.path.normpath(by.file.parent.relative_to(by.root) / asked)
            file = (by.file.parent / asked).resolve()
            inside = Path(written).parts[:1] != ("..",) and file.is_relative_to(by.root)
            there = inside and file.is_file()
        except (OSError, ValueError, RuntimeError):  # too long, a NUL in it, links that go round
            inside, there = True, False
        if not inside:
            raise RefusedError(complaints.outside(asked, origin.span, absolute=False))
        if not there:
            raise RefusedError(complaints.no_such_file(asked, origin.span, list(_near(by))))
        shown = os.path.normpath(str(Path(by.shown).parent / asked))
        return Spot(by.root, file, shown)

    # ---- libraries
    def _in_library(self, origin: Name) -> Spot:
        for library in self.libraries:
            for parts in _ways(library, origin.parts):
                found = _model_in(library, parts)
                if found is not None:
                    return found
        raise RefusedError(complaints.no_library_model(origin.text, origin.span, sorted(self._models())))

    def _models(self) -> Iterator[str]:
        """The names of all models that can be imported."""
        for library in self.libraries:
            folder = Path(library.folder)
            for path in _files(folder):
                yield ".".join(path.relative_to(folder).with_suffix("").parts)


def _is_absolute(path: str) -> bool:
    windows = PureWindowsPath(path)
    return Path(path).is_absolute() or windows.is_absolute() or bool(windows.drive) or path.startswith("\\")


def _ways(library: Library, parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """As folders of the library, or after the library's own name."""
    yield parts
    if len(parts) > 1 and parts[0] == library.name:
        yield parts[1:]


def _model_in(library: Library, parts: tuple[str, ...]) -> Spot | None:
    for ending in ENDINGS:
        try:
            root = Path(library.folder).resolve()
            file = root.joinpath(*parts[:-1], parts[-1] + ending).resolve()
            if file.is_relative_to(root) and file.is_file():
                inside = Path(*parts[:-1], parts[-1] + ending)
                shown = f"{library.called}:{inside.as_posix()}" if library.called else str(Path(library.folder, inside))
                return Spot(root, file, shown)
        except (OSError, ValueError, RuntimeError):
            continue
    return None


def _near(by: Spot) -> Iterator[str]:
    """The models that a path from a text can reach, as it would write them."""
    for path in _files(by.root):
        yield Path(os.path.relpath(path, by.file.parent)).as_posix()


def _files(folder: Path) -> Iterator[Path]:
    """The models in a folder, as many as are worth looking at."""
    left = LOOKED_AT
    for where, folders, files in os.walk(folder):
        depth = len(Path(where).relative_to(folder).parts)
        folders[:] = sorted(it for it in folders if not it.startswith(".")) if depth < DEPTH else []
        left -= len(files) + len(folders)
        yield from (path for it in sorted(files) if is_model(path := Path(where, it)))
        if left < 0:
            return


def is_model(path: Path) -> bool:
    """Whether a file is a model, by its name, and for YAML by what stands in it."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        return False
    try:
        return ending == ".worth" or bool(_A_MODEL.search(path.read_bytes()))
    except OSError:
        return False
