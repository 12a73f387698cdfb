"""Distributions: their examples, and quantile, probability and mean beside each other."""

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from worthwhile.meaning.constants import constant
from worthwhile.meaning.uncertain.distribution import Distribution, Kernel, Quantile
from worthwhile.model import parse_model
from worthwhile.plugin.registry import Registry
from worthwhile.run.cut_off import CutOff
from worthwhile.run.machine import resolved
from worthwhile.testing.faults import Say, finding, told
from worthwhile.testing.samples import trying
from worthwhile.text import ModelError

PLACES = (1e-6, 0.001, 0.05, 0.25, 0.4, 0.5, 0.6, 0.75, 0.95, 0.999, 1 - 1e-6)
"""Probabilities that quantiles are asked for."""
OTHERS = (-1.0, 0.0, 0.5, 3.0)
"""Beside its own, what each parameter is tried with: most of it makes no distribution."""


def check_distribution(distribution: Distribution, *parameters: Sequence[float], close: float = 1e-9) -> None:
    """Check a distribution of `distributions()`; raises `Nonconforming` with all that is wrong.

    It is tried with the parameters of its examples, and with further ``parameters``.

    - It has a help that is a sentence, a source, parameters of different names, and an example at least; its examples
      hold.
    - Its quantiles rise with the probability, lie within its ``support``, and have the probability that they were asked
      for, up to ``close``; outside of the support it is 0 and 1. Its mean is that of its quantiles.
    - Where ``fault`` says what is wrong with parameters, and only there, kernels give NaN; so they do where something is NaN.
    - Kernels leave their arguments as they are, take any number of rows, none included, and give for each row
      what they give for that row alone.
    """
    with finding(f"the distribution `{distribution.name}`") as say:
        _look_at_words(distribution, say)
        registry = trying("distributions", distribution)
        try:
            kernels = [_alone(resolved(it)) for it in distribution.kernels]
        except Exception as error:  # noqa: BLE001 (whatever an import does)
            say(f"a kernel is not there: {told(error)}")
            return
        found = [_look_at_example(distribution, it, registry, say) for it in distribution.examples]
        trials = list(dict.fromkeys([*(it for it in found if it), *(tuple(map(float, it)) for it in parameters)]))
        for values in trials:
            try:
                trial = _Trial(distribution, kernels, values, close, say)
                if trial.look_at_fault():
                    trial.look_at_quantiles()
                    trial.look_at_mean()
                    trial.look_at_rows()
                    trial.look_at_other_parameters()
            except Exception as error:  # noqa: BLE001 (whatever a distribution does)
                say(f"it breaks with {_told(values)}: {told(error)}")


def _alone(kernel: Kernel) -> Kernel:
    """A kernel as the engine asks it: what it thinks of odd numbers is not printed."""

    def asked(*columns: Any) -> Any:  # noqa: ANN401 (arrays)
        with np.errstate(all="ignore"):
            return np.asarray(kernel(*columns), dtype=np.float64)

    return asked


def _told(values: Sequence[float]) -> str:
    return f"({', '.join(f'{it:g}' for it in values)})"


def _look_at_words(it: Distribution, say: Say) -> None:
    if not it.help.endswith("."):
        say("its help is no sentence: it ends without a full stop")
    if not it.source:
        say("it does not say where it is from")
    names = [each.name for each in it.parameters]
    if len(set(names)) != len(names):
        say("its parameters have no names of their own")
    if not it.examples:
        say("it has no example: examples are its documentation and its test")
    try:
        it.says.format(**dict.fromkeys(names, ""))
    except Exception as error:  # noqa: BLE001 (whatever stands in the braces)
        say(f"it cannot be told as `{it.says}`: {told(error)}")


def _look_at_example(it: Distribution, example: Quantile, registry: Registry, say: Say) -> tuple[float, ...]:
    """The parameters of an example, which is looked at; nothing where it cannot be asked."""
    try:
        text = f"assumptions:\n    x : number ~ {example.call}\ny = x + 0\n"
        meaning = parse_model(text, registry=registry).meaning
        meant = meaning.uncertain["x"]
        if meant.distribution is not it:
            say(f"the example `{example.call}` is of `{meant.distribution.name}`")
            return ()
        values = [constant(each, registry.toolbox.functions, lambda _: None) for each in meant.args]
        numbers = tuple(float(each) for each in values if isinstance(each, float | int))
        found = CutOff(it, low=False, high=False).quantile(example.at, *numbers).item()
    except ModelError as error:
        say(f"the example `{example.call}` is refused: {error.findings[0].message}")
        return ()
    except Exception as error:  # noqa: BLE001 (whatever a kernel does)
        say(f"the example `{example.call}` breaks: {told(error)}")
        return ()
    if not math.isclose(found, example.gives, rel_tol=example.within, abs_tol=example.within):
        say(f"the example `{example.call}` is {found!r} at {example.at:g}, not {example.gives!r}")
    return numbers


class _Trial:
    """A distribution with some parameters."""

    def __init__(
        self, it: Distribution, kernels: Sequence[Kernel], values: tuple[float, ...], close: float, say: Say
    ) -> None:
        self.it, self.values, self.close, self.say = it, values, close, say
        self.quantile, self.cdf, self.mean = kernels
        self.columns = [np.array([it]) for it in values]
        self.places = np.array(PLACES)

    def look_at_fault(self) -> bool:
        """Whether these parameters are those of a distribution, and its ends are ends."""
        why = self.it.wrong(self.values)
        if why:
            self.say(f"{_told(self.values)} are not its parameters: {why}")
            return False
        low, high = self.it.ends(self.values)
        if not low < high:
            self.say(f"with {_told(self.values)} it gives values from {low!r} to {high!r}")
            return False
        return True

    def look_at_quantiles(self) -> None:
        """Quantiles beside probabilities, within the ends and outside."""
        of, found = f"with {_told(self.values)}", self.quantile(self.places, *self.columns)
        low, high = self.it.ends(self.values)
        if not np.isfinite(found).all():
            self.say(f"{of} it has no quantile of {self.places[~np.isfinite(found)][0]:g}")
            return
        if (np.diff(found) < 0).any():
            self.say(f"{of} its quantiles fall where the probability rises")
        if (found < low).any() or (found > high).any():
            self.say(f"{of} it gives {found.min()!r} to {found.max()!r}, and says {low!r} to {high!r}")
        back = self.cdf(found, *self.columns)
        off = np.flatnonzero(~(np.abs(back - self.places) <= self.close))
        if len(off):
            place, value = self.places[off[0]], found[off[0]]
            self.say(f"{of} the quantile of {place:g} is {value:g}, which has the probability {back[off[0]]:g}")
        for end, beyond, wanted in ((low, -1.0, 0.0), (high, 1.0, 1.0)):
            if math.isfinite(end):
                outside = self.cdf(np.array([end + beyond * max(1.0, abs(end))]), *self.columns).item()
                if outside != wanted:
                    self.say(f"{of} the probability outside of {end:g} is {outside!r}, not {wanted:g}")

    def look_at_mean(self) -> None:
        """The mean beside that of the quantiles, between ends that cut almost nothing off."""
        low, high = self.quantile(np.array([1e-13]), *self.columns), self.quantile(np.array([1 - 1e-13]), *self.columns)
        middle = CutOff(self.it, low=True, high=True).mean(low, high, *self.columns).item()
        found = self.mean(*self.columns).item()
        size = (self.quantile(np.array([0.95]), *self.columns) - self.quantile(np.array([0.05]), *self.columns)).item()
        if not abs(found - middle) <= 1e-6 * size:
            self.say(f"with {_told(self.values)} its mean is {found!r}, that of its quantiles {middle!r}")

    def look_at_rows(self) -> None:
        """Rows have nothing to do with each other, and what is missing stays so."""
        rows = len(self.places)
        wide = [np.repeat(it, rows) for it in self.columns]
        for what, kernel, first in (("quantile", self.quantile, self.places), ("cdf", self.cdf, self.places)):
            self._look_at_kernel(what, kernel, [first, *wide])
            gone = kernel(np.array([np.nan]), *self.columns)
            if not np.isnan(gone).all():
                self.say(f"its {what} gives {gone.item()!r} of what is missing")
        self._look_at_kernel("mean", self.mean, wide)

    def _look_at_kernel(self, what: str, kernel: Kernel, columns: list[Any]) -> None:
        before = [it.copy() for it in columns]
        found = kernel(*columns)
        if any(not np.array_equal(a, b) for a, b in zip(before, columns, strict=True)):
            self.say(f"its {what} changes the columns that it is given")
            return
        if found.shape != columns[0].shape:
            self.say(f"its {what} gives an array of shape {found.shape} for {len(columns[0])} rows")
            return
        half = len(found) // 2
        parts = np.concatenate([kernel(*(it[:half] for it in columns)), kernel(*(it[half:] for it in columns))])
        if not np.array_equal(parts, found, equal_nan=True):
            self.say(f"its {what} gives other values when rows come in two parts: it has to look at each row alone")
        if len(kernel(*(it[:0] for it in columns))):
            self.say(f"its {what} gives values of no rows")

    def look_at_other_parameters(self) -> None:
        """Kernels and `fault` agree on what is no distribution."""
        for values in product(*((it, *OTHERS) for it in self.values)):
            columns = [np.array([it]) for it in values]
            gone = [bool(np.isnan(it).all()) for it in (self.quantile(np.array([0.3]), *columns), self.mean(*columns))]
            wrong = self.it.wrong(values) if self.it.fault is not None else ""
            if wrong and not all(gone):
                self.say(f"{_told(values)} are said to be wrong ({wrong}), and its kernels give values")
            elif any(gone) and not wrong and self.it.fault is not None:
                self.say(f"its kernels give nothing of {_told(values)}, and nothing is said to be wrong with these")
        for place in range(len(self.values)):
            columns = [np.array([np.nan if it == place else value]) for it, value in enumerate(self.values)]
            if not np.isnan(self.quantile(np.array([0.3]), *columns)).all() or not np.isnan(self.mean(*columns)).all():
                self.say(f"its kernels give values where `{self.it.parameters[place].name}` is missing")
