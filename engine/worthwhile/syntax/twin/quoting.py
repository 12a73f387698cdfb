"""Texts as YAML scalars: plain where YAML reads them as they stand, else in quotes."""

import re

_BEGINS = frozenset("?:,[]{}#&*!|>'\"%@`~")
"""What a plain text cannot begin with, or should not: the signs mean something else."""
_IN_FLOW = frozenset(",[]{}:?")
_TAKEN_FOR = re.compile(
    r"""(?:y|yes|n|no|true|false|on|off|null|nan|[-+]?\.inf|\.nan)|[-+]?[0-9][0-9_]*(?:[.:][0-9_:.]*)?(?:e[-+]?[0-9]+)?
    |0[xob][0-9a-f_]+|[-+]?\.[0-9][0-9_]*(?:e[-+]?[0-9]+)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|<<|=""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words that other readers of YAML take for flags, numbers, dates: harmless here, quoted all the same."""
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(text: str, *, words: bool = False, flow: bool = False) -> str:
    """A text as a scalar on one line; ``flow`` inside of braces and brackets.

    >>> [scalar(it) for it in ("10%", "npv(x, rate: r)", "a # b", "!x", "it's")]
    ['10%', '"npv(x, rate: r)"', '"a # b"', '"!x"', "it's"]
    >>> scalar("a, b", flow=True), scalar("no", words=True)
    ('"a, b"', '"no"')
    """
    if _is_plain(text, flow=flow) and not (words and _TAKEN_FOR.fullmatch(text)):
        return text
    if text.isprintable() and ("\\" in text or '"' in text):
        doubled = text.replace("'", "''")
        return f"'{doubled}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _is_plain(text: str, *, flow: bool) -> bool:
    if not text or not text.isprintable() or text != text.strip() or text[0] in _BEGINS or text[-1] == ":":
        return False
    if (text[0] == "-" and text[1:2] in ("", " ")) or text.startswith(("---", "...")):
        return False
    if flow and not _IN_FLOW.isdisjoint(text):
        return False
    return ": " not in text and " #" not in text


def _escaped(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 (how many digits an escape has)
