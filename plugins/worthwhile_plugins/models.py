"""The library of models that ships with worthwhile: `import demo.subscription as base`."""

from collections.abc import Iterator

from worthwhile.plugin import Library, plugin, shelf


@plugin
def libraries() -> Iterator[Library]:
    """Offer the folder of rules."""
    yield Library("worthwhile", str(shelf("rules")))
