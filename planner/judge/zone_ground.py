"""Ground inside outlines, mended, and the ground of zones, for those who judge a plan."""

import numpy as np
import shapely

from planner.geodesy import LocalFrame, point_at
from planner.zones import Zone, ZoneCircle, ZoneCorridor, ZoneOutline, drawn_out

#: Corners of a whole circle, on it: it is drawn short by 1 in 100,000 of its radius at most.
_CIRCLE_CORNERS = 720


def zone_ground(zone: Zone, frame: LocalFrame) -> shapely.Geometry:
    """What a zone lies over; of an outline that crosses itself, or has no width, the line too."""
    match zone.shape:
        case ZoneOutline():
            drawn = frame.polygon(drawn_out(zone.shape.outline, closed=True))
            return drawn if drawn.is_valid else shapely.union(mended(drawn), drawn.exterior)
        case ZoneCircle():
            centre, radius_m = zone.shape.centre, zone.shape.radius_m
            bearings_deg = np.linspace(0, 360, _CIRCLE_CORNERS, endpoint=False).tolist()
            return frame.polygon(
                [point_at(centre, bearing_deg=each_deg, distance_m=radius_m) for each_deg in bearings_deg]
            )
        case ZoneCorridor():
            line = frame.line(drawn_out(zone.shape.path))
            return shapely.buffer(line, zone.shape.width_m / 2, quad_segs=64)


def polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    """The parts of a geometry that have an area, as one MultiPolygon."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.MultiPolygon([p for part in parts for p in shapely.get_parts(part) if p.area > 0])


def mended(polygon: shapely.Polygon) -> shapely.Geometry:
    """A polygon as drawn, mended where it crosses itself."""
    return polygon if polygon.is_valid else polygonal(shapely.make_valid(polygon, method="structure"))
