"""What a fit takes, estimates and tells, as a page of text."""

from collections.abc import Iterator, Sequence

from worthwhile.meaning.fitting import Fit, Variable


def fit_page(fit: Fit) -> str:
    """The page of ``worthwhile help bgnbd``."""
    return "\n".join(_lines(fit))


def _lines(fit: Fit) -> Iterator[str]:
    options = "".join(
        f", {it.name}: {it.default:g}" if it.default is not None else f", {it.name}" for it in fit.options
    )
    yield f"fit NAME = {fit.name}({_named(fit.data)}{options})"
    yield ""
    yield fit.help
    if fit.source:
        yield f"Source: {fit.source}"
    yield from _part(
        "It takes", [*((it.name, it.help) for it in fit.data), *((it.name, it.help) for it in fit.options)]
    )
    known = fit.named(len(fit.data))
    chosen = {it.name: it.default if it.default is not None else it.low or 1.0 for it in fit.options}
    estimates = [(it.name, it.help) for it in fit.estimated(known, chosen)]
    yield from _part("It estimates, and reads as NAME.r", estimates, f"NAME.{estimates[0][0]}" if estimates else "")
    yield from _part("It tells", [(f"{it.name}{_call(it.arguments)}", it.help) for it in fit.members])
    if fit.examples:
        yield ""
    for example in fit.examples:
        gives = example.gives if isinstance(example.gives, tuple) else (example.gives,)
        given = (
            f" with {', '.join(f'{name} = {value:g}' for name, value in example.given.items())}"
            if example.given
            else ""
        )
        data = "; ".join(f"{name} {', '.join(f'{it:g}' for it in values)}" for name, values in example.data.items())
        shown = ", ".join("missing" if it is None else f"{it:.6g}" for it in gives)
        yield f"    {example.reads}{given} gives {shown} ({data})"


def _part(title: str, rows: Sequence[tuple[str, str]], as_read: str = "") -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{title.replace('NAME.r', as_read)}:"
    wide = max(len(name) for name, _ in rows)
    for name, said in rows:
        yield f"    {name:<{wide}}  {said}".rstrip()


def _named(variables: Sequence[Variable]) -> str:
    return ", ".join(f"{it.name}..." if it.many else it.name for it in variables)


def _call(arguments: Sequence[Variable]) -> str:
    return f"({_named(arguments)})" if arguments else ""
