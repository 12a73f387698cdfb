"""The page of a distribution: the ways to write it, what its parameters are, what it gives."""

from collections.abc import Iterator, Sequence

from worthwhile.meaning.uncertain.distribution import Distribution, ParameterKind, signature

UNITS = {
    ParameterKind.LOCATION: "in the unit of the name",
    ParameterKind.SCALE: "in the unit of its differences",
    ParameterKind.SHAPE: "a plain number",
}


def distribution_page(forms: Sequence[Distribution]) -> str:
    """All that goes by one word."""
    return "\n\n".join("\n".join(_lines(it)) for it in forms)


def _lines(it: Distribution) -> Iterator[str]:
    yield f"~ {signature(it)}"
    yield ""
    yield it.help
    yield from (f"    {each.name}  {each.help.rstrip('.')}; {UNITS[each.kind]}." for each in it.parameters)
    if it.source:
        yield f"Source: {it.source}"
    if it.extra:
        yield f'Needs: pip install "worthwhile[{it.extra}]"'
    yield from (f"    {each.call}: {each.at:g} of all draws are below {each.gives:g}" for each in it.examples)
