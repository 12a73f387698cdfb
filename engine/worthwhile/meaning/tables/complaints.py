"""The findings about tables and aggregates. Their texts are in `messages`, which is read when one is told."""

from typing import TYPE_CHECKING

from worthwhile.text.later import later

if TYPE_CHECKING:
    from worthwhile.meaning.tables.messages import *  # noqa: F403 (all of it, under the shorter name)

__getattr__ = later("worthwhile.meaning.tables.messages")
