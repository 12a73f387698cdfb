"""Every sentence that is said about fits when a model is run."""

from worthwhile.text import Finding, Level, Span


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
    hint = "rows where an argument is missing are left out; `worthwhile check --data` says what is missing"
    return _error("W0755", f"`{fit}` cannot be fitted: no row has all that it takes", span, hint)


def lacks(fit: str, module: str, extra: str, span: Span | None) -> Finding:
    """A library that is not installed."""
    wanted = f'pip install "worthwhile[{extra}]"' if extra else f"pip install {module}"
    return _error("W0756", f"`{fit}` needs {module}, which is not installed", span, wanted)


def of_one(fit: str, span: Span | None) -> Finding:
    """One subject, and a fit that wants all."""
    hint = "run the model on a table; or give the parameters, `with ...`, or a file of fits that were saved"
    return _error("W0757", f"`{fit}` is estimated from all rows, and there is one", span, hint)
