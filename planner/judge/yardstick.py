"""The brief in metres, for those who judge a plan.

Coverage and checks measure against this and nothing the planner made: a mistake in the planner's own
geometry cannot hide in the geometry it is measured with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely

from planner.brief import LineKind, PatrolBrief, PatrolSettings, Ring, TaskArea
from planner.errors import BriefError
from planner.geodesy import LocalFrame
from planner.judge.limits import TOUCH_M, Limit, Side
from planner.judge.overshoots import overshot
from planner.judge.zone_ground import mended, polygonal, zone_ground
from planner.judge.zone_spans import Schedule
from planner.route import Sortie
from planner.zone_words import height_words, hour_words, title_words

#: A slit no wider than this in what was drawn is not outside the area: nobody draws so finely.
SLIT_M = 0.042

#: Ground narrower than this joins nothing: positions are rounded, and paths kept clear of edges by as much.
#: So much of the greatest clearance comes on top: curves at that distance are drawn with corners.
JOINING_M = 0.06
JOINING_SHARE = 0.01

#: Limits are drawn this coarsely where only the shape of what they leave matters.
_COARSE_M = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """A brief on flat ground."""

    frame: LocalFrame
    to_see: shapely.Geometry  # task areas less everything never to enter
    to_fly: shapely.Geometry  # the same, with free edges overshot as far as they may be
    limits: tuple[Limit, ...]  # that hold for a whole outing
    low_limits: tuple[Limit, ...]  # zones that only take-offs and landings may come down into
    schedule: Schedule
    standoff_m: float
    usual_standoff_m: float  # less may be kept for a reason only

    @classmethod
    def of(
        cls,
        brief: PatrolBrief,
        *,
        standoff_m: float = 0.0,
        usual_standoff_m: float = 0.0,
        sorties: Sequence[Sortie] = (),
    ) -> "Yardstick":
        """Lay a brief out in metres; every limit keeps its distance of `standoff_m` (fences none).

        How high and how long `sorties` fly says which zones they may meet; without any, the brief does.

        Raises:
            BriefError: there is no area, or what is left of the areas has no width.
        """
        frame = LocalFrame.around(brief.points())
        schedule = Schedule(brief=brief, sorties=tuple(sorties))
        zones = [*_zone_limits(brief, frame, standoff_m=standoff_m)]
        aloft = schedule.outing_spans()
        met = [limit for limit in zones if limit.zone and aloft.meet(limit.zone).any()]
        down = aloft.down_to_the_ground()
        low = [limit for limit in zones if limit.zone and down.meet(limit.zone).any()]
        never = shapely.union_all(
            [
                *(mended(frame.polygon(outline)) for *_, outline in _kept_out_of(brief)),
                *(polygonal(limit.shape) for limit in met),
            ]
        )
        areas = shapely.union_all(
            [
                mended(frame.polygon(area.outline, area.holes if _is_strip(brief, area) else ()))
                for area in brief.areas
            ]
        )
        to_see = polygonal(shapely.difference(areas, never))
        if to_see.is_empty:
            raise BriefError(
                "Nothing is left to see: the areas have no width, or exclusions cover them.",
                remedy="Draw a larger area, or take an exclusion out of it.",
            )
        overshoot = [_overshot(frame, area, settings=brief.settings) for area in brief.areas]
        to_fly = polygonal(shapely.difference(shapely.union_all([areas, *overshoot]), never))
        return cls(
            frame=frame,
            to_see=to_see,
            to_fly=to_fly,
            limits=(*_limits(brief, frame, standoff_m=standoff_m), *met),
            low_limits=tuple(limit for limit in low if limit not in met),
            schedule=schedule,
            standoff_m=standoff_m,
            usual_standoff_m=usual_standoff_m,
        )

    def allowed(self) -> shapely.Geometry:
        """What of the ground to fly all limits leave, each with its clearance."""
        return self.left_of(self.to_fly)

    def left_of(self, ground: shapely.Geometry) -> shapely.Geometry:
        """What of some ground all limits leave, each with its clearance; curves are drawn with corners."""
        west_m, south_m, east_m, north_m = ground.bounds
        left = ground
        for limit in self.limits:
            margin_m = limit.clearance_m + 1
            around = shapely.box(west_m - margin_m, south_m - margin_m, east_m + margin_m, north_m + margin_m)
            refused = shapely.intersection(around, shapely.simplify(limit.shape, _COARSE_M))
            if limit.side is Side.INSIDE:
                refused = shapely.difference(around, refused)
            kept_m = max(limit.clearance_m, TOUCH_M)  # of a line, too, which nobody may cross
            left = shapely.difference(left, shapely.buffer(refused, kept_m, quad_segs=16))
        return polygonal(left)

    @property
    def joining_m(self) -> float:
        """How wide ground that keeps to all limits must be for a way to lead through it."""
        return JOINING_M + JOINING_SHARE * max((limit.clearance_m for limit in self.limits), default=0.0)

    def parts_to_fly(self, *, passage_m: float = 0.0) -> tuple[shapely.Polygon, ...]:
        """The parts of the allowed ground that no way inside it joins, one at least so wide."""
        inner = shapely.buffer(self.allowed(), -max(self.joining_m, passage_m) / 2, quad_segs=2)
        return tuple(shapely.get_parts(polygonal(inner)).tolist())


def _overshot(frame: LocalFrame, area: TaskArea, *, settings: PatrolSettings) -> shapely.Geometry:
    drawn = mended(frame.polygon(area.outline))
    if settings.free_overshoot_m is not None:
        return shapely.buffer(drawn, settings.free_overshoot_m)
    return overshot(area, drawn, frame)


def _limits(brief: PatrolBrief, frame: LocalFrame, *, standoff_m: float) -> Iterable[Limit]:
    """The limits but zones; of exclusions that cross themselves, or have no width, the line is one too."""
    holes = {subject for area in brief.areas for subject, _, _ in _holes_of(brief, area)}
    for subject, what, outline in _kept_out_of(brief):
        drawn = frame.polygon(outline)
        shape = mended(drawn)
        if not drawn.is_valid and subject not in holes:
            shape = shapely.union(shape, drawn.exterior)
        yield Limit.of(subject, what, shape, side=Side.OUTSIDE, clearance_m=standoff_m)
    for line in brief.lines:
        if line.kind is LineKind.BORDER:
            what, clearance_m = (
                _called("border", line.name or line.line_id),
                standoff_m + line.known_off_m,
            )
            yield Limit.of(
                line.line_id, what, frame.line(line.path), side=Side.OUTSIDE, clearance_m=clearance_m
            )
    if brief.territories:
        parts = [mended(frame.polygon(part.outline, part.holes)) for part in brief.territories]
        first = brief.territories[0]
        what = _called("territory", first.name or first.territory_id)
        ground = shapely.union_all(parts)
        clearance_m = standoff_m + max(part.known_off_m for part in brief.territories)
        yield Limit.of(first.territory_id, what, ground, side=Side.INSIDE, clearance_m=clearance_m)
    for fence in brief.fences:
        what = _called("fence", fence.name or fence.fence_id)
        ground = mended(frame.polygon(fence.outline))
        yield Limit.of(fence.fence_id, what, ground, side=Side.INSIDE, clearance_m=0.0)


def _zone_limits(brief: PatrolBrief, frame: LocalFrame, *, standoff_m: float) -> Iterable[Limit]:
    """Of every zone that is on, each with its own stand-off if it has one."""
    for zone in brief.zones:
        if zone.is_on:
            what = f"{title_words(zone)}, {height_words(zone)}, {hour_words(zone)}"
            ground = zone_ground(zone, frame)
            limit = Limit.of(
                zone.zone_id, what, ground, side=Side.OUTSIDE, clearance_m=zone.kept_m(standoff_m)
            )
            yield replace(limit, zone=zone)


def _kept_out_of(brief: PatrolBrief) -> Iterable[tuple[str, str, Ring]]:
    """Identity, name and outline of everything never to enter."""
    for exclusion in brief.exclusions:
        name = exclusion.name or exclusion.exclusion_id
        yield exclusion.exclusion_id, _called("exclusion", name), exclusion.outline
    for area in brief.areas:
        yield from _holes_of(brief, area)


def _is_strip(brief: PatrolBrief, area: TaskArea) -> bool:
    return brief.strip_of(area.area_id) is not None


def _holes_of(brief: PatrolBrief, area: TaskArea) -> Iterable[tuple[str, str, Ring]]:
    """Holes never to enter: those of a strip are what it leads round."""
    for number, hole in enumerate(() if _is_strip(brief, area) else area.holes, start=1):
        yield f"{area.area_id}-hole-{number}", _called("hole of", area.name or area.area_id), hole


def _called(kind: str, name: str) -> str:
    return f"{kind} “{name}”"
