"""Where Arrow's memory comes from, in a process of our own."""

from contextlib import suppress

import pyarrow as pa


def keep_freed() -> None:
    """Have Arrow keep what batches have freed for the next ones, where it can.

    Its usual allocator gives pages back within moments, and every batch touches them anew. The whole process is changed:
    that is for programs to decide, not for a library.
    """
    with suppress(NotImplementedError, AttributeError):
        pa.set_memory_pool(pa.jemalloc_memory_pool())
