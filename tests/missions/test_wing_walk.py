"""A Plane's mission unrolled as a plane flies it: no sharp corner, no straight climb, no RTL that lands."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from missions.compile import compile_sortie
from missions.expanded import Ending, Expanded
from missions.expansion import expand
from missions.items import Mission, MissionItem
from missions.mission_checks import check_mission
from missions.walk import Flyer
from planner.brief import Exclusion, PatrolBrief, Wind
from planner.findings import Level, blocks_upload
from planner.fleet import Aircraft, FixedWing, Vtol
from planner.geodesy import LocalFrame, bearing_deg, distance_m
from planner.plan import plan_patrol
from planner.profiles import DELTAQUAD, SITL_PLANE
from planner.route import Leg, LegKind
from planner.wing.wings import Wings
from tests.missions.flown_items import HOME, LAND, TAKE_OFF, at, mission, other
from tests.missions.sorties import LAUNCH, place
from tests.planner.plain_briefs import SQUARE
from tests.planner.wing.test_wings import patrol

WINGS = Wings(craft=SITL_PLANE, air_speed_mps=20, wind=Wind())
FLYER = Flyer(wings=WINGS, take_off_deg=0.0)
FRAME = LocalFrame.around([LAUNCH])
AREA = (place(0, 200), place(0, 1_200), place(1_000, 1_200), place(1_000, 200))
BRIEF = replace(
    SQUARE,
    areas=(replace(SQUARE.areas[0], outline=AREA),),
    aircraft=(Aircraft(aircraft_id="P1", vehicle=SITL_PLANE, launch=LAUNCH, take_off_deg=0.0),),
)


def plane(*items: MissionItem, **members: object) -> Mission:
    return mission(*items, vehicle_type="Plane", **members)


def flown(*items: MissionItem) -> Expanded:
    return expand(plane(TAKE_OFF, *items), FLYER)


def line(*legs: Leg) -> shapely.LineString:
    return FRAME.line([point for leg in legs for point in leg.path])


def by_item(flight: Expanded, number: int) -> tuple[Leg, ...]:
    return tuple(leg for leg in flight.legs if leg.leg_id.split(".")[0] == f"item-{number}")


def block(north_m: float, east_m: float, *, half_m: float = 20) -> Exclusion:
    corners = [(-half_m, -half_m), (-half_m, half_m), (half_m, half_m), (half_m, -half_m)]
    outline = tuple(place(north_m + north, east_m + east) for north, east in corners)
    return Exclusion(exclusion_id="E1", outline=outline)


def crossed(one: Mission, brief: PatrolBrief, *, code: str = "limit-crossed") -> set[str]:
    brief = replace(brief, settings=replace(brief.settings, standoff_m=0.0))
    return {found.subject for found in check_mission(one, brief).findings if found.code == code}


@given(st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=1, max_size=6))
def test_its_legs_hang_together_whatever_its_corners(corners: list[tuple[int, int]]) -> None:
    flight = flown(*(at(100 * north, 100 * east) for north, east in corners), LAND)

    assert flight.ending is Ending.LANDED
    assert flight.legs[-1].path[-1] == LAUNCH
    for before, after in pairwise(flight.legs):
        assert before.path[-1] == after.path[0]
        assert before.end_height == after.start_height


def test_a_plane_climbs_out_along_its_nose() -> None:
    flight = expand(plane(TAKE_OFF, at(0, 3_000), LAND), Flyer(wings=WINGS, take_off_deg=350.0))

    climb = flight.legs[0]
    assert climb.kind is LegKind.TAKE_OFF
    assert bearing_deg(*climb.path) == pytest.approx(350, abs=0.1)
    assert distance_m(*climb.path) == pytest.approx(60 * 20 / SITL_PLANE.climb_mps, rel=0.01)
    assert crossed(plane(TAKE_OFF, at(0, 3_000), LAND), replace(BRIEF, exclusions=(block(150, 0),))) == {
        "item-1"
    }


def test_a_nose_that_nobody_names_is_taken_to_point_to_the_next_item_and_that_is_said() -> None:
    flight = expand(plane(TAKE_OFF, at(0, 3_000), LAND), Flyer(wings=WINGS))

    assert bearing_deg(*flight.legs[0].path) == pytest.approx(90, abs=0.1)
    assert [one.code for one in flight.assumed] == ["take-off-assumed", "waypoint-radius-assumed"]
    nowhere = expand(plane(TAKE_OFF, other(17)), Flyer(wings=WINGS))
    assert [one.number for one in nowhere.unknown] == [1]


def test_a_turn_is_flown_beside_its_corner() -> None:
    """Back on its own line it needs two radii beside it."""
    flight = flown(at(1_500, 0), at(500, 0), LAND)

    swept = line(*by_item(flight, 3))
    reach_m = float(np.abs(shapely.get_coordinates(swept)[:, 0]).max())
    assert 2 * SITL_PLANE.turn_radius_m(ground_speed_mps=20) < reach_m < 200
    sides = [
        crossed(plane(TAKE_OFF, at(1_500, 0), at(500, 0), LAND), replace(BRIEF, exclusions=(each,)))
        for each in (block(1_480, 80), block(1_480, -80))
    ]
    assert {"item-3"} in sides


def test_to_which_side_it_turns_right_back_is_not_known_and_said() -> None:
    said = [one for one in flown(at(1_500, 0), at(500, 0), LAND).assumed if one.code == "turn-side-assumed"]

    assert [(one.subject, one.level) for one in said] == [("item-3", Level.WARNING)]
    assert "turn-side-assumed" not in {one.code for one in flown(at(1_500, 0), at(500, 200), LAND).assumed}


@pytest.mark.parametrize(("params", "beyond"), [((0, 0, 200, 0), True), ((0, 200, 0, 0), False)])
def test_a_waypoint_says_itself_how_early_or_how_far_beyond(
    params: tuple[float, float, float, float], beyond: bool
) -> None:
    flight = flown(replace(at(1_500, 0), params=params), at(1_500, 1_500), LAND)

    ends_m = FRAME.to_local(by_item(flight, 2)[-1].path)[-1][1]
    assert ends_m == pytest.approx(1_700 if beyond else 1_300, abs=6)


@pytest.mark.parametrize(
    ("item", "radius_m"),
    [
        (other(18, 3, 0, -150, point=place(1_500, 0)), 150),
        (other(18, 1, 0, 0, point=place(1_500, 0)), 60),
        (other(19, 30, 0, 150, point=place(1_500, 0)), 60),
        (other(31, 0, 120, point=place(1_500, 0)), 120),
        (other(17, 0, 0, 90, point=place(1_500, 0)), 90),
        (other(17, 0, 0, 5, point=place(1_500, 0)), 51),
    ],
)
def test_it_circles_as_wide_as_it_is_told_and_can(item: MissionItem, radius_m: float) -> None:
    """LOITER_TIME is flown at WP_LOITER_RAD whatever it says."""
    flight = flown(item, at(1_500, 3_000), LAND)

    off_m = [distance_m(place(1_500, 0), point) for leg in by_item(flight, 2) for point in leg.path]
    on_it = [each for each in off_m if each < radius_m + 2]
    assert len(on_it) > 30
    assert min(off_m) == pytest.approx(radius_m, abs=5)


def test_a_circle_takes_its_turns_and_is_left_towards_what_comes_next() -> None:
    once, often = (
        flown(other(18, turns, 0, 150, point=place(1_500, 0)), at(1_500, 3_000), LAND) for turns in (1, 4)
    )

    assert often.duration_s - once.duration_s == pytest.approx(3 * math.tau * 150 / 20)
    leaves = by_item(once, 2)[-1].path[-1]
    assert distance_m(leaves, place(1_500, 0)) == pytest.approx(150, abs=1)
    assert bearing_deg(leaves, place(1_500, 3_000)) == pytest.approx(90, abs=4)


@pytest.mark.parametrize(
    ("kind", "speed_mps", "flown_mps"),
    [(0, 25, 25), (0, 0.01, 20), (0, 200, 20), (1, 12, 20), (1, 26, 26), (2, 3, 20)],
)
def test_it_keeps_the_air_speeds_that_it_flies(kind: int, speed_mps: float, flown_mps: float) -> None:
    flight = flown(other(178, kind, speed_mps), at(1_500, 0), at(1_500, 900), LAND)

    assert {leg.ground_speed_mps for leg in by_item(flight, 4)} == {flown_mps}


def test_nothing_to_fly_is_no_flight() -> None:
    assert expand(plane(), FLYER).ending is Ending.CIRCLES
    windy = Flyer(wings=replace(WINGS, wind=Wind(speed_mps=30)))
    assert not expand(plane(), windy).legs


def test_a_return_to_launch_is_no_landing_but_a_circle_over_home() -> None:
    for items in ((at(1_500, 0), HOME), (at(1_500, 0),)):
        verdict = check_mission(plane(TAKE_OFF, *items), BRIEF)

        assert verdict.flight.ending is Ending.CIRCLES
        assert any((one.code, one.level) == ("no-recovery", Level.ERROR) for one in verdict.findings)
        assert blocks_upload(verdict.findings)
        around_m = [distance_m(LAUNCH, point) for point in verdict.flight.legs[-1].path[-30:]]
        assert around_m == pytest.approx([60] * 30, abs=1)


def test_the_circle_of_a_return_is_held_against_limits() -> None:
    near_home = replace(BRIEF, exclusions=(block(0, -60, half_m=10),))

    assert crossed(plane(TAKE_OFF, at(1_500, 300), HOME), near_home) == {"item-3"}
    landing = plane(TAKE_OFF, at(1_500, 0), at(900, 0), LAND)
    assert not crossed(landing, near_home)
    assert crossed(landing, near_home, code="rtl-outside")


def test_a_return_leads_round_a_rally_point_that_is_on_board() -> None:
    rally = (MissionItem(command=5100, point=place(2_500, 2_500), height_m=60),)

    flight = expand(plane(TAKE_OFF, at(1_500, 0), HOME, rally=rally), FLYER)

    assert distance_m(flight.legs[-1].path[-1], place(2_500, 2_500)) == pytest.approx(60, abs=1)


def test_the_circle_in_which_a_way_home_comes_down_is_held_against_limits() -> None:
    circle = other(31, 0, 90, point=place(600, 0))
    way = (other(188), at(900, 0), replace(circle, height_m=40.0), at(400, 0, height_m=40), LAND)
    beside = replace(BRIEF, exclusions=(block(600, 88, half_m=10),))

    assert crossed(plane(TAKE_OFF, at(1_500, 0), LAND, *way), beside, code="return-outside") == {"other"}


LANDING = (other(189), at(1_200, 800, height_m=40), LAND)


def test_a_return_with_a_landing_sequence_lands_by_it_if_a_parameter_says_so() -> None:
    verdict = check_mission(plane(TAKE_OFF, at(1_500, 0), HOME, *LANDING), BRIEF)

    flight = verdict.flight
    assert flight.ending is Ending.LANDED
    assert [leg.leg_id for leg in flight.legs[-3:]] == ["item-3", "item-5", "item-6"]
    said = next(one for one in verdict.findings if one.code == "landing-by-parameter")
    assert said.level is Level.WARNING
    assert "RTL_AUTOLAND 1" in said.message


def test_a_landing_sequence_that_does_not_land_is_none() -> None:
    for instead in (HOME, other(17, point=place(300, 0)), other(177, 2, 1)):
        assert flown(at(1_500, 0), HOME, other(189), at(1_200, 800), instead).ending is Ending.CIRCLES


def test_a_plane_that_nobody_has_described_is_said_to_be_assumed() -> None:
    verdict = check_mission(plane(TAKE_OFF, at(1_500, 0), LAND))

    assert {"wing-assumed", "take-off-assumed"} <= {
        one.code for one in verdict.findings if one.level is Level.WARNING
    }
    assert not {"wing-assumed", "take-off-assumed"} & {
        one.code for one in check_mission(plane(TAKE_OFF, at(1_500, 0), LAND), BRIEF).findings
    }


def test_a_wind_in_which_it_gets_nowhere_cannot_be_checked() -> None:
    windy = replace(BRIEF, settings=replace(BRIEF.settings, wind=Wind(speed_mps=30)))

    findings = check_mission(plane(TAKE_OFF, at(1_500, 0), LAND), windy).findings

    assert any(one.code == "not-checkable" and "30 m/s" in one.message for one in findings)


def test_items_too_far_apart_for_one_map_cannot_be_checked() -> None:
    far = replace(at(0, 0), point=replace(LAUNCH, lat_deg=-60.0, lon_deg=120.0))

    assert expand(plane(TAKE_OFF, far, LAND), FLYER).unknown


def test_a_plane_lands_at_a_place() -> None:
    assert flown(at(1_500, 0), replace(LAND, point=None)).unknown


@pytest.mark.parametrize("vehicle", [SITL_PLANE, DELTAQUAD])
@pytest.mark.parametrize("wind_mps", [0.0, 6.0])
def test_our_own_missions_are_flown_as_planned(vehicle: FixedWing | Vtol, wind_mps: float) -> None:
    plan = plan_patrol(patrol(vehicle=vehicle, wind=Wind(speed_mps=wind_mps, from_deg=300)))
    sortie = plan.sorties[0]

    verdict = check_mission(compile_sortie(plan, sortie), plan.brief)

    assert not [one for one in verdict.findings if one.level is Level.ERROR]
    frame = LocalFrame.around(sortie.path)
    ways = [shapely.LineString(frame.to_local(leg.path)) for leg in verdict.flight.legs if len(leg.path) > 1]
    places = shapely.points(shapely.get_coordinates(ways))
    assert shapely.distance(frame.line(sortie.path), places).max() < 40
    assert verdict.flight.duration_s == pytest.approx(sortie.duration_s, rel=0.1)
