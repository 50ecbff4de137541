"""Bytes from and to disk: read under a limit, written whole or not at all."""

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

from missions.errors import MissionFileError, StorageError

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


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that at every moment the old one or the new one is there, complete.

    A temporary file beside it is flushed to the disk and renamed over it; then the folder is flushed.
    A link is followed, so that it keeps pointing at the patrol.

    Raises:
        StorageError: the disk or its permissions refused; the old file is untouched.
    """
    try:
        target = Path(os.path.realpath(path))
        spare = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
        try:
            _write_through(spare, content, mode=_mode_of(target))
            spare.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                spare.unlink()
            raise
        _flush_folder(target.parent)
    except (OSError, ValueError) as error:
        raise StorageError(
            f"{path} could not be written: {_reason(error)}.", remedy=_remedy(error)
        ) from error


_BINARY = getattr(os, "O_BINARY", 0)


def _mode_of(target: Path) -> int | None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise StorageError(f"{target} is there and is not a file.", remedy="Choose another name.")
    return stat.S_IMODE(mode)


def _write_through(spare: Path, content: bytes, *, mode: int | None) -> None:
    descriptor = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        spare.chmod(mode)


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
