"""Every sentence about curves and dated values."""

from collections.abc import Sequence

from worthwhile.text import Finding, Level, Note, Span, did_you_mean
from worthwhile.units import Type


def _error(code: str, message: str, span: Span, hint: str, *notes: Note) -> Finding:
    return Finding(code, Level.ERROR, message, span, notes, hint=hint)


def unknown_reading(what: str, word: str, span: Span, known: Sequence[str]) -> Finding:
    """A way to read a curve that there is not."""
    listed = ", ".join(f"`{it}`" for it in known)
    return _error(
        "W0570", f"`{what} {word}`: there is no such way", span, did_you_mean(word, known) or f"there is {listed}"
    )


def steps_have_no_rate(span: Span) -> Finding:
    """A curve in steps that is to go on at its last rate."""
    return _error("W0570", "a curve in steps has no rate to go on with", span, "`beyond last`, or `using linear`")


def one_row_has_no_rate(span: Span) -> Finding:
    """A curve of one row that is to go on at its last rate."""
    return _error("W0570", "one row has no rate to go on with", span, "give it a second row, or say `beyond last`")


def key_wanted(words: str, span: Span) -> Finding:
    """A key of a curve that is not known when the model loads."""
    return _error("W0571", f"the key of a row is a constant, and `{words}` is not", span, "such as `12 -> 69%`")


def key_twice(name: str, words: str, span: Span, first: Span) -> Finding:
    """Two rows of one key."""
    return _error(
        "W0571", f"`{name}` has two rows for {words}", span, "take one of the two away", Note(first, "the first")
    )


def key_out_of_order(name: str, words: str, span: Span, before: Span) -> Finding:
    """A row that stands below one of a later key."""
    return _error(
        "W0571",
        f"the rows of `{name}` are not in order: {words} stands below {' '.join(before.text.split())}",
        span,
        "from the smallest key to the largest; is one of them mistyped?",
        Note(before, "the row above"),
    )


def nothing_between(name: str, type_: Type, span: Span) -> Finding:
    """A curve of texts, read as a line."""
    return _error(
        "W0572",
        f"`{name}` is read as a line, and between values of type {type_} there is nothing",
        span,
        "`using step` takes the value of the row before",
    )


def positive_wanted(name: str, value: str, span: Span) -> Finding:
    """A row of a log-linear curve that has no logarithm."""
    return _error(
        "W0572",
        f"`{name}` is read by logarithms, and {value} has none",
        span,
        "`log_linear` needs values above 0; `using linear` takes any",
    )


def no_key_of(name: str, words: str, over: str, type_: Type, span: Span) -> Finding:
    """A curve read at what is none of its keys."""
    return Finding(
        "W0402",
        Level.ERROR,
        f"`{name}[{words}]` cannot be read",
        span,
        expected=over,
        found=str(type_),
        hint=f"`{name}` is a curve over {over}",
    )


def no_row(beyond: bool, name: str, at: str, limit: str, span: Span) -> Finding:  # noqa: FBT001 (which of the two ends)
    """A table read where it has no value, which is known when the model loads."""
    if beyond:
        hint = "add rows; `beyond last` would hold the last value, `beyond last_rate` go on as before"
        return _error("W0721", f"`{name}` ends at {limit}, and is read at {at}: there it has no value", span, hint)
    hint = "an earlier row, or `??` for what holds before"
    return Finding(
        "W0720",
        Level.WARNING,
        f"`{name}` begins on {limit}, and is read on {at}: there it has no value",
        span,
        hint=hint,
    )


def curve_unread(words: str, over: str, key: str, span: Span) -> Finding:
    """A curve that is not read."""
    return _error("W0301", f"`{words}` is a curve over {over}, not a value", span, f"read it: `{words}[{key}]`")
