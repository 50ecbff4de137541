"""What the atlas shows at a point, found by painting in order as a map does."""

from typing import TypedDict

import numpy as np

from missions.atlas import Atlas, LineworkLayer, ShoreKind
from missions.atlas.layers import Degrees

SEA = None


class Box(TypedDict):
    """The corners of a box as the atlas takes them."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float


def shown_at(atlas: Atlas, *, level: int, lat_deg: float, lon_deg: float) -> ShoreKind | None:
    """The kind of the topmost ring round a point; SEA where there is none."""
    layer = atlas.land(level)
    near = layer.within(west_deg=lon_deg, south_deg=lat_deg, east_deg=lon_deg, north_deg=lat_deg)
    hit = [ShoreKind(int(layer.kind[i])) for i in near if _rings_round(layer.line(int(i)), lon_deg, lat_deg)]
    return hit[-1] if hit else SEA


def is_dry(atlas: Atlas, *, level: int, lat_deg: float, lon_deg: float) -> bool:
    """Whether a point is shown as land."""
    kind = shown_at(atlas, level=level, lat_deg=lat_deg, lon_deg=lon_deg)
    return kind in (ShoreKind.LAND, ShoreKind.ISLAND_IN_LAKE)


def view_box(*, lat_deg: float, lon_deg: float, zoom: int) -> tuple[Box, float]:
    """The box of a map of 1600 by 900 pixels in Web Mercator, and its metres per pixel on the ground."""
    world_px = 256 * 2**zoom
    half_lon = 800 * 360 / world_px
    middle = np.arctanh(np.sin(np.radians(lat_deg)))
    half = 450 * 2 * np.pi / world_px
    south, north = (float(np.degrees(np.arctan(np.sinh(middle + side * half)))) for side in (-1, 1))
    box: Box = {
        "west_deg": lon_deg - half_lon,
        "south_deg": south,
        "east_deg": lon_deg + half_lon,
        "north_deg": north,
    }
    return box, 40_075_017 * float(np.cos(np.radians(lat_deg))) / world_px


def points_in_view(layer: LineworkLayer, box: Box) -> int:
    """How many points a map has to project for a view."""
    near = layer.within(**box)
    return int((layer.starts[near + 1] - layer.starts[near]).sum())


def _rings_round(ring: Degrees, x: float, y: float) -> bool:
    ahead, behind = ring[1:], ring[:-1]
    crosses = (ahead[:, 1] > y) != (behind[:, 1] > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = behind[:, 0] + (y - behind[:, 1]) / (ahead[:, 1] - behind[:, 1]) * (ahead[:, 0] - behind[:, 0])
    return bool((crosses & (at > x)).sum() % 2)
