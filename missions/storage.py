"""Bytes from and to disk: read under a limit, written whole or not at all."""

import contextlib
import errno
import os
import re
import secrets
import stat
import time
from pathlib import Path
from typing import NamedTuple

from missions.errors import MissionFileError, StorageError
from missions.journal_lock import take_hold

#: A saved patrol may hold hours of flown track; everything else that people plan with is far smaller.
GREATEST_FILE_MB = 200


def read_bytes(path: Path, *, greatest_mb: int = GREATEST_FILE_MB) -> bytes:
    """The whole of a regular file.

    Raises:
        MissionFileError: there is none, it cannot be read, it is no regular file, or it is too large.
    """
    try:
        # Without O_NONBLOCK a named pipe would wait for a writer before fstat could refuse it.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise MissionFileError(f"{path} is not a file.", remedy="Choose a file.")
            content = file.read(greatest_mb * 1_000_000 + 1)
    except (OSError, ValueError) as error:
        raise MissionFileError(
            f"{path} cannot be read: {_reason(error)}.", remedy="Check the name, and that you may read it."
        ) from error
    if len(content) > greatest_mb * 1_000_000:
        raise MissionFileError(
            f"{path.name} is larger than {greatest_mb} MB.", remedy="Cut it down to the area of the patrol."
        )
    return content


def beginning_of(path: Path, *, bytes_read: int = 4_096) -> bytes:
    """The first bytes of a file; none where it cannot be read, which whoever reads it says."""
    with contextlib.suppress(OSError, ValueError):
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb") as file:
                return file.read(bytes_read)
    return b""


class Stamp(NamedTuple):
    """By which a file that nobody has touched is known again without reading it."""

    size_bytes: int
    modified_ns: int
    number: int  # of the file on its disk

    @classmethod
    def of(cls, found: os.stat_result) -> "Stamp":
        """Of what the system says of a file."""
        return cls(size_bytes=found.st_size, modified_ns=found.st_mtime_ns, number=found.st_ino)


def write_bytes(path: Path, content: bytes) -> Stamp:
    """Write a file so that at every moment the old one or the new one is there, complete.

    A temporary file beside it is flushed to the disk and renamed over it; then the folder is flushed.
    A link is followed, so that it keeps pointing at the patrol.

    Returns:
        The stamp of what was written, taken while nobody else could write it.

    Raises:
        StorageError: the disk or its permissions refused; the old file is untouched.
    """
    try:
        target = Path(os.path.realpath(path))
        spare = target.with_name(f"{_hidden(target.name)}.{secrets.token_hex(4)}.part")
        try:
            stamp = _write_through(spare, content, mode=_mode_of(target))
            spare.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                spare.unlink()
            raise
        _flush_folder(target.parent)
        sweep_parts(target.parent, of=target.name)
        return stamp
    except (OSError, ValueError) as error:
        raise StorageError(
            f"{path} could not be written: {_reason(error)}.", remedy=_remedy(error)
        ) from error


def sweep_parts(folder: Path, *, of: str = "") -> None:
    """Remove what killed programs left half written in a folder: of one file, or in a folder of ours of all.

    What is younger than a day or still being written stays, and so does whatever is not named as ours are.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _PART.fullmatch(entry.name)
            if found is not None and (not of or found["of"] == _hidden(of)):
                _remove_left(Path(entry.path))


_PART = re.compile(r"(?P<of>\..+)\.[0-9a-f]{8}\.part", re.DOTALL)
_LEFT_AFTER_S = 86_400
_BINARY = getattr(os, "O_BINARY", 0)


def _hidden(name: str) -> str:
    return f".{name[:100]}"


def _remove_left(part: Path) -> None:
    """Whoever writes a part holds it: only what is old and nobody holds is left over."""
    with contextlib.suppress(OSError):
        descriptor = os.open(part, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        try:
            found = os.fstat(descriptor)
            is_old = stat.S_ISREG(found.st_mode) and time.time() - found.st_mtime > _LEFT_AFTER_S
            is_left = is_old and take_hold(descriptor)
        finally:
            os.close(descriptor)
        if is_left:
            part.unlink()


def _mode_of(target: Path) -> int | None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise StorageError(f"{target} is there and is not a file.", remedy="Choose another name.")
    return stat.S_IMODE(mode)


def _write_through(spare: Path, content: bytes, *, mode: int | None) -> Stamp:
    descriptor = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        take_hold(descriptor)  # where there are locks: so that nobody takes it for left over
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        stamp = Stamp.of(os.fstat(descriptor))
    if mode is not None:
        spare.chmod(mode)
    return stamp


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there, and NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks cannot flush a folder
            raise
    finally:
        os.close(descriptor)


def _reason(error: OSError | ValueError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _remedy(error: OSError | ValueError) -> str:
    match getattr(error, "errno", None):
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "Make room on the disk, or save it elsewhere."
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return "Save it in a folder that you may write to."
        case errno.ENOENT | errno.ENOTDIR:
            return "Save it in a folder that exists."
        case _:
            return "Save it elsewhere."
