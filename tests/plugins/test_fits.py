"""What every fit that is installed has to be: well formed, and its examples true."""

import ast
import pickle
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from worthwhile.meaning.fits.offered import ERROR, LIKELIHOOD, ROWS
from worthwhile.meaning.fits.units import pieces
from worthwhile.plugin import Fit, Fitted, Member, Worked
from worthwhile.plugin.registry import installed
from worthwhile.run.fitting.estimating import Estimating, Found
from worthwhile.run.fitting.members import MemberKernel
from worthwhile.text import Source, Span

FITS = list(installed().toolbox.fits.values())
HERE = Span(Source("a test", ""), 0, 0)
WORKED = [(fit, it) for fit in FITS for it in fit.examples]


def options_of(fit: Fit, given: dict[str, float] | None = None) -> dict[str, float]:
    return {it.name: (given or {}).get(it.name, it.default if it.default is not None else 2.0) for it in fit.options}


@pytest.mark.parametrize("fit", FITS, ids=lambda it: it.name)
def test_a_fit_is_well_formed(fit: Fit) -> None:
    columns = fit.named(len(fit.data) + sum(it.many for it in fit.data))
    estimates = fit.estimated(columns, options_of(fit))
    known = {*columns, *(it.name for it in fit.data)}
    offered = [*(it.name for it in estimates), *(it.name for it in fit.members)]
    assert len(set(offered)) == len(offered)
    assert not {LIKELIHOOD, ROWS, ERROR} & set(offered)
    for name in (fit.name, *known, *offered):
        assert name.isidentifier()
    for told in (*(it.unit for it in estimates), *(it.unit for it in fit.members)):
        assert {name for name, _ in pieces(told)} <= known
    for member in fit.members:
        assert set(member.columns) <= {it.name for it in fit.data}
        assert {it.like for it in member.arguments} <= known | {""}
        assert member.help
        assert not any(it.many for it in member.arguments[:-1])
    assert fit.clock in known | {""}
    assert fit.help
    assert fit.source
    assert not any(it.many for it in fit.data[:-1])
    assert fit.examples, "an example is documentation and test"


@pytest.mark.parametrize(("fit", "worked"), WORKED, ids=lambda it: getattr(it, "name", getattr(it, "reads", "")))
def test_an_example_holds(fit: Fit, worked: Worked) -> None:
    gives = worked.gives if isinstance(worked.gives, tuple) else (worked.gives,)
    found = np.broadcast_to(value_of(fit, worked, pieces_of=1), (len(gives),))
    for got, want in zip(found.tolist(), gives, strict=True):
        if want is None:
            assert not np.isfinite(got)
        else:
            assert got == pytest.approx(want, rel=worked.within, abs=1e-300)


@pytest.mark.parametrize(
    ("fit", "worked"),
    [it for it in WORKED if it[1].given is None],
    ids=lambda it: getattr(it, "name", getattr(it, "reads", "")),
)
def test_parts_that_are_sent_and_merged_give_the_same(fit: Fit, worked: Worked) -> None:
    whole, parts = (value_of(fit, worked, pieces_of=it) for it in (1, 3))
    assert parts == pytest.approx(whole, rel=1e-9, nan_ok=True)


def value_of(fit: Fit, worked: Worked, *, pieces_of: int) -> Any:
    """What an example reads, of rows that are estimated from in so many parts."""
    columns = [np.asarray(it, dtype=float) for it in worked.data.values()]
    options = options_of(fit, dict(worked.options or {}))
    if worked.given is None:
        found = estimated(fit, tuple(options.values()), columns, pieces_of)
    else:
        found = Found(Fitted(dict(worked.given), {}, float("nan"), 0, {}), "")
    called = ast.parse(worked.reads, mode="eval").body
    name = called.func.id if isinstance(called, ast.Call) and isinstance(called.func, ast.Name) else worked.reads
    member = next((it for it in fit.members if it.name == name), None)
    if member is None or name in found.fitted.estimates:
        fitted = found.fitted
        return {LIKELIHOOD: fitted.log_likelihood, ROWS: fitted.rows, **fitted.estimates}[name]
    own = [np.array([float(ast.literal_eval(it))]) for it in (called.args if isinstance(called, ast.Call) else ())]
    return read(fit, member, found, own, dict(zip(worked.data, columns, strict=True)))


def estimated(fit: Fit, options: tuple[float, ...], columns: Sequence[Any], parts: int) -> Found:
    edges = [len(columns[0]) * it // parts for it in range(parts + 1)]
    made = []
    for low, high in pairwise(edges):
        estimating = Estimating(fit, options, HERE)
        estimating.add(np.zeros(high - low, dtype=np.int64), *(it[low:high] for it in columns))
        made.append(pickle.loads(pickle.dumps(estimating)))  # noqa: S301 (it was pickled here)
    for it in made[1:]:
        made[0].merge(it)
    found = made[0].finish(1)[0]
    assert isinstance(found, Found)
    return found


def read(fit: Fit, member: Member, found: Found, own: list[Any], data: dict[str, Any]) -> Any:
    """A member as the engine calls it."""
    args = list(own)
    for it in member.columns:
        args += [column for name, column in data.items() if name == it or name.removeprefix(it).isdecimal()]
    if isinstance(fit.estimates, tuple):
        args += [np.array([found.fitted.estimates[it.name]]) for it in fit.estimates]
    if member.tables or not isinstance(fit.estimates, tuple):
        args.append(np.array([found, None], dtype=object)[:1])
    with np.errstate(all="ignore"):
        return MemberKernel(fit, member)(*args)
