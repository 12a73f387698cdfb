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

from worthwhile.model import Model, load
from worthwhile.model import parse_model as parse
from worthwhile.text import Finding, Level, ModelError, Span
from worthwhile.text.limits import Limits

__all__ = ["Finding", "Level", "Limits", "Model", "ModelError", "Span", "load", "parse"]
