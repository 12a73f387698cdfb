"""What comes of all rows is not explained by one of them."""

import worthwhile as ww

MODEL = """
model shares
entity customer key id
inputs:
    value : USD
total = sum(value over customer)
share = value / total
"""
DATA = {"id": ["a", "b", "c"], "value": [30.0, 70.0, None]}


def test_a_total_tells_its_rows_and_those_left_out() -> None:
    explained = ww.parse(MODEL).run(DATA).explain("total")
    assert explained.because == ()
    assert explained.kind == "population"
    assert explained.value == 100.0
    assert explained.origin == "over 3 rows, 1 left out"


def test_a_row_of_it_shows_both() -> None:
    explained = ww.parse(MODEL).run(DATA).explain("share", "a")
    assert explained.value == 0.3
    assert [(it.name, it.value) for it in explained.because] == [("value", 30.0), ("total", 100.0)]
    assert explained.because[0].origin.endswith("row 1")
