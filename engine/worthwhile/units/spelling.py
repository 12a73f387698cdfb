"""Units as words: one hour, twelve hours."""

from collections.abc import Iterator


def singulars(word: str) -> Iterator[str]:
    """The names a word may be the plural of, itself first."""
    yield word
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("s"):
        yield word[:-1]
    if word.endswith("es"):
        yield word[:-2]


def plural(name: str) -> str:
    """The plural that units of counting are shown in.

    Codes and abbreviations have none: nobody writes USDs, kWhs or kgs.

    >>> plural("hour"), plural("box"), plural("delivery"), plural("kWh"), plural("kg")
    ('hours', 'boxes', 'deliveries', 'kWh', 'kg')
    """
    if not name.isascii() or not name[-1:].isalpha() or not name.islower() or not set(name) & set("aeiouy"):
        return name
    if name.endswith(("s", "x", "z", "ch", "sh")):
        return name + "es"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + "s"
