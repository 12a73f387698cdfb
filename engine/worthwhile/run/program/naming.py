"""Python names for the values of a program: those of the model where it has them."""

import keyword
import re
from collections.abc import Iterable

RESERVED = frozenset({"np", "look", "rows", "t", "engine", "block", "periods"})


class Names:
    """Hands out names, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*RESERVED, *taken}

    def new(self, wish: str) -> str:
        """A name as close to a wish as can be."""
        plain = re.sub(r"\W+", "_", wish).strip("_") or "value"
        if not plain.isascii() and not plain.isidentifier():
            plain = "value"
        if plain[0].isdigit():
            plain = f"_{plain}"
        if keyword.iskeyword(plain) or plain in self._taken:
            plain = f"{plain}_"
        name, count = plain, 2
        while name in self._taken:
            name, count = f"{plain}{count}", count + 1
        self._taken.add(name)
        return name
