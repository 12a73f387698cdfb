"""What is said of questions about other values."""

from collections.abc import Sequence

from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import CheckSlot, OutputSlot
from worthwhile.text import Finding, Level, did_you_mean


def nothing_uncertain(meaning: Meaning) -> Finding:
    """A model in which every draw would be the same."""
    return Finding(
        "W0785",
        Level.ERROR,
        f"nothing in `{meaning.name}` is uncertain: every draw would be the same",
        file=str(meaning.source.name),
        hint="say how sure an assumption is: `churn : percent per month = 2% ~ 1% to 4%`, a 90% interval",
    )


def too_many_draws(rows: int, draws: int, cells: int, most: int) -> Finding:
    """More values than are held at once."""
    return Finding(
        "W0786",
        Level.ERROR,
        f"{draws:,} draws of {rows:,} rows are {cells:,} values at once, the limit is {most:,}",
        hint="an aggregate over the rows hangs on a draw, so all rows are held: ask for fewer draws or fewer outputs",
    )


def no_samples(name: str, why: str, known: Sequence[str] = ()) -> Finding:
    """Draws from elsewhere that cannot be taken."""
    near = did_you_mean(name, known) if known else ""
    return Finding(
        "W0787",
        Level.ERROR,
        f"the draws of `{name}` cannot be taken: {why}",
        expected="numbers in the declared unit, as many for each assumption",
        hint=near or "",
    )


def no_quantile(value: float) -> Finding:
    """A quantile at no probability."""
    why = f"{value:g} is no probability"
    return Finding("W0790", Level.ERROR, f"a quantile cannot be taken: {why}", expected="numbers from 0 to 1, as 0.05")


def no_draws(count: int) -> Finding:
    """No draws at all."""
    return Finding("W0790", Level.ERROR, f"{count:,} draws were asked for", expected="one or more; 4,096 is usual")


def no_seed(seed: int) -> Finding:
    """A seed that is none."""
    return Finding("W0790", Level.ERROR, f"{seed} is no seed", expected="a whole number from 0 on")


def not_in_all_draws(check: CheckSlot, share: float, rows: int, keys: tuple[object, ...]) -> Finding:
    """A condition that some draws do not meet; ``share`` is in percent, of the draws of the rows in which it happens."""
    words = f": {check.text}" if check.text else ""
    return Finding(
        "W0788",
        Level.WARNING,
        f"in {share:.3g}% of the draws{_of(rows)} this does not hold{words}",
        check.at,
        hint="is a distribution too wide, or is this the risk that was asked for?",
        rows=rows,
        keys=keys,
    )


def no_value(output: OutputSlot, share: float, rows: int, keys: tuple[object, ...]) -> Finding:
    """An output that some draws have no value of."""
    return Finding(
        "W0789",
        Level.WARNING,
        f"in {share:.3g}% of the draws{_of(rows)} `{output.name}` has no value; its mean and quantiles are of the others",
        output.trace.core.span,
        hint="bounds such as `in 0..` cut a distribution off where its values make no sense",
        rows=rows,
        keys=keys,
    )


def _of(rows: int) -> str:
    return f" of {rows:,} row{'s' * (rows != 1)}" if rows else ""
