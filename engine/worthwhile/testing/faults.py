"""What a check has found: all of it is told at once, as a failed assertion."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Nonconforming(AssertionError):  # noqa: N818 (it is what was found, not an error of the check)
    """Something that a plugin offers does not keep to what its hook says; ``faults`` has each in words."""

    def __init__(self, what: str, faults: tuple[str, ...]) -> None:
        super().__init__(f"{what}:\n" + "\n".join(f"  - {it}" for it in faults))
        self.what, self.faults = what, faults

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.what, self.faults)


Say = Callable[[str], None]


@contextmanager
def finding(what: str) -> Iterator[Say]:
    """Within it faults are said, each once; at its end they are raised together, if there are any."""
    faults: dict[str, None] = {}

    def say(fault: str) -> None:
        faults[fault] = None

    yield say
    if faults:
        raise Nonconforming(what, tuple(faults))


def told(error: BaseException) -> str:
    """An exception in a line."""
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
