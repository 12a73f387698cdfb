"""Names of the model as names of Python: readable, different from each other, none that means something there."""

import builtins
import keyword
import math
import re
import unicodedata
from collections.abc import Iterable

WORDS = {
    "+": "plus",
    "-": "minus",
    "*": "times",
    "/": "over",
    "^": "to_the",
    "<": "below",
    "<=": "at_most",
    ">": "above",
    ">=": "at_least",
    "=": "same",
    "!=": "different",
}
"""What the signs are called."""
OTHERS = ("given", "t", "it", "number", "whole", "day", "flag", "day_text")
"""What printed functions call by these names."""


class Names:
    """Gives each thing a name of its own."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *dir(math), *OTHERS, *taken}

    def new(self, told: str) -> str:
        """A name like the one that is told."""
        name = identifier(told)
        found, number = name, 1
        while found in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found

    def first_free(self, told: str, instead: str) -> str:
        """A name just as it is told, or, where that is taken, another."""
        return self.new(instead if identifier(told) in self._taken else told)


def identifier(told: str) -> str:
    """A text as a name of Python; letters of other alphabets stay."""
    words = " ".join(WORDS.get(it, it) for it in told.split())
    name = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", words)).strip("_")
    if not name or not name.isidentifier():
        name = f"x_{name}" if name else "x"
    return name if name.isidentifier() else "x"
