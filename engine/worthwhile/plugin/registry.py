"""All that the installed plugins offer, gathered once and then fixed.

This is the only file that makes a plugin manager. A plugin that fails, at import or at a hook, is
left out and named with its reason; it never takes the others with it.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any

import pluggy

from worthwhile.meaning import complaints
from worthwhile.meaning.fits.offered import aggregates_of, functions_of
from worthwhile.meaning.fitting import Fit
from worthwhile.meaning.function import Aggregate, Function, Toolbox
from worthwhile.plugin import hooks
from worthwhile.plugin.kinds import Library, Lint, Printer, Runner, Source, Target
from worthwhile.text import Finding, Level, ModelError
from worthwhile.text.frozen import frozen
from worthwhile.units import Measure

GROUP = "worthwhile"
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
        hint = "`worthwhile plugins` lists all; WORTHWHILE_DISABLE_PLUGINS=NAME leaves one out"
        return Finding("W0804", Level.WARNING, f"the plugin `{self.name}` is left out: {self.fault}", hint=hint)


@dataclass(frozen=True)
class Registry:
    """What there is to work with, each thing under the word it is asked for by."""

    toolbox: Toolbox
    sources: tuple[Source, ...]
    outputs: tuple[Target, ...]
    units: tuple[Measure, ...]
    lints: tuple[Lint, ...]
    libraries: Mapping[str, Library]
    runners: tuple[Runner, ...]
    targets: tuple[Printer, ...]
    plugins: tuple[Installed, ...]
    commanders: tuple[Callable[..., Any], ...] = ()

    @classmethod
    def of(cls, *plugins: object) -> "Registry":
        """Gather what these plugins offer, and no others."""
        gathering = _Gathering()
        for it in plugins:
            gathering.take(str(getattr(it, "__name__", type(it).__name__)), it, "", "")
        return gathering.registry()


@cache
def installed() -> Registry:
    """Gather what every installed plugin offers."""
    gathering = _Gathering()
    disabled = {it.strip() for it in os.environ.get(DISABLE, "").split(",") if it.strip()}
    for point in sorted(entry_points(group=GROUP), key=lambda it: (it.name != "shipped", it.name)):
        gathering.load(point, disabled=point.name in disabled)
    return gathering.registry()


@dataclass(slots=True)
class _Gathering:
    """Takes plugins one by one, and keeps what each gives apart from the others."""

    offers: dict[str, dict[str, Any]] = field(default_factory=lambda: {it: {} for it in hooks.HOOKS})
    plugins: list[Installed] = field(default_factory=list)

    def load(self, point: EntryPoint, *, disabled: bool) -> None:
        """Import a plugin and take what it offers."""
        distribution = point.dist.name if point.dist else ""
        version = point.dist.version if point.dist else ""
        if disabled:
            self.plugins.append(Installed(point.name, distribution, version, {}, disabled=True))
            return
        try:
            module = point.load()
        except Exception as error:  # noqa: BLE001 (whatever a plugin does)
            self.plugins.append(Installed(point.name, distribution, version, {}, _told(error)))
            return
        self.take(point.name, module, distribution, version)

    def take(self, name: str, module: object, distribution: str, version: str) -> None:
        """Take what a plugin offers, and what those it bundles do."""
        wanted = getattr(module, "worthwhile_api", API)
        if wanted != API:
            fault = f"it is written for version {wanted} of the plugin door, this is version {API}"
            self.plugins.append(Installed(name, distribution, version, {}, fault))
            return
        try:
            manager = pluggy.PluginManager(hooks.PROJECT)
            manager.add_hookspecs(hooks)
            manager.register(module, name)
            manager.check_pending()
            bundled = [it for given in manager.hook.bundle() for it in given]
            adds = {hook: self._taken(hook, getattr(manager.hook, hook), manager) for hook in hooks.HOOKS}
        except Exception as error:  # noqa: BLE001 (whatever a plugin does)
            self.plugins.append(Installed(name, distribution, version, {}, _told(error)))
            return
        fault = self._add(adds)
        said = {hook: tuple(map(_word, given)) for hook, given in adds.items() if given}
        if said or fault or not bundled:
            self.plugins.append(Installed(name, distribution, version, said, fault))
        for it in bundled:
            self.take(_last(it), it, distribution, version)

    def _taken(self, hook: str, caller: Any, manager: Any) -> list[Any]:  # noqa: ANN401 (pluggy's own)
        del manager
        if hook == "commands":
            return [it.function for it in caller.get_hookimpls()]
        return [it for given in caller() for it in given]

    def _add(self, adds: Mapping[str, list[Any]]) -> str:
        for hook, given in adds.items():
            for it in given:
                if _word(it) in self.offers[hook] and hook != "lints":
                    return f"another plugin offers {hook.rstrip('s')} `{_word(it)}` already"
        for hook, given in adds.items():
            for it in given:
                key = _word(it) if hook != "lints" else f"{_word(it)} {len(self.offers[hook])}"
                self.offers[hook][key] = it
        return ""

    def registry(self) -> Registry:
        """All that was taken."""
        offers = self.offers
        functions: dict[str, Function] = dict(offers["functions"])
        aggregates: dict[str, Aggregate] = dict(offers["aggregates"])
        fits: dict[str, Fit] = dict(offers["fits"])
        functions |= {it.name: it for it in functions_of(fits.values())}
        aggregates |= {it.name: it for it in aggregates_of(fits.values())}
        names = {it.name for it in self.plugins if not it.fault and not it.disabled}
        names |= {it.distribution for it in self.plugins if not it.fault and not it.disabled}
        return Registry(
            Toolbox(functions, aggregates, frozenset(names - {""}), fits),
            tuple(offers["sources"].values()),
            tuple(offers["outputs"].values()),
            tuple(offers["units"].values()),
            tuple(offers["lints"].values()),
            dict(offers["libraries"]),
            tuple(offers["runners"].values()),
            tuple(offers["targets"].values()),
            tuple(self.plugins),
            tuple(offers["commands"].values()),
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
    return f"{type(error).__name__}: {first[0]}" if first else type(error).__name__


def faults(registry: Registry) -> Iterator[Finding]:
    """What is to be said of plugins that are left out."""
    for it in registry.plugins:
        if it.fault:
            yield it.finding()


def first_claiming(offers: Iterable[Any], address: str) -> Any | None:  # noqa: ANN401 (a source or a target)
    """The first that claims an address. Raises `ModelError` where one breaks over the question."""
    for it in offers:
        try:
            if it.claims(address):
                return it
        except Exception as error:  # noqa: BLE001 (whatever a plugin does)
            raise ModelError([complaints.plugin_failed(f"`{it.name}`, asked for {address},", error)]) from None
    return None
