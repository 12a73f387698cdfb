"""``worthwhile plugins``: what is installed, what it adds, and why something is not there."""

import click

from worthwhile.cli.main import FELL_SHORT, FINE
from worthwhile.cli.options import Voice, speaking
from worthwhile.plugin.registry import Installed, installed


@click.command()
@speaking
def command(voice: Voice) -> int:
    """List what is installed: each plugin, its version and what it adds.

    A plugin that cannot be loaded is named with its reason. WORTHWHILE_DISABLE_PLUGINS=a,b leaves
    plugins out.
    """
    plugins = installed().plugins
    for it in plugins:
        voice.say(_line(it))
        for hook, names in it.adds.items():
            said = [name for name in names if not _is_inner(name)]
            voice.say(f"    {hook}: {', '.join(said)}")
    voice.data(
        {
            "plugins": [
                {
                    "name": it.name,
                    "distribution": it.distribution,
                    "version": it.version,
                    "adds": {hook: list(names) for hook, names in it.adds.items()},
                    "fault": it.fault,
                    "disabled": it.disabled,
                }
                for it in plugins
            ]
        }
    )
    return FELL_SHORT if any(it.fault for it in plugins) else FINE


def _line(it: Installed) -> str:
    origin = f" ({it.distribution} {it.version})" if it.distribution else ""
    if it.fault:
        return f"{it.name}{origin}: left out, {it.fault}"
    return f"{it.name}{origin}{': disabled' if it.disabled else ''}"


def _is_inner(name: str) -> bool:
    """A function that only the engine calls."""
    return " " in name and not name.startswith("W")
