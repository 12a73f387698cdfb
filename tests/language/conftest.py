"""One way to accept what the engine now says: ``pytest tests/language --accept``, then read the diff."""

from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[Path, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with a checked-in text, or with ``--accept`` check it in."""
    accept = bool(request.config.getoption("--accept", default=False))

    def compare(path: Path, said: str) -> None:
        if accept:
            path.write_text(said, encoding="utf-8")
        assert path.is_file(), f"nothing is checked in beside it yet: look at it, then --accept\n\n{said}"
        assert said == path.read_text(encoding="utf-8")

    return compare
