"""What authors of plugins test with: a check for each hook, and models and results to try things on.

A check raises `Nonconforming`, a failed assertion that tells all that it has found, so that it stands in a
test of any framework as it is::

    from worthwhile.testing import check_function, check_source
    import worthwhile_weather as weather

    def test_the_function():
        check_function(weather.DEGREE_DAYS)

    def test_the_source(tmp_path):
        (tmp_path / "a.obs").write_text(OBSERVED)
        check_source(weather.ObsSource(), str(tmp_path / "a.obs"), {"day": [...], "high": ["3.5", None]})

What a check tries a thing with are the plugins that ship and that thing, never what else is installed. Nothing
here needs pytest.
"""

from worthwhile.testing.aggregates import check_aggregate
from worthwhile.testing.distributions import check_distribution
from worthwhile.testing.faults import Nonconforming
from worthwhile.testing.fits import check_fit
from worthwhile.testing.functions import check_function
from worthwhile.testing.others import (
    check_library,
    check_lint,
    check_plugin,
    check_printer,
    check_runner,
    check_section,
    check_units,
)
from worthwhile.testing.outputs import check_output
from worthwhile.testing.samples import model_with, other_result, plugin_of, registry_with, sample_result
from worthwhile.testing.sources import check_source

__all__ = [
    "Nonconforming",
    "check_aggregate",
    "check_distribution",
    "check_fit",
    "check_function",
    "check_library",
    "check_lint",
    "check_output",
    "check_plugin",
    "check_printer",
    "check_runner",
    "check_section",
    "check_source",
    "check_units",
    "model_with",
    "other_result",
    "plugin_of",
    "registry_with",
    "sample_result",
]
