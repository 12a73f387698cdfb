"""What all tests share: how examples are drawn, and the option to accept what is said now.

Examples are the same ones every time where the machine decides, new ones for a person.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

COMMON = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

# No deadlines: machines are noisy, and a law holds or does not, however long it takes.
settings.register_profile("person", deadline=None, max_examples=60, suppress_health_check=COMMON)
settings.register_profile(
    "ci", deadline=None, max_examples=60, derandomize=True, print_blob=True, suppress_health_check=COMMON
)
settings.register_profile("long", deadline=None, max_examples=2_000, suppress_health_check=COMMON)
settings.register_profile(
    "first",  # the first example that fails, as it was drawn
    deadline=None,
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    database=None,
    suppress_health_check=COMMON,
)
settings.register_profile("few", deadline=None, max_examples=10, suppress_health_check=COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "person"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write the checked-in messages instead of comparing them")
