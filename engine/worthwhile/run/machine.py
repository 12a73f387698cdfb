"""The kernels of functions and aggregates, found when they are first needed."""

from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import product
from typing import Any

import numpy as np

from worthwhile.data.columns import (
    FALSE,
    FILL,
    NO_LABEL,
    TRUE,
    UNSURE,
    Array,
    Column,
    Texts,
    missing,
    plain,
)
from worthwhile.data.form import Form
from worthwhile.meaning.complaints import plugin_failed
from worthwhile.meaning.constants import call
from worthwhile.meaning.fits.offered import READ, number_of
from worthwhile.meaning.function import Aggregate, Function, Toolbox
from worthwhile.meaning.uncertain.messages import lacks as library_gone
from worthwhile.plan.steps import Step, Value
from worthwhile.run.fitting.estimating import Estimating, Found, Printing
from worthwhile.run.fitting.messages import lacks
from worthwhile.run.guarded import Guarded, blamed
from worthwhile.text import Finding, ModelError

GIVES: dict[Form, tuple[type, ...]] = {
    Form.NUMBER: (float, int),
    Form.FLAG: (bool,),
    Form.LABEL: (str,),
    Form.TEXT: (str,),
}
"""What a function of plain values gives, by the form of its step."""


class Machine:
    """Carries out functions over columns; safe to share among threads."""

    def __init__(self, toolbox: Toolbox, write: Callable[..., Any] | None = None) -> None:
        """``write`` writes a walk in another way than as a block program, or leaves it to that."""
        self.toolbox, self.write = toolbox, write
        self._kernels: dict[str, Callable[..., Any]] = {}

    def apply(self, step: Step, args: Sequence[Column], kinds: Sequence[Step]) -> Column:
        """A function, row by row. Raises `ModelError` where it breaks."""
        try:
            return self._applied(step, args, kinds)
        except (MemoryError, ModelError):
            raise
        except Exception as error:
            function = self.toolbox.functions[step.name]
            if isinstance(error, ImportError) and (function.member or function.distribution):
                raise ModelError([_lacking(function, error, step)]) from error
            cause = error.__cause__ or error
            owner = self.toolbox.owner("functions", step.name)
            raise ModelError([plugin_failed(f"`{step.name}`", cause, step.span, owner)]) from error

    def _applied(self, step: Step, args: Sequence[Column], kinds: Sequence[Step]) -> Column:
        function = self.toolbox.functions[step.name]
        if step.name == READ:
            return _read(args)
        texts = step.form is Form.TEXT or any(it.form is Form.TEXT for it in kinds)
        if texts or function.kernel is None:
            return _by_distinct(function, step, args, kinds)
        found = _of_kind(self._kernel(function)(*args), step, args)
        return finite(found) if step.form is Form.NUMBER else found

    def accumulator(self, step: Step, *, outside: bool = False) -> Any:  # noqa: ANN401 (whatever the aggregate brings)
        """A new accumulator of an aggregate; ``outside`` memory, where it has one for that.

        Raises `ModelError` where it breaks, here and in whatever is asked of it.
        """
        aggregate = self.toolbox.aggregates[step.name]
        if isinstance(step.value, Found):
            return Printing(step.value)
        owner = self.toolbox.owner("aggregates", step.name)
        if aggregate.fit is not None:
            return Estimating(aggregate.fit, step.options, step.span, owner)
        with blamed(step, owner):
            made = self._class(aggregate, outside=outside and bool(aggregate.outside))()
            return Guarded(made, step, owner, gives_back=aggregate.gives_back)

    def _kernel(self, function: Function) -> Callable[..., Any]:
        if function.name not in self._kernels:
            self._kernels[function.name] = resolved(function.kernel)
        return self._kernels[function.name]

    def _class(self, aggregate: Aggregate, *, outside: bool) -> Callable[..., Any]:
        key = f"{aggregate.name}({'outside' if outside else ''})"
        if key not in self._kernels:
            self._kernels[key] = resolved(aggregate.outside if outside else aggregate.accumulator)
        return self._kernels[key]


def _lacking(function: Function, error: ImportError, step: Step) -> Finding:
    """That the library of a fit's member or of a distribution is not installed."""
    module = error.name or str(error)
    if function.member is not None:
        return lacks(function.member[0].name, module, function.member[0].extra, step.span)
    assert function.distribution is not None  # noqa: S101 (the caller looked)
    return library_gone(function.distribution, module, step.span)


def _read(args: Sequence[Column]) -> Column:
    """A number of what was estimated; missing where nothing was."""
    found, what = args
    assert isinstance(what, Texts)  # noqa: S101 (the compiler gives it)
    known = None if isinstance(found, Texts) else found[0]
    if known is None:
        return np.array([np.nan])
    return finite(np.array([number_of(known.fitted, str(what.words[what.codes[0]]))]))


def resolved(told: str | Callable[..., Any] | None) -> Callable[..., Any]:
    """A kernel or an accumulator, imported where it is told by its place."""
    if not isinstance(told, str):
        assert told is not None  # noqa: S101 (the caller looked)
        return told
    module, _, name = told.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _of_kind(found: Any, step: Step, args: Sequence[Column]) -> Array:  # noqa: ANN401 (whatever a kernel gives)
    """What a kernel has given, if it is a column such as its step has. Raises `TypeError`."""
    wanted = FILL[step.form].dtype
    if not isinstance(found, np.ndarray):
        raise TypeError(f"its kernel gives `{type(found).__name__}`, where an array was expected")
    if found.dtype != wanted and (step.form is not Form.NUMBER or found.dtype.kind not in "fiu"):
        raise TypeError(f"its kernel gives an array of {found.dtype}, where {wanted} was expected")
    rows = next(
        (len(it) for it in args if len(it) != 1), 1
    )  # one value stands for all rows, of which there may be none
    if found.ndim != 1 or (len(found) != rows and len(found) != 1):
        raise TypeError(f"its kernel gives an array of shape {found.shape} for {rows} rows")
    return found


def finite(column: Array) -> Array:
    """What is no number, or too large for one, is missing."""
    if column.dtype != np.float64:
        column = column.astype(np.float64)
    infinite = np.isinf(column)
    return np.where(infinite, np.nan, column) if infinite.any() else column


def _by_distinct(function: Function, step: Step, args: Sequence[Column], kinds: Sequence[Step]) -> Column:
    """A function of texts: once for each combination of values that there is."""
    coded = [_coded(it, kind) for it, kind in zip(args, kinds, strict=True)]
    sizes = [len(values) + 1 for _, values in coded]
    total = int(np.prod(sizes, dtype=np.float64)) if coded else 1
    combined = np.zeros(max((len(codes) for codes, _ in coded), default=1), dtype=np.int64)
    for (codes, _), size in zip(coded, sizes, strict=True):
        combined = combined * size + (codes + 1)
    if total <= 4 * len(combined) + 64:  # few combinations: one result each, found by its place
        choices = [(None, *values) for _, values in coded]
        results = [_called(function, list(it)) for it in product(*choices)]
        return _from_values(results, combined, step)
    distinct, places = np.unique(combined, return_inverse=True)
    results = []
    for code in distinct.tolist():
        values: list[Value] = []
        for (_, known), size in zip(reversed(coded), reversed(sizes), strict=True):
            code, place = divmod(code, size)  # noqa: PLW2901 (digit by digit)
            values.append(known[place - 1] if place else None)
        results.append(_called(function, values[::-1]))
    return _from_values(results, places, step)


def _called(function: Function, values: list[Value]) -> Value:
    return call(function, values)


def _coded(column: Column, kind: Step) -> tuple[Array, list[Value]]:
    """A column as places in the list of its values."""
    if isinstance(column, Texts):
        return column.codes, column.words.tolist()
    if kind.form is Form.LABEL:
        return column, list(kind.labels)
    values, codes = np.unique(column, return_inverse=True)
    codes = np.where(missing(column), NO_LABEL, codes)
    return codes, plain(values, kind.form, kind.labels)


def _from_values(results: list[Value], places: Array, step: Step) -> Column:
    wrong = next((it for it in results if it is not None and not isinstance(it, GIVES[step.form])), None)
    if wrong is not None:
        raise TypeError(f"it gives `{type(wrong).__name__}`, where a {step.form} was expected")
    if step.form is Form.TEXT:
        lexicon: dict[str, int] = {}
        codes = [NO_LABEL if it is None else lexicon.setdefault(str(it), len(lexicon)) for it in results]
        return Texts(np.array(codes, dtype=np.int32)[places], np.array(list(lexicon), dtype=object))
    if step.form is Form.LABEL:
        known = {label: place for place, label in enumerate(step.labels)}
        codes = [known.get(str(it), NO_LABEL) for it in results]
        return np.array(codes, dtype=np.int32)[places]
    if step.form is Form.FLAG:
        flags = [UNSURE if it is None else TRUE if it else FALSE for it in results]
        return np.array(flags, dtype=np.uint8)[places]
    numbers = [np.nan if it is None else float(it) for it in results]
    return np.array(numbers)[places]
