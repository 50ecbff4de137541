"""Ground: what is to be seen, and where one may be, in metres; mends what was drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from planner.brief import LineKind, PatrolBrief, Ring, TaskArea, Zone
from planner.clearance import clearance_m, with_narrows
from planner.errors import BriefError, PlanningError
from planner.findings import Finding, Level
from planner.geodesy import ROUNDING_M, GeoPoint, LocalFrame
from planner.hairs import with_touches, without_slits, without_spikes
from planner.heights import HeightReference
from planner.shapes import NOWHERE, grown, inset, joined, polygonal, polygons_of
from planner.standoff import standoff_m
from planner.wording import counted, square

#: An area narrower than this on average is a line: satellite navigation is 3 m off.
LEAST_WIDTH_M = 1.0

#: So is one whose outline runs to and fro with no more than this between.
LEAST_BETWEEN_M = 0.1

#: Without a territory, legs may go this much beyond the areas and sites, and so much farther round exclusions.
OPEN_SKY_M = 2_000.0
FARTHER_ROUND_M = 10_000.0

#: Where lengths on the map are off by more than this share, somebody may want to know.
NOTED_SCALE_ERROR = 1e-4


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
    areas = mender.areas()
    holes = [mender.enclosed(hole) for area in brief.areas for hole in area.holes]
    kept_out = mender.kept_out()
    whole = without_slits(joined(shape for _, shape in areas))
    to_see = without_spikes(polygonal(shapely.difference(whole, joined([*holes, *kept_out]))))
    if to_see.is_empty:
        raise PlanningError(
            f"Holes, exclusions and zones cover all {square(whole.area)} of the task areas.",
            remedy="Make the exclusions smaller, or draw the areas elsewhere.",
        )
    scale_error = frame.greatest_scale_error(brief.points())
    mender.note_scale(scale_error)
    distance_m = standoff_m(brief)
    flyable = _flyable(mender, whole, [*holes, *kept_out], distance_m * (1 + scale_error))
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

    def areas(self) -> tuple[tuple[str, BaseGeometry], ...]:
        """Identity and shape of each area that has a width.

        Raises:
            BriefError: none has.
        """
        drawn = [self.frame.polygon(area.outline) for area in self.brief.areas]
        mended = [_mended(each) for each in drawn]
        wide = [_has_width(shape, outline) for shape, outline in zip(mended, drawn, strict=True)]
        for area, outline, shape, has_width in zip(self.brief.areas, drawn, mended, wide, strict=True):
            if not has_width and not any(wide):
                raise BriefError(f"{_thin(area, outline, shape)}.", remedy="Move its corners apart.")
            if not has_width:
                self.findings.append(self._left_out(area, outline, shape))
            elif not outline.is_valid:
                self.findings.append(self._mending(area, outline, shape))
        of_width = zip(self.brief.areas, mended, wide, strict=True)
        return tuple((area.area_id, shape) for area, shape, has_width in of_width if has_width)

    def enclosed(self, outline: Ring) -> BaseGeometry:
        """All that any reading of an outline encloses, which may cross itself."""
        drawn = self.frame.polygon(outline)
        if drawn.is_valid:
            return drawn
        return joined([_mended(drawn), polygonal(shapely.make_valid(drawn)), _shell(drawn)])

    def kept_out(self) -> list[BaseGeometry]:
        """What exclusions and zones forbid; where one encloses nothing, its line is not crossed."""
        limits = [(each.exclusion_id, each.name, each.outline) for each in self.brief.exclusions]
        limits += [
            (zone.zone_id, zone.name, zone.outline)
            for zone in self.brief.zones
            if zone_applies(self.brief, zone)
        ]
        shapes = []
        for identity, name, outline in limits:
            drawn, inside = self.frame.polygon(outline), self.enclosed(outline)
            if inside.area < 1:
                self.findings.append(_no_width(identity, name or identity, outline))
            if not drawn.is_valid:
                inside = joined([inside, shapely.buffer(drawn.exterior, 2 * ROUNDING_M, quad_segs=2)])
            shapes.append(inside)
        return shapes

    def note_scale(self, scale_error: float) -> None:
        """Say how far the map is off where it is off by more than nobody would notice."""
        if scale_error <= NOTED_SCALE_ERROR:
            return
        self.findings.append(
            Finding(
                code="map-scale",
                level=Level.NOTE,
                subject="areas",
                message=f"So large an area fits no flat map: lengths on it are up to {scale_error:.2%} and "
                f"areas up to {2 * scale_error:.2%} larger than on the ground.",
                remedy="Swaths meet and stand-offs are kept all the same; plan the parts one by one for "
                "exact figures.",
                measured=scale_error,
                limit=NOTED_SCALE_ERROR,
            )
        )

    def _left_out(self, area: TaskArea, drawn: shapely.Polygon, mended: BaseGeometry) -> Finding:
        return Finding(
            code="area-left-out",
            level=Level.WARNING,
            subject=area.area_id,
            message=f"{_thin(area, drawn, mended)}; it is left out.",
            remedy="Move its corners apart, or delete it.",
            at=area.outline[0],
            measured=float(mended.area),
        )

    def _mending(self, area: TaskArea, drawn: shapely.Polygon, mended: BaseGeometry) -> Finding:
        gained_m2 = mended.area - abs(_signed_m2(drawn))
        same = abs(gained_m2) < max(1.0, 1e-6 * mended.area)
        parts = len(polygons_of(mended))
        counts = "what the outline counts when followed round"
        difference = f"{square(abs(gained_m2))} {'more' if gained_m2 >= 0 else 'less'} than {counts}"
        return Finding(
            code="area-mended",
            level=Level.NOTE if same and parts == 1 else Level.WARNING,
            subject=area.area_id,
            message=(
                f"The outline of {area.name or area.area_id} {'touches' if same else 'crosses'} itself. It is "
                f"read as {counted(parts, 'part')}, {square(mended.area)} together: "
                f"{counts if same else difference}."
            ),
            remedy="Look whether that is the ground you mean, or redraw the outline.",
            at=self._where_invalid(drawn),
            measured=gained_m2,
        )

    def _where_invalid(self, drawn: shapely.Polygon) -> GeoPoint | None:
        """Where an outline meets itself: the place that GEOS names."""
        numbers = re.findall(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", shapely.is_valid_reason(drawn))
        return self.frame.to_geo([[float(number) for number in numbers[-2:]]])[0] if len(numbers) > 1 else None


def _thin(area: TaskArea, drawn: shapely.Polygon, mended: BaseGeometry) -> str:
    return (
        f"{area.name or area.area_id} has {square(mended.area)} inside an outline of "
        f"{drawn.length:,.0f} m: no width"
    )


def _no_width(identity: str, name: str, outline: Ring) -> Finding:
    return Finding(
        code="exclusion-no-width",
        level=Level.WARNING,
        subject=identity,
        message=f"{name} encloses less than 1 m²; it is taken for a line that must not be crossed.",
        remedy="Move its corners apart, or delete it.",
        at=outline[0],
    )


def _has_width(mended: BaseGeometry, drawn: shapely.Polygon) -> bool:
    """Whether an area is more than a line: wide enough on average for its extent, and for its outline."""
    extent_m = 2 * float(shapely.minimum_bounding_radius(mended))
    return mended.area >= LEAST_WIDTH_M * extent_m > 0 and mended.area >= LEAST_BETWEEN_M * drawn.length / 2


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
        abroad = [mender.enclosed(hole) for each in brief.territories for hole in each.holes]
        land = polygonal(shapely.difference(joined(own), joined(abroad)))
        if land.is_empty:
            first = brief.territories[0]
            raise BriefError(
                f"The territory {first.name or first.territory_id} holds 0 m².",
                remedy="Draw it round the area and the launch; where there is no limit, delete it.",
            )
        allowed = inset(land, distance_m)
    else:
        allowed = _open_sky(brief, frame, whole, forbidden)
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
    whole = shapely.intersection(with_touches(whole, reach), flyable)
    return with_narrows(polygonal(roomy), polygonal(whole), kept_m=kept_m, reach_m=swath_m / 2)


def _open_sky(
    brief: PatrolBrief, frame: LocalFrame, whole: BaseGeometry, forbidden: Sequence[BaseGeometry]
) -> BaseGeometry:
    """Everywhere round the areas and sites, and where an exclusion reaches farther, round that if it is near."""
    sites = [site for each in brief.aircraft for site in (each.launch, each.recovery) if site is not None]
    spots = shapely.MultiPoint(frame.to_local(sites)) if sites else NOWHERE
    asked = shapely.union(whole.envelope, spots).envelope
    west_m, south_m, east_m, north_m = asked.bounds
    margin_m = OPEN_SKY_M + max(east_m - west_m, north_m - south_m) / 4
    sky = shapely.buffer(asked, margin_m, join_style="mitre")
    farthest = shapely.buffer(sky, FARTHER_ROUND_M, join_style="mitre")
    in_the_way = [shape.envelope for shape in forbidden if shape.intersects(sky)]
    if not in_the_way:
        return sky
    round_them = shapely.buffer(shapely.union_all(in_the_way).envelope, OPEN_SKY_M / 10, join_style="mitre")
    return shapely.union(sky, shapely.intersection(round_them, farthest)).envelope


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
