"""Pieces of HTML for notebooks: escaped, plain, at home in any theme."""

import html
from collections.abc import Sequence

QUIET = "opacity:0.7"
RIGHT = "text-align:right"
LEFT = "text-align:left"
CODE = "font-family:monospace"


def escaped(value: object) -> str:
    """A value as text that HTML takes for nothing else."""
    return html.escape(str(value))


def element(tag: str, inner: str, style: str = "") -> str:
    """An element round what is HTML already."""
    said = f' style="{html.escape(style, quote=True)}"' if style else ""
    return f"<{tag}{said}>{inner}</{tag}>"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool] = (), caption: str = "") -> str:
    """A table of plain texts; columns that are ``right`` hold numbers. A newline in a head begins a second, quieter one."""
    sides = [RIGHT if place < len(right) and right[place] else LEFT for place in range(len(heads))]
    head = "".join(element("th", _head(it), side) for it, side in zip(heads, sides, strict=True))
    body = "".join(
        element("tr", "".join(element("td", escaped(it), side) for it, side in zip(row, sides, strict=True)))
        for row in rows
    )
    above = element("caption", escaped(caption), LEFT) if caption else ""
    return element("table", f"{above}<thead>{element('tr', head)}</thead><tbody>{body}</tbody>")


def _head(text: str) -> str:
    first, _, second = text.partition("\n")
    return escaped(first) + (f"<br>{element('small', escaped(second), QUIET)}" if second else "")
