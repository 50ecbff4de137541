"""Ground: what is to be seen, and where one may be, in metres; mends what was drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from planner.brief import LineKind, PatrolBrief, Ring, TaskArea, Zone
from planner.clearance import clearance_m, with_narrows
from planner.errors import BriefError, PlanningError
from planner.findings import Finding, Level
from planner.geodesy import ROUNDING_M, LocalFrame
from planner.heights import HeightReference
from planner.shapes import NOWHERE, grown, inset, joined, polygonal
from planner.standoff import standoff_m

#: An area narrower than this on average is a line.
LEAST_WIDTH_M = 0.1

#: Without a territory, legs may go this much beyond everything that the brief mentions.
OPEN_SKY_M = 2_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The brief's areas and limits on flat ground, every inset and stand-off applied.

    `to_see` is bare of exclusions; `lane_space` is where lanes, turns and transits of the patrol may be;
    `flyable` is where any leg may be. The last two are inset so that rounding a position to what an
    autopilot holds carries it across no limit; `lane_space` also keeps clear of hard edges where it can.
    """

    frame: LocalFrame
    to_see: BaseGeometry
    lane_space: BaseGeometry
    flyable: BaseGeometry
    areas: tuple[tuple[str, BaseGeometry], ...]  # identity and shape of each task area
    standoff_m: float
    findings: tuple[Finding, ...]

    def area_at(self, shape: BaseGeometry) -> str:
        """Identity of the task area that a lane lies in, or is nearest to."""
        if len(self.areas) == 1:
            return self.areas[0][0]
        inside_m = [shapely.length(shapely.intersection(area, shape)) for _, area in self.areas]
        return self.areas[inside_m.index(max(inside_m))][0]


def prepare_ground(brief: PatrolBrief) -> Ground:
    """The ground of a brief.

    Raises:
        BriefError: there is no area, or one has no width.
        PlanningError: exclusions leave nothing to see, or nowhere to fly.
    """
    frame = LocalFrame.around(brief.points())
    mender = _Mender(brief=brief, frame=frame, findings=[])
    areas = tuple((area.area_id, mender.area(area)) for area in brief.areas)
    holes = [mender.forbidden(hole) for area in brief.areas for hole in area.holes]
    kept_out = [mender.forbidden(exclusion.outline) for exclusion in brief.exclusions]
    kept_out += [mender.forbidden(zone.outline) for zone in brief.zones if zone_applies(brief, zone)]
    whole = joined(shape for _, shape in areas)
    to_see = polygonal(shapely.difference(whole, joined([*holes, *kept_out])))
    if to_see.is_empty:
        raise PlanningError(
            f"Holes, exclusions and zones cover all {whole.area / 1e6:.3g} km² of the task areas.",
            remedy="Make the exclusions smaller, or draw the areas elsewhere.",
        )
    distance_m = standoff_m(brief)
    flyable = _flyable(mender, whole, [*holes, *kept_out], distance_m)
    lane_space = _lane_space(mender, joined([whole, *_overshoot(brief, frame)]), flyable, distance_m)
    if lane_space.is_empty:
        raise PlanningError(
            f"With {distance_m:.0f} m kept from every limit, nowhere is left to fly in the task areas.",
            remedy="Lower the stand-off with a reason, or widen the territory.",
        )
    return Ground(
        frame=frame,
        to_see=to_see,
        lane_space=lane_space,
        flyable=inset(flyable, ROUNDING_M),
        areas=areas,
        standoff_m=distance_m,
        findings=tuple(mender.findings),
    )


def zone_applies(brief: PatrolBrief, zone: Zone) -> bool:
    """Whether a zone must be kept out of: unless every height of the flight is certain to pass below it.

    Its hours lift it for nobody: how late a flight runs is not certain.
    """
    floor = zone.floor
    heights = [brief.settings.height]
    for aircraft in brief.aircraft:
        heights += [aircraft.return_height, *([aircraft.height_layer] if aircraft.height_layer else [])]
    if floor is None or floor.above not in (HeightReference.LAUNCH, HeightReference.GROUND):
        return True
    return not all(height.above is floor.above and height.metres < floor.metres for height in heights)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mender:
    brief: PatrolBrief
    frame: LocalFrame
    findings: list[Finding]

    def area(self, area: TaskArea) -> BaseGeometry:
        name = area.name or area.area_id
        drawn = self.frame.polygon(area.outline)
        mended = _mended(drawn)
        if mended.area < LEAST_WIDTH_M * drawn.length / 2 or mended.area < 1:
            raise BriefError(
                f"{name} has {mended.area:.2g} m² inside an outline of {drawn.length:.0f} m: no width.",
                remedy="Move its corners apart.",
            )
        if not drawn.is_valid:
            self.findings.append(self._mending(area, drawn, mended))
        return mended

    def forbidden(self, outline: Ring) -> BaseGeometry:
        """An outline to stay out of; crossing itself, it forbids all that any reading of it encloses."""
        drawn = self.frame.polygon(outline)
        if drawn.is_valid:
            return drawn
        readings = [_mended(drawn), polygonal(shapely.make_valid(drawn)), _shell(drawn)]
        return joined(readings)

    def _mending(self, area: TaskArea, drawn: shapely.Polygon, mended: BaseGeometry) -> Finding:
        drawn_m2 = abs(_signed_m2(drawn))
        gained_m2 = mended.area - drawn_m2
        crossing = shapely.get_coordinates(shapely.node(drawn.exterior))
        at = self.frame.to_geo(crossing[:1])[0] if len(crossing) else None
        parts = len(shapely.get_parts(mended))
        return Finding(
            code="area-mended",
            level=Level.WARNING,
            subject=area.area_id,
            message=(
                f"The outline of {area.name or area.area_id} crosses itself. It is read as {parts} part(s), "
                f"{mended.area:.0f} m² together: {abs(gained_m2):.0f} m² "
                f"{'more' if gained_m2 >= 0 else 'less'} than the outline counts when followed round."
            ),
            remedy="Look whether that is the ground you mean, or redraw the outline.",
            at=at,
            measured=gained_m2,
        )


def _mended(drawn: shapely.Polygon) -> BaseGeometry:
    if drawn.is_valid:
        return drawn
    return polygonal(shapely.make_valid(drawn, method="structure", keep_collapsed=False))


def _shell(drawn: shapely.Polygon) -> BaseGeometry:
    faces = shapely.polygonize([shapely.node(drawn.exterior)])
    return joined(shapely.Polygon(face.exterior) for face in shapely.get_parts(faces).tolist())


def _signed_m2(drawn: shapely.Polygon) -> float:
    x_m, y_m = shapely.get_coordinates(drawn.exterior).T
    return float((x_m[:-1] * y_m[1:] - x_m[1:] * y_m[:-1]).sum() / 2)


def _flyable(
    mender: _Mender, whole: BaseGeometry, kept_out: Sequence[BaseGeometry], distance_m: float
) -> BaseGeometry:
    brief, frame = mender.brief, mender.frame
    forbidden = [grown(shape, distance_m) for shape in kept_out]
    for line in brief.lines:
        if line.kind is LineKind.BORDER:
            forbidden.append(
                grown(frame.line(line.path), max(distance_m + (line.accuracy_m or 0.0), 2 * ROUNDING_M))
            )
    if brief.territories:
        own = [_mended(frame.polygon(each.outline)) for each in brief.territories]
        abroad = [mender.forbidden(hole) for each in brief.territories for hole in each.holes]
        allowed = inset(polygonal(shapely.difference(joined(own), joined(abroad))), distance_m)
    else:
        allowed = _open_sky(brief, frame, whole)
    for fence in brief.fences:
        allowed = shapely.intersection(allowed, _mended(frame.polygon(fence.outline)))
    return polygonal(shapely.difference(allowed, joined(forbidden)))


def _lane_space(
    mender: _Mender, reach: BaseGeometry, flyable: BaseGeometry, distance_m: float
) -> BaseGeometry:
    """Where lanes may be: clear of hard edges, of what is too narrow for that only what is needed."""
    swath_m = mender.brief.settings.footprint.swath_width_m
    kept_m = max(clearance_m(swath_m), ROUNDING_M)
    whole = inset(polygonal(shapely.intersection(reach, flyable)), ROUNDING_M)
    for fence in mender.brief.fences:
        reach = shapely.intersection(reach, _mended(mender.frame.polygon(fence.outline)))
    roomy = shapely.intersection(
        inset(polygonal(reach), kept_m), inset(flyable, max(kept_m - distance_m, ROUNDING_M))
    )
    return with_narrows(polygonal(roomy), whole, kept_m=kept_m, reach_m=swath_m / 2)


def _open_sky(brief: PatrolBrief, frame: LocalFrame, whole: BaseGeometry) -> BaseGeometry:
    sites = [site for each in brief.aircraft for site in (each.launch, each.recovery) if site is not None]
    spots = shapely.MultiPoint(frame.to_local(sites)) if sites else NOWHERE
    west_m, south_m, east_m, north_m = shapely.union(whole.envelope, spots).bounds
    margin_m = OPEN_SKY_M + max(east_m - west_m, north_m - south_m) / 4
    return shapely.box(west_m - margin_m, south_m - margin_m, east_m + margin_m, north_m + margin_m)


def _overshoot(brief: PatrolBrief, frame: LocalFrame) -> list[BaseGeometry]:
    """Ground beyond free edges that may be flown over."""
    everywhere_m = brief.settings.free_overshoot_m
    beyond: list[BaseGeometry] = []
    for area in brief.areas:
        if everywhere_m is not None:
            shape = _mended(frame.polygon(area.outline))
            beyond += [shapely.buffer(shape, everywhere_m, quad_segs=8)] if everywhere_m > 0 else []
        elif area.free_edges and area.free_overshoot_m > 0:
            corners_m = frame.to_local(area.outline)
            edges = [shapely.LineString(corners_m[list(edge)]) for edge in area.free_edges]
            merged = shapely.line_merge(shapely.union_all(edges))
            beyond.append(shapely.buffer(merged, area.free_overshoot_m, cap_style="flat", quad_segs=8))
    return beyond
