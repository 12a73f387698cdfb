"""``worthwhile help [CODE]``: the page of a finding, or what a function does."""

from collections.abc import Mapping

import click

from worthwhile.cli.main import FINE, USAGE
from worthwhile.cli.options import Voice, speaking
from worthwhile.meaning.complaints import signature
from worthwhile.meaning.function import Aggregate, Function
from worthwhile.plugin.registry import installed
from worthwhile.resources import page, pages
from worthwhile.text import did_you_mean


@click.command()
@click.argument("topic", required=False, metavar="[CODE|FUNCTION]")
@speaking
def command(voice: Voice, topic: str | None) -> int:
    """Explain a finding by its code, or a function by its name.

    Without a topic, lists all of them.
    """
    toolbox = installed().toolbox
    functions: dict[str, Function | Aggregate] = {
        **toolbox.aggregates,
        **{name: it for name, it in toolbox.functions.items() if not it.is_sign},
    }
    if topic is None:
        return _all(voice, functions)
    text = page(topic.upper())
    if text is not None:
        voice.say(text.rstrip())
        voice.data({"code": topic.upper(), "page": text})
        return FINE
    function = functions.get(topic)
    if function is not None:
        examples = [f"    {it.call} gives {it.gives}" for it in function.examples]
        source = [f"Source: {function.source}"] if function.source else []
        said = "\n".join([signature(function), "", function.help, *source, *examples])
        voice.say(said)
        voice.data({"function": topic, "page": said})
        return FINE
    near = did_you_mean(topic, [*pages(), *functions])
    click.echo(
        f"there is no page on {topic!r}. {near.capitalize() if near else 'worthwhile help lists all.'}", err=True
    )
    return USAGE


def _all(voice: Voice, functions: Mapping[str, Function | Aggregate]) -> int:
    titles = {code: (page(code) or "").split("\n", 1)[0].removeprefix("# ") for code in pages()}
    for title in titles.values():
        voice.say(title)
    voice.say("\nFunctions and aggregates: " + ", ".join(sorted(it for it in functions if " " not in it)))
    voice.data({"codes": titles, "functions": sorted(functions)})
    return FINE
