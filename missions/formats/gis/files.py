"""Files that GDAL is given: known by their first bytes, of bearable size, archives unpacked under a limit."""

from __future__ import annotations

import errno
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from missions.errors import MissionFileError, StorageError
from missions.fingerprints import SHAPEFILE_PARTS, beside
from missions.formats.gis.values import ENDINGS

#: Only part of a file is read; but its hash is of all of it.
GREATEST_FILE_MB = 4_000
GREATEST_UNPACKED_MB = 1_000
_MOST_MEMBERS = 10_000

_WORTH_UNPACKING = {*SHAPEFILE_PARTS, ".gpkg", ".fgb"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What GDAL opens."""

    path: Path  # a file, or a folder of shapefiles
    format: str
    lacks_crs_file: bool = False  # a shapefile without its .prj


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """What GDAL is to open for a file; an archive is unpacked for as long as it is needed.

    Raises:
        MissionFileError: there is no such file, it is not what its ending says, or too large.
        StorageError: there is no room to unpack it.
    """
    _require_bearable(path)
    if path.suffix.lower() != ".zip":
        yield _source(path, path.name)
        return
    with tempfile.TemporaryDirectory(prefix="vedette-") as folder:
        try:
            source = _unpacked(path, Path(folder))
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise _no_archive(path, error) from error
            raise StorageError(
                f"{path.name} cannot be unpacked: {error.strerror}.", remedy="Make room on the disk."
            ) from error
        yield source


def _require_bearable(path: Path) -> None:
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MissionFileError(
            f"{path} cannot be read: {reason}.", remedy="Check the name, and that you may read it."
        ) from error
    if not stat.S_ISREG(found.st_mode):
        raise MissionFileError(f"{path} is not a file.", remedy="Choose a file.")
    if found.st_size > GREATEST_FILE_MB * 1_000_000:
        raise MissionFileError(
            f"{path.name} is larger than {GREATEST_FILE_MB:,} MB.",
            remedy="Cut it down to the ground round the patrol.",
        )


def _source(path: Path, name: str) -> Source:
    """Check that a file is what its ending says: GDAL would open whatever it knows, by any name."""
    ending = path.suffix.lower()
    kind = next((kind for kind, endings in ENDINGS.items() if ending in endings), "")
    try:
        with path.open("rb") as file:
            head = file.read(24)
    except OSError as error:
        raise MissionFileError(
            f"{name} cannot be read: {error.strerror}.", remedy="Check that you may read it."
        ) from error
    if not _is_genuine(ending, head):
        raise MissionFileError(
            f"{name} has the ending {ending} and is no {kind}.",
            remedy="It may be damaged or misnamed: use another copy, or export it again.",
        )
    if ending == ".shp":
        for part in (".shx", ".dbf"):
            if beside(path, part) is None:
                raise MissionFileError(
                    f"{name} stands alone: {path.stem}{part} is missing beside it.",
                    remedy="A shapefile is a set of files (.shp, .shx, .dbf, .prj): keep them together.",
                )
        return Source(path=path, format=kind, lacks_crs_file=beside(path, ".prj") is None)
    return Source(path=path, format=kind)


def _is_genuine(ending: str, head: bytes) -> bool:
    match ending:
        case ".gpkg":
            return head.startswith(b"SQLite format 3\0")
        case ".fgb":
            return head.startswith(b"fgb\x03fgb")
        case ".shp":
            return head.startswith(b"\x00\x00\x27\x0a")
        case ".000":  # ISO 8211: length of the first record, interchange level, leader's identity
            return head[:5].isdigit() and head[6:7] == b"L"
        case _:
            return False


def _unpacked(path: Path, folder: Path) -> Source:
    try:
        with zipfile.ZipFile(path) as archive:
            names = _unpack(archive, path.name, folder)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        struct.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        LookupError,
    ) as error:
        raise _no_archive(path, error) from error
    wanted = [name for name in names if name.suffix.lower() in (".shp", ".gpkg", ".fgb")]
    kinds = {name.suffix.lower() for name in wanted}
    if not wanted or (len(wanted) > 1 and kinds != {".shp"}):
        raise MissionFileError(
            f"{path.name} holds {len(wanted)} file(s) that can be read.",
            remedy="Put one shapefile set, several of them, one .gpkg or one .fgb into it.",
        )
    sources = [_source(name, f"{path.name}/{name.name}") for name in wanted]
    if len(sources) == 1:
        return sources[0]
    lacking = any(one.lacks_crs_file for one in sources)
    return Source(path=folder, format=sources[0].format, lacks_crs_file=lacking)


def _no_archive(path: Path, why: Exception) -> MissionFileError:
    return MissionFileError(
        f"{path.name} is no archive that can be unpacked: {why}.",
        remedy="It may be damaged or encrypted: use another copy, or unpack it yourself.",
    )


def _unpack(archive: zipfile.ZipFile, name: str, folder: Path) -> list[Path]:
    """Unpack what matters, flat, whatever folders it lay in."""
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise MissionFileError(
            f"{name} holds {len(members):,} files.", remedy="Put the one that is wanted into an archive."
        )
    if sum(member.file_size for member in members) > GREATEST_UNPACKED_MB * 1_000_000:
        raise MissionFileError(
            f"{name} unpacks to over {GREATEST_UNPACKED_MB:,} MB.",
            remedy="Cut it down to the ground round the patrol.",
        )
    written: list[Path] = []
    for member in members:
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        if member.is_dir() or inside.suffix.lower() not in _WORTH_UNPACKING or "__MACOSX" in inside.parts:
            continue
        target = folder / f"{inside.stem[:100]}{inside.suffix.lower()}"
        if target in written:
            raise MissionFileError(
                f"{name} holds two files named {inside.name}.", remedy="Unpack it, and choose one of them."
            )
        with archive.open(member) as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file)  # no more than is declared: zipfile ends there
        written.append(target)
    return written
