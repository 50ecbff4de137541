"""Ground: what is to be seen, and where one may be, in metres."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from planner.brief import LineKind, PatrolBrief
from planner.errors import BriefError, PlanningError
from planner.findings import Finding
from planner.geodesy import ROUNDING_M, LocalFrame
from planner.ground.clearance import clearance_m, with_narrows
from planner.ground.hairs import with_touches, without_slits, without_spikes
from planner.ground.mending import Mender, mended
from planner.ground.overshoot import overshoots
from planner.ground.standoff import standoff_m
from planner.ground.zones_met import ZonesMet, zones_met
from planner.shapes import NOWHERE, grown, inset, joined, polygonal
from planner.wording import square

#: Without a territory, legs may go this much beyond areas and sites, and so much farther round exclusions.
OPEN_SKY_M = 2_000.0
FARTHER_ROUND_M = 10_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The brief's areas and limits on flat ground, every inset and stand-off applied.

    `to_see` is bare of exclusions; `lane_space` is where lanes, turns and transits of the patrol may be;
    `flyable` is where any leg may be at the heights of the patrol and the returns, and `site_space` where one
    may be at any height down to the ground. The last three are inset so that rounding a position to what an
    autopilot holds carries it across no limit; `lane_space` also keeps clear of hard edges where it can.
    """

    frame: LocalFrame
    to_see: BaseGeometry
    lane_space: BaseGeometry
    flyable: BaseGeometry
    site_space: BaseGeometry
    areas: tuple[tuple[str, BaseGeometry], ...]  # identity and shape of each task area
    standoff_m: float
    findings: tuple[Finding, ...]

    def area_at(self, shape: BaseGeometry) -> str:
        """Identity of the task area that a lane lies in, or is nearest to."""
        if len(self.areas) == 1:
            return self.areas[0][0]
        inside_m = [shapely.length(shapely.intersection(area, shape)) for _, area in self.areas]
        return self.areas[inside_m.index(max(inside_m))][0]


def prepare_ground(brief: PatrolBrief, met: ZonesMet | None = None) -> Ground:
    """The ground of a brief, clear of the zones met; None: of those that one battery for each meets.

    Raises:
        BriefError: there is no area, or one has no width.
        PlanningError: exclusions leave nothing to see, or nowhere to fly.
    """
    frame = LocalFrame.around(brief.points())
    mender = Mender(brief=brief, frame=frame, findings=[])
    areas = tuple((area_id, _without_middle(mender, area_id, shape)) for area_id, shape in mender.areas())
    holes = [
        mender.enclosed(hole)
        for area in brief.areas
        if brief.strip_of(area.area_id) is None
        for hole in area.holes
    ]
    kept_out = mender.kept_out()
    whole = without_slits(joined(shape for _, shape in areas))
    met = met or zones_met(brief)
    zones = {zone.zone_id: mender.zone(zone) for zone in met.about_sites}
    aloft = [zones[zone.zone_id] for zone in met.aloft]
    to_see = without_spikes(polygonal(shapely.difference(whole, joined([*holes, *kept_out, *aloft]))))
    if to_see.is_empty:
        raise PlanningError(
            f"Holes, exclusions and zones cover all {square(whole.area)} of the task areas.",
            remedy="Make the exclusions smaller, or draw the areas elsewhere.",
        )
    scale_error = frame.greatest_scale_error(brief.points())
    mender.note_scale(scale_error)
    distance_m = standoff_m(brief)
    forbidden = [grown(shape, distance_m * (1 + scale_error)) for shape in (*holes, *kept_out)]
    kept = {
        zone.zone_id: grown(zones[zone.zone_id], zone.kept_m(distance_m) * (1 + scale_error))
        for zone in met.about_sites
    }
    forbidden += [kept[zone.zone_id] for zone in met.aloft]
    flyable = _flyable(mender, whole, forbidden, distance_m * (1 + scale_error))
    reach = joined([whole, *overshoots(brief, frame)])
    if aloft:  # lanes keep clear of their edges too where little stand-off is asked for
        reach = polygonal(shapely.difference(reach, joined(aloft)))
    lane_space = _lane_space(mender, reach, flyable, distance_m)
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
        site_space=inset(polygonal(shapely.difference(flyable, joined(kept.values()))), ROUNDING_M),
        areas=areas,
        standoff_m=distance_m,
        findings=tuple(mender.findings),
    )


def _without_middle(mender: Mender, area_id: str, shape: BaseGeometry) -> BaseGeometry:
    """A piece of a strip without what it leads round; an area of its own as it is."""
    if mender.brief.strip_of(area_id) is None:
        return shape
    (area,) = [each for each in mender.brief.areas if each.area_id == area_id]
    middles = [mender.enclosed(hole) for hole in area.holes]
    return polygonal(shapely.difference(shape, joined(middles))) if middles else shape


def _flyable(
    mender: Mender, whole: BaseGeometry, forbidden: list[BaseGeometry], distance_m: float
) -> BaseGeometry:
    brief, frame = mender.brief, mender.frame
    for line in brief.lines:
        if line.kind is LineKind.BORDER:
            forbidden.append(grown(frame.line(line.path), max(distance_m + line.known_off_m, 2 * ROUNDING_M)))
    if brief.territories:
        own = [mended(frame.polygon(each.outline)) for each in brief.territories]
        abroad = [mender.enclosed(hole) for each in brief.territories for hole in each.holes]
        land = polygonal(shapely.difference(joined(own), joined(abroad)))
        if land.is_empty:
            first = brief.territories[0]
            raise BriefError(
                f"The territory {first.name or first.territory_id} holds 0 m².",
                remedy="Draw it round the area and the launch; where there is no limit, delete it.",
            )
        accuracy_m = max(each.known_off_m for each in brief.territories)
        allowed = inset(land, distance_m + accuracy_m)
    else:
        allowed = _open_sky(brief, frame, whole, forbidden)
    for fence in brief.fences:
        allowed = shapely.intersection(allowed, mended(frame.polygon(fence.outline)))
    return polygonal(shapely.difference(allowed, joined(forbidden)))


def _lane_space(
    mender: Mender, reach: BaseGeometry, flyable: BaseGeometry, distance_m: float
) -> BaseGeometry:
    """Where lanes may be: clear of hard edges, of what is too narrow for that only what is needed."""
    swath_m = mender.brief.settings.footprint.swath_width_m
    kept_m = max(clearance_m(swath_m), ROUNDING_M)
    whole = inset(polygonal(shapely.intersection(reach, flyable)), ROUNDING_M)
    for fence in mender.brief.fences:
        reach = shapely.intersection(reach, mended(mender.frame.polygon(fence.outline)))
    roomy = shapely.intersection(
        inset(polygonal(reach), kept_m), inset(flyable, max(kept_m - distance_m, ROUNDING_M))
    )
    whole = shapely.intersection(with_touches(whole, reach), flyable)
    return with_narrows(polygonal(roomy), polygonal(whole), kept_m=kept_m, reach_m=swath_m / 2)


def _open_sky(
    brief: PatrolBrief, frame: LocalFrame, whole: BaseGeometry, forbidden: Sequence[BaseGeometry]
) -> BaseGeometry:
    """Everywhere round areas and sites, and where an exclusion reaches farther, round its end if near."""
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
