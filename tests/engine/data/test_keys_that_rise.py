"""Keys in their order are known to differ without looking any of them up."""

from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest

from worthwhile.data import keys as module


@pytest.mark.parametrize("rows", range(12))
def test_one_that_does_not_rise_is_found_wherever_it_stands(rows: int) -> None:
    with patch.object(module, "AT_ONCE", 3):
        keys = np.arange(rows)
        assert module.keys_of(pa.chunked_array([keys])).twice() == ((), 0)
        for place in range(1, rows):
            same = keys.copy()
            same[place] = same[place - 1]
            assert module.keys_of(pa.chunked_array([same])).twice() == ((int(same[place]),), 2)


def test_a_key_is_found_as_itself_and_as_text() -> None:
    whole = module.keys_of(pa.chunked_array([[5, 70, -1]]))
    assert [whole.find(it) for it in (70, "70", "-1", "070", "x", 9, 2**80)] == [1, 1, 2, None, None, None, None]
    texts = module.keys_of(pa.chunked_array([["a", "007", None]]))
    assert [texts.find(it) for it in ("a", "007", "7", 7)] == [0, 1, None, None]
