"""What fits show of themselves holds: each worked example, by the fit's own estimator and kernels."""

import ast
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from worthwhile.plugin import Fit, Worked
from worthwhile_plugins.fits import bgbb, gamma_gamma, repeat_buying

FITS = [fit for module in (bgbb, gamma_gamma, repeat_buying) for fit in module.fits()]
EXAMPLES = [(fit, it) for fit in FITS for it in fit.examples]


def found(named: Any) -> Any:
    module, _, name = str(named).partition(":")
    return getattr(import_module(module), name)


@pytest.mark.parametrize(("fit", "example"), EXAMPLES, ids=[f"{fit.name}: {it.reads}" for fit, it in EXAMPLES])
def test_examples_hold(fit: Fit, example: Worked) -> None:
    call = ast.parse(example.reads, mode="eval").body
    name, own = (call.func, [ast.literal_eval(it) for it in call.args]) if isinstance(call, ast.Call) else (call, [])
    assert isinstance(name, ast.Name)
    member = next(it for it in fit.members if it.name == name.id)
    columns = tuple(np.asarray(example.data[it], dtype=float) for it in member.columns)
    value = found(member.kernel)(*map(float, own), estimates=example.given, columns=columns, tables={})
    wanted = example.gives if isinstance(example.gives, tuple) else (example.gives,)
    assert np.ravel(value).tolist() == pytest.approx(list(wanted), rel=example.within)


@pytest.mark.parametrize("fit", FITS, ids=[it.name for it in FITS])
def test_what_is_offered_is_there(fit: Fit) -> None:
    assert callable(found(fit.estimator))
    for member in fit.members:
        assert callable(found(member.kernel))
        assert member.help
        assert member.fails
        assert member.source
