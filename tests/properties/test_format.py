"""What is formatted reads as what it was."""

import pytest
from hypothesis import given

import worthwhile
from properties.generator import Drawn, expressions, models
from properties.same import bare
from worthwhile.syntax import parse, parse_piece
from worthwhile.syntax.format import expression_text
from worthwhile.syntax.tree import Expression
from worthwhile.text import Source


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # nodes carry their places
@given(expressions())
def test_an_expression_reads_as_it_is_written(node: Expression) -> None:
    text = expression_text(node)
    parsed = parse_piece(text, "one_expression", "drawn")
    assert parsed.findings == []
    assert bare(parsed.parts[0].children[0]) == bare(node)


@given(models())
def test_a_model_reads_as_it_is_written(model: Drawn) -> None:
    written = str(worthwhile.parse(model.text))
    again = parse(Source("again", written))
    assert again.findings == []
    assert bare(tuple(again.parts)) == bare(tuple(parse(Source("drawn", model.text)).parts))
    assert str(worthwhile.parse(written)) == written
