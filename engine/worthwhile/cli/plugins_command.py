"""``worthwhile plugins``: what is installed, what it adds, and why something is not there."""

from collections.abc import Mapping

import click

from worthwhile.cli.commands import by_plugin
from worthwhile.cli.main import FELL_SHORT, FINE
from worthwhile.cli.options import Voice, speaking
from worthwhile.plugin.registry import DISABLE, Installed, installed
from worthwhile.text import Finding, did_you_mean


@click.command()
@speaking
def command(voice: Voice) -> int:
    """List what is installed: each plugin, its version and what it adds.

    A plugin that cannot be loaded is named with its reason, and the exit code is 1. WORTHWHILE_DISABLE_PLUGINS=a,b
    leaves plugins out, by their names or by those of their distributions.
    """
    registry = installed()
    findings: list[Finding] = []
    commands = by_plugin(registry, findings)
    plugins = [(it, _adds(it, commands.get(it.name, {}))) for it in registry.plugins]
    for it, adds in plugins:
        voice.say(_line(it))
        for hook, names in adds.items():
            said = [name for name in names if not _is_inner(name)]
            voice.say(f"    {hook}: {', '.join(said)}")
    known = [it.name for it in registry.plugins] + [it.distribution for it in registry.plugins]
    for name in registry.unknown:
        near = did_you_mean(name, known)
        voice.whisper(f"{DISABLE} names `{name}`, which is no plugin here" + f": {near}" * bool(near))
    voice.findings(findings)
    voice.data(
        {
            "plugins": [
                {
                    "name": it.name,
                    "distribution": it.distribution,
                    "version": it.version,
                    "adds": {hook: list(names) for hook, names in adds.items()},
                    "fault": it.fault,
                    "disabled": it.disabled,
                }
                for it, adds in plugins
            ],
            "unknown": list(registry.unknown),
            "findings": [dict(it.to_dict()) for it in findings],
        }
    )
    return FELL_SHORT if findings or any(it.fault for it in registry.plugins) else FINE


def _adds(it: Installed, commands: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """What a plugin adds, its commands by their names: those are known when it has been asked for them."""
    adds = {hook: names for hook, names in it.adds.items() if hook != "commands"}
    return adds | ({"commands": tuple(commands)} if commands else {})


def _line(it: Installed) -> str:
    origin = f" ({it.distribution} {it.version})" if it.distribution else ""
    if it.fault:
        return f"{it.name}{origin}: left out, {it.fault}"
    return f"{it.name}{origin}{': disabled' if it.disabled else ''}"


def _is_inner(name: str) -> bool:
    """A function that only the engine calls."""
    return " " in name and not name.startswith("W")
