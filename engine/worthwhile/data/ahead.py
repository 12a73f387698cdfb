"""What is waited for, done meanwhile: batches read ahead, and written behind."""

from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
WAITING = 2
"""Batches that are ready and not yet taken."""
PATIENCE = 0.05
"""Seconds after which a thread that waits looks whether it is still wanted."""


def read_ahead(items: Iterator[Item], waiting: int = WAITING) -> Iterator[Item]:
    """The same items, the next ones fetched by a thread while one is worked with.

    What fetching raises is raised here, in its turn. The thread ends with the iterator.
    """
    ready: Queue[tuple[bool, Any]] = Queue(waiting)
    stop = Event()

    def put(it: tuple[bool, Any]) -> bool:
        while not stop.is_set():
            try:
                ready.put(it, timeout=PATIENCE)
            except Full:
                continue
            return True
        return False

    def fetch() -> None:
        try:
            for item in items:
                if not put((True, item)):
                    return
            put((False, None))
        except BaseException as error:  # noqa: BLE001 (it is raised where the items are taken)
            put((False, error))

    thread = Thread(target=fetch, name="worthwhile-reader", daemon=True)
    thread.start()
    try:
        while True:
            there, item = ready.get()
            if not there:
                if item is not None:
                    raise item
                return
            yield item
    finally:
        stop.set()
        thread.join()


class Behind(Generic[Item]):
    """Does something with items in a thread, in their order, while the next ones are made."""

    def __init__(self, do: Callable[[Item], None], waiting: int = WAITING) -> None:
        self._do, self._stop = do, Event()
        self._queue: Queue[tuple[bool, Any]] = Queue(waiting)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._work, name="worthwhile-writer", daemon=True)
        self._thread.start()

    def put(self, item: Item) -> None:
        """Hand over an item; waits where too many are waiting. What went wrong with those before is raised."""
        while True:
            self._tell()
            try:
                self._queue.put((True, item), timeout=PATIENCE)
            except Full:
                continue
            return

    def finish(self) -> None:
        """Wait until all is done."""
        while self._thread.is_alive():
            self._tell()
            try:
                self._queue.put((False, None), timeout=PATIENCE)
            except Full:
                continue
            break
        self._thread.join()
        self._tell()

    def stop(self) -> None:
        """Do no more."""
        self._stop.set()
        self._thread.join()

    def _tell(self) -> None:
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                there, item = self._queue.get(timeout=PATIENCE)
            except Empty:
                continue
            if not there:
                return
            try:
                self._do(item)
            except BaseException as error:  # noqa: BLE001 (it is raised where items are handed over)
                self._error = error
                return
