"""Reuse: models that take in others, from files beside them and from libraries.

`collect` reads the files, `assemble` makes one draft of what stands in them; a `Volume` between the two holds all
the texts, so that a model that has been loaded needs no files again.
"""

from worthwhile.reuse.assemble import Assembled, assemble
from worthwhile.reuse.collect import Collected, collect
from worthwhile.reuse.places import Places
from worthwhile.reuse.volume import Library, Reader, Volume

__all__ = ["Assembled", "Collected", "Library", "Places", "Reader", "Volume", "assemble", "collect"]
