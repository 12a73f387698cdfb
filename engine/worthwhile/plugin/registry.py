"""All that the installed plugins offer, gathered once and then fixed.

This is the only file that makes a plugin manager. A plugin that fails, at import or at a hook, or gives
something else than the hook asks for, is left out whole and named with its reason: half a plugin would
be a trap. It never takes the others with it.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any

import pluggy

from worthwhile.meaning import complaints
from worthwhile.meaning.fits.offered import aggregates_of, functions_of
from worthwhile.meaning.function import Aggregate, Function, Offers, Toolbox
from worthwhile.meaning.uncertain.offered import functions_of as drawing_functions
from worthwhile.plugin import hooks
from worthwhile.plugin.kinds import Library, Lint, Printer, Runner, Section, Source, Target
from worthwhile.plugin.offers import wrong
from worthwhile.text import Finding, Level, ModelError, did_you_mean
from worthwhile.text.frozen import frozen
from worthwhile.text.shown import shown
from worthwhile.units import STANDARD, Measure, Rates

GROUP = "worthwhile"
SHIPPED = "shipped"
"""The entry point of what ships, which comes first."""
DISABLE = "WORTHWHILE_DISABLE_PLUGINS"
API = 1
"""The version of the plugin door; a plugin may say which it is written for: ``worthwhile_api = 1``."""


@frozen
class Installed:
    """One plugin: where it comes from, what it adds, and why it is not there."""

    name: str
    distribution: str
    version: str
    adds: Mapping[str, tuple[str, ...]]
    fault: str = ""
    disabled: bool = False

    def finding(self) -> Finding:
        """Its fault as a finding."""
        hint = f"`worthwhile plugins` lists all; {DISABLE}={self.name} leaves it out"
        return Finding("W0804", Level.WARNING, f"the plugin `{self.name}` is left out: {self.fault}", hint=hint)


@dataclass(frozen=True)
class Registry:
    """What there is to work with, each thing under the word it is asked for by."""

    toolbox: Toolbox
    sources: tuple[Source, ...]
    outputs: tuple[Target, ...]
    units: tuple[Measure | Rates, ...]
    lints: tuple[Lint, ...]
    libraries: Mapping[str, Library]
    runners: tuple[Runner, ...]
    targets: tuple[Printer, ...]
    plugins: tuple[Installed, ...]
    commanders: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """By plugin: what adds its commands to the command line."""
    sections: tuple[Section, ...] = ()
    unknown: tuple[str, ...] = ()
    """Names in WORTHWHILE_DISABLE_PLUGINS that no plugin has."""

    @classmethod
    def of(cls, *plugins: object) -> "Registry":
        """Gather what these plugins offer, and no others."""
        gathering = _Gathering(frozenset())
        for it in plugins:
            gathering.take(str(getattr(it, "__name__", type(it).__name__)), it, "", "")
        return gathering.registry()

    @classmethod
    def shipped_with(cls, *plugins: object) -> "Registry":
        """Gather what ships and what these plugins offer, and nothing else that is installed.

        One of these that is installed has the name it is installed under, another that of its module.
        """
        gathering, names = _Gathering(frozenset()), {}
        for point in sorted(entry_points(group=GROUP), key=_place):
            names[point.value] = point
            if point.name == SHIPPED:
                gathering.load(point)
        for it in plugins:
            known = names.get(str(getattr(it, "__name__", "")))
            if known is None:
                gathering.take(_last(it).removeprefix(f"{GROUP}_"), it, "", "")
            else:
                gathering.take(known.name, it, known.dist.name if known.dist else "", "")
        return gathering.registry()

    def owner(self, hook: str, name: str) -> str:
        """The plugin that offers a thing; nothing where it is not known."""
        return self.toolbox.owner(hook, name)

    def owner_of_lint(self, lint: Lint) -> str:
        """The plugin that offers a lint: several may have codes in common."""
        return self.owner("lints", f"{_word(lint)} {self.lints.index(lint)}") if lint in self.lints else ""


@cache
def installed() -> Registry:
    """Gather what every installed plugin offers.

    What ships comes first, then the others by the names of their entry points, those of one name by their
    distributions: the order is the same on every machine, and whoever comes first keeps a name.
    """
    gathering = _Gathering(frozenset(_key(it) for it in os.environ.get(DISABLE, "").split(",") if it.strip()))
    for point in sorted(entry_points(group=GROUP), key=_place):
        gathering.load(point)
    return gathering.registry()


def _place(point: EntryPoint) -> tuple[bool, str, str, str]:
    return point.name != SHIPPED, point.name, point.dist.name if point.dist else "", point.value


def _key(name: str) -> str:
    """A name of a plugin or a distribution, as it is compared."""
    return name.strip().lower().replace("-", "_").replace(".", "_")


def _manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    return manager


@dataclass(slots=True)
class _Gathering:
    """Takes plugins one by one, and keeps what each gives apart from the others."""

    disabled: frozenset[str]
    offers: dict[str, dict[str, Any]] = field(default_factory=lambda: {it: {} for it in hooks.HOOKS})
    owners: dict[str, str] = field(default_factory=dict)
    """By hook and name: the plugin that offers it."""
    plugins: list[Installed] = field(default_factory=list)
    manager: pluggy.PluginManager = field(default_factory=_manager)
    """Knows the hooks; a plugin is in it while it is asked."""
    points: dict[str, str] = field(default_factory=dict)
    """By the name of an entry point: the distribution that has it."""

    def load(self, point: EntryPoint) -> None:
        """Import a plugin and take what it offers."""
        distribution = point.dist.name if point.dist else ""
        version = point.dist.version if point.dist else ""
        if self.is_off(point.name, distribution):
            self.plugins.append(Installed(point.name, distribution, version, {}, disabled=True))
            return
        if point.name in self.points:
            fault = f"{self.points[point.name] or 'another distribution'} has a plugin of this name already"
            self.plugins.append(Installed(point.name, distribution, version, {}, fault))
            return
        self.points[point.name] = distribution
        with redirect_stdout(sys.stderr):  # what a plugin prints is no part of anybody's answer
            try:
                module = point.load()
            except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever a plugin does)
                self.plugins.append(Installed(point.name, distribution, version, {}, _told(error)))
                return
            self.take(point.name, module, distribution, version)

    def is_off(self, name: str, distribution: str) -> bool:
        """Whether a plugin is turned off, by its own name or by that of its distribution."""
        return bool(self.disabled) and not self.disabled.isdisjoint((_key(name), _key(distribution)))

    def take(self, name: str, module: object, distribution: str, version: str, within: tuple[object, ...] = ()) -> None:
        """Take what a plugin offers, and what those it bundles do; ``within`` are those that bundle it."""
        if within and self.is_off(name, ""):
            self.plugins.append(Installed(name, distribution, version, {}, disabled=True))
            return
        try:
            adds, bundled = _asked(self.manager, name, module)
            _look_for_circle(bundled, (*within, module))
            said = {hook: tuple(map(_word, given)) for hook, given in adds.items() if given}
            self._add(name, adds)
        except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever a plugin does)
            self.plugins.append(Installed(name, distribution, version, {}, _told(error)))
            return
        if said or not bundled:
            self.plugins.append(Installed(name, distribution, version, said))
        for it in bundled:
            self.take(_last(it), it, distribution, version, (*within, module))

    def _add(self, plugin: str, adds: Mapping[str, list[Any]]) -> None:
        """Keep what a plugin offers; all of it, or nothing."""
        new: dict[str, dict[str, Any]] = {}
        for hook, given in adds.items():
            mine = new.setdefault(hook, {})
            for it in given:
                word = _word(it)
                key = f"{word} {len(self.offers[hook]) + len(mine)}" if hook == "lints" else word
                if hook == "commands":
                    key = f"{plugin} {len(self.offers[hook])}"
                if key in mine:
                    raise _FaultError(f"it offers {_one(hook)} `{word}` twice")
                if key in self.offers[hook]:
                    whose = self.owners.get(f"{hook} {key}", "")
                    raise _FaultError(f"another plugin offers {_one(hook)} `{word}` already: `{whose}`")
                mine[key] = it
        self._look_at_units(new.get("units", {}))
        for hook, mine in new.items():
            self.offers[hook] |= mine
            self.owners |= {f"{hook} {key}": plugin for key in mine}

    def _look_at_units(self, new: Mapping[str, Measure | Rates]) -> None:
        """See that units are so many of one that there is, and rates between currencies that there are."""
        units = {**self.offers["units"], **new}
        known = {**STANDARD, **{name: it for name, it in units.items() if isinstance(it, Measure)}}
        bases = {it.base for it in STANDARD.values()}
        for it in new.values():
            if isinstance(it, Measure):
                of = known.get(it.base)
                if it.base not in bases and (of is None or of.base != of.name):
                    raise _FaultError(f"the unit `{it.name}` is so many `{it.base}`, which is no dimension")
                if it.base == it.name and it.scale != 1:
                    raise _FaultError(f"the unit `{it.name}` is {it.scale} of itself")
                continue
            for code in (it.base, it.quote):
                if code not in known or not known[code].is_currency:
                    raise _FaultError(f"the rates `{it.name}` are of `{code}`, which is no currency")
            if f"{it.quote}_{it.base}" in units:
                raise _FaultError(f"the rates `{it.name}` are offered the other way round already")

    def registry(self) -> Registry:
        """All that was taken."""
        offers, owners = self.offers, dict(self.owners)
        functions: dict[str, Function] = Offers(offers["functions"])
        aggregates: dict[str, Aggregate] = Offers(offers["aggregates"])
        for name, fit in offers["fits"].items():  # what the plan asks of a fit belongs to who offers it
            whose = owners[f"fits {name}"]
            for function in functions_of([fit]):
                functions[function.name] = function
                owners[f"functions {function.name}"] = whose
            for aggregate in aggregates_of([fit]):
                aggregates[aggregate.name] = aggregate
                owners[f"aggregates {aggregate.name}"] = whose
        for name, distribution in offers["distributions"].items():
            for function in drawing_functions([distribution]):
                functions[function.name] = function
                owners[f"functions {function.name}"] = owners[f"distributions {name}"]
        there = [it for it in self.plugins if not it.fault and not it.disabled]
        names = {it.name for it in there} | {it.distribution for it in there}
        units = offers["units"]
        every = [*(it.name for it in self.plugins), *(it.distribution for it in self.plugins), *self.points]
        return Registry(
            Toolbox(
                functions,
                aggregates,
                frozenset(names - {""}),
                fits=dict(offers["fits"]),
                distributions=dict(offers["distributions"]),
                measures={name: it for name, it in units.items() if isinstance(it, Measure)},
                rates={name: it for name, it in units.items() if isinstance(it, Rates)},
                owners=owners,
            ),
            tuple(offers["sources"].values()),
            tuple(offers["outputs"].values()),
            tuple(units.values()),
            tuple(offers["lints"].values()),
            dict(offers["libraries"]),
            tuple(offers["runners"].values()),
            tuple(offers["targets"].values()),
            tuple(self.plugins),
            {owners[f"commands {key}"]: it for key, it in offers["commands"].items()},
            tuple(offers["report_sections"].values()),
            tuple(sorted(self.disabled - {_key(it) for it in every})),
        )


class _FaultError(Exception):
    """A plugin that cannot be taken as it is: why."""


def _asked(manager: pluggy.PluginManager, name: str, module: object) -> tuple[dict[str, list[Any]], list[Any]]:
    """Ask a plugin all hooks: what it offers by hook, and the plugins that it bundles. Raises whatever it raises."""
    wanted = getattr(module, "worthwhile_api", API)
    if wanted != API:
        raise _FaultError(f"it is written for version {wanted} of the plugin door, this is version {API}")
    try:
        manager.register(module, name)
        return _answers(manager, module)
    finally:  # each is asked alone
        if manager.is_registered(module):
            manager.unregister(module)


def _answers(manager: pluggy.PluginManager, module: object) -> tuple[dict[str, list[Any]], list[Any]]:
    marked = {it.name for it in manager.get_hookcallers(module) or ()}
    for it in sorted(marked - {*hooks.HOOKS, "bundle"}):
        near = did_you_mean(it, (*hooks.HOOKS, "bundle"))
        raise _FaultError(f"there is no hook `{it}`" + f": {near}" * bool(near))
    if isinstance(module, ModuleType):
        _look_for_unmarked(module, marked)
    if not marked:
        raise _FaultError("it has no hook: a function marked with `@plugin`, named after one of them")
    adds = {hook: _given(hook, getattr(manager.hook, hook)) for hook in hooks.HOOKS if hook in marked}
    for hook, given in adds.items():
        for offered in given if hook != "commands" else ():
            fault = wrong(hook, offered)
            if fault:
                raise _FaultError(fault)
    return adds, _given("bundle", manager.hook.bundle) if "bundle" in marked else []


def _look_for_circle(bundled: Iterable[object], within: tuple[object, ...]) -> None:
    """See that a plugin does not bundle itself."""
    if any(it is other for it in bundled for other in within):
        raise _FaultError("`bundle()` gives a plugin that bundles it")


def _look_for_unmarked(module: ModuleType, marked: set[str]) -> None:
    """See that no function is meant as a hook and is none."""
    for hook in (*hooks.HOOKS, "bundle"):
        found = vars(module).get(hook)
        if hook not in marked and callable(found) and getattr(found, "__module__", "") == module.__name__:
            raise _FaultError(f"`{hook}` is named after a hook and is not marked with `@plugin`")


def _given(hook: str, caller: Any) -> list[Any]:  # noqa: ANN401 (pluggy's own)
    """What a plugin answers to a hook."""
    functions = [it.function for it in caller.get_hookimpls()]
    if hook == "commands":  # it is asked when the command line is there
        return functions
    found: list[Any] = []
    for function in functions:
        given = function()
        if not isinstance(given, Iterable) or isinstance(given, str):
            kind = "None" if given is None else f"`{type(given).__name__}`"
            raise _FaultError(
                f"`{hook}()` gave {kind}: it has to `yield` each thing it offers, or return them in a list"
            )
        found += given
    return found


def _one(hook: str) -> str:
    """What one thing that a hook offers is called."""
    return {"libraries": "the library", "report_sections": "the section", "units": "the unit"}.get(
        hook, f"the {hook.removesuffix('s')}"
    )


def _word(offered: object) -> str:
    """What an offer is asked for by."""
    name = getattr(offered, "name", None) or getattr(offered, "codes", None)
    if isinstance(name, tuple):
        return " ".join(name)
    return str(name or getattr(offered, "__name__", offered))


def _last(module: ModuleType | object) -> str:
    return str(getattr(module, "__name__", "plugin")).rsplit(".", 1)[-1]


def _told(error: BaseException) -> str:
    first = str(error).strip().splitlines()
    if isinstance(error, _FaultError):
        return first[0]
    return f"{type(error).__name__}: {first[0]}" if first else type(error).__name__


def faults(registry: Registry) -> Iterator[Finding]:
    """What is to be said of plugins that are left out."""
    for it in registry.plugins:
        if it.fault:
            yield it.finding()


def first_claiming(registry: Registry, hook: str, address: str) -> Any | None:  # noqa: ANN401 (a source or a target)
    """The first that claims an address. Raises `ModelError` where one breaks over the question."""
    offers: tuple[Any, ...] = registry.sources if hook == "sources" else registry.outputs
    for it in offers:
        try:
            if it.claims(address):
                return it
        except Exception as error:  # noqa: BLE001 (whatever a plugin does)
            what, owner = f"asked for {shown(address)}, `{it.name}`", registry.owner(hook, it.name)
            raise ModelError([complaints.plugin_failed(what, error, owner=owner)]) from None
    return None
