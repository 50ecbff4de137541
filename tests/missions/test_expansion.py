"""A mission unrolled: every pass of every loop, or said that it cannot be."""

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.compile import compile_sortie
from missions.expanded import Ending
from missions.expansion import expand
from missions.flight_words import STILL
from missions.items import Frame, MissionItem
from missions.walk import USUAL_CAP_S, Flyer
from planner.geodesy import distance_m
from planner.heights import HeightReference, above_launch
from planner.route import LegKind
from sitl.item_stores import MissionStore
from sitl.mission_engine import MissionEngine
from sitl.stored_item import StoredItem
from tests.missions.flown_items import HOME, LAND, TAKE_OFF, at, mission, other
from tests.missions.sorties import LAUNCH, SORTIE, place, plan_with

MOVING = {
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    31,
    82,
    84,
    85,
    93,
    177,
    178,
    179,
    207,
    601,
}  # and those with a meaning of their own


def visits(items: tuple[MissionItem, ...], number: int) -> int:
    names = [leg.leg_id for leg in expand(mission(*items), Flyer(cap_s=1e9)).legs]
    return sum(name == f"item-{number}" or name.startswith(f"item-{number}.") for name in names)


def test_our_own_mission_unrolls_to_the_path_that_was_planned() -> None:
    flight = expand(compile_sortie(plan_with(SORTIE), SORTIE))

    path = [flight.legs[0].path[0], *(leg.path[-1] for leg in flight.legs if len(leg.path) > 1)]
    assert path == [*SORTIE.path]
    assert flight.ending is Ending.LANDED
    assert flight.return_paths == SORTIE.return_paths
    assert not flight.unknown
    assert [leg.kind for leg in flight.legs[:1]] == [LegKind.TAKE_OFF]
    assert flight.legs[-1].kind is LegKind.LANDING


@given(st.integers(0, 12), st.integers(1, 3))
def test_a_jump_is_flown_as_often_as_it_says(repeats: int, target: int) -> None:
    items = (TAKE_OFF, at(100, 0), at(200, 0), other(177, target, repeats), at(300, 0), LAND)

    assert visits(items, 3) == repeats + 1
    assert visits(items, 5) == 1


@given(st.integers(0, 4), st.integers(0, 4))
def test_a_jump_within_a_jump_is_not_counted_anew(inner: int, outer: int) -> None:
    """ArduPilot keeps the count of every jump until the mission is started again."""
    items = (TAKE_OFF, at(100, 0), at(200, 0), other(177, 3, inner), other(177, 2, outer), LAND)

    assert visits(items, 2) == outer + 1
    assert visits(items, 3) == inner + 1 + outer


@pytest.mark.parametrize("repeats", [-2, -100, 0])
def test_a_number_of_times_that_is_none_is_no_jump(repeats: int) -> None:
    assert visits((TAKE_OFF, at(100, 0), other(177, 2, repeats), LAND), 2) == 1


@given(st.lists(st.tuples(st.integers(1, 7), st.integers(0, 3)), min_size=1, max_size=3))
def test_the_order_of_items_is_that_of_the_simulated_autopilot(jumps: list[tuple[int, int]]) -> None:
    items = [TAKE_OFF, at(100, 0), at(200, 0), at(300, 0), *(other(177, *jump) for jump in jumps), LAND]

    flight = expand(mission(*items), Flyer(cap_s=1e9))

    flown = [int(leg.leg_id.removeprefix("item-").partition(".")[0]) for leg in flight.legs]
    assert [number for number, _ in groupby(flown)] == [number for number, _ in groupby(sequence(items))]


class Nobody:
    """Flies nothing: only the order is asked for."""

    def start(self, seq: int, item: StoredItem) -> None:
        """Nothing begins."""

    def is_finished(self, seq: int, item: StoredItem) -> bool:
        return seq > 0 and item.command > 0

    def mission_ended(self) -> None:
        """Nothing ends."""


def sequence(items: list[MissionItem]) -> list[int]:
    """The items in the order in which the simulated vehicle comes by them."""
    held = [StoredItem(command=16)]
    held += [StoredItem(command=item.command, p1=item.params[0], p2=item.params[1]) for item in items]
    store = MissionStore(capacity=100, home=lambda: held[0], running=lambda: False, items=held)
    return MissionEngine(store, Nobody()).walk(1)


def test_a_tag_is_jumped_to_wherever_it_stands() -> None:
    items = (TAKE_OFF, other(600, 7), at(100, 0), other(601, 7, 2), LAND)

    assert visits(items, 3) == 3


@given(st.floats(300, 20_000))
def test_an_endless_loop_is_followed_for_so_long_and_no_longer(cap_s: float) -> None:
    flight = expand(mission(TAKE_OFF, at(500, 0), at(1_000, 0), other(177, 2, -1), LAND), Flyer(cap_s=cap_s))

    assert flight.ending is Ending.LOOPS
    assert cap_s < flight.duration_s < cap_s + max(leg.duration_s for leg in flight.legs)


def test_a_long_flight_is_no_loop() -> None:
    flight = expand(mission(TAKE_OFF, at(100, 0, hold_s=9_000), at(200, 0), LAND))

    assert flight.ending is Ending.LANDED


def test_a_loop_in_which_nothing_is_flown_is_no_loop_to_follow() -> None:
    flight = expand(mission(TAKE_OFF, other(177, 3, -1), other(177, 2, -1), LAND))

    assert flight.ending is Ending.UNKNOWN
    assert [one.number for one in flight.unknown]


def test_a_jump_to_nowhere_cannot_be_told() -> None:
    flight = expand(mission(TAKE_OFF, other(177, 9, 1), LAND))

    assert [(one.number, one.command) for one in flight.unknown] == [(2, 177)]
    assert flight.ending is Ending.HOLDS


@pytest.mark.parametrize(
    ("last", "ending"),
    [
        ((LAND,), Ending.LANDED),
        ((replace(LAND, point=None),), Ending.LANDED),
        ((HOME,), Ending.RETURNED),
        ((other(17, point=place(200, 0)),), Ending.HOLDS),
        ((), Ending.HOLDS),
    ],
)
def test_how_a_mission_ends_is_told(last: tuple[MissionItem, ...], ending: Ending) -> None:
    flight = expand(mission(TAKE_OFF, at(100, 0), *last))

    assert flight.ending is ending
    assert (flight.legs[-1].kind is LegKind.LANDING) == (ending is not Ending.HOLDS)


def test_nothing_after_the_landing_is_flown() -> None:
    flight = expand(mission(TAKE_OFF, at(100, 0), LAND, at(90_000, 0)))

    assert max(distance_m(LAUNCH, leg.path[-1]) for leg in flight.legs) < 200


@given(st.floats(1, 900), st.floats(1, 900))
def test_waiting_takes_its_time(hold_s: float, delay_s: float) -> None:
    plain = expand(mission(TAKE_OFF, at(100, 0), LAND)).duration_s
    waiting = expand(mission(TAKE_OFF, at(100, 0, hold_s=hold_s), other(93, delay_s), LAND)).duration_s

    assert waiting == pytest.approx(plain + hold_s + delay_s)


def test_a_speed_holds_from_where_it_is_told() -> None:
    flight = expand(mission(TAKE_OFF, at(100, 0), other(178, 1, 4), at(200, 0), LAND), Flyer(speed_mps=8))

    assert [leg.ground_speed_mps for leg in flight.legs if leg.kind is LegKind.TRANSIT] == [8, 4]


def test_a_circle_reaches_as_far_as_its_radius() -> None:
    flight = expand(mission(TAKE_OFF, other(18, 3, 0, -150, point=place(1_000, 0)), LAND))

    circle = next(leg for leg in flight.legs if len(leg.path) > 10)
    off_m = [distance_m(place(1_000, 0), point) for point in circle.path]
    assert max(off_m) == pytest.approx(150, abs=0.01)
    assert circle.duration_s > 3 * 2 * 3.14 * 150 / 10


def test_home_set_on_the_way_is_where_it_returns_to_and_is_said() -> None:
    flight = expand(mission(TAKE_OFF, at(100, 0), other(179, 0, point=place(900, 0)), HOME))

    assert flight.legs[-1].path[-1] == place(900, 0)
    assert flight.homes == (LAUNCH, place(900, 0))
    assert [one.command for one in flight.unknown] == [179]


@pytest.mark.parametrize(
    ("frame", "home_amsl_m", "metres", "above"),
    [
        (Frame.HOME, None, 60, HeightReference.LAUNCH),
        (Frame.SEA, 12.5, 47.5, HeightReference.LAUNCH),
        (Frame.SEA, None, 60, HeightReference.SEA),
        (Frame.GROUND, 12.5, 60, HeightReference.GROUND),
    ],
)
def test_heights_keep_what_they_are_above(
    frame: int, home_amsl_m: float | None, metres: float, above: HeightReference
) -> None:
    flight = expand(mission(TAKE_OFF, replace(at(100, 0), frame=frame), LAND, home_amsl_m=home_amsl_m))

    height = flight.legs[1].end_height
    assert (height.metres, height.above) == (metres, above)


@pytest.mark.parametrize("frame", [Frame.HOME, Frame.SEA, Frame.GROUND])
@pytest.mark.parametrize("command", [16, 17, 18, 19, 82])
def test_a_copter_takes_height_0_for_as_high_as_now(command: int, frame: int) -> None:
    """ModeAuto::loc_from_cmd."""
    item = replace(other(command, point=place(100, 0)), frame=frame, height_m=0.0)

    flight = expand(mission(TAKE_OFF, item, LAND))

    assert {leg.end_height for leg in flight.legs if leg.leg_id.startswith("item-2")} == {above_launch(60)}


def test_a_copter_circles_down_to_height_0_where_it_is_told_to() -> None:
    item = replace(other(31, point=place(100, 0)), height_m=0.0)

    assert expand(mission(TAKE_OFF, item, LAND)).legs[1].end_height == above_launch(0)


@pytest.mark.parametrize(
    ("command", "at_place", "frame", "metres"),
    [
        (16, False, Frame.SEA, 60),
        (16, True, Frame.HOME, 0),
        (17, True, Frame.HOME, 60),
        (19, False, Frame.HOME, 60),
        (31, True, Frame.SEA, -12),
    ],
)
def test_a_plane_takes_height_0_for_now_where_it_waits_and_where_there_is_no_place(
    command: int, at_place: bool, frame: int, metres: float
) -> None:
    """Plane::set_next_WP, and Location::sanitize of its loiters."""
    point = place(400, 0) if at_place else None
    item = replace(other(command, point=point), frame=frame, height_m=0.0)

    flight = expand(mission(TAKE_OFF, item, LAND, vehicle_type="Plane", home_amsl_m=12.0))

    legs = [leg for leg in flight.legs if leg.leg_id.startswith("item-2")]
    assert {leg.end_height for leg in legs} == {above_launch(metres)}


def test_a_frame_without_a_height_is_said() -> None:
    assert expand(mission(TAKE_OFF, replace(at(100, 0), frame=1), LAND)).unknown


@given(st.integers(0, 65_535).filter(lambda command: command not in STILL | MOVING))
def test_what_nobody_knows_is_never_passed_over(command: int) -> None:
    flight = expand(mission(TAKE_OFF, other(command, 1, 2, 3), LAND))

    assert [one.command for one in flight.unknown] == [command]


@given(st.sampled_from(sorted(STILL - {177, 601})))
def test_cameras_and_marks_change_nothing_of_the_flight(command: int) -> None:
    plain = expand(mission(TAKE_OFF, at(100, 0), LAND))
    with_it = expand(mission(TAKE_OFF, other(command, 1), at(100, 0), LAND))

    assert [leg.path for leg in with_it.legs] == [leg.path for leg in plain.legs]
    assert not with_it.unknown


def test_switching_the_fence_off_is_said() -> None:
    assert expand(mission(TAKE_OFF, other(207, 0), LAND)).unknown
    assert not expand(mission(TAKE_OFF, other(207, 1), LAND)).unknown


def test_a_mission_without_a_place_is_not_told() -> None:
    flight = expand(mission(other(178, 1, 5), home=None))

    assert flight.ending is Ending.UNKNOWN
    assert flight.unknown
    assert not flight.legs


def test_a_wing_carries_its_way_home_with_its_circle() -> None:
    way = (
        other(188),
        at(300, 0, height_m=80),
        replace(other(31, 0, -90, point=place(200, 0)), height_m=40.0),
        LAND,
    )
    flight = expand(mission(TAKE_OFF, at(100, 0), LAND, *way, vehicle_type="Plane"))

    (path,) = flight.return_paths
    assert path.height == above_launch(80)
    assert path.descent is not None
    assert (path.descent.radius_m, path.descent.clockwise, path.descent.height.metres) == (90, False, 40)
    assert path.joined == (place(300, 0), place(200, 0))


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ((replace(at(300, 0), frame=Frame.GROUND), LAND), "60 m above ground"),
        ((replace(at(300, 0), frame=Frame.SEA), LAND), "60 m above sea"),
        ((replace(at(300, 0), frame=1), LAND), "Frame 1"),
        ((at(300, 0), at(200, 0, height_m=90), LAND), "only one height"),
        ((at(300, 0),), "no landing"),
        ((at(300, 0), other(188), at(300, 0), LAND), "no landing"),
        ((LAND,), "no place and height"),
        ((at(300, 0), other(18, 1, 0, 50, point=place(200, 0)), LAND), "command 18"),
        ((at(300, 0), other(177, 2, 1), LAND), "command 177"),
    ],
)
def test_a_way_home_that_cannot_be_told_is_said(way: tuple[MissionItem, ...], says: str) -> None:
    flight = expand(mission(TAKE_OFF, at(100, 0), LAND, other(188), *way))

    assert says in flight.unknown[0].why
    assert (flight.unknown[0].number, flight.unknown[0].command) == (4, 188)


def test_heights_of_a_way_home_above_the_sea_are_above_the_launch_where_that_is_known() -> None:
    way = (other(188), replace(at(300, 0), frame=Frame.SEA), LAND)

    flight = expand(mission(TAKE_OFF, at(100, 0), LAND, *way, home_amsl_m=12.0))

    assert [path.height for path in flight.return_paths] == [above_launch(48)]
    assert not flight.unknown


def test_a_way_home_begins_where_its_mark_lies_if_that_has_a_place() -> None:
    way = (other(188, point=place(400, 0)), at(300, 0), LAND)

    (path,) = expand(mission(TAKE_OFF, at(100, 0), LAND, *way)).return_paths

    assert path.path == (place(400, 0), place(300, 0), LAUNCH)


def test_a_planes_way_home_does_not_end_in_a_return() -> None:
    way = (other(188), at(300, 0), HOME)

    assert expand(mission(TAKE_OFF, at(100, 0), LAND, *way, vehicle_type="Plane")).unknown
    assert not expand(mission(TAKE_OFF, at(100, 0), LAND, *way)).unknown


def test_the_usual_cap_is_an_hour() -> None:
    flight = expand(mission(TAKE_OFF, at(100, 0), at(900, 0), other(177, 2, -1)))

    assert USUAL_CAP_S < flight.duration_s < USUAL_CAP_S + 200
