"""The findings about models that are taken in. Their texts are in `messages`, read when one is told."""

from typing import TYPE_CHECKING

from worthwhile.text.later import later

if TYPE_CHECKING:
    from worthwhile.meaning.rooms.messages import *  # noqa: F403 (all of it, under the shorter name)

__getattr__ = later("worthwhile.meaning.rooms.messages")
