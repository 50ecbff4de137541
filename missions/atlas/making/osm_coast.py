"""OpenStreetMap's coast, to measure ours with: the land polygons that `roaring-landmask` carries.

The package compiles them into its library, compressed. They are simplified by leaving points out, so that
every point that is left lies where OpenStreetMap has the coast; the lines between points are of no use here.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt
import shapely

from missions.atlas.clipping import Box
from missions.atlas.layers import Degrees

_LIBRARY = "roaring_landmask/roaring_landmask.abi3.so"
_XZ_HEAD = b"\xfd7zXZ\x00"
_MULTIPOLYGON_HEAD = b"\x01\x06\x00\x00\x00"  # well-known binary, little-endian
_LEAST_ISLAND_KM2 = 1.0  # smaller ones may not be in our coast, which says nothing of its line
_DEGREE_KM = 111.195


def read_coast_points(wheel: Path, boxes: Sequence[Box]) -> Degrees:
    """Points of the coast inside some boxes."""
    with ZipFile(wheel) as archive:
        shapes = list(_shapes(archive.read(_LIBRARY)))
    # The other shape is GSHHG, which has fewer islands.
    parts = shapely.get_parts(shapely.from_wkb(max(shapes, key=_count)))
    bounds = shapely.bounds(parts)
    area_km2 = shapely.area(parts) * _DEGREE_KM**2 * np.cos(np.radians(bounds[:, [1, 3]].mean(axis=1)))
    points = shapely.get_coordinates(parts[(area_km2 >= _LEAST_ISLAND_KM2) & _meets_any(bounds, boxes)])
    inside = np.zeros(len(points), dtype=np.bool_)
    for west, south, east, north in boxes:
        x, y = points.T
        inside |= (x > west) & (x < east) & (y > south) & (y < north)
    return np.asarray(points[inside])


def _shapes(library: bytes) -> Iterator[bytes]:
    at = library.find(_XZ_HEAD)
    while at >= 0:
        unpacker = lzma.LZMADecompressor()
        try:
            content = unpacker.decompress(library[at:], max_length=len(_MULTIPOLYGON_HEAD))
            if content == _MULTIPOLYGON_HEAD:
                yield lzma.LZMADecompressor().decompress(library[at:])
        except lzma.LZMAError:
            pass  # the same six letters by chance, in the program itself
        at = library.find(_XZ_HEAD, at + 1)


def _count(shape: bytes) -> int:
    return int.from_bytes(shape[5:9], "little")


def _meets_any(bounds: npt.NDArray[np.float64], boxes: Sequence[Box]) -> npt.NDArray[np.bool_]:
    meets = np.zeros(len(bounds), dtype=np.bool_)
    for west, south, east, north in boxes:
        meets |= (
            (bounds[:, 0] < east) & (bounds[:, 2] > west) & (bounds[:, 1] < north) & (bounds[:, 3] > south)
        )
    return meets
