"""A file that is written aside and put in its place at once: a stop leaves the old file or the new one."""

import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

RIGHTS = 0o666
"""Of a new file, less what the user's mask takes away."""


class Draft:
    """A file that is being written; ``path`` is where, nobody else finds it before it is committed.

    Where the system can, the draft has no name at all, so that nothing is left of it even by a process
    that is killed; elsewhere, or where it has to be ``named``, it is a hidden file beside the one that is
    wanted. A symbolic link stays one, the file it points at is replaced; what has its place taken hands on its rights and its owner.
    Raises `OSError`.
    """

    def __init__(self, address: str, *, named: bool = False) -> None:
        self.wanted = Path(os.path.realpath(address))
        _replaceable(self.wanted)
        self._folder = self.wanted.parent
        self._handle, self._named = _opened(self._folder, self.wanted.name, named=named)
        self.path = self._named or Path(f"/proc/self/fd/{self._handle}")

    def commit(self) -> None:
        """Put it in its place: on disk first, then by its name."""
        if self.wanted.exists():
            _like(self._handle, self.wanted)
        os.fsync(self._handle)
        self._named = self._named or _linked(self._handle, self._folder, self.wanted.name)
        self._close()
        self._named.replace(self.wanted)
        self._named = None
        _settled(self._folder)

    def abort(self) -> None:
        """Leave nothing of it."""
        if self._named is not None:
            self._named.unlink(missing_ok=True)
        self._close()

    def _close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def replaced(address: str, write: Callable[[Path], None]) -> None:
    """Write a file, whole or not at all."""
    draft = Draft(address)
    try:
        write(draft.path)
        draft.commit()
    except BaseException:
        draft.abort()
        raise


def _replaceable(wanted: Path) -> None:
    """Refuse what a file cannot take the place of: pipes and devices stay what they are."""
    if wanted.is_dir():
        raise IsADirectoryError(21, "it is a folder", str(wanted))
    if wanted.exists() and not wanted.is_file():
        raise OSError(22, "it is a device or a pipe, not a file", str(wanted))


def _opened(folder: Path, name: str, *, named: bool) -> tuple[int, Path | None]:
    """A new file of a folder, without a name where the system knows such files, else hidden."""
    nameless = getattr(os, "O_TMPFILE", 0)
    if nameless and not named and Path("/proc/self/fd").is_dir():
        with suppress(OSError):  # not every file system has them
            return os.open(folder, nameless | os.O_RDWR, RIGHTS), None
    hidden = _hidden(folder, name)
    return os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL, RIGHTS), hidden


def _hidden(folder: Path, name: str) -> Path:
    return folder / f".{name[:200]}.{secrets.token_hex(8)}"


def _linked(handle: int, folder: Path, name: str) -> Path:
    """Give a file without a name one."""
    hidden = _hidden(folder, name)
    place = os.open(folder, os.O_RDONLY)
    try:
        os.link(f"/proc/self/fd/{handle}", hidden.name, dst_dir_fd=place, follow_symlinks=True)
    finally:
        os.close(place)
    return hidden


def _like(handle: int, old: Path) -> None:
    """Take over the rights of a file, and its owner where that may be given."""
    was = old.stat()
    now = os.fstat(handle)
    if (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid):
        with suppress(OSError):  # only root gives files away
            os.fchown(handle, was.st_uid, was.st_gid)
    os.fchmod(handle, stat.S_IMODE(was.st_mode) & 0o777)


def _settled(folder: Path) -> None:
    """Have the folder's new entry on disk, too, where a folder can be asked for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
