"""What a fit is, what it takes and what is read of it, for who asks `worthwhile help`."""

from collections.abc import Iterable, Iterator

from worthwhile.meaning.fitting import Fit, Measured, Member, Option

KINDS = {
    Measured.NUMBER: "a number",
    Measured.TIME: "a time",
    Measured.RATE: "a rate",
    Measured.AMOUNT: "an amount",
    Measured.FLAG: "true or false",
}
SHORT = 6
"""Examples of more rows are not for reading."""


def fit_page(fit: Fit) -> str:
    """The page: its call, help and source, then data, options, parameters, members and examples."""
    names = fit.named(len(fit.data))
    options = {it.name: it.default or 0.0 for it in fit.options}
    data = [f"{it.name}, ..." if it.many else it.name for it in fit.data]
    told = [f"{it.name}: {_default(it)}" for it in fit.options]
    parts = [f"fit NAME = {fit.name}({', '.join([*data, *told])})", "", fit.help, f"Source: {fit.source}"]
    if fit.extra:
        parts.append(f'Needs: pip install "worthwhile[{fit.extra}]"')
    parts += _block("Data", ((it.name, f"{KINDS[it.measured]}. {it.help}") for it in fit.data))
    parts += _block("Options", ((it.name, it.help) for it in fit.options))
    estimates = fit.estimated(names, options)
    parts += _block("Estimated, or given by `with`", ((f"NAME.{it.name}", it.help) for it in estimates))
    if estimates:
        parts.append(f"    and of each its error: NAME.{estimates[0].name}.standard_error")
    parts += _block("Read in formulas", ((f"NAME.{_call(it)}", _said(it)) for it in fit.members))
    counts = ["NAME.log_likelihood"] * fit.likelihood + ["NAME.rows"]
    parts.append(f"    and {', '.join(counts)}")
    parts += _examples(fit)
    return "\n".join(parts)


def _default(option: Option) -> str:
    return "..." if option.default is None else f"{option.default:g}"


def _call(member: Member) -> str:
    own = ", ".join(f"{it.name}, ..." if it.many else it.name for it in member.arguments)
    return f"{member.name}({own})" if own else member.name


def _said(member: Member) -> str:
    return f"{member.help} Missing for {member.fails}." if member.fails else member.help


def _block(title: str, rows: Iterable[tuple[str, str]]) -> list[str]:
    lines = list(rows)
    wide = max((len(name) for name, _ in lines), default=0)
    return ["", f"{title}:", *(f"    {name:{wide}}  {said}".rstrip() for name, said in lines)] if lines else []


def _examples(fit: Fit) -> Iterator[str]:
    shown = [it for it in fit.examples if it.given is None and max(map(len, it.data.values())) <= SHORT]
    if not shown:
        return
    yield ""
    yield "Examples:"
    before = None
    for it in shown:
        of = "; ".join(f"{name} {', '.join(f'{value:g}' for value in values)}" for name, values in it.data.items())
        if of != before:
            yield f"    of {of}:"
        before = of
        gives = it.gives if isinstance(it.gives, tuple) else (it.gives,)
        yield f"        {it.reads} gives {', '.join('nothing' if value is None else f'{value:.10g}' for value in gives)}"
