"""Briefs and plans made by hand for the map: right in shape, flown by nobody."""

import math
from collections.abc import Sequence

import shapely
from shapely import affinity

from planner.brief import Exclusion, PatrolBrief, PatrolSettings, TaskArea
from planner.findings import Finding, Level
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, LocalFrame, path_length_m
from planner.heights import above_launch
from planner.profiles import DEFAULT_VEHICLE
from planner.route import Coverage, Gap, Leg, LegKind, PatrolPlan, PlannedLane, ReturnPath, Sortie

LAUNCH = GeoPoint(lat_deg=41.4602, lon_deg=19.5010)
# A strip off Lalzi Bay, north of Durrës, as an operator might click it.
STRIP = tuple(
    GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)
    for lat_deg, lon_deg in (
        (41.4490, 19.4550),
        (41.4470, 19.4690),
        (41.4560, 19.4830),
        (41.4680, 19.4960),
        (41.4840, 19.5065),
        (41.5030, 19.5135),
        (41.5230, 19.5140),
        (41.5390, 19.5060),
        (41.5330, 19.4900),
        (41.5210, 19.4990),
        (41.5040, 19.4990),
        (41.4880, 19.4930),
        (41.4740, 19.4830),
        (41.4620, 19.4700),
    )
)
HOLE = tuple(
    GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)
    for lat_deg, lon_deg in ((41.5080, 19.5030), (41.5080, 19.5080), (41.5130, 19.5080), (41.5130, 19.5030))
)
BOX = tuple(
    GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)
    for lat_deg, lon_deg in ((41.490, 19.520), (41.500, 19.520), (41.500, 19.540), (41.490, 19.540))
)


def lalzi_brief(*, swath_m: float = 150.0) -> PatrolBrief:
    """An area with a hole, an exclusion on land, and one aircraft with its launch."""
    return PatrolBrief(
        name="Lalzi Bay",
        areas=(TaskArea(area_id="A1", outline=STRIP, name="Lalzi strip", holes=(HOLE,)),),
        exclusions=(Exclusion(exclusion_id="X1", outline=BOX, name="Village"),),
        aircraft=(Aircraft(aircraft_id="U1", vehicle=DEFAULT_VEHICLE, launch=LAUNCH),),
        settings=PatrolSettings(swath_width_m=swath_m),
    )


def plan_over(brief: PatrolBrief, *, bearing_deg: float = 27.0, sorties: int = 2) -> PatrolPlan:
    """Straight lanes over the first area, split evenly into sorties."""
    frame = LocalFrame.around(brief.points())
    area = brief.areas[0]
    ground = affinity.rotate(frame.polygon(area.outline, area.holes), bearing_deg - 90, origin=(0, 0))
    _, low, _, high = ground.bounds
    spacing_m = brief.settings.track_spacing_m
    paths = []
    for number in range(int((high - low) / spacing_m)):
        y_m = low + (number + 0.5) * spacing_m
        cut = shapely.intersection(ground, shapely.LineString([(-1e5, y_m), (1e5, y_m)]))
        for piece in shapely.get_parts(cut):
            back = affinity.rotate(piece, 90 - bearing_deg, origin=(0, 0))
            path = frame.to_geo(list(back.coords))
            paths.append(path if number % 2 else path[::-1])
    return plan_of(brief, paths, sorties=sorties)


def dense_plan(brief: PatrolBrief, *, points: int, lanes: int, middle: GeoPoint) -> PatrolPlan:
    """So many path points in wavy lanes, 20 km long and one spacing apart, around a position."""
    frame = LocalFrame(origin=middle)
    each = max(2, points // lanes)
    spacing_m = brief.settings.track_spacing_m
    paths = []
    for number in range(lanes):
        x_m = (number - lanes / 2) * spacing_m
        column = [
            (x_m + 400 * math.sin(share / each * 25), (share / (each - 1) - 0.5) * 20_000)
            for share in range(each)
        ]
        paths.append(frame.to_geo(column if number % 2 else column[::-1]))
    return plan_of(brief, paths, sorties=max(1, lanes // 40))


def plan_of(brief: PatrolBrief, paths: Sequence[tuple[GeoPoint, ...]], *, sorties: int) -> PatrolPlan:
    """The lanes in the order given, joined by straight turns, with launch and recovery legs."""
    lanes = tuple(
        PlannedLane(lane_id=f"L{n + 1}", area_id="A1", path=path, footprint=brief.settings.footprint)
        for n, path in enumerate(paths)
    )
    share = math.ceil(len(lanes) / sorties)
    flown = tuple(_sortie(f"S{n + 1}", lanes[n * share : (n + 1) * share]) for n in range(sorties))
    gap = Gap(gap_id="G1", outline=HOLE[:3], holes=(), area_m2=9e4, reason="too narrow for a lane")
    finding = Finding(
        code="coverage-gap",
        level=Level.WARNING,
        subject="G1",
        message="9 ha are seen by no lane.",
        remedy="Turn the lanes.",
        at=HOLE[0],
    )
    return PatrolPlan(
        brief=brief,
        lanes=lanes,
        sorties=flown,
        coverage=Coverage(area_m2=1e7, covered_m2=9.9e6, path_covered_m2=9.9e6, gaps=(gap,)),
        standoff_m=50.0,
        outside_m=0.0,
        limit_violation_m=0.0,
        findings=(finding,),
    )


def _sortie(sortie_id: str, lanes: Sequence[PlannedLane]) -> Sortie:
    legs = [_leg(sortie_id, 1, LegKind.LAUNCH, (LAUNCH, lanes[0].path[0]))]
    for lane in lanes:
        if legs[-1].kind is LegKind.LANE:
            legs.append(_leg(sortie_id, len(legs) + 1, LegKind.TURN, (legs[-1].path[-1], lane.path[0])))
        legs.append(_leg(sortie_id, len(legs) + 1, LegKind.LANE, lane.path, lane_id=lane.lane_id))
    legs.append(_leg(sortie_id, len(legs) + 1, LegKind.RECOVERY, (legs[-1].path[-1], LAUNCH)))
    return Sortie(
        sortie_id=sortie_id,
        aircraft_id="U1",
        legs=tuple(legs),
        return_paths=(ReturnPath(path=(lanes[-1].path[-1], LAUNCH), height=above_launch(60)),),
        greatest_height=above_launch(120),
        return_height=above_launch(60),
        least_clearance_m=None,
        usable_wh=100.0,
    )


def _leg(
    sortie_id: str, number: int, kind: LegKind, path: tuple[GeoPoint, ...], *, lane_id: str | None = None
) -> Leg:
    return Leg(
        leg_id=f"{sortie_id}-{number:03d}",
        kind=kind,
        path=path,
        start_height=above_launch(120),
        end_height=above_launch(120),
        ground_speed_mps=12.0,
        duration_s=path_length_m(path) / 12.0,
        energy_wh=1.0,
        lane_id=lane_id,
    )
