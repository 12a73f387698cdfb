"""One way to accept what is now printed: ``pytest tests/docs --accept``, then read the diff."""

import pytest


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))
