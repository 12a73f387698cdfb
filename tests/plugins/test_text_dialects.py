"""Text files of every dialect: what is written is read back, or a finding asks how it is meant.

Nothing is ever read as something else without a word: that is the law, tried with dialects and cells that are
drawn. What is expected is what was put in, by plain Python.
"""

import csv
import io
import tempfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import worthwhile as ww

MODEL = """
entity deal key id
inputs:
    amount : USD optional
    share  : percent optional
    pieces : count optional
    signed : date optional
    remark : text optional
outputs:
    amount
    share
    pieces
    signed
    remark
"""
LOOKED_AT = 2_001
"""Rows that a source looks at before it reads."""
ASKING = {"W0641", "W0642", "W0643"}
HEADS = ("id", "amount", "share", "pieces", "signed", "remark")


@cache
def model() -> ww.Model:
    return ww.parse(MODEL)


@dataclass(frozen=True)
class Written:
    """How somebody writes tables."""

    delimiter: str
    decimal: str
    thousands: str
    dates: str
    stroke: str
    encoding: str
    always_quoted: bool
    line: str

    def number(self, value: Decimal) -> str:
        text = f"{value:,f}" if self.thousands else f"{value:f}"
        return text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.thousands)

    def day(self, value: date) -> str:
        parts = {"d": f"{value.day:02}", "m": f"{value.month:02}", "y": f"{value.year:04}"}
        return value.isoformat() if self.dates == "iso" else self.stroke.join(parts[it] for it in self.dates)

    def cell(self, value: Any) -> str:
        match value:
            case None:
                return ""
            case date():
                return self.day(value)
            case Decimal():
                return self.number(value)
        return str(value)

    def file(self, rows: list[tuple[Any, ...]]) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(
            text,
            delimiter=self.delimiter,
            lineterminator=self.line,
            quoting=csv.QUOTE_ALL if self.always_quoted else csv.QUOTE_MINIMAL,
        )
        writer.writerow(HEADS)
        writer.writerows([self.cell(it) for it in row] for row in rows)
        return text.getvalue().encode(self.encoding)

    @property
    def options(self) -> str:
        said = {"delimiter": self.delimiter, "decimal": self.decimal, "dates": self.dates, "encoding": self.encoding}
        if self.thousands:
            said["thousands"] = self.thousands
        return "&".join(f"{name}={quote(value, safe='')}" for name, value in said.items())


@st.composite
def dialects(draw: st.DrawFn) -> Written:
    decimal = draw(st.sampled_from(".,"))
    thousands = draw(st.sampled_from(["", "", ",."[decimal == ","], " ", "'"]))
    return Written(
        draw(st.sampled_from(",;\t|")),
        decimal,
        thousands,
        draw(st.sampled_from(["iso", "dmy", "mdy"])),
        draw(st.sampled_from("./-")),
        draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])),
        draw(st.booleans()),
        draw(st.sampled_from(["\n", "\r\n"])),
    )


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


amounts = st.one_of(
    st.decimals(-(10**9), 10**9, places=2),
    st.decimals(0, 1000, places=3),
    st.integers(1000, 999_999).map(Decimal),
    st.sampled_from([Decimal("1.234"), Decimal("0.5"), Decimal(1234), Decimal("1234567.891")]),
)
words = st.text(st.sampled_from("aZ0 äöüß.,;|\t\"'\n/-:1234"), max_size=8) | st.sampled_from(
    ["1,5", "1.234", "03/04/2026"]
)
cells = st.tuples(
    optional(amounts),
    optional(st.decimals(0, 1, places=3)),
    optional(st.integers(0, 10**7).map(Decimal)),
    optional(st.dates(date(1900, 1, 1), date(2100, 1, 1))),
    optional(words),
)
tables = st.lists(cells, min_size=1, max_size=8)


def numbered(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(f"k{at}", *row) for at, row in enumerate(rows)]


def read(content: bytes, options: str = "") -> tuple[Any, set[str]]:
    """The outputs, and the codes of all that was said."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "deals.csv"
        file.write_bytes(content)
        try:
            result = model().run(f"{file}?{options}" if options else str(file))
        except ww.ModelError as error:
            return None, {it.code for it in error.findings}
        return {head: result.values(head) for head in HEADS[1:]}, {it.code for it in result.diagnostics}


def as_put_in(rows: list[tuple[Any, ...]], found: dict[str, Any]) -> None:
    for place, head in enumerate(HEADS[1:], 1):
        for row, value in zip(rows, found[head], strict=True):
            wanted: Any = row[place]
            if isinstance(wanted, Decimal):
                wanted = float(wanted)
            elif isinstance(wanted, date):
                wanted = wanted.isoformat()
            assert value == (None if wanted == "" else wanted), (head, row)


@given(dialects(), tables)
def test_what_is_written_in_any_dialect_is_read_back_or_asked_about(
    written: Written, rows: list[tuple[Any, ...]]
) -> None:
    rows = numbered(rows)
    content = written.file(rows)
    found, told = read(content)
    if written.encoding == "cp1252" and not content.isascii():
        assert told == {"W0608"}, "what is not in UTF-8 is asked about"
        return
    if found is not None and not told & ASKING:
        as_put_in(rows, found)
        assert told <= {"W0640"}
    else:
        assert told & ASKING, told


@given(dialects(), tables)
def test_what_is_said_is_never_asked_and_never_found_out(written: Written, rows: list[tuple[Any, ...]]) -> None:
    rows = numbered(rows)
    found, told = read(written.file(rows), written.options)
    assert told == set()
    as_put_in(rows, found)


@settings(max_examples=25)
@given(dialects(), st.data())
def test_what_comes_after_the_part_that_is_looked_at_is_never_read_as_something_else(
    written: Written, data: st.DataObject
) -> None:
    """The first rows show nothing of how numbers and dates are written."""
    assume(written.encoding == "utf-8")
    late = data.draw(tables)
    early = [(None, None, Decimal(7), None, None)] * LOOKED_AT
    rows = numbered([*early, *late])
    found, told = read(written.file(rows))
    if found is None:
        assert told & ASKING
        return
    for place, head in enumerate(HEADS[1:5], 1):
        for row, value in zip(rows[LOOKED_AT:], found[head][LOOKED_AT:], strict=True):
            wanted = float(row[place]) if isinstance(row[place], Decimal) else row[place] and row[place].isoformat()
            if value is None:
                assert wanted is None or "W0603" in told
            elif value != wanted:
                # In a file with commas between its cells a point is the decimal mark, unless something shows it is not.
                assert (written.delimiter, written.thousands) == (",", "."), (head, row, value)


# ---- one by one


def ran(tmp_path: Path, text: str | bytes, options: str = "", name: str = "deals.csv") -> Any:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return model().run(f"{file}{options}")


def asked(tmp_path: Path, text: str | bytes, options: str = "") -> list[Any]:
    with pytest.raises(ww.ModelError) as told:
        ran(tmp_path, text, options)
    return [it for it in told.value.findings if it.level == "error"]


@pytest.mark.parametrize(
    ("text", "amount", "signed", "note"),
    [
        ("id;amount;signed\na;1.234,50;31.03.2026\nb;20,75;01.04.2026\n", [1234.5, 20.75], ["2026-03-31", "2026-04-01"],
         ["`;` between cells", "decimal commas and dates with the day first"]),
        ("id\tamount\tsigned\na\t1,234.50\t03/31/2026\nb\t20\t04/01/2026\n", [1234.5, 20], ["2026-03-31", "2026-04-01"],
         ["`tab` between cells", "decimal points and marks between thousands and dates with the month first"]),
        ("id,amount,signed\na,1234.5,2026-03-31\n", [1234.5], ["2026-03-31"], []),
        ("id,amount,signed\na,1234.5,2026/03/31\n", [1234.5], ["2026-03-31"], []),
        ('id,amount\na,"12,5"\nb,"1,234"\n', [12.5, 1.234], [None, None], ["decimal commas"]),
        ("sep=;\nid;amount\na;12,5\n", [12.5], [None], ["decimal commas"]),
        ("id;amount\na;1 234,5\nb;1 234\n", [1234.5, 1234], [None, None], ["`;` between cells", "decimal commas"]),
        ("id;amount\na;1'234\nb;12'345\n", [1234, 12345], [None, None],
         ["`;` between cells", "decimal points and marks between thousands"]),
        ("id;amount\na;1.234.567\nb;1.000\n", [1234567, 1000], [None, None], ["`;` between cells", "decimal commas"]),
        ("id|amount\na|-.5\nb|+1e3\n", [-0.5, 1000], [None, None], ["`|` between cells"]),
    ],
)  # fmt: skip
def test_what_can_be_seen_is_found_out_and_told(
    text: str, amount: list[float], signed: list[str], note: list[str], tmp_path: Path
) -> None:
    result = ran(tmp_path, text)
    assert result.values("amount") == amount
    assert result.values("signed") == signed
    told = [it.message.removeprefix("deals.csv is read with ") for it in result.diagnostics]
    assert told == note
    assert {it.level for it in result.diagnostics} <= {"note"}


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("id;amount\na;1.234\nb;2.345\n", "W0642", '"1.234" in deals.csv can be 1234 or 1.234'),
        ('id,amount\na,"1,234"\n', "W0642", "can be 1234 or 1.234"),
        ("id;amount\na;1.5\nb;1,5\n", "W0642", '"1.5" in deals.csv has a decimal point and "1,5" a decimal comma'),
        ("id,signed\na,03/04/2026\nb,12/12/2026\n", "W0643", "can be 2026-04-03 or 2026-03-04"),
        ("id,signed\na,31/04/2026\nb,04/31/2026\n", "W0643", "has the day first"),
        ("id;amount,EUR\na;1,5\nb;2,5\n", "W0641", "divided by `,` and by `;`"),
        ("id,amount\na,5 €\n".encode("cp1252"), "W0608", "cp1252"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_about(text: str | bytes, code: str, says: str, tmp_path: Path) -> None:
    (finding,) = asked(tmp_path, text)
    assert finding.code == code
    assert says in f"{finding.message} {finding.hint}"


def test_the_others_decide_where_they_agree(tmp_path: Path) -> None:
    result = ran(tmp_path, "id;amount;share\na;1.234;0,5\nb;5.000;0,25\n")
    assert result.values("amount") == [1234, 5000]
    result = ran(tmp_path, "id;amount;share\na;1.234;0.5\nb;5.000;0.25\n")
    assert result.values("amount") == [1.234, 5]


def test_columns_that_the_model_does_not_want_as_numbers_decide_nothing(tmp_path: Path) -> None:
    (finding,) = asked(tmp_path, "id;amount;remark\na;1.234;0,5\nb;5.000;0,25\n")
    assert finding.code == "W0642"
    assert ran(tmp_path, "id;remark\na;1.234\nb;5.000\n").values("remark") == ["1.234", "5.000"]
    assert ran(tmp_path, "id,remark\na,03/04/2026\n").values("remark") == ["03/04/2026"]


def test_a_point_in_a_file_with_commas_is_the_decimal_mark_and_the_doubt_is_told(tmp_path: Path) -> None:
    result = ran(tmp_path, "id,amount\na,1.234\nb,2.345\n")
    assert result.values("amount") == [1.234, 2.345]
    assert [(it.code, it.level) for it in result.diagnostics] == [("W0642", "warning")]
    assert not ran(tmp_path, "id,amount\na,1.234\nb,2.345\n", "?decimal=.").diagnostics
    assert not ran(tmp_path, "id,amount\na,1.234\nb,2.34\n").diagnostics


def test_a_number_that_is_grouped_wrongly_is_none(tmp_path: Path) -> None:
    result = ran(tmp_path, "id;amount\na;12.34\nb;1.23,5\nc;1.234,5\nd;01.234\n", "?delimiter=;&decimal=,")
    assert result.values("amount") == [None, None, 1234.5, None]
    (finding,) = result.diagnostics
    assert (finding.code, finding.rows, finding.expected) == ("W0603", 3, "a number such as 1234,5 or 1.234,5")


@pytest.mark.parametrize(
    ("head", "cell", "option"),
    [
        ("signed", "31.03.2026", "dates=dmy"),
        ("signed", "03/31/2026", "dates=mdy"),
        ("amount", "twelve", ""),
        ("pieces", "2.5", ""),
        ("pieces", "9007199254740993", ""),
    ],
)
def test_a_cell_that_an_option_would_read_names_it(head: str, cell: str, option: str, tmp_path: Path) -> None:
    """In a column that is written as programs write, such a cell is no date, and says what it may be."""
    fine = {"signed": "2026-03-31"}.get(head, "7")
    rows = "".join(f"r{it},{fine}\n" for it in range(5))
    result = ran(tmp_path, f'id,{head}\n{rows}odd,"{cell}"\n')
    found = [it for it in result.diagnostics if it.code == "W0603"]
    assert [it.keys for it in found] == [("odd",)]
    assert (f"`?{option}`" in found[0].hint) == bool(option)


def test_a_number_that_comes_late_names_the_option_that_would_read_it() -> None:
    """What is in memory has no options, and a text in it is read as programs write."""
    result = model().run({"id": ["a", "b"], "amount": ["7", "1,5"]})
    (finding,) = result.diagnostics
    assert (finding.code, finding.found) == ("W0603", '"1,5"')
    assert "`?decimal=,`" in finding.hint


def test_percents_and_counts_have_the_same_marks(tmp_path: Path) -> None:
    text = "id;share;pieces\na;12,5 %;1.234\nb;0,5;12\n"
    result = ran(tmp_path, text, "?delimiter=;&decimal=,&thousands=.")
    assert result.values("share") == [0.125, 0.5]
    assert result.values("pieces") == [1234, 12]
    assert not result.diagnostics


def test_other_letters_are_read_where_they_are_named(tmp_path: Path) -> None:
    text = "id,remark\nä,süß\n"
    assert ran(tmp_path, text.encode("cp1252"), "?encoding=cp1252").values("remark") == ["süß"]
    assert ran(tmp_path, text.encode("utf-16-le"), "?encoding=utf-16-le").values("remark") == ["süß"]
    assert ran(tmp_path, text.encode("utf-32")).values("remark") == ["süß"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("?delimeter=;", "did you mean `delimiter`?"),
        ("?delimiter=ab", "one sign"),
        ("?encoding=klingon", "the name of an encoding"),
        ("?decimal=x", "one of '.', ','"),
        ("?decimal=,&thousands=,", "another mark"),
        ("?dates=ydm", "one of 'iso', 'dmy', 'mdy'"),
    ],
)
def test_an_option_that_means_nothing_is_told(options: str, says: str, tmp_path: Path) -> None:
    (finding,) = asked(tmp_path, "id,amount\na,1\n", options)
    assert finding.code == "W0645"
    assert says in f"{finding.message} {finding.hint} {finding.expected}"


def test_a_file_whose_name_has_a_question_mark_is_that_file(tmp_path: Path) -> None:
    assert ran(tmp_path, "id,amount\na,1\n", name="what?dates=dmy.csv").values("amount") == [1]


def test_whole_numbers_beyond_what_a_float_holds_are_told(tmp_path: Path) -> None:
    far = 2**53 + 1
    result = ran(tmp_path, f"id,pieces,amount\na,{far},{far}.5\nb,{far + 1},1e22\n")
    assert result.values("pieces") == [None, far + 1]
    assert result.values("amount") == [float(Decimal(far) + Decimal("0.5")), 1e22]
    assert [(it.code, it.found) for it in result.diagnostics] == [("W0603", f'"{far}"')]
