"""Files of operators: known by their first bytes, of bearable size, archives unpacked under a limit."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from missions.errors import MissionFileError, StorageError
from missions.fingerprints import SHAPEFILE_PARTS, beside
from missions.formats.gis.archives import opened_archive
from missions.formats.gis.kinds import HEAD_BYTES, kind_of
from missions.formats.gis.layers import HeldLayer

#: Only part of a file is read; but its hash is of all of it.
GREATEST_FILE_MB = 4_000
GREATEST_UNPACKED_MB = 1_000

_WORTH_UNPACKING = {*SHAPEFILE_PARTS, ".gpkg", ".fgb"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What GDAL opens, or what was read without it."""

    path: Path  # a file, or a folder of shapefiles
    format: str
    lacks_crs_file: bool = False  # a shapefile without its .prj
    held: tuple[HeldLayer, ...] | None = None  # what a reader of ours has read; None: GDAL is to read it


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
    head = _head(path, name)
    kind = kind_of(ending, head)
    if kind is not None and kind.layers is not None:
        return Source(path=path, format=kind.name, held=kind.layers(path))
    called = kind.name if kind is not None else "file that Vedette reads"
    if kind is None or not kind.looks_like(head):
        raise MissionFileError(
            f"{name} has the ending {ending} and is no {called}.",
            remedy="It may be damaged or misnamed: use another copy, or export it again.",
        )
    return _for_gdal(path, name, kind.name)


def _head(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise MissionFileError(
            f"{name} cannot be read: {error.strerror}.", remedy="Check that you may read it."
        ) from error


def _for_gdal(path: Path, name: str, kind: str) -> Source:
    if kind == "Shapefile":
        for part in (".shx", ".dbf"):
            if beside(path, part) is None:
                raise MissionFileError(
                    f"{name} stands alone: {path.stem}{part} is missing beside it.",
                    remedy="A shapefile is a set of files (.shp, .shx, .dbf, .prj): keep them together.",
                )
        return Source(path=path, format=kind, lacks_crs_file=beside(path, ".prj") is None)
    return Source(path=path, format=kind)


def _unpacked(path: Path, folder: Path) -> Source:
    with opened_archive(path, greatest_mb=GREATEST_UNPACKED_MB) as archive:
        names = _unpack(archive, path.name, folder)
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


def _unpack(archive: zipfile.ZipFile, name: str, folder: Path) -> list[Path]:
    """Unpack what matters, flat, whatever folders it lay in."""
    written: list[Path] = []
    for member in archive.infolist():
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
