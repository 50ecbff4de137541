"""Vehicles ask for the ground, fly above what they are told of it, and act where they are told nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitl.dialect import mavlink
from sitl.earth import GeoPosition, Offset, Origin
from sitl.modes import Mode
from sitl.parameters import ParameterSet
from sitl.stored_item import StoredItem
from sitl.terrain import WHOLE, Terrain
from tests.sitl.plane.flying import AUTO, fly, ready_plane, take_off, until_item
from tests.sitl.quadplane.flying import ready_quadplane
from tests.sitl.station import HOME, LAND, Station, at, bare, ready_station, takeoff
from tests.sitl.terrain_data import fly_served, pieces, serve
from tests.sitl.test_failsafes import joined

REQUEST = int(mavlink.MAVLINK_MSG_ID_TERRAIN_REQUEST)
REPORT = int(mavlink.MAVLINK_MSG_ID_TERRAIN_REPORT)


def slope(place: Offset) -> float:
    """Rises to the north: a metre in ten, from home's height at home."""
    return HOME.alt_amsl_m + place.north_m / 10.0


def flat(_place: Offset) -> float:
    return HOME.alt_amsl_m


def above_ground(item: StoredItem) -> StoredItem:
    return replace(item, frame=10)


def climb_over() -> list[StoredItem]:
    return [takeoff(30.0), above_ground(at(100.0, 0.0, 30.0)), above_ground(at(500.0, 0.0, 30.0)), bare(LAND)]


@given(
    lat_deg=st.floats(-60.0, 60.0),
    lon_deg=st.floats(-179.0, 179.0),
    north_share=st.floats(-0.02, 0.02),
    east_share=st.floats(-0.02, 0.02),
)
def test_what_was_told_is_what_is_known_anywhere_on_earth(
    lat_deg: float, lon_deg: float, north_share: float, east_share: float
) -> None:
    terrain = Terrain(ParameterSet())
    place = GeoPosition(lat_deg=lat_deg + north_share, lon_deg=lon_deg + east_share, alt_amsl_m=0.0)
    assert terrain.height_amsl_m(place) is None
    request = terrain.request(None)
    assert request is not None
    assert request.missing == WHOLE
    asked = mavlink.MAVLink_terrain_request_message(*request.corner, request.spacing_m, request.missing)
    for piece in pieces(asked, lambda _place: 417.0):
        assert terrain.take((piece.lat, piece.lon), piece.grid_spacing, piece.gridbit, piece.data)

    assert terrain.height_amsl_m(place) == 417.0
    assert terrain.request(None) is None


@given(north_m=st.floats(-3000.0, 3000.0), east_m=st.floats(-3000.0, 3000.0))
def test_between_points_the_ground_is_even(north_m: float, east_m: float) -> None:
    terrain, home = Terrain(ParameterSet()), Origin(HOME)
    place = home.position_of(Offset(north_m, east_m, 0.0))
    terrain.height_amsl_m(place)
    request = terrain.request(None)
    assert request is not None
    asked = mavlink.MAVLink_terrain_request_message(*request.corner, request.spacing_m, request.missing)
    for piece in pieces(asked, slope):
        terrain.take((piece.lat, piece.lon), piece.grid_spacing, piece.gridbit, piece.data)

    known_m = terrain.height_amsl_m(place)
    assert known_m is not None
    # Heights come in whole metres, and a grid that begins at a whole degree is a little askew to HOME's.
    assert known_m == pytest.approx(slope(Offset(north_m, east_m, 0.0)), abs=1.5)


def test_more_ground_than_there_is_room_for_is_not_forgotten() -> None:
    terrain, home = Terrain(ParameterSet()), Origin(HOME)
    places = [home.position_of(Offset(4_000.0 * number, 0.0, 0.0)) for number in range(20)]
    for place in places:
        terrain.height_amsl_m(place)
        while (request := terrain.request(None)) is not None:
            asked = mavlink.MAVLink_terrain_request_message(
                *request.corner, request.spacing_m, request.missing
            )
            for piece in pieces(asked, flat):
                terrain.take((piece.lat, piece.lon), piece.grid_spacing, piece.gridbit, piece.data)

    assert [terrain.height_amsl_m(place) for place in places] == [HOME.alt_amsl_m] * 20


def test_pieces_that_nobody_asked_for_are_dropped() -> None:
    terrain = Terrain(ParameterSet())
    terrain.height_amsl_m(HOME)
    request = terrain.request(None)
    assert request is not None
    lat, lon = request.corner

    assert not terrain.take((lat + 1000, lon), 100, 0, [1] * 16)
    assert not terrain.take((lat, lon), 30, 0, [1] * 16)
    assert not terrain.take((lat, lon), 100, 56, [1] * 16)
    assert terrain.take((lat + 3, lon - 3), 100, 0, [1] * 16)  # within TERRAIN_MARGIN


@pytest.mark.parametrize("ready", [ready_station, ready_plane, ready_quadplane])
def test_every_vehicle_asks_for_the_ground_around_it_and_says_so(ready) -> None:  # type: ignore[no-untyped-def]
    station: Station = ready()
    request = station.vehicle.reports.build(REQUEST)
    assert request is not None
    assert (request.grid_spacing, request.mask) == (100, WHOLE)
    before = station.vehicle.reports.build(REPORT)
    assert before is not None
    assert (before.spacing, before.pending > 0, before.loaded) == (0, True, 0)
    for _ in range(3):
        serve(station, flat)
        station.run(1.1)

    after = station.vehicle.reports.build(REPORT)
    assert after is not None
    assert (after.spacing, after.pending, after.terrain_height) == (100, 0, HOME.alt_amsl_m)
    assert station.vehicle.reports.build(REQUEST) is None
    version = station.vehicle.reports.build(int(mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION))
    assert version is not None
    assert version.capabilities & mavlink.MAV_PROTOCOL_CAPABILITY_TERRAIN


def test_switched_off_it_asks_for_nothing() -> None:
    station = ready_station(parameters=(("TERRAIN_ENABLE", 0.0),))

    assert station.vehicle.reports.build(REQUEST) is None
    version = station.vehicle.reports.build(int(mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION))
    assert version is not None
    assert not version.capabilities & mavlink.MAV_PROTOCOL_CAPABILITY_TERRAIN


def test_it_asks_over_the_link_every_other_second_at_most() -> None:
    station = ready_station()
    for tenth in range(100):
        station.vehicle.report(tenth / 10.0)
    station.collect()

    assert 4 <= len(station.of("TERRAIN_REQUEST")) <= 6
    assert station.of("TERRAIN_REPORT")


def test_a_check_is_answered_for_the_place_that_is_asked_about() -> None:
    station = ready_station()
    far = at(400.0, 0.0, 0.0)
    serve(station, slope)
    answer = station.send(mavlink.MAVLink_terrain_check_message(far.x, far.y))[-1]

    assert answer.get_type() == "TERRAIN_REPORT"
    assert (answer.lat, answer.lon) == (far.x, far.y)
    assert answer.spacing == 100
    assert answer.terrain_height == pytest.approx(HOME.alt_amsl_m + 40.0, abs=1.5)
    unknown = at(90_000.0, 0.0, 0.0)
    answer = station.send(mavlink.MAVLink_terrain_check_message(unknown.x, unknown.y))[-1]
    assert answer.spacing == 0
    assert station.vehicle.reports.build(REQUEST) is not None


def test_a_mission_above_the_ground_is_armed_only_when_all_its_ground_is_known() -> None:
    station = ready_station()
    assert station.upload([bare(16), *climb_over()]) == 0
    station.command(176, 1, 4)
    assert station.command(400, 1) == 4
    assert any("waiting for terrain data" in text for text in joined(station))
    fly_served(station, 20.0, flat)

    assert station.command(400, 1) == 0


def test_a_copter_keeps_its_height_above_a_slope() -> None:
    station = ready_station()
    assert station.upload([bare(16), *climb_over()]) == 0
    fly_served(station, 20.0, slope)
    station.arm()
    assert station.command(300) == 0
    craft = station.vehicle.craft
    heights_m = []
    while craft.mover.north_m < 480.0:
        fly_served(station, 1.0, slope)
        if craft.mover.north_m > 120.0:
            heights_m.append(craft.position.alt_amsl_m - slope(craft.mover.position))

    assert min(heights_m) > 27.0
    assert max(heights_m) < 33.0
    assert craft.height_above_home_m > 70.0


def test_a_copter_that_loses_the_ground_goes_home_after_five_seconds() -> None:
    station = ready_station()
    far = above_ground(at(9_000.0, 0.0, 30.0))
    assert station.upload([bare(16), takeoff(30.0), above_ground(at(100.0, 0.0, 30.0)), far, bare(LAND)]) == 0
    fly_served(station, 40.0, flat)
    station.arm()
    assert station.command(300) == 0
    station.run_until(lambda: station.vehicle.auto.engine.current == 3, limit_s=120.0)
    station.run(5.0)
    station.set_parameter("TERRAIN_SPACING", 50.0)  # all that it knew is of no use now
    lost_s = station.vehicle.now_s
    station.run_until(lambda: station.vehicle.modes.mode is Mode.RTL, limit_s=30.0)

    assert station.vehicle.now_s - lost_s == pytest.approx(5.0, abs=0.5)
    assert "Failsafe: Terrain data missing" in station.texts


def test_a_copter_that_knows_no_ground_begins_no_leg_above_it() -> None:
    station = ready_station(parameters=(("ARMING_CHECK", 0.0),))
    station.fly_mission([takeoff(20.0), above_ground(at(200.0, 0.0, 20.0)), bare(LAND)])
    station.run_until(lambda: station.vehicle.modes.mode is Mode.RTL, limit_s=60.0)

    assert math.hypot(*station.vehicle.craft.mover.position[:2]) < 2.0


def test_a_plane_follows_the_ground_and_keeps_to_the_last_that_it_knew() -> None:
    station = ready_plane()
    legs = [above_ground(at(north_m, 0.0, 60.0)) for north_m in (400.0, 1400.0, 6000.0)]
    assert station.upload([bare(16), take_off(), *legs]) == 0
    fly_served(station, 30.0, slope)
    for number, value in ((176, 15), (400, 0), (176, AUTO)):
        assert station.command(number, 1, value) == 0, station.texts
    craft = station.vehicle.craft
    while craft.mover.north_m < 1300.0:
        fly_served(station, 1.0, slope)
    over_slope_m = craft.position.alt_amsl_m - slope(craft.mover.position)
    station.set_parameter("TERRAIN_SPACING", 50.0)
    station.run(1.0)
    last_m = craft.height_above_home_m
    station.run(30.0)

    assert over_slope_m == pytest.approx(60.0, abs=8.0)
    assert craft.height_above_home_m == pytest.approx(last_m, abs=15.0)
    assert station.vehicle.modes.is_auto


def test_a_plane_that_never_knew_the_ground_takes_it_for_as_high_as_home() -> None:
    station = ready_plane(ARMING_CHECK=0.0)
    fly(station, [take_off(), above_ground(at(600.0, 0.0, 70.0)), above_ground(at(2500.0, 0.0, 70.0))])
    until_item(station, 3)
    station.run(20.0)

    assert station.vehicle.craft.height_above_home_m == pytest.approx(70.0, abs=3.0)


def test_what_the_ground_was_told_otherwise_than_home_is_made_up_for_at_arming() -> None:
    station = ready_station()
    fly_served(station, 3.0, lambda place: flat(place) + 9.0)
    told_m = station.vehicle.craft.ground_up_m
    station.arm()

    assert told_m == pytest.approx(9.0, abs=0.01)
    assert station.vehicle.craft.ground_up_m == pytest.approx(0.0, abs=0.01)


def test_a_restart_keeps_what_was_told() -> None:
    station = ready_station()
    fly_served(station, 3.0, slope)
    assert station.command(246, 1) == 0
    station.run(12.0)

    assert station.vehicle.craft.ground_up_m == pytest.approx(0.0, abs=1.0)
    assert station.vehicle.reports.build(REQUEST) is None
