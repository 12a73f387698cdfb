"""Libraries, runners, printers, units, lints, sections, commands, and a plugin as a whole."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import SkipTest

from worthwhile.cli.commands import by_plugin
from worthwhile.model import load, parse_model
from worthwhile.plugin.hooks import HOOKS
from worthwhile.plugin.kinds import Library, Lint, Printer, Runner, Section
from worthwhile.plugin.offers import wrong
from worthwhile.plugin.registry import API, Registry
from worthwhile.reuse import Places
from worthwhile.testing.faults import Say, finding, told
from worthwhile.testing.samples import plugin_of, registry_with, sample_result, trying
from worthwhile.text import Finding, ModelError, Source, errors
from worthwhile.understanding import libraries_of, read_source, understand
from worthwhile.units import Measure, Rates

TRIED = (
    (
        "entity row key id\ninputs:\n    x : USD optional\n    n : count\nratio = x / n\ntotal = sum(x over row)\n"
        "share = x / total\nsegment size:\n    small when x < $10\n    large otherwise\n"
    ),
    (
        "entity row key id\ntimeline 6 months paid end\ninputs:\n    fee : USD per month\n    churn : percent\n"
        "left = (1 - churn)^(t / (1 month))\nworth = npv(fee * left, rate: 8% per year)\n"
    ),
    (
        "entity row key id\ninputs:\n    x : number\nrecords sales of row by id:\n    amount : number optional\n"
        "spent = sum(sales.amount)\nmost = max(sales.amount)\nboth = x + (spent ?? 0)\n"
    ),
)
TABLES: tuple[dict[str, Any], ...] = (
    {"": {"id": list("abcde"), "x": [1.5, None, 12.25, 0.1, 7.0], "n": [1, 2, 3, 0, 5]}},
    {"": {"id": list("abc"), "fee": [10.0, 20.5, 0.0], "churn": [0.03, 0.5, 0.1]}},
    {
        "": {"id": list("abc"), "x": [1.0, 2.0, 3.0]},
        "sales": {"id": list("aabbb"), "amount": [1.5, 2.5, None, 4.0, 0.125]},
    },
)


def check_library(library: Library, *plugins: object) -> None:
    """Check a library of `libraries()`; raises `Nonconforming` with all that is wrong.

    Every model in its folder, in folders within it too, has no error and no warning, tests of its own that pass, and can
    be imported by its name.
    """
    with finding(f"the library `{library.name}`") as say:
        tools = registry_with(*plugins)
        fault = wrong("libraries", library)
        if fault:
            say(fault)
            return
        registry = replace(tools, libraries={library.name: library, **tools.libraries})
        files = sorted(Path(library.folder).rglob("*.worth"))
        if not files:
            say(f"there is no model in {library.folder}")
        for file in files:
            name = file.relative_to(library.folder).with_suffix("").as_posix().replace("/", ".")
            places = Places.of(file, libraries_of(registry), read_source)
            try:
                findings = understand(read_source(file), registry, places=places).findings
                for it in findings:
                    say(f"{name}: {it}")
                if errors(findings):
                    continue
                outcomes = load(file, registry=registry).test()
                if not outcomes:
                    say(f"{name}: it has no test")
                for outcome in outcomes:
                    if not outcome.ok:
                        why = "; ".join(it.message for it in outcome.findings)
                        say(f"{name}: the test {outcome.name!r} fails: {why}")
                parse_model(f"import {name} as taken\n", registry=registry)
            except ModelError as error:
                say(f"{name}: {error.findings[0]}")


def check_runner(runner: Runner, *plugins: object) -> None:
    """Check a runner of `runners()`: it gives what a run here gives, to the bit, and says the same of the data.

    Rows with formulas, totals over all, segments, a timeline, records, with missing values among them. Raises `SkipTest`,
    which pytest takes for a skip, where the runner says that it lacks something.
    """
    with finding(f"the runner `{runner.name}`") as say:
        lacks = runner.lacks()
        if not isinstance(lacks, str):
            say(f"what it lacks is `{type(lacks).__name__}`, where a text was expected")
            return
        if lacks:
            raise SkipTest(f"the runner `{runner.name}` needs {lacks}")
        registry = trying("runners", runner, *plugins)
        for text, tables in zip(TRIED, TABLES, strict=True):
            model = parse_model(text, registry=registry)
            rest = {name: it for name, it in tables.items() if name}
            here = model.run(tables[""], **rest)
            try:
                there = model.run(tables[""], on=runner.name, **rest)
            except ModelError as error:
                say(f"it does not run a model: {error.findings[0].message}")
                continue
            if there.keys != here.keys:
                say(f"it gives the rows {there.keys}, not {here.keys}")
            for name in here:
                if str(there.values(name)) != str(here.values(name)):
                    say(f"`{name}` is {there.values(name)}, here {here.values(name)}")
            if [it.code for it in there.diagnostics] != [it.code for it in here.diagnostics]:
                say(
                    f"it says {[it.code for it in there.diagnostics]} of the data, here that is {[it.code for it in here.diagnostics]}"
                )


def check_printer(printer: Printer, run: Callable[[str], object] | None = None) -> None:
    """Check a printer of `targets()`: it gives a text that is not empty, the same each time, of models of all kinds.

    ``run`` takes each text, as a compiler or an interpreter of what is printed does; it may raise.
    """
    with finding(f"the printer `{printer.name}`") as say:
        registry = trying("targets", printer)
        for text in TRIED:
            try:
                once, again = (parse_model(text, registry=registry).compile(printer.name) for _ in range(2))
            except ModelError as error:
                say(f"it does not print a model: {error.findings[0].message}")
                continue
            if not once.strip():
                say("it prints nothing")
            if once != again:
                say("it prints the same model in two ways")
            if run is not None:
                try:
                    run(once)
                except Exception as error:  # noqa: BLE001 (whatever is wrong with a text)
                    say(f"what it prints is refused: {told(error)}")


def check_units(offered: Iterable[Measure | Rates]) -> None:
    """Check what `units()` offers: a model can write each unit, count or pay in it, and read each rate on its dates."""
    offered = list(offered)
    with finding("the units") as say:
        registry = registry_with(plugin_of("units", offered))
        for it in offered:
            lines = _lines_with(it) if isinstance(it, Measure) else _lines_of_rates(it)
            for line, wanted in lines:
                try:
                    found = parse_model(line, registry=registry).evaluate()["result"]
                except ModelError as error:
                    say(f"`{line.splitlines()[-1]}`: {error.findings[0].message}")
                    continue
                if not isinstance(found, int | float) or abs(found - wanted) > 1e-12 * abs(wanted):
                    say(f"`{line.splitlines()[-1]}` is {found!r}, not {wanted!r}")


def _lines_with(it: Measure) -> Iterable[tuple[str, float]]:
    yield f"result = 2 {it.name} / 1 {it.name}\n", 2.0
    if it.base != it.name and it.base.isidentifier():
        yield f"result = (1 {it.name}) / (1 {it.base})\n", float(it.scale)
    if it.is_currency:
        yield f"currency {it.name}\nresult = 3 {it.name} + 4 {it.name}\n", 7.0


def _lines_of_rates(it: Rates) -> Iterable[tuple[str, float]]:
    for day, rate in it.lines():
        yield f"result = 10 {it.base} * fx.{it.base}_{it.quote}[{day}] / 1 {it.quote}\n", 10 * float(rate)


def check_lint(lint: Lint, wrong: str, right: str) -> None:
    """Check a lint of `lints()`: it finds something in the model ``wrong`` and nothing in ``right``, both without errors.

    Its findings are warnings or notes with one of its codes, a place in the text and a hint.
    """
    with finding(f"the lint {', '.join(lint.codes)}") as say:
        trying("lints", lint)
        registry = registry_with()
        for text, is_wrong in ((wrong, True), (right, False)):
            understood = understand(Source("tried", text), registry)
            if errors(understood.findings):
                say(f"a model it is tried on has an error: {errors(understood.findings)[0]}")
                continue
            try:
                found = lint(understood.meaning)
            except Exception as error:  # noqa: BLE001 (whatever a lint does)
                say(f"it breaks over a model: {told(error)}")
                continue
            if bool(found) != is_wrong:
                say(
                    "it finds nothing in the wrong model"
                    if is_wrong
                    else f"it finds fault with the right model: {found[0]}"
                )
            for it in found:
                _look_at_finding(it, lint.codes, say)


def _look_at_finding(it: Finding, codes: Sequence[str], say: Say) -> None:
    if it.code not in codes:
        say(f"it finds {it.code}, which is not among its codes")
    if it.level == "error":
        say(f"{it.code} is an error: a lint warns")
    if it.span is None:
        say(f"{it.code} does not say where")
    if not it.hint:
        say(f"{it.code} does not say how to mend it")


def check_section(section: Section) -> None:
    """Check a section of `report_sections()`: HTML of a result that needs nothing from elsewhere, the same each time."""
    with finding(f"the section `{section.name}`") as say:
        trying("report_sections", section)
        result = sample_result()
        try:
            once, again = section.html(result), section.html(result)
        except Exception as error:  # noqa: BLE001 (whatever a section does)
            say(f"it breaks over a result: {told(error)}")
            return
        if not isinstance(once, str):
            say(f"it gives `{type(once).__name__}`, where a text was expected")
        elif once != again:
            say("it gives the same result in two ways")
        elif any(it in once for it in ('src="http', 'href="http', "src='http", "@import")):
            say("it needs something from elsewhere: a report is one file that stands by itself")


def check_plugin(plugin: ModuleType, *others: object) -> None:
    """Check a plugin as a whole: it can be taken, says the version of the door, offers the same each time, prints nothing.

    Every command that it adds says what it is for.
    """
    with finding(f"the plugin `{plugin.__name__}`") as say:
        said = StringIO()
        with redirect_stdout(said):
            try:
                registry_with(*others, plugin)
                first, again = (Registry.shipped_with(*others, plugin) for _ in range(2))
            except AssertionError as error:
                say(str(error))
                return
        if said.getvalue():
            say(f"it prints {said.getvalue()!r}: what it has to say are findings")
        if getattr(plugin, "worthwhile_api", None) != API:
            say(f"it does not say which version of the door it is written for: `worthwhile_api = {API}`")
        names = [[(it.name, dict(it.adds)) for it in tools.plugins] for tools in (first, again)]
        if names[0] != names[1]:
            say("it offers something else when it is asked a second time")
        if not any(hasattr(plugin, it) for it in (*HOOKS, "bundle")):
            say("it has no hook")
        refused: list[Finding] = []
        for names_ in by_plugin(first, refused).values():
            for name, command in names_.items():
                if not command.get_short_help_str():
                    say(f"the command `{name}` does not say what it is for")
        for it in refused:
            say(it.message)
