"""A runner that has DuckDB answer what it answers in the very same way: ``--on duckdb``.

Records stay where they are, in a DuckDB relation or a Parquet file; what comes back is a row for each
subject. Pushed down are counts, extremes, different values, conditions, and sums of whole numbers, over
plain columns under plain conditions. Sums of fractions are not: they depend on the order of the rows there,
and are exact here. A column is asked about only where DuckDB finds that each of its cells says what it says
here: none missing, none infinite, whole numbers that a float64 holds, texts that are labels, and so on.
Everything else is fetched and computed here, and so is all of a table that there is something to say of.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from worthwhile.plugin import Runner, plugin

if TYPE_CHECKING:
    from worthwhile.plugin.asking import Answers, Asked, Condition, Head, Question
    from worthwhile.plugin.running import Job, Result

WHOLE = frozenset(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"))
EXACT = 1 << 53
"""Whole numbers up to here are float64 numbers, each of its own."""
DIGITS = 15
"""Decimals of so many digits are float64 numbers, each of its own."""
FALSE, TRUE = 0, 2
COMPARED = frozenset(("<", "<=", ">", ">=", "=", "!="))
EPOCH = "DATE '1970-01-01'"


class DuckDBRunner:
    """Runs a model here, and has DuckDB answer what it can."""

    name, extra = "duckdb", "worthwhile[duckdb]"

    def lacks(self) -> str:
        """DuckDB, where it is not installed."""
        return "" if find_spec("duckdb") else "DuckDB"

    def run(self, job: "Job") -> "Result":
        """Ask about each table of records; the rest is done here."""
        from duckdb import connect  # noqa: PLC0415 (where it is used)

        from worthwhile.plugin.asking import asked, with_answers  # noqa: PLC0415 (numpy and Arrow, when a model is run)

        connection = connect()
        answers: dict[str, Answers] = {}
        for table in asked(job):
            asking = _Asking(_relation(connection, job, table.name), table)
            found = asking.answers(partial(_rest, job, table.name))
            if found is not None:
                answers[table.name] = found
        return with_answers(job, answers)


def _relation(connection: Any, job: "Job", name: str) -> Any:  # noqa: ANN401 (DuckDB's own)
    """A table as a relation: as it was handed over, as a file that DuckDB reads, or as it was read here."""
    given = job.tables[name]
    if _is_relation(given):
        return given
    if isinstance(given, str | Path):
        path = Path(given)
        plain = not set(str(path)) & set("*?[]{}") and "://" not in str(path)
        if path.suffix.lower() == ".parquet" and plain and path.is_file():
            return connection.read_parquet(str(path))
    return connection.from_arrow(job.frame(name).table)


def _is_relation(given: object) -> bool:
    return type(given).__name__ == "DuckDBPyRelation"


def _rest(job: "Job", name: str, columns: Sequence[str]) -> object:
    """All rows of some columns, as they are read here."""
    given = job.tables[name]
    if _is_relation(given):
        relation: Any = given
        return relation.project(", ".join(map(_quoted, columns))).to_arrow_table()
    return job.frame(name).table.select(list(columns))


class _Asking:
    """One table of records: which of its columns say there what they say here, and what follows from them."""

    def __init__(self, relation: Any, table: "Asked") -> None:  # noqa: ANN401 (DuckDB's own)
        self.relation, self.table = relation, table
        self.types = {head: str(kind) for head, kind in zip(relation.columns, relation.types, strict=True)}
        self.cells: dict[str, _Cells] = {}
        """By the inputs' names: those columns of which every cell is understood."""

    def answers(self, rest: "Callable[[Sequence[str]], object]") -> "Answers | None":
        """What is known of the table without its rows; nothing where nothing is."""
        from worthwhile.plugin.asking import Answers  # noqa: PLC0415 (numpy and Arrow, when a model is run)

        if not self._understood():
            return None
        asked = {it.slot: (it, sql) for it in self.table.questions if (sql := self._aggregate(it))}
        claimed = {it.slot: sql for it in self.table.claims if (sql := self._condition(it.holds))}
        if not asked:
            return None
        key = _quoted(self.table.key)
        columns = [f"{sql} AS a{slot}" for slot, (_, sql) in asked.items()]
        found = self._query(f"SELECT {', '.join([f'{key} AS whose', *columns])} FROM records GROUP BY {key}")
        values = {slot: _values(question, found[f"a{slot}"]) for slot, (question, _) in asked.items()}
        known = {slot: it for slot, it in values.items() if it is not None}
        if not known:
            return None
        return Answers(found["whose"], known, self._proven(claimed), rest, list(self.types))

    def _query(self, text: str) -> Any:  # noqa: ANN401 (an Arrow table)
        return self.relation.query("records", text).to_arrow_table()

    def _understood(self) -> bool:
        """Look through the columns once: whether the keys can be grouped by, and which columns are understood."""
        kind = self.types.get(self.table.key)
        if kind is None or (kind not in WHOLE and kind != "VARCHAR"):
            return False
        cells = {
            name: found
            for name, it in self.table.heads.items()
            if it.head in self.types and (found := _cells(self.types[it.head], it))
        }
        tests = [f"{_quoted(self.table.key)} IS NOT NULL", *(it.clean for it in cells.values())]
        counts = [f"count(*) FILTER (WHERE NOT coalesce({it}, FALSE))" for it in tests]
        keyless, *odd = (it[0].as_py() for it in self._query(f"SELECT {', '.join(counts)} FROM records").columns)
        self.cells = {name: it for (name, it), count in zip(cells.items(), odd, strict=True) if not count}
        return not keyless

    def _proven(self, claimed: Mapping[int, str]) -> frozenset[int]:
        """The conditions that no record breaks."""
        if not claimed:
            return frozenset()
        counts = ", ".join(f"count(*) FILTER (WHERE NOT ({it}))" for it in claimed.values())
        broken = [it[0].as_py() for it in self._query(f"SELECT {counts} FROM records").columns]
        return frozenset(slot for slot, count in zip(claimed, broken, strict=True) if not count)

    # ---- in DuckDB's words
    def _aggregate(self, question: "Question") -> str:
        """A question; nothing where its answer could be another than here."""
        where = self._condition(question.where) if question.where is not None else "TRUE"
        if not where:
            return ""
        cells = self._column(question.of)
        match question.aggregate:
            case "count":
                found = "count(*)" if question.of is None or cells else ""
            case "sum":
                found = f"sum({cells.value})" if cells and cells.whole else ""
            case "min" | "max":
                found = f"{question.aggregate}({cells.value})" if cells and cells.ordered else ""
            case "distinct":
                found = f"count(DISTINCT {cells.value})" if cells and not cells.fractions else ""
            case "any" | "all":
                holds = self._condition(question.of) if question.of is not None else ""
                found = f"bool_{'or' if question.aggregate == 'any' else 'and'}({holds})" if holds else ""
            case _:
                found = ""
        return f"{found} FILTER (WHERE {where})" if found else ""

    def _column(self, of: "Condition | None") -> "_Cells | None":
        from worthwhile.plugin.asking import Column  # noqa: PLC0415 (numpy and Arrow, when a model is run)

        return self.cells.get(of.name) if isinstance(of, Column) else None

    def _condition(self, it: "Condition") -> str:
        """A condition; nothing where a part of it is not understood."""
        from worthwhile.plugin.asking import Applied, Column, Literal  # noqa: PLC0415 (numpy and Arrow, as above)

        match it:
            case Column():
                cells = self._column(it)
                return cells.value if cells else ""
            case Literal(value=value):
                return _literal(value)
            case Applied(function=function, args=args):
                told = [self._condition(each) for each in args]
                return _applied(function, told) if all(told) else ""


def _applied(function: str, args: Sequence[str]) -> str:
    """A comparison or a word of logic, of values of which none is missing."""
    sign = function.removeprefix("text ").removeprefix("flag ").removeprefix("label ")
    if sign in COMPARED and len(args) == 2:  # noqa: PLR2004 (one on each side)
        return f"({args[0]} {'<>' if sign == '!=' else sign} {args[1]})"
    if function in ("and", "or"):
        return f"({f' {function.upper()} '.join(args)})"
    return f"(NOT {args[0]})" if function == "not" else ""


class _Cells:
    """How a column is read in DuckDB, and how it is seen that each of its cells is what it is here."""

    def __init__(
        self, value: str, clean: str, *, whole: bool = False, ordered: bool = False, fractions: bool = False
    ) -> None:
        self.value, self.clean = value, clean
        self.whole, self.ordered, self.fractions = whole, ordered, fractions


def _cells(kind: str, it: "Head") -> _Cells | None:
    """A column of a type that DuckDB has, for an input of a type that the model has."""
    name = _quoted(it.head)
    match it.kind:
        case "number" | "count" if kind in WHOLE:
            return _Cells(name, f"abs({name}::HUGEINT) < {EXACT}", whole=True, ordered=True)
        case "number" | "count" if kind == "VARCHAR":
            whole = f"regexp_full_match({name}, '0|-?[1-9][0-9]{{0,14}}')"
            return _Cells(f"CAST({name} AS BIGINT)", whole, whole=True, ordered=True)
        case "number" if kind in ("DOUBLE", "FLOAT"):
            value = f"{name}::DOUBLE"
            return _Cells(
                value, f"isfinite({value}) AND NOT ({value} = 0 AND signbit({value}))", ordered=True, fractions=True
            )
        case "number" if kind.startswith("DECIMAL(") and int(kind[8:].split(",", maxsplit=1)[0]) <= DIGITS:
            return _Cells(f"{name}::DOUBLE", f"{name} IS NOT NULL", ordered=True, fractions=True)
        case "date" if kind == "DATE":
            return _Cells(f"({name} - {EPOCH})", f"isfinite({name})", ordered=True)
        case "date" if kind == "VARCHAR":
            day = f"TRY_CAST({name} AS DATE)"
            clean = f"regexp_full_match({name}, '[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}') AND {day} IS NOT NULL"
            return _Cells(f"({day} - {EPOCH})", clean, ordered=True)
        case "flag" if kind == "BOOLEAN":
            return _Cells(name, f"{name} IS NOT NULL")
        case "label" if kind == "VARCHAR" and it.labels:
            return _Cells(name, f"{name} IN ({', '.join(map(_literal, it.labels))})")
        case "text" if kind == "VARCHAR":
            return _Cells(name, f"{name} IS NOT NULL")
    return None


def _values(question: "Question", found: Any) -> Any:  # noqa: ANN401 (an Arrow array to numpy, and a number)
    """An answer as the engine holds it, and that for who has no records; nothing where it is not exact."""
    import numpy as np  # noqa: PLC0415 (when a model is run)
    import pyarrow.compute as pc  # noqa: PLC0415 (the same)

    empty = {"min": float("nan"), "max": float("nan"), "all": TRUE}.get(question.aggregate, FALSE)
    if question.aggregate in ("any", "all"):
        holds = pc.fill_null(found, empty == TRUE).to_numpy(zero_copy_only=False)
        return np.where(holds, TRUE, FALSE).astype(np.uint8), empty
    values = found.cast("float64").to_numpy().astype(np.float64)
    if question.aggregate in ("min", "max"):
        return values, empty
    values = np.where(np.isnan(values), 0.0, values)  # a sum over nothing is none there
    return (values, empty) if (np.abs(values) < EXACT).all() else None


def _literal(value: object) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return f"{float(value)!r}::DOUBLE"
        case str():
            return "'" + value.replace("'", "''") + "'"
    return ""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@plugin
def runners() -> Iterator[Runner]:
    """Offer ``duckdb``."""
    yield DuckDBRunner()
