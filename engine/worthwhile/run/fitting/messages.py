"""Every sentence that is said about fits when a model is run."""

from worthwhile.text import Finding, Level, Span, did_you_mean


def _error(code: str, message: str, span: Span | None, hint: str = "") -> Finding:
    return Finding(code, Level.ERROR, message, span, hint=hint)


def unfit(fit: str, why: str, span: Span | None, hint: str) -> Finding:
    """Data that an estimator cannot use."""
    return _error(
        "W0755",
        f"`{fit}` cannot be fitted: {why}",
        span,
        hint or "look at the data, or give the parameters: `with ...`",
    )


def nobody(fit: str, span: Span | None) -> Finding:
    """There is no row that has all that is needed."""
    hint = "rows in which something that it takes is missing are left out"
    return _error("W0755", f"`{fit}` cannot be fitted: no row has all that it takes", span, hint)


def lacks(fit: str, module: str, extra: str, span: Span | None) -> Finding:
    """A library that is not installed."""
    wanted = f'pip install "worthwhile[{extra}]"' if extra else f"pip install {module}"
    return _error("W0756", f"`{fit}` needs {module}, which is not installed", span, wanted)


def of_one(fit: str, span: Span | None) -> Finding:
    """One subject, and a fit that wants all."""
    hint = "run the model on a table; or give the parameters, `with ...`, or a file of fits that were saved"
    return _error("W0757", f"`{fit}` is estimated from all rows, and there is one", span, hint)


# ---- files of fits


def no_fits(file: str, why: str) -> Finding:
    """A file that has no fits."""
    return _error(
        "W0758", f"no fits can be read from {file}: {why}", None, "`worthwhile run --save-fits FILE` writes one"
    )


def no_such_fit(file: str, name: str, known: list[str]) -> Finding:
    """A fit that the model does not have."""
    has = f"it has {', '.join(f'`{it}`' for it in known)}" if known else "it has none"
    return _error("W0758", f"{file} has a fit `{name}`, and the model has not", None, did_you_mean(name, known) or has)


def given_already(file: str, name: str, at: Span) -> Finding:
    """A fit whose parameters are given in the model."""
    hint = "take out one of the two: `with ...`, or the file"
    return _error("W0758", f"{file} has a fit `{name}`, and the model gives its parameters", at, hint)


def other_fit(file: str, name: str, part: str, there: str, here: str, at: Span) -> Finding:
    """A fit of something else."""
    what = {"fit": "is", "call": "is of", "options": "has the options", "units": "counts in"}[part]
    return Finding(
        "W0758",
        Level.ERROR,
        f"`{name}` in {file} {what} {there}, and here {here}",
        at,
        hint="fit it again, and save it: `worthwhile run --save-fits FILE`",
        expected=here,
        found=there,
    )


def other_data(name: str, then: int, now: int, at: Span) -> Finding:
    """A fit that was taken in, of other rows than there are."""
    rows = f"{then:,} row{'s' * (then != 1)}"
    other = f"and here are {now:,}" if then != now else "and these have other values"
    return Finding(
        "W0759",
        Level.WARNING,
        f"`{name}` was fitted to other data: {rows}, {other}",
        at,
        hint="what is read of it is as it was saved; without the file it is fitted to this data",
    )
