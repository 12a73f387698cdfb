"""Every sentence that is said of YAML, and of texts that are written anew."""

from collections.abc import Iterable

from worthwhile.syntax.layout import BRACKETS
from worthwhile.syntax.scene import fault
from worthwhile.text import Finding, Level, Note, Source, Span, did_you_mean


def no_yaml(source: Source, at: int, opened: int | None) -> Finding:
    """A text that is no YAML from some place on."""
    text = source.text
    start = text.rfind("\n", 0, at) + 1
    line = source.line(source.place(at)[0]) if at < len(text) or text else ""
    span = Span(source, at, min(at + 1, max(len(text), at + 1)))
    sign = text[at : at + 1]
    if "\t" in text[start:at] + sign and not text[start:at].strip():
        return fault("W0103", "a tab in the indentation", span, "YAML is indented with spaces only")
    if opened is not None and text[opened : opened + 1] in tuple("[{"):
        sign = text[opened]
        here = Span(source, opened, opened + 1)
        hint = f"`{BRACKETS[sign]}` is missing; an expression with a comma, `: ` or a bracket in it stands in quotes"
        return fault("W0105", f"`{sign}` is never closed, or what stands in it cannot be read", here, hint)
    if opened is not None and text[opened : opened + 1] in ("'", '"'):
        here = Span(source, opened, opened + 1)
        return fault("W0106", "this text in quotes does not end", here, f"it ends with `{text[opened]}`")
    if sign == ":":
        value = line[line.find(":") + 1 :].strip()
        quoted = f'`"{value}"`' if value and '"' not in value else ""
        hint = (
            f"a text that holds `: ` stands in quotes: {quoted}"
            if quoted
            else "a text that holds `: ` stands in quotes"
        )
        return fault("W0130", "there is a second `: ` on this line", span, hint)
    if sign and sign in "%@`":
        said = "a backquote" if sign == "`" else f"`{sign}`"
        return fault("W0130", f"{said} begins no text in YAML", span, f"what begins with {said} stands in quotes")
    if sign and sign in "!&*|>":
        return fault(
            "W0130", f"`{sign}` means something else in YAML", span, f"what begins with `{sign}` stands in quotes"
        )
    message = "the YAML ends too early" if at >= len(text.rstrip()) else "from here on this is no YAML"
    hint = "keys of one mapping stand in one column, `key: value`; items of a list begin with `- `"
    return fault("W0130", message, span, hint)


def second_document(span: Span) -> Finding:
    """`---` in the midst of a text."""
    return fault("W0131", "a second YAML document begins here", span, "a file holds one model: take the line away")


def alias(span: Span) -> Finding:
    """`*name`, or a product that was meant."""
    hint = "write the value out, or give it a name of its own; an expression that begins with `*` stands in quotes"
    return fault("W0131", f"`{span.text}` is an alias, and a model has none", span, hint)


def anchor(span: Span, name: str) -> Finding:
    """`&name`."""
    hint = "take it away: names are what models refer to; a text that begins with `&` stands in quotes"
    return fault("W0131", f"`&{name}` is an anchor, and a model has none", span, hint)


def tag(span: Span, sign: str) -> Finding:
    """`!!python/object`, or an exclamation mark that begins a text."""
    hint = "take it away: what a text means is said by its place; a text that begins with `!` stands in quotes"
    return fault("W0131", f"`{sign}` is a tag, and a model has none", span, hint)


def no_key(span: Span) -> Finding:
    """A list or a mapping as a key."""
    return fault("W0132", "a key is a name or a text, no list and no mapping", span, "quote it, if it is a text")


def key_twice(span: Span, key: str, first: Span) -> Finding:
    """A key that its mapping has already."""
    return Finding(
        "W0133",
        Level.ERROR,
        f"`{key}` stands here a second time",
        span,
        notes=(Note(first, "first here"),),
        hint="a mapping has each key once: take one away, or give it another name",
    )


def unknown_key(span: Span, key: str, where: str, known: Iterable[str]) -> Finding:
    """A key that means nothing where it stands."""
    keys = sorted(known)
    near = did_you_mean(key, keys)
    hint = near or f"here can stand {', '.join(f'`{it}`' for it in keys)}"
    return fault("W0134", f"{where} has no `{key}`", span, hint)


def wants_key(span: Span, key: str, where: str) -> Finding:
    """A key without which nothing can be made of a mapping."""
    return fault("W0135", f"{where} needs `{key}`", span, f"add `{key}:` to it")


def wrong_kind(span: Span, wanted: str, found: str, hint: str) -> Finding:
    """A list where a text is wanted, and the like."""
    return fault("W0136", f"here stands {found}, and {wanted} is wanted", span, hint, expected=wanted, found=found)


def nothing_here(span: Span, wanted: str) -> Finding:
    """A key or an item without a value."""
    return fault("W0137", "nothing stands here", span, f"{wanted} is wanted", expected=wanted)


def row_length(span: Span, cells: int, wanted: int) -> Finding:
    """A row with more or fewer cells than its table has columns."""
    message = f"this row has {cells} cell{'s' * (cells != 1)}, the table {wanted} columns"
    return fault("W0138", message, span, "a row has a cell for each of `when` and `then`; `any` fits every value")


def not_spelled(span: Span, spelling: str) -> Finding:
    """Something that cannot be written anew and mean the same."""
    how = "as YAML" if spelling == "yaml" else "in other lines"
    return fault(
        "W0139", f"this cannot be written {how} without saying something else", span, "the text is left as it is"
    )


def comment_not_kept(span: Span) -> Finding:
    """A comment at a place that is not there in the new layout."""
    hint = "the text is left as it is; the comment can stand on a line of its own, before what it is about"
    return fault("W0140", "this comment would be lost", span, hint)
