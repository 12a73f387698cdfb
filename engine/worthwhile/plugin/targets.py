"""Results to anywhere: an address is written by the target that claims it, whole or not at all."""

from typing import TYPE_CHECKING

from worthwhile.plugin.kinds import Target
from worthwhile.plugin.registry import Registry, first_claiming, installed
from worthwhile.run import complaints
from worthwhile.text import ModelError

if TYPE_CHECKING:
    from worthwhile.answer.result import Result


def written(result: "Result", address: str, registry: Registry | None = None) -> int:
    """Write a result; gives the number of rows. Raises `ModelError` where it cannot be written."""
    tools = registry or installed()
    target: Target | None = first_claiming(tools.outputs, address)
    if target is None:
        kinds = ", ".join(it.name for it in tools.outputs)
        raise ModelError(
            [complaints.unwritable(address, "no plugin writes such an address", f"these are written: {kinds}")]
        )
    try:
        target.write(result, address)
    except ModelError:
        raise
    except OSError as error:
        raise ModelError([complaints.unwritable(address, error.strerror or str(error))]) from None
    except Exception as error:  # noqa: BLE001 (whatever a plugin does)
        told = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelError([complaints.unwritable(address, f"{told} (plugin `{target.name}`)")]) from None
    return result.rows
