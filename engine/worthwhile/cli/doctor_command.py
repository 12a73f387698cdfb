"""``worthwhile doctor``: what works on this machine, what does not, and what would mend it."""

import click

from worthwhile.cli.main import FELL_SHORT, FINE
from worthwhile.cli.options import Voice, speaking


@click.command()
@speaking
def command(voice: Voice) -> int:
    """Look over this installation.

    Python and worthwhile, the packages that are needed and those of extras with the command that installs them,
    plugins, other programs that some runs use, the cache and temporary folders, and a small run whose answer is
    known. Exit code 1 where something is broken; what is merely not installed is no fault.
    """
    from worthwhile.cli.health import BROKEN, MARKS, examined

    checks = list(examined())
    width = max(len(it.name) for it in checks)
    for it in checks:
        voice.say(f"{MARKS[it.state]} {it.name.ljust(width)}  {it.found}")
        if it.hint:
            voice.say(f"  {' ' * width}  {it.hint}")
    broken = sum(it.state == BROKEN for it in checks)
    if not voice.quiet:
        voice.say("\n" + (f"{broken} of {len(checks)} broken" if broken else "nothing is broken"))
    voice.data(
        {
            "ok": not broken,
            "checks": [{"name": it.name, "state": it.state, "found": it.found, "hint": it.hint} for it in checks],
        }
    )
    return FELL_SHORT if broken else FINE
