"""By what an operator's own file is known again: size, time, hash; of a shapefile those of the whole set."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.times import Instant

SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """By what a file is known again."""

    size_bytes: int
    modified: Instant
    sha256: str = ""  # empty: not looked at


def beside(path: Path, ending: str) -> Path | None:
    """The file of the same name and another ending; None where there is none."""
    for one in (ending, ending.upper()):
        found = path.with_suffix(one)
        if found.is_file():
            return found
    return None


def glance(path: Path) -> Fingerprint:
    """Size and time of a file and what belongs to it.

    Raises:
        OSError: it is not there.
    """
    stats = [path.stat(), *(part.stat() for part in _parts_of(path) if part != path)]
    newest_us = max(one.st_mtime_ns for one in stats) // 1000
    modified = Instant(utc=datetime.fromtimestamp(0, tz=UTC) + timedelta(microseconds=newest_us))
    return Fingerprint(size_bytes=sum(one.st_size for one in stats), modified=modified)


def fingerprint(path: Path) -> Fingerprint:
    """Size, time and hash of a file and what belongs to it.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    seen, digest = glance(path), hashlib.sha256()
    for part in _parts_of(path):
        with part.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return Fingerprint(size_bytes=seen.size_bytes, modified=seen.modified, sha256=digest.hexdigest())


def _parts_of(path: Path) -> tuple[Path, ...]:
    """The files that belong together: of a shapefile all that is there, else the one."""
    if path.suffix.lower() != ".shp":
        return (path,)
    found = (path if ending == ".shp" else beside(path, ending) for ending in SHAPEFILE_PARTS)
    return tuple(part for part in found if part is not None)
