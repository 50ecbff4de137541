"""What is too fine to fly in or round: slits, spikes, and parts that touch at a point."""

import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import ROUNDING_M
from planner.shapes import NOWHERE, joined, polygonal, polygons_of

#: Slits and spikes narrower than this are of the drawing, not of the ground: positions are rounded to 1 cm.
HAIR_M = 2 * ROUNDING_M

#: What is shorter is the tip of a notch, and is kept clear of like any other corner.
LEAST_SLIT_M = 5.0

#: Parts no farther apart than this may touch, each having been inset by the rounding where they taper.
_TOUCH_APART_M = 0.5

#: Half the width of the way from one part to another where they touch at a point.
_PASS_M = 0.002

_SPECK_M2 = 1e-4

#: Moving an edge there and back leaves it this much off at most.
_ARITHMETIC_M = 1e-4


def without_slits(shape: BaseGeometry) -> BaseGeometry:
    """The shape with every slit narrower than `HAIR_M` closed: between adjoining areas, or of a keyhole."""
    half_m = HAIR_M / 2
    over = shapely.buffer(shape, half_m, join_style="mitre")
    closed = shapely.buffer(over, -half_m, join_style="mitre")
    gained = shapely.buffer(shapely.difference(closed, shape), -_ARITHMETIC_M, join_style="mitre")
    slits = [slit for slit in polygons_of(gained, least_m2=_SPECK_M2) if slit.length > 2 * LEAST_SLIT_M]
    if not slits:
        return shape
    return joined([shape, *(shapely.buffer(slit, 10 * _ARITHMETIC_M, join_style="mitre") for slit in slits)])


def without_spikes(shape: BaseGeometry) -> BaseGeometry:
    """The shape without what of it is narrower than `HAIR_M`."""
    core = shapely.buffer(shape, -HAIR_M / 2, join_style="mitre")
    if core.is_empty:
        return NOWHERE
    return polygonal(shapely.intersection(shape, shapely.buffer(core, 1.5 * HAIR_M, quad_segs=2)))


def with_touches(space: BaseGeometry, reach: BaseGeometry) -> BaseGeometry:
    """The space, its parts joined where one goes over into the other at a point of the reach."""
    parts = polygons_of(space)
    if len(parts) < 2:
        return space
    ones, others = shapely.STRtree(parts).query(parts, predicate="dwithin", distance=_TOUCH_APART_M)
    pairs = [(one, other) for one, other in zip(ones.tolist(), others.tolist(), strict=True) if one < other]
    if not pairs:
        return space
    around = shapely.buffer(reach, _PASS_M, join_style="mitre")
    shapely.prepare(around)
    lines = [shapely.shortest_line(parts[one], parts[other]) for one, other in pairs]
    passes = [shapely.buffer(line, _PASS_M, cap_style="square") for line in lines if around.covers(line)]
    return joined([space, *passes]) if passes else space
