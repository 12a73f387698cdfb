"""Models in files and folders."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from worthwhile.reuse.places import is_model
from worthwhile.syntax.complaints import no_file
from worthwhile.text import Finding


def models_in(paths: Iterable[str], broken: list[Finding]) -> Iterator[Path]:
    """The files as they are named; of folders all models below them, in both spellings.

    Folders whose names begin with a point are passed over, and YAML files without a `model:`.
    """
    for it in paths:
        path = Path(it)
        if path.is_dir():
            yield from _below(path)
        elif path.exists():
            yield path
        else:
            broken.append(no_file(it, "no such file or directory"))


def _below(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(it for it in folders if not it.startswith("."))
        for name in sorted(files):
            path = Path(where) / name
            if is_model(path):
                yield path
