"""One way to accept what is now printed: ``pytest tests/docs --accept``, then read the diff."""

import contextlib

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    with contextlib.suppress(ValueError):  # asked for together with the tests of the language, which have it, too
        parser.addoption("--accept", action="store_true", help="write what is printed instead of comparing it")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept", default=False))
