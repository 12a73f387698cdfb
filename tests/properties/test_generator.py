"""The generator draws models that mean something: none is filtered, so none may be refused."""

from hypothesis import given

from properties.generator import Drawn, models
from worthwhile.plugin.registry import installed
from worthwhile.text import Source, errors
from worthwhile.understanding import understand


@given(models())
def test_every_drawn_model_checks(model: Drawn) -> None:
    assert errors(understand(Source("drawn", model.text), installed()).findings) == ()
