"""Kernels of one row after the other give what block programs and the interpreter give."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from hypothesis import event, given, settings

from properties.asking import model_of, run, table_of
from properties.generator import Drawn, models
from properties.same import identical
from worthwhile.plugin.running import Job
from worthwhile.run.powers import geometric

NUMPY: Mapping[str, Any] = {
    "pow": np.power,
    "exp": np.exp,
    "log": np.log,
    "log10": np.log10,
    "geometric_sum": lambda ratio, terms: geometric(np.array([ratio]), terms)[0],
}
"""Numpy's own in place of those of the machine's library: then all ways have the same bits."""
compiled: list[str] = []


def as_python(text: str, names: Mapping[str, Any]) -> Callable[..., None]:
    """The text of a kernel as it stands, of numpy's numbers: nothing of them raises."""
    space = {name: NUMPY.get(name, it) for name, it in names.items()} | {"min": least, "max": most, "float": np.float64}
    exec(compile(text, "<kernel>", "exec"), space)  # noqa: S102 (the engine's own text)
    compiled.append(text)

    def kernel(*args: Any) -> None:
        with np.errstate(all="ignore"):
            space["kernel"](*args)

    return kernel


def least(*values: float) -> float:
    return min(values)


def most(*values: float) -> float:
    return max(values)


@settings(max_examples=40)
@given(models().filter(lambda it: bool(it.entity)))
def test_a_kernel_gives_what_a_run_gives(drawn: Drawn) -> None:
    model, result = model_of(drawn), run(drawn)
    compiled.clear()
    data = {"customer": table_of(drawn)}
    job = Job(model, model.meaning, model.plan, model.registry, model.limits, data, block=4).compiled_by(as_python)
    found = job.here()
    event(f"kernels: {bool(compiled)}")
    for name in result:
        assert identical(result[name], found[name]), name
    assert [str(it) for it in found.diagnostics] == [str(it) for it in result.diagnostics]
