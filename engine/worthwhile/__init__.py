"""Value models as text: what something is worth, written down, checked, computed and explained.

>>> import worthwhile as ww
>>> model = ww.parse('''
... model steady "Value in the steady state"
... inputs:
...     margin : USD per month
...     churn  : percent per month = 2.5% in 0%..100%
... value = margin / churn
... ''')
>>> model.evaluate(margin=18.50)
{'value': 740.0}
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from worthwhile.answer.explanation import Explanation
    from worthwhile.answer.result import Result
    from worthwhile.answer.stream import Stream
    from worthwhile.model import Model, load
    from worthwhile.model import parse_model as parse
    from worthwhile.text import Finding, Level, ModelError, Span
    from worthwhile.text.limits import Limits
    from worthwhile.whatif.simulation import Simulation
    from worthwhile.whatif.spread import Spread

__all__ = [
    "Explanation",
    "Finding",
    "Level",
    "Limits",
    "Model",
    "ModelError",
    "Result",
    "Simulation",
    "Span",
    "Spread",
    "Stream",
    "load",
    "parse",
]

_ROOMS = {
    "Explanation": "answer.explanation",
    "Limits": "text.limits",
    "Model": "model",
    "Result": "answer.result",
    "Simulation": "whatif.simulation",
    "Spread": "whatif.spread",
    "Stream": "answer.stream",
    "load": "model",
    "parse": "model",
}
"""Where the names lie that do not lie in `text`; each room is entered when a name is first asked for."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever is asked for)
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(f"{__name__}.{_ROOMS.get(name, 'text')}")
    found = getattr(room, "parse_model" if name == "parse" else name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
