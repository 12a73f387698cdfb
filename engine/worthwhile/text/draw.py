"""How a finding is drawn: the line it stands on, the place underlined, the way out below."""

from collections.abc import Iterator

from worthwhile.text.finding import Finding, Level
from worthwhile.text.frozen import frozen
from worthwhile.text.source import Span

WIDEST = 160
"""A source line longer than this is cut round the place."""


@frozen
class Paint:
    """The colours of a terminal, or none at all."""

    on: bool = False

    def __call__(self, text: str, code: str) -> str:
        """Text in a colour."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text


BOLD, RED, YELLOW, BLUE, CYAN, DIM = "1", "1;31", "1;33", "1;34", "36", "2"
COLOURS = {Level.ERROR: RED, Level.WARNING: YELLOW, Level.NOTE: BLUE}


PLAIN = Paint()


def draw(finding: Finding, paint: Paint = PLAIN) -> str:
    """The finding as text of several lines, without a newline at the end."""
    return "\n".join(_lines(finding, paint))


def _lines(finding: Finding, paint: Paint) -> Iterator[str]:
    colour = COLOURS[finding.level]
    place = ""
    if finding.span:
        place = f"{finding.span}: "
    elif finding.file:
        place = f"{finding.file}: "
    head = paint(f"{finding.level} {finding.code}", colour)
    yield f"{place}{head}: {paint(finding.message, BOLD)}"
    shown = [(finding.span, "")] if finding.span else []
    shown += [(note.span, note.text) for note in finding.notes]
    width = max((len(str(span.line)) for span, _ in shown), default=0)
    last: tuple[str, int] | None = None
    for number, (span, text) in enumerate(shown):
        here = (span.source.name, span.line)
        if number and span.source.name != shown[0][0].source.name:
            yield f"{' ' * width}  {paint(str(span), DIM)}"
        yield from _excerpt(span, text, width, paint, colour if number == 0 else CYAN, again=here == last)
        last = here
    gap = " " * width
    if finding.expected:
        yield f"{gap}  {paint('expected', BOLD)} {finding.expected}"
    if finding.found:
        yield f"{gap}  {paint('found', BOLD)}    {finding.found}"
    if finding.rows is not None and finding.keys:
        keys = ", ".join("(no key)" if it is None else str(it) for it in finding.keys)
        more = ", ..." if finding.rows > len(finding.keys) else ""
        yield f"{gap}  {paint('rows', BOLD)}     {keys}{more}"
    for line in finding.hint.splitlines():
        yield f"{gap}  {paint('help:', CYAN)} {line}"


def _excerpt(span: Span, text: str, width: int, paint: Paint, colour: str, *, again: bool) -> Iterator[str]:
    line, start = span.source.line(span.line), span.column - 1
    end = start + len(span.text.split("\n", 1)[0].removesuffix("\r"))
    cut = max(0, start - WIDEST // 2) if len(line) > WIDEST else 0
    ahead = "..." if cut else ""
    shown = ahead + line[cut : cut + WIDEST] + ("..." if len(line) > cut + WIDEST else "")
    if not again:
        yield f"{paint(f'{span.line:>{width}} |', DIM)} {_printable(shown)}"
    left = " " * (len(ahead) + columns(line[cut:start]))
    marks = "^" * max(1, columns(line[start : min(end, cut + WIDEST)]))
    yield f"{paint(' ' * width + ' |', DIM)} {left}{paint(marks, colour)}{' ' if text else ''}{text}"


def _printable(text: str) -> str:
    """The text with what a terminal would act on shown as a mark."""
    return "".join(it if it.isprintable() or it == " " else _mark(it) for it in text)


def _mark(character: str) -> str:
    if character == "\t":
        return "→"
    return "\N{REPLACEMENT CHARACTER}" if ord(character) > ord(" ") else chr(0x2400 + ord(character))


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: marks none, wide characters two."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # noqa: PLC0415 (rare)

    return sum(0 if combining(it) else 2 if east_asian_width(it) in "WF" else 1 for it in text)
