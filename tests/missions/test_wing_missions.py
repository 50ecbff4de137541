"""What a plane and a VTOL are told of a sortie."""

import json
import re
from pathlib import Path

import pytest
import shapely

from missions.compile import compile_sortie
from missions.formats.qgc_plan import read_mission, write_mission
from missions.formats.qgc_writing import FIXED_WING
from missions.items import Command, Frame, Mission
from missions.limits import PLANE_LIMITS, items_on_board
from missions.package import compile_package
from missions.patrol_file import Patrol, document_of, open_patrol, patrol_of, save_patrol
from planner.fleet import FixedWing, Vtol
from planner.geodesy import LocalFrame, distance_m
from planner.plan import plan_patrol
from planner.profiles import DELTAQUAD, SITL_PLANE
from planner.route import LegKind, PatrolPlan
from planner.wing.wings import wings_of
from tests.planner.wing.test_wings import patrol

PLANS: dict[str, PatrolPlan] = {}


def planned(vehicle: FixedWing | Vtol) -> PatrolPlan:
    if vehicle.name not in PLANS:
        PLANS[vehicle.name] = plan_patrol(patrol(vehicle=vehicle))
    return PLANS[vehicle.name]


def compiled(vehicle: FixedWing | Vtol) -> Mission:
    plan = planned(vehicle)
    return compile_sortie(plan, plan.sorties[0])


def commands(mission: Mission) -> list[int]:
    return [int(item.command) for item in mission.items]


@pytest.mark.parametrize("vehicle", [SITL_PLANE, DELTAQUAD])
def test_its_fence_leaves_room_for_what_a_wing_strays_and_for_its_circles(vehicle: FixedWing | Vtol) -> None:
    plan = planned(vehicle)
    sortie = plan.sorties[0]

    package = compile_package(plan, sortie)

    assert package.fence is not None
    inclusion = [item.point for item in package.fence if item.command == 5001 and item.point is not None]
    frame = LocalFrame.around(inclusion)
    fenced = frame.polygon(inclusion)
    for leg in sortie.legs:
        way = frame.line(leg.path) if len(leg.path) > 1 else shapely.Point(frame.to_local(leg.path)[0])
        assert shapely.covers(fenced, shapely.buffer(way, 24.5))  # 25 m, less what curves are drawn short
    for path in sortie.return_paths:
        if path.descent is not None:
            circle = shapely.Point(frame.to_local([path.descent.centre])[0]).buffer(path.descent.radius_m)
            assert shapely.covers(fenced, circle)


@pytest.mark.parametrize("vehicle", [SITL_PLANE, DELTAQUAD])
def test_it_is_written_for_plane_and_keeps_an_air_speed(vehicle: FixedWing | Vtol) -> None:
    mission = compiled(vehicle)

    assert mission.vehicle_type == "Plane"
    speeds = [item.params for item in mission.items if item.command == Command.DO_CHANGE_SPEED]
    assert speeds == [(0.0, 20.0, -1.0, 0.0)]
    assert items_on_board(mission) <= PLANE_LIMITS.greatest_items


def test_a_plane_climbs_out_ahead_and_lands_on_its_approach() -> None:
    mission, legs = compiled(SITL_PLANE), planned(SITL_PLANE).sorties[0].legs

    take_off, _, climbed = mission.items[:3]
    assert take_off.command == Command.NAV_TAKEOFF
    assert take_off.params[0] == 14.0  # 5 m up for every 20 m ahead
    assert take_off.point == climbed.point == legs[0].path[-1]
    assert take_off.height_m < climbed.height_m == pytest.approx(legs[0].end_height.metres, abs=0.01)
    landing = commands(mission).index(Command.NAV_LAND)
    mark, approach, land = mission.items[landing - 2 : landing + 1]
    assert (mark.command, mark.point) == (Command.DO_LAND_START, None)
    assert approach.point == legs[-1].path[0]
    assert land.point == legs[-1].path[-1]
    assert land.params[0] == round(approach.height_m)


def test_a_vtol_takes_off_and_lands_straight_up_and_down() -> None:
    mission, legs = compiled(DELTAQUAD), planned(DELTAQUAD).sorties[0].legs

    assert mission.items[0].command == Command.NAV_VTOL_TAKEOFF
    assert mission.items[0].height_m == legs[0].end_height.metres == 30
    landing = commands(mission).index(Command.NAV_VTOL_LAND)
    land, before = mission.items[landing], mission.items[landing - 2]
    assert land.point == legs[-1].path[0]
    assert before.point is not None
    assert land.point is not None
    # ArduPlane's own check before arming: three quarters of the way it takes to slow down.
    assert distance_m(before.point, land.point) >= 0.75 * 20**2 / (2 * 2)
    assert Command.NAV_LAND not in commands(mission)


@pytest.mark.parametrize("vehicle", [SITL_PLANE, DELTAQUAD])
def test_waypoints_are_taken_as_early_as_the_steering_law_needs(vehicle: FixedWing | Vtol) -> None:
    plan, mission = planned(vehicle), compiled(vehicle)
    flown = wings_of(vehicle, plan.brief.settings)
    assert flown is not None

    lanes = {leg.leg_id for leg in plan.sorties[0].legs if leg.kind in (LegKind.LANE, LegKind.TURN)}
    early_m = {item.params[1] for item in mission.items if item.leg_id in lanes}
    assert early_m == {round(flown.look_ahead_m * 2 / 3)}


@pytest.mark.parametrize("vehicle", [SITL_PLANE, DELTAQUAD])
def test_a_return_circles_down_and_nobody_is_led_past_the_circle(vehicle: FixedWing | Vtol) -> None:
    mission, way = compiled(vehicle), planned(vehicle).sorties[0].return_paths[0]
    assert way.descent is not None

    start = commands(mission).index(Command.DO_RETURN_PATH_START)
    told = mission.items[start : start + len(way.path) + 2]
    circle = next(item for item in told if item.command == Command.NAV_LOITER_TO_ALT)
    place = told.index(circle)
    assert circle.point == way.descent.centre
    assert abs(circle.params[1]) == round(way.descent.radius_m)
    assert (circle.params[1] > 0) is way.descent.clockwise
    assert told[place + 1].command == Command.DO_LAND_START
    assert told[place + 1].frame == Frame.NO_POSITION
    assert told[-1].command in (Command.NAV_LAND, Command.NAV_VTOL_LAND)


@pytest.mark.parametrize("vehicle", [SITL_PLANE, DELTAQUAD])
def test_the_flown_part_passes_every_position_of_the_sortie_in_order(vehicle: FixedWing | Vtol) -> None:
    plan, mission = planned(vehicle), compiled(vehicle)

    end = commands(mission).index(Command.DO_RETURN_PATH_START)
    told = [item.point for item in mission.items[:end] if item.point is not None]
    merged = [point for n, point in enumerate(told) if n == 0 or point != told[n - 1]]
    path = plan.sorties[0].path
    assert tuple(merged) == (path if isinstance(vehicle, Vtol) else path[1:])


@pytest.mark.parametrize("vehicle", [SITL_PLANE, DELTAQUAD])
def test_a_saved_patrol_of_a_wing_is_read_as_it_was(vehicle: FixedWing | Vtol, tmp_path: Path) -> None:
    plan = planned(vehicle)

    save_patrol(Patrol(brief=plan.brief, plan=plan), tmp_path / "wing.vedette")

    assert open_patrol(tmp_path / "wing.vedette").plan == plan


def test_a_patrol_saved_before_runways_were_asked_for_still_opens() -> None:
    plan = planned(SITL_PLANE)
    document = document_of(Patrol(brief=plan.brief, plan=plan), name="wing")
    text = json.dumps(document)
    for name in ("take_off_deg", "landing_deg", "navigation_period_s"):
        assert f'"{name}"' in text
        text = re.sub(rf',\s*"{name}":\s*[^,}}\s]+', "", text)

    brief = patrol_of(json.loads(text), name="wing").brief

    assert brief.aircraft[0].take_off_deg is None


def test_a_plan_file_says_that_it_is_for_a_plane_and_is_read_as_one(tmp_path: Path) -> None:
    mission = compiled(SITL_PLANE)

    write_mission(mission, tmp_path / "wing.plan")

    assert json.loads((tmp_path / "wing.plan").read_text())["mission"]["vehicleType"] == FIXED_WING
    assert read_mission(tmp_path / "wing.plan").mission.vehicle_type == "Plane"
