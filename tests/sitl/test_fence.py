"""The simulated vehicle keeps its fence as a real Copter does."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point
from shapely.geometry import Polygon as Outline

from sitl.dialect import FENCE, RALLY, mavlink
from sitl.earth import GeoPosition
from sitl.fence_zones import is_breached, zones_of
from sitl.modes import Mode
from tests.sitl.fence_cases import (
    AROUND,
    CASES,
    OUT,
    OUT_NORTH,
    ROUND_IN,
    ROUND_OUT,
    FenceCase,
    box,
    disc,
    ring,
    set_to,
)
from tests.sitl.flying import ACCEPTED, FAILED, fly_up, track
from tests.sitl.station import GUIDED, HOME, RTL_MODE, Station, at, ready_station
from tests.sitl.test_failsafes import joined


def prepared(case: FenceCase) -> Station:
    station = ready_station()
    for name, value in case.parameters:
        station.set_parameter(name, value)
        station.run(0.2)
    assert station.upload(case.fence, FENCE) == ACCEPTED
    station.run(1.0)
    return station


def is_on(station: Station) -> bool:
    return station.vehicle.fencing.is_on


def modes_of(station: Station) -> list[int]:
    seen: list[int] = []
    for message in station.of("HEARTBEAT"):
        if message.base_mode & mavlink.MAV_MODE_FLAG_SAFETY_ARMED and seen[-1:] != [message.custom_mode]:
            seen.append(int(message.custom_mode))
    return seen


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_breach_is_answered_as_the_parameters_say(case: FenceCase) -> None:
    station = prepared(case)
    station.fly_mission(case.mission)
    told = False
    while station.vehicle.craft.armed:
        assert station.vehicle.now_s < 1000.0, station.texts[-5:]
        station.run(0.2)
        station.vehicle.report(station.vehicle.now_s)
        station.collect()
        if not told and station.vehicle.fencing.breached:
            told = True
            for mode in case.modes_after_breach:
                station.run(1.0)
                station.vehicle.report(station.vehicle.now_s)
                station.command(176, 1, mode)

    assert modes_of(station)[-len(case.expected_modes) :] == list(case.expected_modes)


def test_by_default_nothing_is_watched() -> None:
    station = ready_station()
    station.upload(box(-50.0, -50.0, 50.0, 50.0), FENCE)
    station.fly_mission(OUT_NORTH)
    track(station)

    assert not any("breach" in text for text in joined(station))
    assert station.vehicle.fencing.breach_count == 0


def test_a_launch_outside_the_fence_forbids_arming() -> None:
    station = prepared(
        FenceCase(
            name="", fence=box(100.0, 100.0, 300.0, 300.0), parameters=set_to(), mission=(), expected_modes=()
        )
    )
    station.command(176, 1, GUIDED)

    assert station.command(400, 1) == FAILED
    assert any("Vehicle breaching Polygon fence" in text for text in joined(station))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"FENCE_TYPE": 0}, "Fences enabled, but none selected"),
        ({"FENCE_MARGIN": -1}, "Invalid FENCE_MARGIN value"),
        ({"FENCE_ALT_MAX": -20}, "Invalid FENCE_ALT_MAX value"),
        ({"FENCE_MARGIN": 60, "FENCE_RADIUS": 300}, "FENCE_MARGIN too big"),
    ],
)
def test_a_fence_that_makes_no_sense_forbids_arming(changes: dict[str, float], reason: str) -> None:
    station = ready_station()
    for name, value in set_to(**changes):
        station.set_parameter(name, value)
    station.upload(AROUND, FENCE)
    station.run(1.0)
    station.command(176, 1, GUIDED)

    assert station.command(400, 1) == FAILED
    assert any(reason in text for text in joined(station))


def test_the_floor_is_watched_from_well_above_it_and_not_when_landing() -> None:
    station = ready_station()
    for name, value in set_to(FENCE_TYPE=8, FENCE_ALT_MIN=10):
        station.set_parameter(name, value)
    fly_up(station)
    assert any("Min Alt fence enabled (auto enable)" in text for text in joined(station))
    station.command(192, -1, 0, 0, 0, HOME.lat_deg, HOME.lon_deg, HOME.alt_amsl_m + 12.0)
    station.run(20.0)
    assert not station.vehicle.fencing.breached

    station.command(176, 1, Mode.LAND)
    track(station)

    assert not any("breached" in text for text in joined(station))
    assert any("Min Alt fence auto-disabled" in text for text in joined(station))


def test_guided_goes_nowhere_outside_and_rally_points_outside_are_not_heeded() -> None:
    station = prepared(FenceCase(name="", fence=AROUND, parameters=set_to(), mission=(), expected_modes=()))
    station.upload([at(200.0, 0.0, 25.0, command=5100), at(50.0, 50.0, 25.0, command=5100)], RALLY)
    fly_up(station)
    outside = at(200.0, 0.0, 20.0)

    assert station.command(192, -1, 0, 0, 0, outside.lat_deg, outside.lon_deg, 32.0) == FAILED
    assert len(station.vehicle.rally_points) == 1
    inside = at(60.0, 60.0, 20.0)
    assert station.command(192, -1, 0, 0, 0, 0, 0, 32.0) == ACCEPTED
    station.vehicle.modes.fly_to(station.vehicle.craft.offset_of_item(inside))
    station.run(30.0)
    station.command(176, 1, RTL_MODE)
    where = track(station)
    assert math.dist(where[-1][:2], (50.0, 50.0)) < 0.5


def test_arming_switches_it_on_and_disarming_off_where_it_is_told_to() -> None:
    station = ready_station()
    for name, value in set_to(FENCE_AUTOENABLE=3, FENCE_ENABLE=0):
        station.set_parameter(name, value)
    station.upload(AROUND, FENCE)
    station.run(1.0)
    assert not is_on(station)
    fly_up(station)
    assert is_on(station)

    station.command(176, 1, Mode.LAND)
    track(station)

    assert not is_on(station)
    assert any("Polygon fence auto-enabled" in text for text in joined(station))


def test_a_command_switches_it_without_touching_the_parameter() -> None:
    station = prepared(FenceCase(name="", fence=AROUND, parameters=set_to(), mission=(), expected_modes=()))

    assert station.command(207, 0) == ACCEPTED
    assert not is_on(station)
    assert station.command(207, 1) == ACCEPTED
    assert is_on(station)
    assert station.vehicle.craft.parameters["FENCE_ENABLE"] == 1
    station.upload([], FENCE)
    assert station.command(207, 1, float("nan")) == FAILED
    assert station.command(207, 7) == FAILED


def test_its_state_is_told_while_it_is_on() -> None:
    station = prepared(FenceCase(name="", fence=AROUND, parameters=set_to(), mission=(), expected_modes=()))
    number = int(mavlink.MAVLINK_MSG_ID_FENCE_STATUS)
    station.command(512, number)
    assert [m.breach_status for m in station.of("FENCE_STATUS")] == [0]

    station.fly_mission(OUT_NORTH)
    station.run_until(lambda: bool(station.vehicle.fencing.breached), limit_s=100.0)

    last = station.of("FENCE_STATUS")[-1]
    assert (last.breach_status, last.breach_type) == (1, mavlink.FENCE_BREACH_BOUNDARY)
    health = station.vehicle.reports.build(int(mavlink.MAVLINK_MSG_ID_SYS_STATUS))
    assert health is not None
    bit = mavlink.MAV_SYS_STATUS_GEOFENCE
    assert health.onboard_control_sensors_enabled & bit
    assert not health.onboard_control_sensors_health & bit


metres = st.floats(-400.0, 400.0, allow_nan=False).map(lambda value: round(value, 2))


@given(
    corners=st.lists(st.tuples(metres, metres), min_size=3, max_size=9, unique=True),
    place=st.tuples(metres, metres),
)
def test_polygons_hold_what_geometry_says(
    corners: list[tuple[float, float]], place: tuple[float, float]
) -> None:
    outline = Outline(corners)
    if not outline.is_valid or outline.exterior.distance(Point(place)) < 0.1:
        return
    item = at(*place, 0.0)
    where = GeoPosition(lat_deg=item.lat_deg, lon_deg=item.lon_deg, alt_amsl_m=0.0)

    inside = not is_breached(zones_of(ring(*corners)), where, any_inclusion_will_do=False)
    kept_out = is_breached(zones_of(ring(*corners, command=OUT)), where, any_inclusion_will_do=False)

    assert inside == kept_out == outline.contains(Point(place))


@pytest.mark.parametrize(
    ("command", "away_m", "is_out"),
    [
        (ROUND_IN, 99.0, False),
        (ROUND_IN, 101.0, True),
        (ROUND_OUT, 99.0, True),
        (ROUND_OUT, 101.0, False),
    ],
)
def test_circles_hold_their_radius(command: int, away_m: float, is_out: bool) -> None:
    item = at(0.0, 50.0 + away_m, 0.0)
    where = GeoPosition(lat_deg=item.lat_deg, lon_deg=item.lon_deg, alt_amsl_m=0.0)
    zones = zones_of(disc(0.0, 50.0, 100.0, command=command))

    assert is_breached(zones, where, any_inclusion_will_do=False) == is_out
