"""How much of the ground is seen, measured on the finished path."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from planner.brief import PatrolBrief
from planner.fleet import Footprint
from planner.geodesy import GeoPoint, LocalFrame
from planner.route import Coverage, Gap, PlannedLane, Sortie
from planner.yardstick import Side, Yardstick, polygonal

#: Bare ground smaller than this is arithmetic, not a gap; it is counted as covered.
_LEAST_GAP_M2 = 0.01

#: Sides of a quarter circle: a round end drawn with them is short of the true one by 0.03 % of its radius.
_QUARTER_SIDES = 32


def measure_coverage(
    brief: PatrolBrief,
    lanes: Sequence[PlannedLane],
    sorties: Sequence[Sortie],
    *,
    standoff_m: float = 0.0,
) -> Coverage:
    """Measure what lanes, and what everything flown, see of the task areas less exclusions.

    Exact on the path as planned: swaths are joined and cut out of the ground to see, nothing is sampled.

    Raises:
        BriefError: the areas have no width.
    """
    yardstick = Yardstick.of(brief, standoff_m=standoff_m)
    swaths = [
        swath_of(yardstick.frame.to_local(lane.path), lane.footprint) for lane in lanes if len(lane.path) > 1
    ]
    seen_by_lanes = shapely.union_all(swaths)
    bare = _bare(yardstick.to_see, seen_by_lanes)
    gaps = _gaps(yardstick, bare, brief.settings.footprint)
    others = [
        swath_of(yardstick.frame.to_local(leg.path), brief.settings.footprint)
        for sortie in sorties
        for leg in sortie.legs
        if leg.lane_id is None and len(leg.path) > 1
    ]
    still_bare = shapely.difference(bare, shapely.union_all(others)) if others else bare
    area_m2 = float(yardstick.to_see.area)
    return Coverage(
        area_m2=area_m2,
        covered_m2=area_m2 - sum(gap.area_m2 for gap in gaps),
        path_covered_m2=area_m2 - float(still_bare.area),
        gaps=gaps,
    )


def seen_share(brief: PatrolBrief, tracks: Iterable[Sequence[GeoPoint]], footprint: Footprint) -> float:
    """Share of the ground to see that flown tracks saw, 0 to 1."""
    yardstick = Yardstick.of(brief)
    seen = shapely.union_all(
        [swath_of(yardstick.frame.to_local(track), footprint) for track in tracks if len(track) > 1]
    )
    return float(shapely.intersection(yardstick.to_see, seen).area / yardstick.to_see.area)


def swath_of(path_m: Iterable[Sequence[float]], footprint: Footprint) -> shapely.Geometry:
    """Ground seen along a path of local metres.

    A footprint as wide left as right sees half a swath all round the path's ends; a side look sees
    between its near and its far edge, and nothing beyond the ends.
    """
    line = shapely.remove_repeated_points(shapely.LineString(np.asarray(path_m)))
    if footprint.is_symmetric:
        return shapely.buffer(line, footprint.right_m, quad_segs=_QUARTER_SIDES)
    left = shapely.buffer(line, abs(footprint.left_m), single_sided=True, quad_segs=_QUARTER_SIDES)
    right = shapely.buffer(line, -abs(footprint.right_m), single_sided=True, quad_segs=_QUARTER_SIDES)
    if footprint.left_m < 0:
        near = shapely.buffer(line, footprint.left_m, single_sided=True, quad_segs=_QUARTER_SIDES)
        return shapely.difference(right, near)
    if footprint.right_m < 0:
        near = shapely.buffer(line, -footprint.right_m, single_sided=True, quad_segs=_QUARTER_SIDES)
        return shapely.difference(left, near)
    return shapely.union(left, right)


def _bare(to_see: shapely.Geometry, seen: shapely.Geometry) -> shapely.MultiPolygon:
    """What is not seen, largest part first."""
    left = shapely.get_parts(polygonal(shapely.difference(to_see, seen)))
    parts = [part for part in left if part.area >= _LEAST_GAP_M2]
    return shapely.MultiPolygon(sorted(parts, key=lambda part: -part.area))


def _gaps(yardstick: Yardstick, bare: shapely.MultiPolygon, footprint: Footprint) -> tuple[Gap, ...]:
    parts = list(bare.geoms)
    if not parts:
        return ()
    visible = _visible_ground(yardstick, footprint)
    shapely.prepare(visible)
    return tuple(
        Gap(
            gap_id=f"G{number}",
            outline=_ring(yardstick.frame, part.exterior),
            holes=tuple(_ring(yardstick.frame, hole) for hole in part.interiors),
            area_m2=float(part.area),
            reason=_reason(part, visible),
        )
        for number, part in enumerate(parts, start=1)
    )


def _reason(part: shapely.Polygon, visible: shapely.Geometry) -> str:
    if shapely.covers(visible, part):
        return "No lane comes near enough."
    if part.area - shapely.intersection(part, visible).area > part.area / 2:
        return "It cannot be seen from anywhere that may be flown over."
    return "No lane comes near enough."


def _visible_ground(yardstick: Yardstick, footprint: Footprint) -> shapely.Geometry:
    """Everything seen by flying everywhere that is allowed."""
    allowed = yardstick.to_fly
    for limit in yardstick.limits:
        if limit.side is Side.OUTSIDE:
            allowed = shapely.difference(allowed, shapely.buffer(limit.shape, limit.clearance_m))
        else:
            allowed = shapely.intersection(allowed, shapely.buffer(limit.shape, -limit.clearance_m))
    return shapely.buffer(allowed, max(footprint.left_m, footprint.right_m), quad_segs=_QUARTER_SIDES)


def _ring(frame: LocalFrame, ring: shapely.LinearRing) -> tuple[GeoPoint, ...]:
    return frame.to_geo_unrounded(shapely.get_coordinates(ring)[:-1])
