"""Every sentence about plugins that a run asks for by their names."""

from collections.abc import Iterable

from worthwhile.text import Finding, Level, did_you_mean


def no_runner(name: str, known: Iterable[str]) -> Finding:
    """A runner that no plugin offers."""
    known = sorted(known)
    there = f"there is {', '.join(f'`{it}`' for it in known)}" if known else "no plugin offers one"
    hint = "; ".join(filter(None, (did_you_mean(name, known), f"{there}; without `--on` it runs here")))
    return Finding("W0820", Level.ERROR, f"there is no runner `{name}`", hint=hint)


def runner_lacks(name: str, what: str, extra: str) -> Finding:
    """A runner whose engine is not installed."""
    hint = f"`pip install '{extra}'`; without `--on` the model runs here and gives the same"
    return Finding("W0821", Level.ERROR, f"the runner `{name}` needs {what}, which is not installed", hint=hint)


def no_target(name: str, known: Iterable[str]) -> Finding:
    """A target that no plugin offers."""
    known = sorted(known)
    there = f"there is {', '.join(f'`{it}`' for it in known)}" if known else "no plugin offers one"
    hint = "; ".join(filter(None, (did_you_mean(name, known), there)))
    return Finding("W0822", Level.ERROR, f"there is no target `{name}`", hint=hint)
