"""One subject asked in each way that there is, with numpy's own powers and logarithms in all of them.

Those of numpy and of the machine's library may differ in the last place, and what is computed of them by more:
so plain Python is handed numpy's here, and everything else has to be the same to the last bit.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from worthwhile import Model, ModelError
from worthwhile.meaning.function import Toolbox
from worthwhile.run.machine import resolved
from worthwhile.run.powers import geometric, timed_power
from worthwhile.run.subject.answer import Subject, compiled

RAISED = {"pow": np.power, "exp": np.exp, "log": np.log, "log10": np.log10}
"""What numpy has of its own, by the names in `math`."""
OWN = ("^", "exp", "ln", "log10", "annuity factor", "round")
"""The functions of the language that are made of these."""


def _plain(kernel: Callable[..., Any]) -> Callable[..., float | None]:
    def called(*args: float) -> float | None:
        with np.errstate(all="ignore"):
            found = float(kernel(*(np.array([float(it)]) for it in args))[0])
        return None if np.isnan(found) or np.isinf(found) else found

    return called


def _raising(kernel: Callable[..., Any]) -> Callable[..., float]:
    """As `math` has it: what has no answer raises, what is no number is handed on."""
    plain = _plain(kernel)

    def called(*args: float) -> float:
        found = plain(*args)
        if found is not None:
            return found
        if any(it - it for it in args):
            return float("nan")
        raise ValueError

    return called


def _geometric(ratio: float | None, terms: int) -> float | None:
    if ratio is None:
        return None
    with np.errstate(all="ignore"):
        found = float(geometric(np.array([ratio]), terms)[0])
    return None if found - found else found


def _timed(*args: float | None) -> float | None:
    if None in args[:3]:
        return None
    with np.errstate(all="ignore"):
        found = float(timed_power(*(np.array([np.nan if it is None else it]) for it in args))[0])
    return None if found - found else found


MATHEMATICS: Mapping[str, Any] = {
    **{name: _raising(it) for name, it in RAISED.items()},
    "geometric_sum": lambda ratio, terms: math.nan if (found := _geometric(ratio, terms)) is None else found,
    "known_sum": _geometric,
    "timed_power": _timed,
}


def with_numpy(toolbox: Toolbox) -> Toolbox:
    """The same functions, those of numpy in one cell for those of `math`."""
    functions = dict(toolbox.functions)
    for name in OWN:
        functions[name] = replace(functions[name], scalar=_plain(resolved(functions[name].kernel)))
    return replace(toolbox, functions=functions)


class Asked:
    """A model, and its functions of one subject."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.subject = Subject(model.meaning, model.plan, with_numpy(model.registry.toolbox))
        self.fast = compiled(self.subject.fast, MATHEMATICS)
        self.careful = compiled(self.subject.careful, MATHEMATICS)

    def as_a_table(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """What a table of one row gives; None where something is said."""
        try:
            result = self.model._as_a_table(given)
            return {name: result.values(name)[0] for name in result}
        except ModelError:
            return None

    def quickly(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        return answered(self.fast, given)

    def carefully(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        return answered(self.careful, given)


def answered(
    function: Callable[[Mapping[str, Any]], dict[str, Any]], given: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What a function gives; None where it leaves the answer to another."""
    try:
        return function(given)
    except Exception:  # noqa: BLE001 (as the engine takes it)
        return None


def told(found: dict[str, Any] | None) -> str:
    """An answer to the last bit, as one can read it; a zero has no sign."""
    return repr(found).replace("-0.0,", "0.0,").replace("-0.0}", "0.0}").replace("-0.0]", "0.0]")
