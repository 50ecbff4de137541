"""The ground that zones lie over, as rings in WGS84: circles are geodesic, edges straight in degrees."""

import math

import shapely

from planner.geodesy import GeoPoint, LocalFrame, point_at
from planner.shapes import ARC_STEPS
from planner.zones import ZoneCircle, ZoneCorridor, ZoneOutline, ZoneShape, drawn_out

#: Corners of a whole circle. Its edges touch the circle and are nowhere inside it; its corners lie 0.03 % of
#: the radius outside.
CIRCLE_CORNERS = 128


def zone_rings(shape: ZoneShape) -> tuple[tuple[GeoPoint, ...], ...]:
    """Outlines of the ground of a zone, nowhere less than it: the outer ring, then holes.

    A corridor that closes on itself has holes; an outline is as drawn and may cross itself.
    """
    match shape:
        case ZoneOutline():
            return (drawn_out(shape.outline, closed=True),)
        case ZoneCircle():
            return (_circle(shape),)
        case ZoneCorridor():
            return _round_line(shape)


def _circle(shape: ZoneCircle) -> tuple[GeoPoint, ...]:
    reach_m = shape.radius_m / math.cos(math.pi / CIRCLE_CORNERS)
    return tuple(
        point_at(shape.centre, bearing_deg=360 * number / CIRCLE_CORNERS, distance_m=reach_m)
        for number in range(CIRCLE_CORNERS)
    )


def _round_line(shape: ZoneCorridor) -> tuple[tuple[GeoPoint, ...], ...]:
    """The frame's scale is true along the narrowest strip that holds the line; what is left is added."""
    path = drawn_out(shape.path)
    frame = LocalFrame.around(path)
    arcs = 1 / math.cos(math.pi / (4 * ARC_STEPS))
    reach_m = shape.width_m / 2 * arcs * (1 + frame.greatest_scale_error(path))
    ground = shapely.buffer(frame.line(path), reach_m, quad_segs=ARC_STEPS)
    rings = (ground.exterior, *ground.interiors)
    return tuple(frame.to_geo(shapely.get_coordinates(ring)[:-1]) for ring in rings)
