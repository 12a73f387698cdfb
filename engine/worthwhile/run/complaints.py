"""Every sentence that can be said of data and of a run."""

from collections.abc import Iterable, Sequence

from worthwhile.text import Finding, Level, Note, Span, did_you_mean

FIRST = 10
FEW = 3
"""How many places beside its own a finding shows."""
WRONG_KIND = "W0603"


def _rows(count: int, noun: str = "row") -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


# ---- tables and columns


def no_data(entity: str, at: Span | None) -> Finding:
    """A model of many rows without any."""
    return Finding(
        "W0611",
        Level.ERROR,
        f"the model is about many rows of `{entity}`, and there is no data for it",
        at,
        hint=f"`--data {entity}=FILE.csv`; in Python the first argument of `run`",
    )


def no_table(name: str, records: bool, at: Span | None) -> Finding:  # noqa: FBT001 (what kind of table)
    """A table that was not handed over."""
    what = "the records" if records else "the lookup"
    return Finding(
        "W0611",
        Level.ERROR,
        f"there is no data for {what} `{name}`",
        at,
        hint=f"`--data {name}=FILE.csv`; in Python `run(..., {name}=...)`, an empty list for none",
    )


def of_nobody(table: str, key: str, entity: str, rows: int, keys: Sequence[object], at: Span, file: str) -> Finding:
    """Records whose key no row of the entity has."""
    first = "none" if not keys or keys[0] is None else keys[0]
    said = f"belongs to no `{entity}`: its" if rows == 1 else f"belong to no `{entity}`: the first"
    return Finding(
        "W0613",
        Level.WARNING,
        f"{_rows(rows)} of `{table}` {said} {key} is {first}",
        at,
        hint=f"they are left out; compare the `{key}` of {file} with that of the `{entity}` table",
        rows=rows,
        keys=tuple(keys),
    )


def not_in_lookup(
    table: str, whose: str, words: str, rows: int, keys: Sequence[object], example: str, at: Span
) -> Finding:
    """Keys that no row of a lookup has."""
    said, which = ("looks", "its") if rows == 1 else ("look", "the first")
    return Finding(
        "W0614",
        Level.WARNING,
        f"{_rows(rows)} of `{whose}` {said} for what `{table}` does not have: {which} `{words}` is {example}",
        at,
        hint="what is read from it is missing there; `??` says what to take instead",
        rows=rows,
        keys=tuple(keys),
    )


def unknown_table(name: str, known: Iterable[str]) -> Finding:
    """Data for a table that the model does not have."""
    known = list(known)
    hint = did_you_mean(name, known)
    if not hint:
        hint = f"the model has {', '.join(f'`{it}`' for it in known)}" if known else "the model has no table"
    return Finding("W0611", Level.ERROR, f"the model has no table `{name}`", hint=hint)


def no_column(name: str, head: str, heads: Sequence[str], at: Span, file: str) -> Finding:
    """A required input without a column."""
    near = did_you_mean(head, heads)
    known = f"the columns are {', '.join(heads[:12])}{', ...' if len(heads) > 12 else ''}"  # noqa: PLR2004 (a line)
    mapped = f'`from "..."` in the model or `--map {name}=COLUMN` names another column; {known}'
    mapped = mapped if heads else "the data has no columns"
    return Finding(
        "W0604",
        Level.ERROR,
        f"{file} has no column `{head}` for the input `{name}`",
        at,
        hint=near or mapped,
        expected=f"a column `{head}`",
    )


def no_key(head: str, heads: Sequence[str], at: Span, file: str) -> Finding:
    """A table without its key."""
    near = did_you_mean(head, heads)
    return Finding(
        "W0604",
        Level.ERROR,
        f"{file} has no column `{head}`, the key of its rows",
        at,
        hint=near or f"the columns are {', '.join(heads[:12])}",
        expected=f"a column `{head}`",
    )


def head_twice(head: str, file: str, at: Span) -> Finding:
    """Two columns of one name."""
    return Finding("W0604", Level.ERROR, f"{file} has several columns `{head}`", at, hint="rename all but one")


def keys_twice(head: str, rows: int, keys: Sequence[object], at: Span, file: str) -> Finding:
    """Rows that share a key."""
    return Finding(
        "W0605",
        Level.ERROR,
        f"{_rows(rows)} of {file} share their `{head}` with another row",
        at,
        hint="one row is one thing: take the doubles out, or aggregate records",
        rows=rows,
        keys=tuple(keys),
    )


def keys_gone(head: str, rows: int, first: Sequence[int], at: Span, file: str) -> Finding:
    """Rows without a key."""
    return Finding(
        "W0607",
        Level.WARNING,
        f"{_rows(rows)} of {file} without a `{head}`",
        at,
        hint="they are computed all the same; the first is row " + str(first[0] + 1 if first else 0),
        rows=rows,
        keys=(None,) * min(rows, FIRST),
    )


def cells_missing(name: str, rows: int, keys: Sequence[object], at: Span, file: str) -> Finding:
    """Empty cells of an input that is not optional."""
    return Finding(
        "W0602",
        Level.WARNING,
        f"{_rows(rows)} of {file} without a value for `{name}`",
        at,
        hint="what needs it is missing there; `optional` says that it may be, `??` what to take instead",
        rows=rows,
        keys=tuple(keys),
    )


def wrong_kind(
    name: str, rows: int, keys: Sequence[object], at: Span, file: str, example: str, wanted: str, option: str = ""
) -> Finding:
    """Cells that are not what is declared."""
    return Finding(
        WRONG_KIND,
        Level.WARNING,
        f'`{name}`: {_rows(rows, "cell")} of {file} cannot be read, the first says "{example}"',
        at,
        hint="they are taken as missing"
        + (f"; `?{option}` after the name of a file would say that they are meant so" if option else ""),
        expected=wanted,
        found=f'"{example}"',
        rows=rows,
        keys=tuple(keys),
    )


def not_a_table(name: str, why: str) -> Finding:
    """Something that holds no columns."""
    return Finding("W0608", Level.ERROR, f"the data for `{name}` cannot be taken in: {why}")


def unreadable(name: str, why: str, hint: str = "") -> Finding:
    """A source that cannot be read."""
    return Finding("W0608", Level.ERROR, f"{name} cannot be read: {why}", file=name, hint=hint)


def no_file(name: str) -> Finding:
    """A file that is not there."""
    return Finding("W0609", Level.ERROR, f"{name} cannot be opened: no such file", file=name, hint="is the path right?")


def read_as(file: str, found: Sequence[str], options: Sequence[str]) -> Finding:
    """How numbers and dates were read, where nobody said it and they are not as programs write them."""
    words = " and ".join(found)
    hint = f"`?{'&'.join(options)}` after the name says so; then nothing has to be found out"
    return Finding("W0640", Level.NOTE, f"{file} is read with {words}", file=file, hint=hint)


def which_mark(name: str, example: str, at: Span, file: str) -> Finding:
    """Numbers that can be read with a decimal point and with a decimal comma."""
    one, mark, other = example.partition(" and ")
    if mark:
        said = f'"{one}" in {file} has a decimal point and "{other}" a decimal comma'
    else:
        figures = "".join(it for it in example if it not in ".,")
        said = f'"{example}" in {file} can be {figures} or {example.replace(",", ".")}, and no cell says which'
    hint = "`?decimal=.` or `?decimal=,` after the name of the file says how its numbers are written"
    return Finding("W0642", Level.ERROR, f"`{name}`: {said}", at, hint=hint)


def which_order(name: str, example: str, at: Span, file: str) -> Finding:
    """Dates that can be read with the day first and with the month first."""
    one, mark, other = example.partition(" and ")
    if mark:
        said = f'"{one}" in {file} has the day first and "{other}" the month'
    else:
        first, second, year = (
            example.replace("T", " ").split(maxsplit=1)[0].replace("/", ".").replace("-", ".").split(".")
        )
        said = f'"{example}" in {file} can be {year}-{second:0>2}-{first:0>2} or {year}-{first:0>2}-{second:0>2}'
        said += ", and no cell says which"
    hint = "`?dates=dmy` (the day first) or `?dates=mdy` after the name of the file says how its dates are written"
    return Finding("W0643", Level.ERROR, f"`{name}`: {said}", at, hint=hint)


def not_given(name: str, at: Span | None, *, as_of: bool) -> Finding:
    """An assumption that has no value."""
    if as_of:
        return Finding(
            "W0606",
            Level.ERROR,
            "the model looks from `as_of`, and is not told which day that is",
            at,
            hint="`as_of = 2026-01-01` in the model, or `--set as_of=2026-01-01`: the clock is never read",
        )
    return Finding(
        "W0606",
        Level.ERROR,
        f"`{name}` has no value",
        at,
        hint=f"a default in the model, or `--set {name}=...`",
    )


# ---- what a run finds


def outside(name: str, wants: str, value: str, rows: int, keys: Sequence[object], at: Span) -> Finding:
    """Values outside their bounds."""
    return Finding(
        "W0601",
        Level.WARNING,
        f"{_rows(rows, 'value')} of `{name}` outside {wants}, the first is {value}",
        at,
        hint="they are kept as they are",
        expected=wants,
        found=value,
        rows=rows,
        keys=tuple(keys),
    )


def off_the_scale(name: str, wants: str, value: str, rows: int, keys: Sequence[object], at: Span) -> Finding:
    """Scores outside their scale."""
    return Finding(
        "W0610",
        Level.WARNING,
        f"{_rows(rows, 'value')} of `{name}` outside its scale {wants}, the first is {value}",
        at,
        hint="they are kept; `rescale` brings another scale to this one",
        expected=wants,
        found=value,
        rows=rows,
        keys=tuple(keys),
    )


def weights(subject: str, value: str, when: str, rows: int, keys: Sequence[object], at: Span) -> Finding:
    """Weights of some rows that do not total 100%."""
    wants = "more than nothing" if when == "nothing" else "at most 100%" if when else "100%"
    return Finding(
        "W0501",
        Level.WARNING,
        f"the weights of `{subject}` do not total {wants} in {_rows(rows)}, in the first {value}",
        at,
        hint="`(normalised)` divides by the total",
        expected=wants,
        found=value,
        rows=rows,
        keys=tuple(keys),
    )


def pool(name: str, value: str, lines: str, rows: int, keys: Sequence[object], at: Span) -> Finding:
    """Claims of some rows that go beyond the pool."""
    return Finding(
        "W0503",
        Level.WARNING,
        f"benefits claim more than all of `{name}` in {_rows(rows)}, in the first {value}",
        at,
        hint=f"the claims are those of {lines}: the same hours or money cannot be saved twice",
        expected="at most 100%",
        found=value,
        rows=rows,
        keys=tuple(keys),
    )


def negative_share(name: str, value: str, rows: int, keys: Sequence[object], at: Span) -> Finding:
    """Shares of a pool below zero."""
    return Finding(
        "W0505",
        Level.WARNING,
        f"a share of `{name}` is negative in {_rows(rows)}, in the first {value}",
        at,
        hint="a loss is a cost of its own",
        rows=rows,
        keys=tuple(keys),
    )


def no_row(title: str, values: str, rows: int, keys: Sequence[object], at: Span, when: str, *, single: bool) -> Finding:
    """What falls in none of the rows of a segment or a decision."""
    where = "" if single else f" in {_rows(rows)}"
    return Finding(
        "W0541",
        Level.WARNING,
        f"no row of `{title}` holds{where}{when}: {'' if single else 'the first has '}{values}",
        at,
        hint="what it gives is missing there; `otherwise` takes what no other row does",
        rows=rows,
        keys=tuple(keys),
    )


def several_rows(
    title: str, values: str, rows: int, keys: Sequence[object], at: Span, when: str, *, single: bool
) -> Finding:
    """What falls in several rows of a segment or a decision of which one has to hold."""
    where = "" if single else f" in {_rows(rows)}"
    return Finding(
        "W0540",
        Level.WARNING,
        f"several rows of `{title}` hold{where}{when}: {'' if single else 'the first has '}{values}",
        at,
        hint="what it gives is missing there; `(first match)` takes the first row that holds",
        rows=rows,
        keys=tuple(keys),
    )


def ensure(
    words: str,
    text: str,
    rows: int,
    keys: Sequence[object],
    at: Span,
    values: Sequence[Note],
    when: str,
    *,
    single: bool,
) -> Finding:
    """A condition that had to hold and does not."""
    where = "" if single else f" in {_rows(rows)}"
    said = f"{text}: " if text else ""
    return Finding(
        "W0702",
        Level.ERROR,
        f"{said}`{words}` does not hold{where}{when}",
        at,
        tuple(values),
        rows=rows,
        keys=tuple(keys),
    )


def warn(
    text: str, rows: int, keys: Sequence[object], at: Span, values: Sequence[Note], when: str, *, single: bool
) -> Finding:
    """What a model wants to be told of."""
    where = "" if single else f" ({_rows(rows)})"
    return Finding("W0703", Level.WARNING, f"{text}{where}{when}", at, tuple(values), rows=rows, keys=tuple(keys))


def impossible(
    name: str, reason: str, rows: int, keys: Sequence[object], at: Span, place: Span, *, single: bool
) -> Finding:
    """Arithmetic that has no answer."""
    where = "" if single else f" in {_rows(rows)}"
    notes = (Note(place, reason),) if reason and place != at else ()
    why = f": {reason}" if reason else ""
    return Finding(
        "W0701",
        Level.WARNING,
        f"`{name}` has no value{where}{why}",
        at,
        notes,
        hint="it is missing there; `if ... then ... else ...` or `??` says what it should be",
        rows=rows,
        keys=tuple(keys),
    )


def outside_its_rows(
    name: str, limit: str, at: str, rows: int, keys: Sequence[object], span: Span, *, beyond: bool, single: bool
) -> Finding:
    """A table read where it has no value: beyond its last row, or before its first."""
    there = f"{'at' if beyond else 'on'} {at}"
    where = f", and is read {there}"
    if not single:
        where = f", and is read {'beyond' if beyond else 'before'} that in {_rows(rows)}, first {there}"
    begins, hint = f"`{name}` begins on {limit}", "an earlier row, or `??` for what holds before"
    if beyond:
        begins, hint = (
            f"`{name}` ends at {limit}",
            "add rows; `beyond last` would hold the last value, `beyond last_rate` go on as before",
        )
    return Finding(
        "W0721" if beyond else "W0720",
        Level.ERROR if beyond else Level.WARNING,
        f"{begins}{where}: there it has no value",
        span,
        expected=f"{'at most' if beyond else 'from'} {limit}",
        found=at,
        hint=hint,
        rows=rows,
        keys=tuple(keys),
    )


def left_out(aggregates: Sequence[Span], rows: int, keys: Sequence[object]) -> Finding:
    """Rows that aggregates did not count."""
    first, *others = aggregates
    more = f" and {len(others)} other aggregate{'s' * (len(others) != 1)}" if others else ""
    return Finding(
        "W0704",
        Level.NOTE,
        f"{_rows(rows)} left out of `{' '.join(first.text.split())}`{more}, because a value is missing",
        first,
        tuple(Note(it, "here, too") for it in others[:FEW]),
        rows=rows,
        keys=tuple(keys),
    )


def too_many_cells(cells: int, most: int) -> Finding:
    """More rows times periods than the limit."""
    return Finding(
        "W0908",
        Level.ERROR,
        f"the series to return have {cells:,} values, the limit is {most:,}",
        hint="return fewer series: sums and values at one period take no room; a host can set the limit higher",
    )


def too_much_memory(bytes_: float, most: float) -> Finding:
    """Columns that would take more than the limit."""
    return Finding(
        "W0911",
        Level.ERROR,
        f"the columns of this run would take about {bytes_ / 1e6:,.0f} MB, the limit is {most / 1e6:,.0f} MB",
        hint="return sums instead of series, or stream some rows at a time; a host can set the limit higher",
    )


def unwritable(name: str, why: str, hint: str = "") -> Finding:
    """A target that cannot be written."""
    return Finding(
        "W0612",
        Level.ERROR,
        f"{name} cannot be written: {why}",
        file=name,
        hint=hint or "is the folder there, and may you write to it?",
    )
