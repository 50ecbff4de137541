"""Ground that no lane sees, as features with an area and a reason that is true of the ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from planner.fleet import Footprint
from planner.geodesy import FloatArray, LocalFrame
from planner.judge.limits import Limit, Side
from planner.judge.steps import LAST_SIDES, Shapes
from planner.judge.swaths import polygons_in
from planner.judge.yardstick import Yardstick
from planner.route import Gap, GapPiece
from planner.wording import counted

#: Gaps smaller than a square metre, than this share of a swath's square, or thinner than this on average are
#: listed together: nothing can be hidden in them.
_SLIVER_M2, _SLIVER_SHARE, _HAIR_M = 1.0, 1e-3, 0.05

#: Of a gap that is said to have one reason, so much has it.
_NEARLY_ALL, _NEARLY_NONE = 0.95, 0.05

#: Said in a reason when the ground itself is the reason, not the plan.
OUT_OF_SIGHT = "cannot be seen from anywhere that may be flown over"
OUT_OF_REACH = "It can be seen only from where no way leads inside the area and its limits."

#: The reason when the plan is: it could be seen.
LEFT_OUT = "No lane comes near enough."

#: Overlays leave edges this far from where they were.
_OVERLAY_M = 1e-3


def gaps_of(
    yardstick: Yardstick, bare: Shapes, paths_m: Sequence[FloatArray], footprint: Footprint
) -> tuple[Gap, ...]:
    """Bare ground as gaps: the largest first, slivers together as the last, nothing left out.

    Args:
        yardstick: The brief on flat ground.
        bare: Ground that no lane sees, as polygons.
        paths_m: The lanes.
        footprint: What a lane sees.
    """
    least_m2 = max(_SLIVER_M2, _SLIVER_SHARE * footprint.swath_width_m**2)
    areas_m2 = shapely.area(bare)
    is_sliver = (areas_m2 < least_m2) | (areas_m2 < _HAIR_M / 2 * shapely.length(bare))
    order = np.lexsort((-areas_m2, is_sliver))
    bare, areas_m2 = bare[order], areas_m2[order]
    large = len(bare) - int(np.count_nonzero(is_sliver))
    pieces = _outlined(yardstick.frame, bare)
    reasons = _Sight.of(yardstick, paths_m, footprint).reasons(bare[:large]) if large else []
    gaps = [
        Gap(
            gap_id=f"G{number}",
            outline=piece.outline,
            holes=piece.holes,
            area_m2=float(area_m2),
            reason=reason,
        )
        for number, (piece, area_m2, reason) in enumerate(
            zip(pieces[:large], areas_m2[:large], reasons, strict=True), start=1
        )
    ]
    if large < len(bare):
        first, *others = pieces[large:]
        slivers = Gap(
            gap_id=f"G{large + 1}",
            outline=first.outline,
            holes=first.holes,
            area_m2=float(areas_m2[large:].sum()),
            reason=f"{counted(len(bare) - large, 'sliver')} of less than {least_m2:g} m² each, or thinner "
            f"than {100 * _HAIR_M:g} cm, listed together.",
            others=tuple(others),
        )
        gaps.append(slivers)
    return tuple(gaps)


def _outlined(frame: LocalFrame, bare: Shapes) -> list[GapPiece]:
    """Outlines in degrees, all of them brought there at once."""
    rings, of_part = shapely.get_rings(bare, return_index=True)
    corners_m, of_ring = shapely.get_coordinates(rings, return_index=True)
    goes_on = np.append(of_ring[1:] == of_ring[:-1], np.zeros(min(1, len(of_ring)), dtype=bool))
    corners = frame.to_geo_unrounded(corners_m[goes_on])
    ends = np.concatenate([[0], np.cumsum(np.bincount(of_ring[goes_on], minlength=len(rings)))])
    outlines = [corners[start:end] for start, end in pairwise(ends.tolist())]
    firsts = np.searchsorted(of_part, np.arange(len(bare) + 1))
    return [
        GapPiece(outline=outlines[first], holes=tuple(outlines[first + 1 : after]))
        for first, after in pairwise(firsts.tolist())
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """Where one may be, and where one can get to."""

    allowed: shapely.Geometry
    reached: shapely.Geometry  # the parts of `allowed` to which a way leads from what is flown
    limits: tuple[Limit, ...]  # that keep anybody away from ground to see
    half_m: float

    @classmethod
    def of(cls, yardstick: Yardstick, paths_m: Sequence[FloatArray], footprint: Footprint) -> "_Sight":
        allowed = _within_limits(yardstick.to_fly, yardstick.limits)
        lanes_m = [path_m for path_m in paths_m if len(path_m) > 1]
        flown = shapely.points(np.array([path_m[:2].mean(axis=0) for path_m in lanes_m]).reshape(-1, 2))
        return cls(
            allowed=allowed,
            reached=_reached(yardstick, allowed, flown),
            limits=tuple(
                limit for limit in yardstick.limits if limit.clearance_m > 0 or limit.side is Side.INSIDE
            ),
            half_m=max(footprint.left_m, footprint.right_m),
        )

    def reasons(self, bare: Shapes) -> list[str]:
        """Why each piece of ground is not seen."""
        unseen = self._shares_beyond(bare, self.allowed) if self.limits else np.zeros(len(bare))
        out_of_reach = unseen
        if self.reached is not self.allowed:
            out_of_reach = self._shares_beyond(bare, self.reached)
        return [self._reason(*each) for each in zip(bare, unseen, out_of_reach, strict=True)]

    def _reason(self, part: shapely.Polygon, unseen: float, out_of_reach: float) -> str:
        if unseen > _NEARLY_ALL:
            return f"It {OUT_OF_SIGHT}{self._kept_from(part)}."
        if unseen > _NEARLY_NONE:
            return f"{unseen:.0%} of it {OUT_OF_SIGHT}{self._kept_from(part)}."
        return OUT_OF_REACH if out_of_reach > _NEARLY_ALL else LEFT_OUT

    def _shares_beyond(self, bare: Shapes, ground: shapely.Geometry) -> FloatArray:
        """How much of each part is farther from some ground than can be seen, 0 to 1."""
        over = shapely.buffer(ground, _OVERLAY_M)
        shapely.prepare(over)
        shares = np.zeros(len(bare))
        for number in np.flatnonzero(~shapely.covers(over, bare)):
            shares[number] = self._share_beyond(bare[number], ground)
        return shares

    def _share_beyond(self, part: shapely.Polygon, ground: shapely.Geometry) -> float:
        west_m, south_m, east_m, north_m = part.bounds
        reach_m = 2 * self.half_m
        near = shapely.clip_by_rect(
            ground, west_m - reach_m, south_m - reach_m, east_m + reach_m, north_m + reach_m
        )
        seen = shapely.buffer(near, self.half_m, quad_segs=LAST_SIDES)
        return float(shapely.difference(part, seen).area / part.area)

    def _kept_from(self, part: shapely.Polygon) -> str:
        reach_m = 2 * self.half_m
        near = [limit for limit in self.limits if limit.edge.dwithin(part, limit.clearance_m + reach_m)]
        if not near:
            return ""
        limit = min(near, key=lambda each: float(shapely.distance(each.edge, part)))
        return f": {limit.clearance_m:.0f} m are kept from the {limit.what}"


def _within_limits(ground: shapely.Geometry, limits: Sequence[Limit]) -> shapely.Geometry:
    """What of some ground keeps the clearance to every limit."""
    refused = [
        shapely.buffer(limit.shape, limit.clearance_m, quad_segs=LAST_SIDES)
        for limit in limits
        if limit.side is Side.OUTSIDE
    ]
    if refused:
        ground = shapely.difference(ground, shapely.union_all(refused))
    for limit in limits:
        if limit.side is Side.INSIDE:
            ground = shapely.intersection(
                ground, shapely.buffer(limit.shape, -limit.clearance_m, quad_segs=LAST_SIDES)
            )
    allowed = shapely.multipolygons(polygons_in(ground))
    shapely.prepare(allowed)
    return allowed


def _reached(yardstick: Yardstick, allowed: shapely.Geometry, flown: Shapes) -> shapely.Geometry:
    """The pieces that lanes lie in, and those of parts of the ground without any that a way leads to.

    Hard edges are crossed between parts that do not touch, and nowhere else.
    """
    joining_m = yardstick.joining_m
    inner = _parted(allowed, joining_m)
    if len(inner) < 2 or not len(flown):
        return allowed
    pieces = _grown(inner, joining_m)
    spots = shapely.multipoints(flown)
    is_flown = shapely.dwithin(pieces, spots, _OVERLAY_M)
    around = shapely.box(*shapely.buffer(shapely.envelope(yardstick.to_fly), 1_000.0).bounds)
    everywhere = _grown(_parted(_within_limits(around, yardstick.limits), joining_m), joining_m)
    from_flown = shapely.multipolygons(everywhere[shapely.dwithin(everywhere, spots, _OVERLAY_M)])
    parts = polygons_in(yardstick.to_fly)
    untouched = shapely.multipolygons(parts[~shapely.dwithin(parts, spots, _OVERLAY_M)])
    is_other = shapely.dwithin(pieces, untouched, 0.0) & shapely.dwithin(pieces, from_flown, 0.0)
    reached = shapely.multipolygons(pieces[is_flown | is_other])
    shapely.prepare(reached)
    return reached


def _parted(allowed: shapely.Geometry, joining_m: float) -> Shapes:
    """The insides of some ground's pieces, parted where it is narrower than that."""
    return polygons_in(shapely.buffer(allowed, -joining_m / 2, quad_segs=2))


def _grown(inner: Shapes, joining_m: float) -> Shapes:
    """The pieces again, from their insides."""
    return np.asarray(shapely.buffer(inner, joining_m / 2 + _OVERLAY_M / 2, quad_segs=8))
