"""W0251: an input, an assumption or a formula that nothing uses, where the model says what it returns."""

from collections.abc import Iterator

from worthwhile.plugin import Finding, Lint, Meaning, Role, plugin
from worthwhile_plugins.lints.looking import doubt, names_in, plain_name, visible

KINDS = {
    Role.ASSUMPTION: "assumption",
    Role.INPUT: "input",
    Role.FORMULA: "formula",
    Role.POOL: "pool",
    Role.CURVE: "curve",
    Role.DATED: "dated value",
}


def look(meaning: Meaning) -> Iterator[Finding]:
    """Find what no output, condition, test, bound or other formula mentions."""
    if not meaning.listed:
        return
    used = set(meaning.asked)
    for definition in meaning.definitions.values():
        used |= {it for it in names_in(definition.core) if it != definition.name}
    for given in meaning.inputs.values():
        used |= set(names_in(given.default)) if given.default is not None else set()
    for output in meaning.outputs:
        used |= set(names_in(output.core))
    used |= {plain_name(meaning, it) for it in used}
    for it in visible(meaning):
        if it.role in KINDS and it.name not in used and it.name != "as_of":
            yield doubt(
                "W0251",
                f"nothing uses the {KINDS[it.role]} `{it.name}`",
                it.at,
                "take it out, or list it under `outputs:`",
            )


@plugin
def lints() -> Iterator[Lint]:
    """Offer the lint."""
    yield Lint(("W0251",), look)
