"""Fits: their examples, and estimates that do not hang on the order in which rows came, or from where."""

import itertools
import math
import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from worthwhile.meaning.fitting import Fit, Fitted, Unfit, Worked
from worthwhile.run.machine import resolved
from worthwhile.testing.faults import Say, finding, told
from worthwhile.testing.samples import trying

PARTS = 4


def check_fit(
    fit: Fit,
    data: Mapping[str, Sequence[float]],
    *,
    options: Mapping[str, float] | None = None,
    close: float = 1e-6,
    expected: Mapping[str, float] | None = None,
    within: float = 1e-3,
) -> None:
    """Check a fit of `fits()` on data that it can be estimated of; raises `Nonconforming` with all that is wrong.

    ``data`` are columns by the names of its data, none missing; ``options`` those that it is told.

    - It has a help that is a sentence, a source, and bounds that its estimates keep.
    - It estimates each of its parameters, with a standard error (NaN where the data does not tell), counts the rows,
      and has a log-likelihood if it says so. ``expected`` are estimates that are known, met ``within`` so much, relative.
    - Rows part by part, merged, sent elsewhere in between, and in another order come to the same, up to ``close``,
      relative.
    - Its members give a value for each row, or one for all, and NaN where they are handed NaN.
    - Its examples hold.
    """
    with finding(f"the fit `{fit.name}`") as say:
        for what, words in (("help", fit.help),):
            if not words.endswith("."):
                say(f"its {what} is no sentence: it ends without a full stop")
        if not fit.source:
            say("it does not say where the method is from")
        trying("fits", fit)
        try:
            made = resolved(fit.estimator)
        except Exception as error:  # noqa: BLE001 (whatever an import does)
            say(f"its estimator is not there: {told(error)}")
            return
        names = list(fit.named(len(data)))
        if sorted(names) != sorted(data):
            say(f"its data are {names}, it is tried on {list(data)}")
            return
        columns = [np.asarray(data[it], dtype=np.float64) for it in names]
        trial = _Trial(fit, _making(fit, made, options), options or {}, names, close, say)
        try:
            fitted = trial.estimated(columns)
            if fitted is not None:
                trial.look_at_estimates(fitted, len(columns[0]), expected or {}, within)
                trial.look_at_parts(columns, fitted)
                trial.look_at_members(columns, fitted)
        except Exception as error:  # noqa: BLE001 (whatever an estimator does)
            say(f"its estimator breaks: {told(error)}")
        for example in fit.examples:
            _look_at_example(fit, made, example, say)


def _making(fit: Fit, made: Callable[..., Any], options: Mapping[str, float] | None) -> Callable[[], Any]:
    told_ = options or {}
    values = [told_.get(it.name, it.default) for it in fit.options]
    return lambda: made(*values)


class _Trial:
    def __init__(
        self,
        fit: Fit,
        make: Callable[[], Any],
        options: Mapping[str, float],
        names: Sequence[str],
        close: float,
        say: Say,
    ) -> None:
        self.fit, self.make, self.options, self.names, self.close, self.say = fit, make, options, names, close, say

    def _fed(self, columns: Sequence[Any]) -> Any:  # noqa: ANN401 (an estimator)
        estimator = self.make()
        estimator.add(*columns)
        return estimator

    def estimated(self, columns: Sequence[Any]) -> Fitted | None:
        """What comes of all rows at once."""
        try:
            fitted = self._fed(columns).finish()
        except Unfit as unfit:
            self.say(f"it refuses the data: {unfit.why}")
            return None
        if not isinstance(fitted, Fitted):
            self.say(f"its estimator gives `{type(fitted).__name__}`, where `Fitted` was expected")
            return None
        return fitted

    def look_at_estimates(self, fitted: Fitted, rows: int, expected: Mapping[str, float], within: float) -> None:
        """Each parameter, its bounds and its error."""
        wanted = {it.name: it for it in self.fit.estimated(self.names, self.options)}
        if set(fitted.estimates) != set(wanted):
            self.say(f"it estimates {sorted(fitted.estimates)}, its parameters are {sorted(wanted)}")
            return
        if set(fitted.errors) != set(wanted):
            self.say(f"it has standard errors of {sorted(fitted.errors)}, its parameters are {sorted(wanted)}")
        for name, it in wanted.items():
            value, error = fitted.estimates[name], fitted.errors.get(name, math.nan)
            low, high = it.low if it.low is not None else -math.inf, it.high if it.high is not None else math.inf
            if not low <= value <= high:
                self.say(f"it estimates {name} as {value!r}, outside of its bounds")
            if error < 0 or math.isinf(error):
                self.say(f"the standard error of {name} is {error!r}")
        for name, known in expected.items():
            if name in fitted.estimates and not math.isclose(fitted.estimates[name], known, rel_tol=within):
                self.say(f"it estimates {name} as {fitted.estimates[name]!r}, which is known to be {known!r}")
        if fitted.rows != rows:
            self.say(f"it has counted {fitted.rows} rows of {rows}")
        if self.fit.likelihood != math.isfinite(fitted.log_likelihood):
            self.say(
                f"its log-likelihood is {fitted.log_likelihood!r}; it says that it has {'one' if self.fit.likelihood else 'none'}"
            )

    def look_at_parts(self, columns: Sequence[Any], fitted: Fitted) -> None:
        """The same rows, come in other ways."""
        rows = len(columns[0])
        edges = [rows * it // PARTS for it in range(PARTS + 1)]
        cut = [[it[a:b] for it in columns] for a, b in itertools.pairwise(edges)]
        fed = self.make()
        for part in cut:
            fed.add(*part)
        self._beside("fed part by part", fed, fitted)
        merged = self._fed(cut[0])
        for part in cut[1:]:
            merged.merge(pickle.loads(pickle.dumps(self._fed(part))))  # noqa: S301 (our own)
        merged.merge(self.make())
        self._beside("merged from parts that were elsewhere", merged, fitted)
        order = np.random.default_rng(20260101).permutation(rows)
        self._beside("with its rows in another order", self._fed([it[order] for it in columns]), fitted)

    def _beside(self, how: str, estimator: Any, fitted: Fitted) -> None:  # noqa: ANN401 (an estimator)
        found = estimator.finish()
        for name, value in fitted.estimates.items():
            if not math.isclose(found.estimates[name], value, rel_tol=self.close, abs_tol=self.close * 1e-3):
                self.say(f"{how} it estimates {name} as {found.estimates[name]!r}, at once as {value!r}")

    def look_at_members(self, columns: Sequence[Any], fitted: Fitted) -> None:
        """What formulas read, row by row."""
        for member in self.fit.members:
            kernel = resolved(member.kernel)
            of_rows = _of_rows(self.names, columns, member.columns)
            rows = len(of_rows[0]) if of_rows else 1
            own = [
                np.ones(rows)
                for it in member.arguments
                for _ in (_of_rows(self.names, columns, [it.like]) if it.many else [it])
            ]
            tables = fitted.tables if member.tables else {}
            with np.errstate(all="ignore"):
                found = np.asarray(kernel(*own, estimates=fitted.estimates, columns=of_rows, tables=tables))
            if found.shape not in ((rows,), (), (1,)):
                self.say(f"its member `{member.name}` gives an array of shape {found.shape} for {rows} rows")
            if member.columns:
                gone = tuple(np.full(rows, np.nan) for _ in of_rows)
                with np.errstate(all="ignore"):
                    nothing = np.asarray(kernel(*own, estimates=fitted.estimates, columns=gone, tables=tables))
                if not np.isnan(nothing).all():
                    self.say(f"its member `{member.name}` gives values of rows that are missing")


def _of_rows(names: Sequence[str], columns: Sequence[Any], wanted: Sequence[str]) -> tuple[Any, ...]:
    """The columns of some data; ``x`` stands for ``x1``, ``x2``, ..."""
    return tuple(
        column
        for it in wanted
        for name, column in zip(names, columns, strict=True)
        if it in (name, name.rstrip("0123456789"))
    )


def _look_at_example(fit: Fit, made: Callable[..., Any], example: Worked, say: Say) -> None:
    names = list(fit.named(len(example.data)))
    columns = [np.asarray(example.data[it], dtype=np.float64) for it in names]
    options = example.options or {}
    try:
        if example.given is not None:
            fitted = Fitted(example.given, {}, math.nan, len(columns[0]) if columns else 0, {})
        else:
            estimator = _making(fit, made, options)()
            estimator.add(*columns)
            fitted = estimator.finish()
        found = _read(fit, fitted, names, columns, example.reads)
    except Exception as error:  # noqa: BLE001 (whatever a fit does)
        say(f"its example `{example.reads}` breaks: {told(error)}")
        return
    wanted = np.array(
        [
            math.nan if it is None else it
            for it in (example.gives if isinstance(example.gives, tuple) else (example.gives,))
        ]
    )
    if not np.allclose(np.broadcast_to(found, wanted.shape), wanted, rtol=example.within, atol=0, equal_nan=True):
        say(f"its example `{example.reads}` gives {found.tolist()}, not {wanted.tolist()}")


def _read(fit: Fit, fitted: Fitted, names: Sequence[str], columns: Sequence[Any], reads: str) -> Any:  # noqa: ANN401 (an array)
    if reads == "log_likelihood":
        return np.array(fitted.log_likelihood)
    if reads in fitted.estimates:
        return np.array(fitted.estimates[reads])
    name, _, rest = reads.partition("(")
    member = next(it for it in fit.members if it.name == name)
    own = [np.array([float(it)]) for it in rest.removesuffix(")").split(",") if it.strip()]
    of_rows = _of_rows(names, columns, member.columns)
    with np.errstate(all="ignore"):
        return np.asarray(
            resolved(member.kernel)(
                *own, estimates=fitted.estimates, columns=of_rows, tables=fitted.tables if member.tables else {}
            )
        )
