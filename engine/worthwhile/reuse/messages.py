"""Every sentence about files and libraries that a model takes in."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from worthwhile.text import Finding, Level, Note, Span, did_you_mean

FIRST = 3


def _error(code: str, message: str, span: Span, hint: str, *notes: Note) -> Finding:
    return Finding(code, Level.ERROR, message, span, notes, hint=hint)


def no_such_file(path: str, span: Span, known: Sequence[str]) -> Finding:
    """A path at which there is no model."""
    same = [it for it in known if PurePosixPath(it).name == PurePosixPath(path).name]
    near = same or [it for it in known if did_you_mean(path, [it])]
    named = ", ".join(f"`{it}`" for it in near[:FIRST])
    some = ", ".join(f"`{it}`" for it in sorted(known, key=lambda it: (it.count("/"), it))[:FIRST])
    hint = f"did you mean {named}?" if named else f"there is {some}." if some else "is the path right?"
    return _error("W0810", f"there is no file `{path}`", span, f"{hint} A path goes from the file that it stands in")


def outside(path: str, span: Span, *, absolute: bool) -> Finding:
    """A path out of the model's folder."""
    if not path.strip():
        return _error("W0810", "no file is named", span, 'such as `import "shared/margins.worth" as margins`')
    why = "is an absolute path" if absolute else "leads out of the model's folder"
    return _error(
        "W0811",
        f"`{path}` {why}: a model takes in files of its own folder only",
        span,
        "put the file in the folder; or give its folder with `--library FOLDER`, and import it by its name, without quotes",
    )


def no_folder(path: str, span: Span) -> Finding:
    """A path in a model that was given as text."""
    return _error(
        "W0814",
        f"`{path}`: a model that is given as text has no folder, it can import from libraries only",
        span,
        "load it from a file, or say which folder it is in: `ww.parse(text, folder=...)`",
    )


def circle(files: Sequence[str], links: Sequence[tuple[Span, str]]) -> Finding:
    """Files that take in each other."""
    (span, _), *rest = links
    way = " -> ".join((*files, files[0]))
    notes = tuple(Note(at, f"takes in {name}") for at, name in rest)
    message = f"`{files[0]}` takes in itself" if len(files) == 1 else f"these files take in each other: {way}"
    return _error("W0812", message, span, "put what they share into a file of its own", *notes)


def no_library_model(name: str, span: Span, known: Sequence[str]) -> Finding:
    """A library's model that is not there."""
    some = ", ".join(f"`{it}`" for it in known)
    there = "`worthwhile new --list` has those that ship." if len(known) > FIRST else f"there is {some}."
    said = f"{did_you_mean(name, known) or there} " if known else ""
    return _error(
        "W0813",
        f"no library has a model `{name}`",
        span,
        f'{said}`--library FOLDER` adds a folder; a path stands in quotes, `"margins.worth"`',
    )


def unreadable(name: str, finding: Finding, span: Span) -> Finding:
    """A file that is there, and no model."""
    return _error("W0818", f"`{name}` cannot be taken in: {finding.message}", span, finding.hint)


def too_deep(found: int, most: int, span: Span) -> Finding:
    """Imports within imports within imports."""
    return _error(
        "W0909", f"models within models, {found} deep: the limit is {most}", span, "import the innermost one directly"
    )


def too_many(found: int, most: int, span: Span) -> Finding:
    """A model of very many texts."""
    return _error(
        "W0909",
        f"the model is put together of {found:,} texts or more: the limit is {most:,}",
        span,
        "a file that is imported twice counts twice, with all that it imports",
    )
