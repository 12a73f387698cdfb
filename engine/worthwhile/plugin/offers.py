"""What a hook may answer: each thing that plugins offer is looked at before it is taken.

What is told here is told once, when plugins are gathered, with the name of the plugin; without it a wrong
answer would come to light in the middle of a run.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from worthwhile.meaning.fitting import Fit
from worthwhile.meaning.function import Aggregate, Function, Parameter
from worthwhile.meaning.uncertain.distribution import Distribution, DistributionParameter
from worthwhile.plugin.kinds import Library, Lint
from worthwhile.text.frozen import frozen
from worthwhile.units import STANDARD, Measure, Rates


@frozen
class Expected:
    """What a hook wants of each thing it is given: one of these classes, or whatever has these members."""

    words: str
    classes: tuple[type, ...] = ()
    texts: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    look: Callable[..., str] | None = None
    """Says what is wrong with one, in words; nothing where it is fine."""


def wrong(hook: str, offered: object) -> str:
    """What is wrong with what a hook was given, in words; nothing where it is of the right kind."""
    expected = EXPECTED[hook]
    kind = type(offered).__name__
    if expected.classes and not isinstance(offered, expected.classes):
        return f"`{hook}()` gave {_article(kind)}, where {expected.words} was expected"
    for member in expected.texts:
        if not isinstance(getattr(offered, member, None), str) or not getattr(offered, member):
            return f"`{hook}()` gave {_article(kind)} without a `{member}` that is a text: {expected.words} has one"
    for member in expected.methods:
        if not callable(getattr(offered, member, None)):
            return f"`{hook}()` gave {_article(kind)} without `{member}()`: {expected.words} has one"
    return expected.look(offered) if expected.look else ""


def _article(kind: str) -> str:
    return "None" if kind == "NoneType" else f"`{kind}`"


def _function(it: Function) -> str:
    if not isinstance(it.name, str) or not it.name:
        return "a function has no name"
    if not callable(it.rule):
        return f"the function `{it.name}` has no rule of units"
    if not all(isinstance(each, Parameter) for each in it.parameters):
        return f"the parameters of the function `{it.name}` are not all `Parameter`s"
    return _told(f"the kernel of `{it.name}`", it.kernel) or _callable(it.name, scalar=it.scalar, expand=it.expand)


def _aggregate(it: Aggregate) -> str:
    if not isinstance(it.name, str) or not it.name:
        return "an aggregate has no name"
    if not callable(it.rule):
        return f"the aggregate `{it.name}` has no rule of units"
    if not all(isinstance(each, Parameter) for each in it.parameters):
        return f"the parameters of the aggregate `{it.name}` are not all `Parameter`s"
    return _told(f"the accumulator of `{it.name}`", it.accumulator) or _callable(it.name, scalar=it.scalar)


def _distribution(it: Distribution) -> str:
    if not it.parameters or not all(isinstance(each, DistributionParameter) for each in it.parameters):
        return f"the parameters of the distribution `{it.name}` are not all `DistributionParameter`s"
    if not isinstance(it.called, str) or not it.called.isidentifier():
        return f"a distribution is called `{it.called}`, which is no name that a model can write"
    if it.sign is not None and len(it.parameters) != 2:  # noqa: PLR2004 (what stands on both sides of the sign)
        return f"the distribution `{it.name}` is written `{it.sign}`, and has not two parameters"
    if None in it.kernels:
        return f"the distribution `{it.name}` lacks one of `quantile`, `cdf` and `mean`"
    for kernel in it.kernels:
        told = _told(f"a kernel of `{it.name}`", kernel)
        if told:
            return told
    return _callable(it.name, fault=it.fault, support=it.support)


def _told(what: str, told: object) -> str:
    if isinstance(told, str) and not (told.count(":") == 1 and all(told.split(":"))):
        return f"{what} is told as `{told}`, which is not `module:name`"
    return "" if told is None or isinstance(told, str) or callable(told) else f"{what} cannot be called"


def _callable(name: str, **parts: object) -> str:
    for part, it in parts.items():
        if it is not None and not callable(it):
            return f"`{part}` of `{name}` cannot be called"
    return ""


def _library(it: Library) -> str:
    if not it.name.isidentifier():
        return f"a library is called `{it.name}`, which is no name"
    return "" if Path(it.folder).is_dir() else f"the folder of the library `{it.name}` is not there: {it.folder}"


def _lint(it: Lint) -> str:
    if not it.codes or not all(isinstance(each, str) for each in it.codes):
        return "a lint does not say the codes of what it finds"
    return "" if callable(it.look) else f"the lint {', '.join(it.codes)} cannot be called"


def _units(it: Measure | Rates) -> str:
    if isinstance(it, Rates):
        return it.fault()
    if not isinstance(it.name, str) or not it.name.isidentifier():
        return f"a unit is called `{it.name}`, which is no name that a model can write"
    if it.name in STANDARD:
        return f"there is a unit `{it.name}` already"
    if not isinstance(it.scale, Fraction) or it.scale <= 0:
        return f"the unit `{it.name}` is `{it.scale!r}` of `{it.base}`: that has to be a Fraction above 0"
    return ""


EXPECTED: Mapping[str, Expected] = {
    "functions": Expected("a `Function`", (Function,), look=_function),
    "aggregates": Expected("an `Aggregate`", (Aggregate,), look=_aggregate),
    "fits": Expected("a `Fit`", (Fit,), texts=("name",)),
    "distributions": Expected("a `Distribution`", (Distribution,), texts=("name",), look=_distribution),
    "sources": Expected("a source", texts=("name",), methods=("claims", "open")),
    "outputs": Expected("an output", texts=("name",), methods=("claims", "write")),
    "runners": Expected("a runner", texts=("name",), methods=("lacks", "run")),
    "targets": Expected("a printer", texts=("name",), methods=("printed",)),
    "libraries": Expected("a `Library`", (Library,), look=_library),
    "units": Expected("a `Measure` or `Rates`", (Measure, Rates), look=_units),
    "report_sections": Expected("a section", texts=("name", "title"), methods=("html",)),
    "lints": Expected("a `Lint`", (Lint,), look=_lint),
}
