"""What is said of questions about other values."""

from collections.abc import Sequence

from worthwhile.meaning.items import Kind
from worthwhile.meaning.meaning import Meaning
from worthwhile.meaning.uncertain.uncertain import Correlation
from worthwhile.plan.steps import CheckSlot, OutputSlot
from worthwhile.text import Finding, Level, did_you_mean

MOST_SEED = 1 << 63


def nothing_uncertain(meaning: Meaning) -> Finding:
    """A model in which every draw would be the same."""
    return Finding(
        "W0785",
        Level.ERROR,
        f"nothing in `{meaning.name}` is uncertain: every draw would be the same",
        file=str(meaning.source.name),
        hint="say how sure an assumption is: `churn : percent per month = 2% ~ 1% to 4%`, a 90% interval",
    )


def too_many_draws(rows: int, draws: int, cells: int, most: int, *, together: bool) -> Finding:
    """More values than are held at once; ``together`` where all rows are."""
    return Finding(
        "W0786",
        Level.ERROR,
        f"{draws:,} draws{_of(rows) if together else ''} are {cells:,} values at once, the limit is {most:,}",
        hint="an aggregate over the rows hangs on a draw, so all rows are held: ask for fewer draws or fewer outputs"
        if together
        else "ask for fewer draws: a mean of 10,000 is known to a hundredth of the spread",
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


def correlated_with_samples(it: Correlation, name: str) -> Finding:
    """A correlation with what is drawn elsewhere."""
    return Finding(
        "W0791",
        Level.WARNING,
        f"`{it.one}` and `{it.other}` do not move together here: the draws of `{name}` come from elsewhere",
        it.span,
        hint="hand over draws of both, which belong together",
    )


def no_quantile(value: object) -> Finding:
    """A quantile at no probability."""
    why = f"{value!r} is no probability"
    return Finding("W0790", Level.ERROR, f"a quantile cannot be taken: {why}", expected="numbers from 0 to 1, as 0.05")


def no_draws(count: object) -> Finding:
    """No draws at all."""
    wanted = "a whole number of one or more, 4,096 is usual; or a dict of draws by assumptions"
    return Finding("W0790", Level.ERROR, f"{count!r} draws were asked for", expected=wanted)


def no_seed(seed: object) -> Finding:
    """A seed that is none."""
    wanted = f"a whole number from 0 to {MOST_SEED - 1:,}"
    return Finding("W0790", Level.ERROR, f"{seed!r} is no seed", expected=wanted)


def not_in_all_draws(check: CheckSlot, share: float, rows: int, keys: tuple[object, ...]) -> Finding:
    """A condition that some draws do not meet; ``share`` is in percent, of the draws of the rows in which it happens."""
    where = f"in {share:.3g}% of the draws{_of(rows)}"
    words = check.text or f"`{' '.join(check.trace.core.span.text.split())}`"
    about = f" (`{check.subject}`)" if check.subject else ""
    return Finding(
        "W0788",
        Level.WARNING,
        f"{where}: {words}" if check.kind is Kind.WARN else f"{where} this does not hold: {words}{about}",
        check.at,
        hint="" if check.kind is Kind.WARN else "is a distribution too wide, or is this the risk that was asked for?",
        rows=rows,
        keys=keys,
    )


def no_value(output: OutputSlot, share: float, rows: int, keys: tuple[object, ...]) -> Finding:
    """An output that some draws have no value of, or none has."""
    every = share == 100  # noqa: PLR2004 (percent)
    where = "all draws" if every else f"{share:.3g}% of the draws"
    return Finding(
        "W0789",
        Level.WARNING,
        f"in {where}{_of(rows)} `{output.name}` has no value"
        + ("" if every else "; what is told of it is of the others"),
        output.trace.core.span,
        hint="`--set` with values such as are drawn shows why"
        if every
        else "bounds such as `in 0..` cut a distribution off where its values make no sense",
        rows=rows,
        keys=keys,
    )


def _of(rows: int) -> str:
    return f" of {rows:,} row{'s' * (rows != 1)}" if rows else ""
