"""Which borders run through some ground."""

from collections.abc import Sequence

import shapely

from missions.atlas.line_graph import LineNet, path_of
from planner.geodesy import LocalFrame

#: Ground is cut in two along a border by less than this.
_HAIR_M = 1.0

#: Borders that do no more than touch the ground, or bound it, do not run through it.
_TOUCHING_M = 2.0

#: Nor do those that cut off less than so long a corner.
_LEAST_M = 20.0


def borders_through(
    ground: Sequence[shapely.Polygon], frame: LocalFrame, borders: LineNet
) -> tuple[str, ...]:
    """Names of the borders with parts of the ground on both sides, each once."""
    whole = shapely.union_all(shapely.buffer(list(ground), _HAIR_M, quad_segs=2))
    inside = shapely.buffer(whole, -_HAIR_M - _TOUCHING_M, quad_segs=2)
    if inside.is_empty:
        return ()
    west_m, south_m, east_m, north_m = inside.bounds
    corners = frame.to_geo_unrounded(
        [(west_m, south_m), (east_m, south_m), (west_m, north_m), (east_m, north_m)]
    )
    lats, lons = [point.lat_deg for point in corners], [point.lon_deg for point in corners]
    near = borders.layer.within(
        west_deg=min(lons), south_deg=min(lats), east_deg=max(lons), north_deg=max(lats)
    )
    shapely.prepare(inside)
    names = [
        borders.facts_of(piece).name
        for piece in near.tolist()
        if shapely.intersection(inside, frame.line(path_of(borders, piece))).length > _LEAST_M
    ]
    return tuple(dict.fromkeys(names))
