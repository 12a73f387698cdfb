"""Results to anywhere: an address is written by the target that claims it, whole or not at all."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from worthwhile.data.ahead import Behind
from worthwhile.plugin.kinds import BatchTarget, Summarizing, Target, Writer
from worthwhile.plugin.registry import Registry, first_claiming, installed
from worthwhile.run import complaints
from worthwhile.text import Finding, ModelError

if TYPE_CHECKING:
    from worthwhile.answer.result import Result


def written(result: "Result", address: str, registry: Registry | None = None) -> tuple[Finding, ...]:
    """Write a result; gives what is to be said of it. Raises `ModelError` where it cannot be written."""
    tools = registry or installed()
    target = target_of(address, tools)
    try:
        return _findings(target.write(result, address))
    except Exception as error:  # noqa: BLE001 (whatever a plugin does)
        raise _told(error, address, tools.owner("outputs", target.name)) from None


def _findings(given: Sequence[Finding] | None) -> tuple[Finding, ...]:
    """What a target has to say; nothing where it says nothing. Raises `TypeError` where that is no finding."""
    for it in given or ():
        if not isinstance(it, Finding):
            raise TypeError(f"it has been written, and gives `{type(it).__name__}`, where a `Finding` was expected")
    return tuple(given or ())


def target_of(address: str, registry: Registry) -> Target:
    """The target that writes an address. Raises `ModelError` where there is none."""
    target: Target | None = first_claiming(registry, "outputs", address)
    if target is None:
        kinds = ", ".join(it.name for it in registry.outputs)
        why = "no plugin writes such an address"
        raise ModelError([complaints.unwritable(address, why, f"these are written: {kinds}")])
    return target


class Writing:
    """Rows on their way to a target, batch by batch, by a thread of its own.

    As a context it commits at the end, and leaves nothing where it is left by an error or an
    interrupt. What goes wrong raises `ModelError`.
    """

    def __init__(self, target: BatchTarget, address: str, owner: str = "") -> None:
        """``owner`` is the plugin that the target is of."""
        self._target, self._address, self._owner = target, address, owner or target.name
        self._writer: Writer | None = None
        self._behind: Behind[Any] = Behind(self._write)

    def write(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        """Add some rows."""
        self._behind.put(rows)

    def _write(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        try:
            if self._writer is None:
                self._writer = self._target.begin(self._address, rows)
            self._writer.write(rows)
        except Exception as error:  # noqa: BLE001 (whatever a plugin does)
            raise _told(error, self._address, self._owner) from None

    def summarize(self, result: Any) -> tuple[Finding, ...]:  # noqa: ANN401 (a Result, or what has as much to say)
        """When all rows have been handed over: have what there is beside them kept, where that can be."""
        self._behind.finish()
        if not isinstance(self._writer, Summarizing):
            return ()
        try:
            return _findings(self._writer.summarize(result))
        except Exception as error:  # noqa: BLE001 (whatever a plugin does)
            raise _told(error, self._address, self._owner) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                self._behind.finish()
                if self._writer is not None:
                    self._writer.commit()
                    self._writer = None
        except ModelError:
            raise
        except Exception as failed:  # noqa: BLE001 (whatever a plugin does)
            raise _told(failed, self._address, self._owner) from None
        finally:
            self._behind.stop()
            self._undo()

    def _undo(self) -> None:
        """Have nothing left of what was not finished; what stopped it is told, whatever goes wrong in that."""
        if self._writer is not None:
            with suppress(Exception):
                self._writer.abort()


def _told(error: Exception, address: str, owner: str) -> ModelError:
    match error:
        case ModelError():
            return error
        case OSError() if error.errno is not None:  # of the system: a full disk, a folder that is not there
            return ModelError([complaints.unwritable(address, error.strerror or str(error))])
    words = (str(error).strip() or type(error).__name__).splitlines()[0]
    return ModelError([complaints.unwritable(address, f"{words} (plugin `{owner}`)")])
