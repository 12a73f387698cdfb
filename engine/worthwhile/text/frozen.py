"""Frozen dataclasses that are quick to make.

`dataclass(frozen=True, slots=True)` compiles six methods for every class, and with the two hundred
classes of the house that was a quarter of the time `worthwhile check` takes. Here only `__init__` is
compiled; the other methods are the same ones for all classes. What comes of it is a dataclass as
any other: `fields`, `replace` and `match` work, and two are equal when they are of one class and
all their fields are equal.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A class as a dataclass with slots, whose values cannot be changed."""
    written = vars(cls).keys()
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__init__ = _init(made, fields(made))
    made._values = _values([it.name for it in fields(made)])  # noqa: SLF001 (the class is made here)
    for name, method in _SHARED.items():
        if name not in written:
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]  # what was made of a class is that class


def _init(cls: type, parts: tuple[Field[Any], ...]) -> Callable[..., None]:
    """The constructor, compiled: `replace` and keywords work as with any dataclass."""
    known: dict[str, Any] = {"_set": object.__setattr__}
    takes, sets = ["self"], []
    for it in parts:
        if it.default_factory is not MISSING:
            known[f"_make_{it.name}"] = it.default_factory
            takes.append(f"{it.name}=None")
            sets.append(f" _set(self, {it.name!r}, _make_{it.name}() if {it.name} is None else {it.name})")
            continue
        takes.append(it.name if it.default is MISSING else f"{it.name}=_default_{it.name}")
        known[f"_default_{it.name}"] = it.default
        sets.append(f" _set(self, {it.name!r}, {it.name})")
    exec(f"def __init__({', '.join(takes)}):\n" + ("\n".join(sets) or " pass"), known)  # noqa: S102 (names of fields, no text of a user's)
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _values(names: list[str]) -> Callable[[Any], Any]:
    """All values of an instance, as something that compares and hashes."""
    return staticmethod(attrgetter(*names) if names else lambda _: ())


def _equal(self: Any, other: Any) -> bool:  # noqa: ANN401 (of any class)
    if other.__class__ is not self.__class__:
        return NotImplemented  # type: ignore[no-any-return]  # the protocol of ==
    return self is other or bool(self._values(self) == self._values(other))


def _hash(self: Any) -> int:  # noqa: ANN401 (of any class)
    return hash(self._values(self))


def _repr(self: Any) -> str:  # noqa: ANN401 (of any class)
    shown = ", ".join(f"{it.name}={getattr(self, it.name)!r}" for it in fields(self))
    return f"{self.__class__.__qualname__}({shown})"


def _refuse_set(self: object, name: str, _: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r} of {self.__class__.__qualname__}")


def _refuse_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r} of {self.__class__.__qualname__}")


def _state(self: Any) -> list[Any]:  # noqa: ANN401 (of any class)
    return [getattr(self, it.name) for it in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:  # noqa: ANN401 (of any class)
    for it, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, it.name, value)


_SHARED: dict[str, Callable[..., Any]] = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse_set,
    "__delattr__": _refuse_delete,
    "__getstate__": _state,
    "__setstate__": _restore,
}
