"""The formats of operators' own files: their endings, and how they are known by their first bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers import READERS
from missions.formats.gis.values import ENDINGS

#: So much of a file is looked at to see what it is.
HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A format that layers are read from."""

    name: str
    endings: tuple[str, ...]
    looks_like: Callable[[bytes], bool]
    layers: Callable[[Path], tuple[HeldLayer, ...]] | None = None  # None: GDAL reads it


def _by_gdal(name: str, endings: tuple[str, ...]) -> Kind:
    return Kind(name=name, endings=endings, looks_like=lambda head: looks_like_gdals(name, head))


def looks_like_gdals(name: str, head: bytes) -> bool:
    """Whether a file begins as one of those that GDAL reads for us."""
    match name:
        case "GeoPackage":
            return head.startswith(b"SQLite format 3\0")
        case "FlatGeobuf":
            return head.startswith(b"fgb\x03fgb")
        case "Shapefile":
            return head.startswith(b"\x00\x00\x27\x0a")
        case "S-57 chart":  # ISO 8211: length of the first record, interchange level, leader's identity
            return head[:5].isdigit() and head[6:7] == b"L"
        case _:
            return False


KINDS = (
    *(_by_gdal(name, endings) for name, endings in ENDINGS.items()),
    *(
        Kind(name=one.name, endings=one.endings, looks_like=one.looks_like, layers=one.layers)
        for one in READERS
    ),
)


def kind_of(ending: str, head: bytes) -> Kind | None:
    """What a file is by its ending, and by how it begins where several or none have that; None: unknown."""
    named = [kind for kind in KINDS if ending in kind.endings]
    sure = [kind for kind in named if kind.looks_like(head)]
    found = sure or (named if len(named) == 1 else [kind for kind in KINDS if kind.looks_like(head)])
    return found[0] if found else None
