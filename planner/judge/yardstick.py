"""The brief in metres, for those who judge a plan.

Coverage and checks measure against this and nothing the planner made: a mistake in the planner's own
geometry cannot hide in the geometry it is measured with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import numpy.typing as npt
import shapely

from planner.brief import LineKind, PatrolBrief, PatrolSettings, Ring, TaskArea
from planner.errors import BriefError
from planner.geodesy import FloatArray, LocalFrame
from planner.judge.overshoots import overshot
from planner.judge.zone_ground import mended, polygonal, zone_ground
from planner.judge.zone_spans import Schedule, Spans
from planner.route import Sortie
from planner.zone_words import height_words, hour_words, title_words
from planner.zones import Zone

#: Distances are compared to within this; positions are whole 1e-7 degrees, at most 1.1 cm apart.
TOUCH_M = 0.011

#: A slit no wider than this in what was drawn is not outside the area: nobody draws so finely.
SLIT_M = 0.042

#: Ground narrower than this joins nothing: positions are rounded, and paths kept clear of edges by as much.
#: So much of the greatest clearance comes on top: curves at that distance are drawn with corners.
JOINING_M = 0.06
JOINING_SHARE = 0.01

_DEPTH_TRIED_EVERY_M = 10.0

#: Limits are drawn this coarsely where only the shape of what they leave matters.
_COARSE_M = 0.2


class Side(Enum):
    """On which side of a limit flying is allowed."""

    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One thing not to cross, in metres, and how far to keep from it."""

    subject: str
    what: str  # in the operator's words, with its name
    shape: shapely.Geometry
    edge: shapely.Geometry
    edge_steps: (
        shapely.STRtree
    )  # the same, taken apart: that of a state is too long to be searched step by step
    side: Side
    clearance_m: float
    zone: Zone | None = None  # whose heights and hours it has; None: it holds always and everywhere

    def worst(self, lines: npt.NDArray[np.object_]) -> tuple[int, float]:
        """Which geometry comes nearest to the edge, and that distance; minus how far beyond it one gets."""
        wrong = np.flatnonzero(self.wrong_side(lines))
        if len(wrong):
            number, beyond_m = self._deepest(lines[wrong])
            return int(wrong[number]), -beyond_m
        off_m = self._off_m(lines)
        return int(off_m.argmin()), float(off_m.min())

    def too_near(self, lines: npt.NDArray[np.object_], spans: Spans | None = None) -> npt.NDArray[np.bool_]:
        """Which of the geometries come nearer to the edge than the clearance, or lie on its wrong side.

        What `spans` say passes a zone by its heights or its hours does not; None: nothing does.
        """
        near = self._near(lines)
        if self.zone is not None and spans is not None and near.any():
            near[near] = spans.of(near).meet(self.zone)
        return near

    def _near(self, lines: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        wrong = self.wrong_side(lines)
        if self.clearance_m <= TOUCH_M:
            return wrong
        near = np.asarray(shapely.dwithin(self.edge, lines, self.clearance_m - TOUCH_M), dtype=bool)
        return np.asarray(wrong | near)

    def violated_m(self, lines: npt.NDArray[np.object_]) -> FloatArray:
        """Length of each geometry that is too near to the edge or on its wrong side."""
        reach_m = max(self.clearance_m - TOUCH_M, 0.0)
        if self.side is Side.INSIDE:
            allowed = shapely.buffer(self.shape, -reach_m, quad_segs=32)
            return np.array([length_outside_m(line, allowed) for line in lines])
        refused = shapely.buffer(self.shape, reach_m, quad_segs=32)
        return np.array([line.length - length_outside_m(line, refused) for line in lines])

    def _deepest(self, lines: npt.NDArray[np.object_]) -> tuple[int, float]:
        """Which geometry gets farthest beyond the edge, and how far.

        Along a step that distance changes by no more than the step is long, so most steps need not be looked
        at twice: thousands of straight lines home may cross the border of a state.
        """
        if not self.shape.area:  # a line is crossed, and nothing lies beyond it
            return 0, 0.0
        places_m, of = shapely.get_coordinates(lines, return_index=True)
        beyond_m = self._beyond_m(places_m)
        best = int(beyond_m.argmax())
        number, deepest_m = int(of[best]), max(float(beyond_m[best]), 0.0)
        first = np.flatnonzero(of[1:] == of[:-1])
        steps_m = np.stack([places_m[first], places_m[first + 1]], axis=1)
        ends_m, of = np.stack([beyond_m[first], beyond_m[first + 1]], axis=1), of[first]
        while True:
            lengths_m = np.hypot(*(steps_m[:, 1] - steps_m[:, 0]).T)
            may = (lengths_m > _DEPTH_TRIED_EVERY_M) & (ends_m.sum(axis=1) + lengths_m > 2 * deepest_m)
            if not may.any():
                return number, deepest_m
            steps_m, ends_m, of = steps_m[may], ends_m[may], of[may]
            middles_m = steps_m.mean(axis=1)
            beyond_m = self._beyond_m(middles_m)
            best = int(beyond_m.argmax())
            if beyond_m[best] > deepest_m:
                number, deepest_m = int(of[best]), float(beyond_m[best])
            halves = [(steps_m[:, 0], middles_m), (middles_m, steps_m[:, 1])]
            steps_m = np.concatenate([np.stack(half, axis=1) for half in halves])
            ends = [(ends_m[:, 0], beyond_m), (beyond_m, ends_m[:, 1])]
            ends_m, of = np.concatenate([np.stack(half, axis=1) for half in ends]), np.tile(of, 2)

    def _beyond_m(self, places_m: FloatArray) -> FloatArray:
        """How far beyond the edge places lie; on the right side of it, minus how far off it."""
        is_inside = shapely.contains_xy(self.shape, *places_m.T)
        is_beyond = is_inside == (self.side is Side.OUTSIDE)
        return np.where(is_beyond, 1, -1) * self._off_m(shapely.points(places_m))

    def _off_m(self, shapes: npt.NDArray[np.object_]) -> FloatArray:
        """Least distance of each geometry to the edge."""
        off_m = np.zeros(len(shapes))
        (asked, _), found_m = self.edge_steps.query_nearest(shapes, all_matches=False, return_distance=True)
        off_m[asked] = found_m
        return off_m

    def wrong_side(self, lines: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        """Which of the geometries lie, if only in part, where nobody may fly."""
        if self.side is Side.INSIDE:
            return ~np.asarray(shapely.covers(self.shape, lines), dtype=bool)
        return np.asarray(shapely.intersects(self.shape, lines), dtype=bool)


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

    def parts_to_fly(self) -> tuple[shapely.Polygon, ...]:
        """The parts of the allowed ground that no way inside it joins."""
        inner = shapely.buffer(self.allowed(), -self.joining_m / 2, quad_segs=2)
        return tuple(shapely.get_parts(polygonal(inner)).tolist())


def length_outside_m(line: shapely.Geometry, ground: shapely.Geometry) -> float:
    """Length of a path off some ground; what is flown twice counts twice, as in no plain difference."""
    corners_m = shapely.get_coordinates(line)
    if len(corners_m) < 2:
        return 0.0
    steps = shapely.linestrings(np.stack([corners_m[:-1], corners_m[1:]], axis=1))
    return float(np.sum(shapely.length(shapely.difference(steps, ground))))


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
        yield _limit(subject, what, shape, side=Side.OUTSIDE, clearance_m=standoff_m)
    for line in brief.lines:
        if line.kind is LineKind.BORDER:
            what, clearance_m = (
                _called("border", line.name or line.line_id),
                standoff_m + line.known_off_m,
            )
            yield _limit(
                line.line_id, what, frame.line(line.path), side=Side.OUTSIDE, clearance_m=clearance_m
            )
    if brief.territories:
        parts = [mended(frame.polygon(part.outline, part.holes)) for part in brief.territories]
        first = brief.territories[0]
        what = _called("territory", first.name or first.territory_id)
        ground = shapely.union_all(parts)
        clearance_m = standoff_m + max(part.known_off_m for part in brief.territories)
        yield _limit(first.territory_id, what, ground, side=Side.INSIDE, clearance_m=clearance_m)
    for fence in brief.fences:
        what = _called("fence", fence.name or fence.fence_id)
        ground = mended(frame.polygon(fence.outline))
        yield _limit(fence.fence_id, what, ground, side=Side.INSIDE, clearance_m=0.0)


def _zone_limits(brief: PatrolBrief, frame: LocalFrame, *, standoff_m: float) -> Iterable[Limit]:
    """Of every zone that is on, each with its own stand-off if it has one."""
    for zone in brief.zones:
        if zone.is_on:
            what = f"{title_words(zone)}, {height_words(zone)}, {hour_words(zone)}"
            ground = zone_ground(zone, frame)
            limit = _limit(zone.zone_id, what, ground, side=Side.OUTSIDE, clearance_m=zone.kept_m(standoff_m))
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


def _limit(subject: str, what: str, shape: shapely.Geometry, *, side: Side, clearance_m: float) -> Limit:
    edge = shapely.union_all(
        [shapely.boundary(part) if part.geom_type == "Polygon" else part for part in shapely.get_parts(shape)]
    )
    shapely.prepare(shape)
    shapely.prepare(edge)
    return Limit(
        subject=subject,
        what=what,
        shape=shape,
        edge=edge,
        edge_steps=shapely.STRtree(_steps_of(edge)),
        side=side,
        clearance_m=clearance_m,
    )


def _steps_of(edge: shapely.Geometry) -> npt.NDArray[np.object_]:
    """Each step of the lines in a geometry; its points as they are."""
    parts = shapely.get_parts(edge)
    corners_m, line = shapely.get_coordinates(parts, return_index=True)
    follows = np.flatnonzero(line[1:] == line[:-1])
    steps = shapely.linestrings(np.stack([corners_m[follows], corners_m[follows + 1]], axis=1))
    return np.concatenate([steps, parts[shapely.get_num_coordinates(parts) == 1]])


def _called(kind: str, name: str) -> str:
    return f"{kind} “{name}”"
