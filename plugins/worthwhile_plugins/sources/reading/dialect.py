"""How a text of rows is written: its letters, what divides its cells, how its numbers and dates look.

It is looked for at the beginning of the text; all of it can be said. What remains in doubt is asked, not
chosen: a text of one dialect is never read as one of another without a word.
"""

import codecs
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from worthwhile.plugin import ModelError
from worthwhile.plugin.reading import Spelling
from worthwhile_plugins.sources.reading import complaints
from worthwhile_plugins.sources.reading.options import Said
from worthwhile_plugins.sources.reading.spelled import spelled

SAMPLE = 1 << 18
"""Bytes that are looked at."""
ROWS = 2_000
DELIMITERS = (",", ";", "\t", "|")
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Marks of the order of bytes, the longer ones first."""


@dataclass(frozen=True)
class Dialect:
    """How a text is written."""

    delimiter: str
    encoding: str
    lines: int
    """Lines before the head."""
    spelled: Mapping[str, Spelling]
    found: tuple[str, ...] = ()
    """What was found out and is not as programs write, in words."""
    options: tuple[str, ...] = ()
    """The options that say the same."""


def dialect(sample: bytes, given: Said, usual: str, name: str, *, whole: bool) -> Dialect:
    """That of a text that begins in this way, and is divided by the ``usual`` mark unless something else is found.

    Raises `ModelError` where nothing says how it is to be read.
    """
    encoding = given.encoding or next((it for mark, it in MARKS.items() if sample.startswith(mark)), "utf-8")
    text = _text(sample, encoding, name, whole=whole, said=bool(given.encoding))
    lines = 0
    delimiter = given.delimiter
    if text[:4].lower() == "sep=" and text[5:6] in "\r\n":  # a line that spreadsheets write
        delimiter, lines = delimiter or text[4], 1
        text = text.partition("\n")[2]
    delimiter = delimiter or _delimiter(text, usual, name, whole=whole)
    rows = _rows(text, delimiter, whole=whole)
    heads = rows[0] if rows else []
    columns = {head: [row[at] for row in rows[1:] if at < len(row)] for at, head in enumerate(heads)}
    known = spelled(columns, given, delimiter)
    found, options = [], []
    if encoding != "utf-8" and not given.encoding:
        found.append(f"letters in {encoding.upper()}")
        options.append(f"encoding={encoding}")
    if delimiter != usual and not given.delimiter and not lines:
        word = complaints.MARKS.get(delimiter, delimiter)
        found.append(f"`{word}` between cells")
        options.append(f"delimiter={word}")
    return Dialect(delimiter, encoding, lines, known, tuple(found), tuple(options))


def _text(sample: bytes, encoding: str, name: str, *, whole: bool, said: bool) -> str:
    """The sample as letters; of what was cut off in the middle of one nothing."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample, final=whole).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        shown = "" if said else sample[max(error.start - 8, 0) : error.start + 8].decode("cp1252", "replace")
        around = " ".join(shown.split())
        raise ModelError([complaints.not_in(name, encoding, around)]) from None
    if not said and "\0" in text:
        raise ModelError([complaints.no_marks_of_order(name)])
    return text


def _delimiter(text: str, usual: str, name: str, *, whole: bool) -> str:
    """What divides the head, and if several marks do, all rows alike."""
    candidates = [usual, *(it for it in DELIMITERS if it != usual)]
    dividing = {it: rows for it in candidates if len((rows := _rows(text, it, whole=whole) or [[]])[0]) > 1}
    if len(dividing) == 1:
        return next(iter(dividing))
    if not dividing:
        return usual
    alike = [it for it, rows in dividing.items() if len({len(row) for row in rows if row}) == 1]
    if len(alike) == 1:
        return alike[0]
    if not alike and usual in dividing:
        return usual
    raise ModelError([complaints.which_delimiter(name, alike or list(dividing))])


def _rows(text: str, delimiter: str, *, whole: bool) -> list[list[str]]:
    """The first rows, without one that may have been cut off."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) > ROWS:
                break
        else:
            if not whole and len(rows) > 1:
                rows.pop()
    except csv.Error:  # a cell beyond all bounds; what was read before it tells enough
        pass
    return rows
