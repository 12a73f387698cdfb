"""Every sentence about how a model that is taken in fits to the one that takes it in."""

from collections.abc import Iterable

from worthwhile.text import Finding, Level, Note, Span, did_you_mean


def _error(code: str, message: str, span: Span, hint: str, *notes: Note) -> Finding:
    return Finding(code, Level.ERROR, message, span, notes, hint=hint)


def other_entity(name: str, its: str, own: str, span: Span, at: Span) -> Finding:
    """A model about other things."""
    return Finding(
        "W0815",
        Level.ERROR,
        f"`{name}` is about {its}, this model about {own}",
        span,
        (Note(at, "the entity there"),),
        expected=own,
        found=its,
        hint="a model that is taken in has the same entity and key, or none",
    )


def other_timeline(name: str, its: str, own: str, span: Span, at: Span) -> Finding:
    """A model over other periods."""
    return Finding(
        "W0815",
        Level.ERROR,
        f"`{name}` has the timeline {its}, this model {own or 'has none'}",
        span,
        (Note(at, "the timeline there"),),
        expected=own or "no timeline",
        found=its,
        hint="a model that is taken in has the same timeline, or none",
    )


def other_unit(name: str, span: Span, here: Span | None) -> Finding:
    """A unit that means one thing here and another there."""
    notes = (Note(here, "the unit here"),) if here else ()
    return _error(
        "W0816",
        f"the unit `{name}` means something else in another of these models",
        span,
        "rename one of the two",
        *notes,
    )


def nothing_to_bind(name: str, imported: str, span: Span, known: Iterable[str]) -> Finding:
    """A binding of what the other model does not have."""
    known = list(known)
    listed = ", ".join(f"`{it}`" for it in known[:8])
    hint = did_you_mean(name, known) or (f"it has {listed}" if known else "it has none")
    return _error("W0817", f"`{imported}` has no input or assumption `{name}`", span, hint)


def formula_bound(name: str, imported: str, span: Span, at: Span) -> Finding:
    """A binding of a formula."""
    return _error(
        "W0817",
        f"`{name}` is a formula of `{imported}`: only inputs and assumptions are given",
        span,
        "give what it is made of",
        Note(at, "its formula"),
    )


def bound_twice(name: str, span: Span, first: Span) -> Finding:
    """Two bindings of one name."""
    return _error("W0817", f"`{name}` is given twice", span, "give it once", Note(first, "the first"))


def is_bound(name: str, span: Span | None, at: Span) -> Finding:
    """A value to set that an import gives already."""
    return Finding(
        "W0211",
        Level.ERROR,
        f"`{name}` is given by the import",
        span,
        (Note(at, "here"),),
        hint="set what it is made of",
    )
