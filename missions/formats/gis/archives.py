"""Archives that are looked into before they are unpacked: a small one can hold more than a machine does."""

from __future__ import annotations

import errno
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from missions.errors import MissionFileError

_MOST_MEMBERS = 10_000
_GREATEST_LIST_MB = 8  # of names: zipfile reads them all at once, however few the archive admits to
_END_MARK, _END_BYTES, _GREATEST_COMMENT = b"PK\x05\x06", 22, 65_535

#: What zipfile raises of archives that are damaged, encrypted, or packed in a way that it does not know: of
#: members packed by bzip2, and of lists that lead to before the file's beginning, an OSError.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error, NotImplementedError),
    *(RuntimeError, ValueError, LookupError, OverflowError, OSError),
)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def opened_archive(path: Path, *, greatest_mb: int) -> Iterator[zipfile.ZipFile]:
    """A zip archive of bearable length that unpacks to no more than it may.

    Members unpack to what they declare at most: zipfile ends there.

    Raises:
        MissionFileError: it is damaged or encrypted (found now, or while it is read), or holds too much.
        OSError: there is no room for what is unpacked of it.
    """
    try:
        _require_short_list(path)
        with zipfile.ZipFile(path) as archive:
            _require_bearable(archive, path.name, greatest_mb)
            yield archive
    except BROKEN as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise
        raise no_archive(path, error) from error


def no_archive(path: Path, why: Exception) -> MissionFileError:
    """That a file is no archive, or a damaged one."""
    return MissionFileError(
        f"{path.name} is no archive that can be unpacked: {why}.",
        remedy="It may be damaged or encrypted: use another copy, or unpack it yourself.",
    )


def _require_short_list(path: Path) -> None:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - _END_BYTES - _GREATEST_COMMENT, 0))
        tail = file.read()
    at = tail.rfind(_END_MARK)
    if 0 <= at <= len(tail) - _END_BYTES:
        (list_bytes,) = struct.unpack_from("<L", tail, at + 12)
        if list_bytes > _GREATEST_LIST_MB * 1_000_000:
            raise MissionFileError(
                f"{path.name} lists its files in {list_bytes:,} bytes.",
                remedy="Put the one that is wanted into an archive.",
            )


def _require_bearable(archive: zipfile.ZipFile, name: str, greatest_mb: int) -> None:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise MissionFileError(
            f"{name} holds {len(members):,} files.", remedy="Put the one that is wanted into an archive."
        )
    if sum(member.file_size for member in members) > greatest_mb * 1_000_000:
        raise MissionFileError(
            f"{name} unpacks to over {greatest_mb:,} MB.",
            remedy="Cut it down to the ground round the patrol.",
        )
