"""The findings of this folder. Their texts are in `messages`, which is read when the first one is told."""

from typing import TYPE_CHECKING

from worthwhile.text.later import later

if TYPE_CHECKING:
    from worthwhile.meaning.uncertain.messages import *  # noqa: F403 (all of it, under the shorter name)

__getattr__ = later("worthwhile.meaning.uncertain.messages")
