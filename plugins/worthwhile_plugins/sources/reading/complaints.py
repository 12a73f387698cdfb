"""Every sentence that the sources have to say."""

from collections.abc import Iterable, Sequence

from worthwhile.plugin import Finding, Level
from worthwhile.plugin.reading import did_you_mean


def unreadable(name: str, why: str, hint: str = "") -> Finding:
    """Something that is not what its name promises."""
    return Finding("W0608", Level.ERROR, f"{name} cannot be read: {why}", file=name, hint=hint)


def empty(name: str, hint: str = "the first line names the columns") -> Finding:
    """Nothing at all."""
    return unreadable(name, "it is empty", hint)


def read_as(name: str, found: Sequence[str], said: Sequence[str]) -> Finding:
    """How a text was read, where nobody said it and it is not as programs write."""
    words = f"{', '.join(found[:-1])} and {found[-1]}" if found[1:] else found[0]
    hint = f"`?{'&'.join(said)}` after the name says so; then nothing has to be found out"
    return Finding("W0640", Level.NOTE, f"{name} is read with {words}", file=name, hint=hint)


def which_delimiter(name: str, known: Sequence[str]) -> Finding:
    """A head that several marks divide."""
    words = " and by ".join(f"`{MARKS.get(it, it)}`" for it in known)
    hint = f"`?delimiter={MARKS.get(known[0], known[0])}` after the name says which"
    return Finding("W0641", Level.ERROR, f"the lines of {name} can be divided by {words}", file=name, hint=hint)


MARKS = {"\t": "tab", " ": "space"}
"""Delimiters that are told by a word."""


def not_in(name: str, encoding: str, example: str, row: int | None = None) -> Finding:
    """Bytes that are no letters."""
    place = f" in row {row:,}" if row else ""
    said = f"it is not in {encoding.upper()}{place}"
    hint = f"with `?encoding=cp1252` after the name it says `{example}`" if example else "save it as UTF-8"
    return unreadable(name, said, f"{hint}; spreadsheets offer `CSV UTF-8`")


def no_marks_of_order(name: str) -> Finding:
    """What looks like UTF-16, and does not say in which order its bytes come."""
    hint = "`?encoding=utf-16-le` after the name reads what Windows writes; or save it as UTF-8"
    return unreadable(name, "there are zero bytes between its letters, as in UTF-16, and no mark says so", hint)


def unknown_option(name: str, option: str, known: Iterable[str]) -> Finding:
    """Something after the question mark that this source does not know."""
    known = sorted(known)
    there = f"there is {', '.join(f'`{it}=`' for it in known)}" if known else "such a source has no options"
    hint = did_you_mean(option, known) or there
    return Finding("W0645", Level.ERROR, f"{name} cannot be read with `{option}=`", file=name, hint=hint)


def wrong_option(name: str, option: str, value: str, wanted: str) -> Finding:
    """An option with a value that it cannot have."""
    said = f"{name} cannot be read with `{option}={value}`"
    return Finding("W0645", Level.ERROR, said, file=name, expected=wanted, found=f"`{value}`", hint=f"it is {wanted}")


def no_driver(name: str, package: str, extra: str) -> Finding:
    """A package that reads such a source and is not installed."""
    said = f"{name} is read by the package {package}, which is not installed"
    return Finding("W0646", Level.ERROR, said, file=name, hint=f'pip install "worthwhile[{extra}]"')


def no_part(name: str, kind: str, part: str, known: Sequence[str]) -> Finding:
    """A sheet or a table that is not there."""
    near = did_you_mean(part, known)
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")  # noqa: PLR2004 (a line)
    hint = near or (f"there is {shown}" if known else f"it has no {kind}")
    return Finding("W0647", Level.ERROR, f"{name} has no {kind} `{part}`", file=name, hint=hint)


def which_part(name: str, kind: str, known: Sequence[str]) -> Finding:
    """A base or a book of which nothing was said but its name."""
    first = known[0] if known else kind.upper()
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")  # noqa: PLR2004 (a line)
    said = f"{name} has {len(known)} {kind}s, and nothing says which is to be read"
    return Finding("W0647", Level.ERROR, said, file=name, hint=f"`#{first}` after the name; there is {shown or 'none'}")


def refused(name: str, why: str, hint: str) -> Finding:
    """A database that does not let one in, or does not answer a question."""
    return Finding("W0648", Level.ERROR, f"{name} gives nothing: {why}", file=name, hint=hint)
