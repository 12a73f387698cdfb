"""Answer: the filled slots with their names and units, what is to be said, and the reasons."""

from worthwhile.answer.explanation import Explanation
from worthwhile.answer.result import Result

__all__ = ["Explanation", "Result"]
