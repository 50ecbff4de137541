"""Patrols along bent coasts and round islands, planned, uploaded and flown on a real ArduPilot."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely

from missions.compile import compile_sortie
from missions.flight import Flight
from missions.link import Session, connect, fly_mission, upload_mission
from missions.report import FlightReport, report_flights
from planner.brief import PatrolBrief, PatrolSettings, Pattern, TaskArea, Territory
from planner.fleet import Aircraft, FixedWing, Multirotor
from planner.geodesy import LocalFrame
from planner.heights import above_launch
from planner.plan import plan_patrol
from planner.profiles import CALLISTO, SITL_PLANE, SITL_QUAD
from planner.route import PatrolPlan
from tests.missions.link.simulated import HOME, UP_WITHIN_S, ready, simulated
from tests.missions.link.test_real_wings import standing

pytestmark = [pytest.mark.ardupilot, pytest.mark.slow]

FRAME = LocalFrame(origin=HOME)
SPEED_UP = 20


def coast_strip(*, long_m: float, bay_m: float, from_m: float, to_m: float) -> shapely.Polygon:
    """Off a coast with bays, ragged from one corner to the next, which come every 25 m."""
    along_m = np.linspace(0, long_m, round(long_m / 25) + 1)
    ragged_m = np.convolve(np.random.default_rng(1).normal(size=len(along_m) + 8), np.ones(9) / 9, "valid")
    off_m = bay_m * np.sin(2.5 * math.pi * along_m / long_m) + bay_m / 4 * ragged_m
    coast = shapely.LineString(np.column_stack([along_m, off_m]))
    strip = shapely.difference(
        shapely.buffer(coast, to_m, single_sided=True), shapely.buffer(coast, from_m, cap_style="flat")
    )
    return max(shapely.get_parts(strip).tolist(), key=lambda part: part.area)


def island_waters(*, radius_m: float, width_m: float) -> shapely.Polygon:
    """Round an island with three capes and a ragged shore."""
    rng = np.random.default_rng(3)
    turns = np.linspace(0, 2 * math.pi, 60, endpoint=False)
    radii_m = radius_m * (1 + 0.15 * np.sin(3 * turns)) + rng.uniform(-8, 8, 60)
    shore = np.column_stack([radii_m * np.cos(turns), radii_m * np.sin(turns)])
    island = shapely.Polygon(shore + np.array([1.5 * radius_m + width_m, 0.0]))
    return shapely.difference(shapely.buffer(island, 20 + width_m), shapely.buffer(island, 20))


def plan_over(
    area: shapely.Polygon, vehicle: Multirotor | FixedWing, settings: PatrolSettings, *, room_m: float
) -> PatrolPlan:
    """From HOME, in a territory with so much room about the area."""
    limits = shapely.box(*shapely.union(area, shapely.Point(0, 0)).buffer(room_m).bounds)
    brief = PatrolBrief(
        areas=(
            TaskArea(
                area_id="A1",
                outline=FRAME.to_geo(shapely.get_coordinates(area.exterior)[:-1]),
                holes=tuple(FRAME.to_geo(shapely.get_coordinates(hole)[:-1]) for hole in area.interiors),
            ),
        ),
        territories=(
            Territory(
                territory_id="T1",
                outline=FRAME.to_geo(shapely.get_coordinates(limits.exterior)[:-1]),
                accuracy_m=0.0,
            ),
        ),
        aircraft=(Aircraft(aircraft_id="V1", vehicle=vehicle, launch=HOME),),
        settings=replace(
            settings, height=above_launch(60), standoff_m=0.0, standoff_reason="nobody is under it"
        ),
    )
    plan = plan_patrol(brief)
    assert plan.limit_violation_m == 0
    assert plan.coverage.covered_share > 0.999
    return plan


def flown(session: Session, plan: PatrolPlan) -> tuple[list[Flight], FlightReport]:
    """All sorties, one after the other."""
    missions = {sortie.sortie_id: compile_sortie(plan, sortie) for sortie in plan.sorties}
    flights = []
    for mission in missions.values():
        assert upload_mission(session, mission).verified
        flights.append(fly_mission(session, mission))
    return flights, report_flights(plan, flights, missions)


@pytest.mark.parametrize(
    ("area", "swath_width_m", "vehicle", "airframe", "speed_mps"),
    [
        pytest.param(
            coast_strip(long_m=1_500, bay_m=120, from_m=40, to_m=240),
            100.0,
            CALLISTO,
            "copter",
            20.0,
            id="coast",
        ),
        pytest.param(island_waters(radius_m=280, width_m=156), 80.0, SITL_QUAD, "quad", 10.0, id="island"),
    ],
)
def test_a_multirotor_flies_lanes_with_many_corners_as_planned(
    area: shapely.Polygon, swath_width_m: float, vehicle: Multirotor, airframe: str, speed_mps: float
) -> None:
    settings = PatrolSettings(
        swath_width_m=swath_width_m, ground_speed_mps=speed_mps, pattern=Pattern.CONTOUR
    )
    plan = plan_over(area, vehicle, settings, room_m=500)
    assert any(len(lane.path) > 20 for lane in plan.lanes)
    assert plan.outside_m == 0

    options = ("--ardupilot", "--vehicle", airframe)
    with simulated(*options, speedup=SPEED_UP) as simulation, connect(simulation.address) as session:
        session.wait_up(UP_WITHIN_S)
        ready(session)
        flights, report = flown(session, plan)

    assert [flight.ended for flight in flights] == ["landed"] * len(plan.sorties)
    assert report.seen_share > 0.995
    assert report.outside_m == 0
    assert report.least_distance_to_limit_m is not None
    assert report.least_distance_to_limit_m > 0
    for sortie in report.sorties:
        assert sortie.flown_m == pytest.approx(sortie.planned_m, rel=0.02)
        assert sortie.flown_s == pytest.approx(sortie.planned_s, rel=0.05)


def test_a_plane_flies_lanes_along_a_coast_as_planned() -> None:
    area = coast_strip(long_m=3_500, bay_m=250, from_m=100, to_m=500)
    settings = PatrolSettings(swath_width_m=200.0, ground_speed_mps=22.0, free_overshoot_m=700.0)
    plan = plan_over(area, SITL_PLANE, settings, room_m=1_500)

    with standing(plan, model="plane", wind=plan.brief.settings.wind) as session:
        flights, report = flown(session, plan)

    assert [flight.ended for flight in flights] == ["landed"]
    assert report.seen_share > 0.995
    assert report.least_distance_to_limit_m is not None
    assert report.least_distance_to_limit_m > 0
    (sortie,) = report.sorties
    assert sortie.flown_m == pytest.approx(sortie.planned_m, rel=0.02)
    # ArduPlane waits 20 s after it stands until it disarms.
    assert sortie.flown_s - 20 == pytest.approx(sortie.planned_s, rel=0.05)
