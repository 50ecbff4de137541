"""KMZ: a zip archive with a KML file in it."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

from missions.errors import MissionFileError
from missions.formats.gis.archives import opened_archive
from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers import kml
from missions.formats.gis.readers.text import GREATEST_TEXT_MB

#: Pictures lie in it too, and are not unpacked.
_GREATEST_UNPACKED_MB = 1_000
_MISSION_OF_DJI = b"wpmz/"


def looks_like(head: bytes) -> bool:
    """Whether a file begins as an archive does that is no mission of DJI's."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and _MISSION_OF_DJI not in head


def layers(path: Path) -> tuple[HeldLayer, ...]:
    """What the folders of the KML file in an archive hold: doc.kml, else the first.

    Raises:
        MissionFileError: it is no archive, holds no KML, unpacks to too much, or the KML is not sound.
    """
    with opened_archive(path, greatest_mb=_GREATEST_UNPACKED_MB) as archive:
        members = [
            member
            for member in archive.infolist()
            if PurePosixPath(member.filename).suffix.lower() == ".kml"
            and "__MACOSX" not in PurePosixPath(member.filename).parts
        ]
        if not members:
            raise MissionFileError(
                f"{path.name} holds no .kml file.", remedy="Choose a KMZ archive that Google Earth opens."
            )
        chosen = next((one for one in members if one.filename.lower() == "doc.kml"), members[0])
        content = _unpacked(archive, chosen, path.name)
    held = kml.layers(content, name=path.name)
    others = len(members) - 1
    return _noted(held, f"{others} other .kml file(s) in the archive were not read") if others else held


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    if member.file_size > GREATEST_TEXT_MB * 1_000_000:
        raise MissionFileError(
            f"{name}: {member.filename[:60]} unpacks to {member.file_size / 1e6:,.0f} MB, and at most "
            f"{GREATEST_TEXT_MB} MB can be read.",
            remedy="Cut it down to the ground round the patrol.",
        )
    return archive.read(member)  # no more than is declared: zipfile ends there


def _noted(held: tuple[HeldLayer, ...], note: str) -> tuple[HeldLayer, ...]:
    first, *rest = held
    return (replace(first, info=replace(first.info, notes=(*first.info.notes, note))), *rest)
