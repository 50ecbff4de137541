"""The simulated quadplane comes home, by itself too, as ArduPilot Plane with Q_ENABLE does."""

from __future__ import annotations

import math

import pytest

from sitl.dialect import FENCE
from sitl.plane.modes import PlaneMode
from tests.sitl.fence_cases import box
from tests.sitl.flying import track
from tests.sitl.plane.flying import (
    ACCEPTED,
    AUTO,
    FAILED,
    LAND_START,
    RETURN_PATH,
    RTL,
    fly,
    until_item,
)
from tests.sitl.quadplane.flying import (
    QLOITER,
    QRTL,
    ROUND,
    lift_off,
    ready_quadplane,
    set_down,
)
from tests.sitl.station import Station, at, bare

WAY_HOME = (bare(RETURN_PATH), at(600.0, 300.0, 50.0), at(300.0, 0.0, 50.0), bare(LAND_START), set_down())


def mode_of(station: Station) -> PlaneMode:
    return PlaneMode(int(station.vehicle.modes.mode))


def until_mode(station: Station, mode: PlaneMode, *, limit_s: float = 300.0) -> None:
    station.run_until(lambda: station.vehicle.modes.mode is mode, limit_s=limit_s)


@pytest.mark.parametrize("away_m", [100.0, 700.0])
def test_qrtl_goes_home_on_rotors_or_wing_and_lands_there(away_m: float) -> None:
    station = ready_quadplane(RTL_ALTITUDE=60.0)
    fly(station, [lift_off(), at(away_m + 200.0, 0.0, 50.0), set_down()])
    station.run_until(lambda: station.vehicle.craft.mover.north_m > away_m, limit_s=200.0)
    assert station.command(176, 1, QRTL) == ACCEPTED
    where = track(station)

    assert math.dist(where[-1][:2], (0.0, 0.0)) < 1.0
    # Q_RTL_ALT is where it waits to be over home; higher up than that it has no reason to be there.
    over_home = [place.up_m for place in where if math.dist(place[:2], (0.0, 0.0)) < 2.0]
    assert max(over_home) < 25.0


def test_low_and_near_home_qrtl_climbs_first() -> None:
    station = ready_quadplane()
    fly(station, [lift_off(up_m=5.0), at(60.0, 0.0, 5.0), set_down()])
    until_item(station, 2)
    assert station.command(176, 1, QRTL) == ACCEPTED
    where = track(station)

    assert max(place.up_m for place in where) > 9.0
    assert math.dist(where[-1][:2], (0.0, 0.0)) < 1.0


@pytest.mark.parametrize(("how", "mode"), [(0, PlaneMode.RTL), (1, PlaneMode.QRTL), (3, PlaneMode.QRTL)])
def test_rtl_ends_as_q_rtl_mode_says(how: int, mode: PlaneMode) -> None:
    station = ready_quadplane(Q_RTL_MODE=float(how), RTL_AUTOLAND=3.0)
    fly(station, ROUND)
    until_item(station, 3)
    assert station.command(176, 1, RTL) == ACCEPTED
    at_once = mode_of(station)
    station.run(150.0)

    assert at_once is (PlaneMode.QRTL if how == 3 else PlaneMode.RTL)
    assert mode_of(station) is mode
    assert station.vehicle.craft.armed is (how == 0)
    away_m = math.dist(station.vehicle.craft.mover.position[:2], (0.0, 0.0))
    assert away_m < (120.0 if how == 0 else 1.0)


def test_rtl_takes_the_return_path_and_lands_on_rotors() -> None:
    station = ready_quadplane()
    fly(station, [*ROUND, *WAY_HOME])
    until_item(station, 3)
    station.run(12.0)
    assert station.command(176, 1, RTL) == ACCEPTED
    where = track(station)

    assert "Return path started" in station.texts
    assert min(math.dist(place[:2], (300.0, 0.0)) for place in where) < 90.0
    assert math.dist(where[-1][:2], (0.0, 0.0)) < 1.0


def test_without_a_landing_it_goes_home_and_circles_there() -> None:
    station = ready_quadplane(RTL_AUTOLAND=0.0)
    fly(station, ROUND[:3])
    until_mode(station, PlaneMode.RTL)
    station.run(120.0)

    assert "Mission complete, changing mode to RTL" in station.texts
    assert station.vehicle.craft.armed
    assert station.vehicle.craft.height_above_home_m == pytest.approx(100.0, abs=5.0)


def test_a_command_to_return_leaves_the_mission_for_rtl() -> None:
    station = ready_quadplane(RTL_AUTOLAND=0.0)
    fly(station, [*ROUND[:2], bare(20)])
    until_mode(station, PlaneMode.RTL)

    assert station.vehicle.craft.mover.north_m > 400.0


@pytest.mark.parametrize(
    ("action", "options", "mode"),
    [(0, 0, PlaneMode.AUTO), (1, 0, PlaneMode.RTL), (2, 0, PlaneMode.FBWA)],
)
def test_a_lost_link_does_what_the_long_failsafe_says(action: int, options: int, mode: PlaneMode) -> None:
    station = ready_quadplane(
        FS_GCS_ENABL=1.0, FS_LONG_ACTN=float(action), Q_OPTIONS=float(options), RTL_AUTOLAND=3.0
    )
    station.beat()
    fly(station, ROUND)
    until_beating(station, 3)
    station.run(8.0)

    assert mode_of(station) is mode


def until_beating(station: Station, item: int) -> None:
    while station.vehicle.auto.engine.current != item:
        station.beat()
        station.run(1.0)


def test_a_link_lost_during_take_off_brings_it_down_whatever_the_failsafe_says() -> None:
    station = ready_quadplane(FS_GCS_ENABL=1.0, FS_LONG_ACTN=0.0)
    station.beat()
    fly(station, ROUND)
    where = track(station)

    assert any("GCS Failsafe On: QLAND" in text for text in station.texts)
    assert math.dist(where[-1][:2], (0.0, 0.0)) < 1.0


@pytest.mark.parametrize(
    ("options", "mode"),
    [(0, PlaneMode.QLAND), (1 << 5, PlaneMode.QRTL), (1 << 20, PlaneMode.RTL)],
)
def test_a_link_lost_in_a_hover_does_what_q_options_says(options: int, mode: PlaneMode) -> None:
    station = ready_quadplane(FS_GCS_ENABL=1.0, FS_LONG_ACTN=1.0, Q_OPTIONS=float(options), RTL_AUTOLAND=3.0)
    station.beat()
    fly(station, ROUND)
    until_beating(station, 2)
    station.command(176, 1, QLOITER)
    station.run(8.0)

    assert mode_of(station) is mode


def test_a_link_lost_on_the_landing_changes_nothing() -> None:
    station = ready_quadplane(FS_GCS_ENABL=1.0, FS_LONG_ACTN=1.0)
    station.beat()
    fly(station, ROUND)
    until_beating(station, 7)
    station.run(20.0)

    assert mode_of(station) is PlaneMode.AUTO
    track(station)


def test_a_critical_battery_lands_it_on_its_rotors() -> None:
    station = ready_quadplane(BATT_FS_CRT_ACT=4.0)
    fly(station, ROUND)
    until_item(station, 3)
    capacity_mah = station.vehicle.craft.battery.capacity_mah
    station.set_parameter("BATT_CRT_MAH", capacity_mah)
    station.run(1.0)

    assert mode_of(station) is PlaneMode.QLAND


@pytest.mark.parametrize(("how", "mode"), [(0, PlaneMode.RTL), (3, PlaneMode.QRTL)])
def test_a_breach_of_its_fence_brings_it_home_on_wing_or_rotors(how: int, mode: PlaneMode) -> None:
    station = ready_quadplane(RTL_AUTOLAND=3.0, FENCE_ENABLE=1.0, Q_RTL_MODE=float(how))
    assert station.upload(box(-300.0, -300.0, 500.0, 300.0), FENCE) == ACCEPTED
    station.run(1.0)
    fly(station, ROUND)
    until_mode(station, mode)

    assert any("Polygon fence breached" in text for text in station.texts)
    assert 490.0 < station.vehicle.craft.mover.north_m < 520.0
    assert station.command(176, 1, AUTO) == FAILED
