"""Small texts that a fuzzer found interesting: each ends in findings or a model, and is written anew or left."""

from pathlib import Path

import pytest

from worthwhile.plugin.registry import installed
from worthwhile.statements.spelled import spelled
from worthwhile.text.source import Spelling
from worthwhile.understanding import decoded, spelling_of, understand

FOUND = sorted((Path(__file__).parent / "fuzzed").iterdir())


@pytest.mark.parametrize("path", FOUND, ids=lambda it: it.name)
def test_an_odd_text_gives_findings_or_a_model(path: Path) -> None:
    source = decoded(path.name, path.read_bytes(), spelling_of(path))
    for it in understand(source, installed()).findings:
        str(it)
        it.to_dict()
    for to in Spelling:
        anew = spelled(source, to)
        assert anew.text or anew.findings
