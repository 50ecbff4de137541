"""The simulated plane flies missions, comes home and fails as ArduPilot Plane does."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitl.dialect import FENCE, mavlink
from sitl.plane.modes import PlaneMode
from tests.sitl.fence_cases import box
from tests.sitl.flying import track
from tests.sitl.plane.flying import (
    ACCEPTED,
    AUTO,
    FAILED,
    GUIDED,
    LAND,
    LAND_START,
    LOITER,
    LOITER_TO_ALT,
    LOITER_TURNS,
    RETURN_PATH,
    RTL,
    fly,
    off_line_m,
    ready_plane,
    take_off,
    until_item,
)
from tests.sitl.station import Station, at, bare
from tests.sitl.test_failsafes import joined

OUT = (take_off(), at(600.0, 0.0, 60.0), at(600.0, 600.0, 60.0))
HOMEWARD = (bare(LAND_START), at(400.0, 0.0, 50.0), at(0.0, 0.0, 0.0, command=LAND))
ROUND = (*OUT, at(0.0, 600.0, 60.0), *HOMEWARD)


def test_it_says_that_it_is_a_plane_and_not_ardupilot() -> None:
    station = ready_plane()
    station.vehicle.banner()
    station.vehicle.report(station.vehicle.now_s)
    station.collect()

    beat = station.of("HEARTBEAT")[-1]
    assert (beat.type, beat.autopilot) == (mavlink.MAV_TYPE_FIXED_WING, 3)
    assert any("ArduPlane V4.6.3 (simulated vehicle)" in text for text in station.texts)


def test_it_rolls_lifts_off_and_climbs_out_along_its_nose() -> None:
    station = ready_plane(heading_deg=70.0)
    fly(station, ROUND)
    until_item(station, 2)

    craft = station.vehicle.craft
    place = craft.mover.position
    assert math.degrees(math.atan2(place.east_m, place.north_m)) == pytest.approx(70.0, abs=1.0)
    assert craft.height_above_home_m == pytest.approx(40.0, abs=1.0)
    assert 80.0 < math.hypot(place.north_m, place.east_m) < 400.0


def test_in_a_cross_wind_it_climbs_out_along_its_course() -> None:
    station = ready_plane(wind=(8.0, 90.0))
    fly(station, ROUND)
    until_item(station, 2)

    assert abs(station.vehicle.craft.mover.position.east_m) < 60.0


def test_a_whole_mission_ends_on_the_runway_and_disarms_after_its_delay() -> None:
    station = ready_plane()
    fly(station, ROUND)
    station.run_until(lambda: station.vehicle.modes.wants_disarm, limit_s=400.0)
    stood_s = station.vehicle.now_s
    where = track(station)

    assert math.dist(where[-1][:2], (0.0, 0.0)) < 20.0
    assert station.vehicle.now_s - stood_s == pytest.approx(20.0, abs=1.0)
    assert any(text.startswith("Flare ") for text in station.texts)
    assert [m.seq for m in station.of("MISSION_ITEM_REACHED")] == [1, 2, 3, 5, 6]


@pytest.mark.parametrize("early_m", [20.0, 80.0])
def test_a_waypoint_is_taken_as_early_as_its_second_parameter_says(early_m: float) -> None:
    station = ready_plane()
    fly(station, [take_off(), at(800.0, 0.0, 40.0, p2=early_m), *HOMEWARD])
    until_item(station, 4)

    assert station.download()[2].p2 == early_m
    assert math.dist(station.vehicle.craft.mover.position[:2], (800.0, 0.0)) == pytest.approx(
        early_m, abs=2.0
    )


def test_a_sharper_turn_begins_earlier() -> None:
    began_m = []
    for then in ((1200.0, 100.0), (400.0, 800.0)):
        station = ready_plane()
        fly(station, [take_off(), at(800.0, 0.0, 40.0), at(*then, 40.0), *HOMEWARD])
        until_item(station, 3)
        began_m.append(math.dist(station.vehicle.craft.mover.position[:2], (800.0, 0.0)))

    assert began_m[0] < began_m[1] / 2


def test_heights_are_reached_on_a_slope_and_not_at_once() -> None:
    station = ready_plane()
    fly(station, [take_off(), at(300.0, 0.0, 40.0), at(1300.0, 0.0, 100.0), *HOMEWARD])
    until_item(station, 3)
    halfway = station.vehicle.craft
    station.run_until(lambda: halfway.mover.north_m > 800.0, limit_s=100.0)

    assert halfway.height_above_home_m == pytest.approx(70.0, abs=5.0)


@pytest.mark.parametrize("radius_m", [100.0, -100.0])
def test_it_circles_as_often_and_as_wide_as_it_is_told(radius_m: float) -> None:
    station = ready_plane()
    circle = at(600.0, 0.0, 60.0, command=LOITER_TURNS, p1=2, p3=radius_m)
    fly(station, [take_off(), circle, *HOMEWARD])
    auto, craft = station.vehicle.auto, station.vehicle.craft
    until_item(station, 2)
    station.run(60.0)
    places = []
    while auto.engine.current == 2:
        station.run(0.5)
        places.append(craft.mover.position)
    away_m = [math.dist(place[:2], (600.0, 0.0)) for place in places]
    turn = math.copysign(
        1.0, (places[0].north_m - 600.0) * places[4].east_m - (places[4].north_m - 600.0) * places[0].east_m
    )

    assert all(abs(one - 100.0) < 15.0 for one in away_m)
    assert turn == math.copysign(1.0, radius_m)


def test_it_comes_down_in_a_circle_and_leaves_it_towards_the_next_waypoint() -> None:
    station = ready_plane()
    down = at(600.0, 0.0, 40.0, command=LOITER_TO_ALT, p2=80.0, p4=1.0)
    fly(station, [take_off(), at(600.0, 300.0, 120.0), down, *HOMEWARD])
    until_item(station, 5)
    craft = station.vehicle.craft

    assert craft.height_above_home_m == pytest.approx(40.0, abs=6.0)
    course = math.degrees(math.atan2(craft.mover.east_mps, craft.mover.north_mps))
    here = craft.mover.position
    wanted = math.degrees(math.atan2(0.0 - here.east_m, 400.0 - here.north_m))
    assert abs((course - wanted + 180) % 360 - 180) < 25.0


def test_without_a_landing_it_circles_home_until_the_battery_is_empty() -> None:
    station = ready_plane()
    fly(station, OUT)
    station.run(400.0)
    craft = station.vehicle.craft

    assert craft.armed
    assert not craft.mover.on_ground
    assert math.hypot(craft.mover.north_m, craft.mover.east_m) < 120.0


def test_plain_rtl_flies_straight_home_and_never_lands() -> None:
    station = ready_plane(RTL_AUTOLAND=3.0)
    fly(station, ROUND)
    until_item(station, 4)
    begun = station.vehicle.craft.mover.position
    assert station.command(176, 1, RTL) == ACCEPTED
    station.run(15.0)
    assert off_line_m(station.vehicle.craft.mover.position, begun[:2], (0.0, 0.0)) < 120.0
    station.run(300.0)

    assert station.vehicle.craft.armed
    assert station.vehicle.craft.height_above_home_m == pytest.approx(100.0, abs=3.0)


def test_rtl_takes_the_return_path_where_it_is_told_to_and_lands() -> None:
    station = ready_plane()
    way = (bare(RETURN_PATH), at(600.0, 600.0, 60.0), at(600.0, 0.0, 60.0), *HOMEWARD)
    fly(station, [*OUT, at(0.0, 600.0, 60.0), *HOMEWARD, *way])
    until_item(station, 4)
    station.run(10.0)

    assert station.command(176, 1, RTL) == ACCEPTED
    where = track(station)

    assert "Return path started" in station.texts
    assert math.dist(where[-1][:2], (0.0, 0.0)) < 20.0
    assert min(math.dist(place[:2], (600.0, 0.0)) for place in where[30:]) < 60.0


def test_a_landing_mark_with_rtl_autoland_off_forbids_arming() -> None:
    station = ready_plane(RTL_AUTOLAND=0.0)
    assert station.upload([bare(16), *ROUND]) == ACCEPTED
    station.command(176, 1, GUIDED)

    assert station.command(400, 1) == FAILED
    assert any("DO_LAND_START set and RTL_AUTOLAND disabled" in text for text in joined(station))


@pytest.mark.parametrize(("action", "mode"), [(0, PlaneMode.AUTO), (1, PlaneMode.RTL), (2, PlaneMode.FBWA)])
def test_a_lost_link_does_what_the_long_failsafe_says(action: int, mode: PlaneMode) -> None:
    station = ready_plane(FS_GCS_ENABL=1.0, FS_LONG_ACTN=float(action), RTL_AUTOLAND=3.0)
    station.beat()
    fly(station, ROUND)
    for _ in range(25):
        station.beat()
        station.run(1.0)
    assert station.vehicle.modes.mode is PlaneMode.AUTO
    station.run(8.0)

    assert station.vehicle.modes.mode is mode
    assert any("GCS Failsafe On" in text for text in station.texts)


def test_a_breach_of_its_fence_brings_it_home() -> None:
    station = ready_plane(RTL_AUTOLAND=3.0, FENCE_ENABLE=1.0)
    assert station.upload(box(-300.0, -300.0, 500.0, 300.0), FENCE) == ACCEPTED
    station.run(1.0)
    fly(station, ROUND)
    station.run_until(lambda: station.vehicle.modes.mode is PlaneMode.RTL, limit_s=200.0)

    assert any("Polygon fence breached" in text for text in station.texts)
    assert 490.0 < station.vehicle.craft.mover.north_m < 520.0
    assert station.command(176, 1, AUTO) == FAILED


def test_guided_goes_where_it_is_told_and_circles_there() -> None:
    station = ready_plane()
    fly(station, ROUND)
    until_item(station, 3)
    there = at(-300.0, 300.0, 70.0)
    assert station.command(176, 1, GUIDED) == ACCEPTED
    assert station.vehicle.modes.fly_to(station.vehicle.craft.offset_of_item(there))
    station.run(90.0)

    here = station.vehicle.craft.mover.position
    assert math.dist(here[:2], (-300.0, 300.0)) == pytest.approx(60.0, abs=15.0)
    assert station.vehicle.craft.height_above_home_m == pytest.approx(70.0, abs=2.0)


def test_it_neither_stops_in_place_nor_takes_off_by_command() -> None:
    station = ready_plane()
    fly(station, ROUND)
    until_item(station, 3)

    assert station.command(193, 0) == FAILED
    assert station.command(22, 0, 0, 0, 0, 0, 0, 20.0) == FAILED
    assert station.command(176, 1, LOITER) == ACCEPTED


def test_with_an_empty_battery_it_glides_down() -> None:
    station = ready_plane()
    fly(station, ROUND)
    until_item(station, 3)
    battery = station.vehicle.craft.battery
    battery.used_wh = battery.capacity_wh
    station.run_until(lambda: station.vehicle.craft.mover.on_ground, limit_s=200.0)

    assert any("empty" in text for text in station.texts)


def test_a_speed_through_the_air_is_kept_and_one_out_of_bounds_refused() -> None:
    station = ready_plane(wind=(5.0, 0.0))
    fly(station, ROUND)
    until_item(station, 2)
    assert station.command(178, 0, 16.0, -1) == ACCEPTED
    assert station.command(178, 0, 60.0, -1) == FAILED
    station.run(15.0)

    assert station.vehicle.craft.mover.airspeed_mps == pytest.approx(16.0, abs=0.5)


@settings(max_examples=6)
@given(
    wind_mps=st.floats(0.0, 9.0),
    wind_deg=st.floats(0.0, 359.0),
    bearing_deg=st.floats(0.0, 359.0),
)
def test_it_settles_on_a_line_whatever_the_wind(wind_mps: float, wind_deg: float, bearing_deg: float) -> None:
    station = ready_plane(wind=(wind_mps, wind_deg))
    north, east = math.cos(math.radians(bearing_deg)), math.sin(math.radians(bearing_deg))
    start, end = (600.0 * north, 600.0 * east), (3000.0 * north, 3000.0 * east)
    fly(station, [take_off(), at(*start, 60.0), at(*end, 60.0), *HOMEWARD])
    until_item(station, 3)
    on_line_m = settled(station, start, end)

    assert max(on_line_m) < 3.0


def settled(station: Station, start: tuple[float, float], end: tuple[float, float]) -> list[float]:
    """Distances from the line over its last third."""
    craft, found = station.vehicle.craft, []
    while station.vehicle.auto.engine.current == 3:
        station.run(1.0)
        place = craft.mover.position
        if 2000.0 < math.hypot(place.north_m, place.east_m) < 2800.0:
            found.append(off_line_m(place, start, end))
    return found
