"""The findings about curves and dated values. Their texts are in `messages`, which is read when one is told."""

from typing import TYPE_CHECKING

from worthwhile.text.later import later

if TYPE_CHECKING:
    from worthwhile.meaning.curves.messages import *  # noqa: F403 (all of it, under the shorter name)

__getattr__ = later("worthwhile.meaning.curves.messages")
