"""What the tests of plugins share."""

from plugins.postgres import postgres

__all__ = ["postgres"]
