"""``worthwhile help [TOPIC]``: the page of a finding or of a model of the library, or what a function does."""

from collections.abc import Iterable, Mapping

import click

from worthwhile.cli.main import FINE, USAGE
from worthwhile.cli.options import Voice, speaking
from worthwhile.cli.shipped import shipped_methods, shipped_models
from worthwhile.meaning.complaints import signature
from worthwhile.meaning.function import Aggregate, Function
from worthwhile.plugin.registry import installed
from worthwhile.resources import page, pages
from worthwhile.text import did_you_mean


@click.command()
@click.argument("topic", required=False, metavar="[CODE|FUNCTION|DISTRIBUTION|FIT|MODEL|METHOD]")
@speaking
def command(voice: Voice, topic: str | None) -> int:
    """Explain a finding by its code; a function, a distribution, a fit or a model by its name; a method by its number.

    Without a topic, lists the findings, functions, distributions and fits; `worthwhile new --list` has the models.
    """
    toolbox = installed().toolbox
    functions: dict[str, Function | Aggregate] = {
        **toolbox.aggregates,
        **{name: it for name, it in toolbox.functions.items() if not it.is_sign},
    }
    if topic is None:
        return _all(voice, functions, {it.called for it in toolbox.distributions.values()}, toolbox.fits)
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
    forms = [it for it in toolbox.distributions.values() if it.called == topic]
    if forms:
        from worthwhile.cli.distribution_page import distribution_page

        said = distribution_page(forms)
        voice.say(said)
        voice.data({"distribution": topic, "page": said})
        return FINE
    fit = toolbox.fits.get(topic)
    if fit is not None:
        from worthwhile.cli.fit_page import fit_page

        said = fit_page(fit)
        voice.say(said)
        voice.data({"fit": topic, "page": said})
        return FINE
    models = shipped_models()
    model = models.get(topic)
    if model is not None and model.page is not None:
        voice.say(model.page.rstrip())
        voice.data({"model": topic, "page": model.page, "methods": list(model.methods)})
        return FINE
    method = shipped_methods().get(topic.upper())
    if method is not None:
        titles = [f"    {name}  {models[name].title}" for name in method.models if name in models]
        voice.say("\n".join([f"{method.id} {method.name}", "", *(titles or [method.why])]))
        voice.data({"method": method.id, "name": method.name, "models": list(method.models), "why": method.why or None})
        return FINE
    near = did_you_mean(
        topic, [*pages(), *functions, *(it.called for it in toolbox.distributions.values()), *toolbox.fits, *models]
    )
    click.echo(
        f"there is no page on {topic!r}. {near.capitalize() if near else 'worthwhile help lists all.'}", err=True
    )
    return USAGE


def _all(
    voice: Voice, functions: Mapping[str, Function | Aggregate], distributions: Iterable[str], fits: Iterable[str]
) -> int:
    titles = {code: (page(code) or "").split("\n", 1)[0].removeprefix("# ") for code in pages()}
    for title in titles.values():
        voice.say(title)
    voice.say("\nFunctions and aggregates: " + ", ".join(sorted(it for it in functions if " " not in it)))
    voice.say("\nDistributions: " + ", ".join(sorted(distributions)))
    voice.say("\nFits: " + ", ".join(sorted(fits)))
    voice.say("\nModels of the library: worthwhile new --list")
    names = {"functions": sorted(functions), "distributions": sorted(distributions), "fits": sorted(fits)}
    voice.data({"codes": titles, **names})
    return FINE
