"""Formats that GDAL does not read, or not rightly: each has a module, and a row in the table of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers import ardupilot, dxf, gpx, kml, kmz, openair, tables, wkt
from missions.formats.gis.readers.text import GREATEST_TEXT_MB, content_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A format that is read whole, at once."""

    name: str
    endings: tuple[str, ...]
    looks_like: Callable[[bytes], bool]  # by the first bytes of a file
    layers: Callable[[Path], tuple[HeldLayer, ...]]


def _of_text(
    read: Callable[..., tuple[HeldLayer, ...]], *, greatest_mb: int = GREATEST_TEXT_MB
) -> Callable[[Path], tuple[HeldLayer, ...]]:
    return lambda path: read(content_of(path, greatest_mb=greatest_mb), name=path.name)


READERS = (
    Reader(name="DXF drawing", endings=(".dxf",), looks_like=dxf.looks_like, layers=dxf.layers),
    Reader(name="KML", endings=(".kml",), looks_like=kml.looks_like, layers=_of_text(kml.layers)),
    Reader(name="KMZ", endings=(".kmz",), looks_like=kmz.looks_like, layers=kmz.layers),
    Reader(name="GPX", endings=(".gpx",), looks_like=gpx.looks_like, layers=_of_text(gpx.layers)),
    Reader(
        name="OpenAir airspace",
        endings=(".openair", ".air", ".txt"),
        looks_like=openair.looks_like,
        layers=_of_text(openair.layers),
    ),
    Reader(
        name="Rally points of ArduPilot",
        endings=(".rally", ".txt"),
        looks_like=ardupilot.looks_like_rally,
        layers=_of_text(ardupilot.rally_layers),
    ),
    Reader(
        name="Fence of ArduPilot",
        endings=(".fence", ".fen", ".txt"),
        looks_like=ardupilot.looks_like_fence,
        layers=_of_text(ardupilot.fence_layers),
    ),
    Reader(
        name="WKT",
        endings=(".wkt", ".txt"),
        looks_like=wkt.looks_like,
        layers=_of_text(wkt.layers, greatest_mb=wkt.GREATEST_MB),
    ),
    Reader(
        name="CSV table",
        endings=(".csv", ".tsv", ".txt"),
        looks_like=tables.looks_like,
        layers=_of_text(tables.layers),
    ),
)
