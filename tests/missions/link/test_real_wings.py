"""Patrols of wings planned, uploaded and flown on a real ArduPlane in its own simulator."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import shapely

from missions.compile import compile_sortie
from missions.errors import LinkError
from missions.flight import Flight
from missions.items import Command, Mission
from missions.link import Session, connect, fly_mission, return_home, set_parameter, upload_mission
from missions.link.state import Progress
from planner.brief import PatrolBrief, PatrolSettings, TaskArea, Territory, Wind
from planner.fleet import Aircraft, FixedWing, Vtol
from planner.geodesy import LocalFrame, distance_m
from planner.judge.checks import least_distance_to_limit_m
from planner.plan import plan_patrol
from planner.profiles import DELTAQUAD, SITL_PLANE
from planner.route import LegKind, PatrolPlan
from tests.missions.link.simulated import HOME, UP_WITHIN_S, ready, simulated

pytestmark = [pytest.mark.ardupilot, pytest.mark.slow]

#: RTL_AUTOLAND 4: RTL takes the return path; ArduPlane does not arm with one on board and RTL_AUTOLAND 0.
PARAMETERS = {"RTL_AUTOLAND": 4.0}

#: How far from its planned path a wing is ever seen: half of the steering law's lag (`Wings.slip_m`) is 17 m
#: in these turns, and a little more where it comes down.
WITHIN_M = 25.0

#: And on a lane, at whose beginning what the turn before lagged is still dying away: 13 m were seen.
ON_LANE_WITHIN_M = 15.0

FRAME = LocalFrame(origin=HOME)


@dataclass(frozen=True)
class Flown:
    """A patrol of one sortie, and how it was flown."""

    plan: PatrolPlan
    flight: Flight

    def off_path_m(self, *kinds: LegKind) -> float:
        """Greatest distance from all legs of the track while it flew to items of these legs."""
        sortie = self.plan.sorties[0]
        mission = compile_sortie(self.plan, sortie)
        wanted = {leg.leg_id for leg in sortie.legs if leg.kind in kinds}
        numbers = {number for number, item in enumerate(mission.items, 1) if item.leg_id in wanted}
        lines = [shapely.LineString(FRAME.to_local(leg.path)) for leg in sortie.legs if len(leg.path) > 1]
        at = FRAME.to_local([point.point for point in self.flight.track if point.item in numbers])
        return float(shapely.distance(shapely.MultiLineString(lines), shapely.points(at)).max())


def patrol(vehicle: FixedWing | Vtol, *, speed_mps: float, wind: Wind) -> PatrolPlan:
    """Over 1.6 × 0.8 km beside the launch, in a territory with room to turn and an exclusion beside it."""
    corners = [(300.0, -400.0), (1900.0, -400.0), (1900.0, 400.0), (300.0, 400.0)]
    limits = [(-1500.0, -1500.0), (3300.0, -1500.0), (3300.0, 1500.0), (-1500.0, 1500.0)]
    brief = PatrolBrief(
        areas=(TaskArea(area_id="A1", outline=FRAME.to_geo(corners)),),
        territories=(Territory(territory_id="T1", outline=FRAME.to_geo(limits)),),
        aircraft=(Aircraft(aircraft_id="V1", vehicle=vehicle, launch=HOME),),
        settings=PatrolSettings(
            swath_width_m=200.0, ground_speed_mps=speed_mps, wind=wind, free_overshoot_m=700.0
        ),
    )
    plan = plan_patrol(brief)
    assert plan.limit_violation_m == 0
    assert plan.coverage.covered_share > 0.999
    return plan


@contextmanager
def standing(plan: PatrolPlan, *, model: str, wind: Wind, nose_off_deg: float = 0.0) -> Iterator[Session]:
    """A vehicle at the launch, its nose along the take-off, the mission on board."""
    nose_deg = next(each.measured for each in plan.findings if each.code == "take-off-heading")
    assert nose_deg is not None
    heading_deg = (nose_deg + nose_off_deg) % 360
    options = ["--ardupilot", "--vehicle", model, "--heading", f"{heading_deg:.1f}"]
    options += ["--wind", f"{wind.speed_mps:g},{wind.from_deg:g}"]
    with simulated(*options, speedup=15) as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)
        for name, value in PARAMETERS.items():
            set_parameter(session, name, value)
        ready(session)
        assert upload_mission(session, mission_of(plan)).verified
        yield session


def mission_of(plan: PatrolPlan) -> Mission:
    assert len(plan.sorties) == 1
    return compile_sortie(plan, plan.sorties[0])


@pytest.mark.parametrize(
    ("vehicle", "model", "speed_mps", "wind"),
    [
        (SITL_PLANE, "plane", 22.0, Wind()),
        (SITL_PLANE, "plane", 22.0, Wind(speed_mps=6.0, from_deg=300.0)),
        (DELTAQUAD, "quadplane", 18.0, Wind()),
    ],
)
def test_a_patrol_is_flown_as_planned_and_inside_its_limits(
    vehicle: FixedWing | Vtol, model: str, speed_mps: float, wind: Wind
) -> None:
    plan = patrol(vehicle, speed_mps=speed_mps, wind=wind)

    with standing(plan, model=model, wind=wind) as session:
        flown = Flown(plan=plan, flight=fly_mission(session, mission_of(plan)))

    assert (flown.flight.ended, flown.flight.complete) == ("landed", True)
    assert flown.off_path_m(*LegKind) < WITHIN_M
    assert flown.off_path_m(LegKind.LANE) < ON_LANE_WITHIN_M
    margin_m = least_distance_to_limit_m(plan.brief, flown.flight.path)
    assert margin_m is not None
    assert margin_m > 0
    assert distance_m(flown.flight.path[-1], HOME) < 40.0
    sortie = plan.sorties[0]
    assert flown.flight.flown_m == pytest.approx(sortie.length_m, rel=0.02)
    # ArduPlane waits 20 s after it stands until it disarms.
    assert flown.flight.seconds_s - 20 == pytest.approx(sortie.duration_s, rel=0.05)


def test_called_home_a_plane_circles_down_and_lands_inside_its_limits() -> None:
    wind = Wind(speed_mps=4.0, from_deg=200.0)
    plan = patrol(SITL_PLANE, speed_mps=22.0, wind=wind)
    mission = mission_of(plan)
    called: list[int] = []

    with standing(plan, model="plane", wind=wind) as session:

        def call_home(progress: Progress) -> None:
            if progress.phase == "flying" and progress.done >= 40 and not called:
                called.append(progress.done)
                return_home(session)

        flight = fly_mission(session, mission, progress=call_home)

    assert called
    assert not flight.complete
    circle = [item.command for item in mission.items].index(Command.NAV_LOITER_TO_ALT)
    assert any((point.item or 0) > circle for point in flight.track)
    margin_m = least_distance_to_limit_m(plan.brief, flight.path)
    assert margin_m is not None
    assert margin_m > 0
    assert distance_m(flight.path[-1], HOME) < 60.0


def test_with_its_nose_another_way_a_plane_is_not_armed() -> None:
    plan = patrol(SITL_PLANE, speed_mps=22.0, wind=Wind())

    with (
        standing(plan, model="plane", wind=Wind(), nose_off_deg=60.0) as session,
        pytest.raises(LinkError, match="The nose points to"),
    ):
        fly_mission(session, mission_of(plan))
