"""Flying over a real socket: the gate before arming, and following to the landing."""

from dataclasses import replace

import pytest

from missions.errors import LinkError
from missions.items import Command, MissionItem
from missions.link import (
    Progress,
    arm,
    connect,
    fly_mission,
    pause,
    return_home,
    set_mode,
    upload_mission,
)
from missions.link.expectations import expectations
from planner.geodesy import distance_m, point_at
from tests.missions.link.simulated import HOME, UP_WITHIN_S, linked, mission, ready, simulated, waypoint


@pytest.mark.slow
def test_a_mission_is_flown_to_its_landing_and_recorded() -> None:
    given = mission(10)
    told: list[Progress] = []
    with linked(speedup=20) as session:
        upload_mission(session, given)
        flight = fly_mission(session, given, progress=told.append)
        state = session.state

    assert (flight.ended, flight.complete) == ("landed", True)
    assert (flight.sortie_id, flight.plan_id) == (given.sortie_id, given.plan_id)
    for item in given.items[2:6]:
        assert item.point is not None
        assert min(distance_m(item.point, at) for at in flight.path) < 15.0
    assert set(range(3, 7)) <= set(flight.items_reached)
    assert distance_m(flight.path[-1], HOME) < 3.0
    assert max(point.height_above_home_m for point in flight.track) == pytest.approx(40.75, abs=2.0)
    times_s = [point.at_s for point in flight.track]
    assert times_s == sorted(times_s)
    assert 0 <= times_s[0] < times_s[-1] == pytest.approx(flight.seconds_s)
    assert state.armed is False
    assert {"flying", "waiting until the vehicle is ready"} <= {one.phase for one in told}


@pytest.mark.slow
def test_at_fifty_times_a_flight_is_followed_as_well() -> None:
    given = mission(16)
    with linked(speedup=50) as session:
        upload_mission(session, given)

        flight = fly_mission(session, given)

    assert flight.complete
    for before, item, number in zip(given.items[2:], given.items[3:], range(4, 20), strict=False):
        if before.point is None or item.point is None or item.command is not Command.NAV_WAYPOINT:
            continue
        whole_m = distance_m(before.point, item.point)
        for at in (point.point for point in flight.track if point.item == number):
            # On the way, give or take a corner cut: a number that comes late is farther off.
            assert distance_m(before.point, at) + distance_m(at, item.point) < whole_m + 10


def test_elsewhere_than_planned_it_is_not_armed() -> None:
    away = point_at(HOME, bearing_deg=90, distance_m=30)
    given = mission(8, home=away)
    with linked(speedup=20) as session:
        upload_mission(session, given)
        with pytest.raises(LinkError, match="stands 30 m from the launch"):
            fly_mission(session, given)

        assert session.state.armed is False


def test_higher_than_its_launch_is_planned_it_is_not_armed() -> None:
    given = replace(mission(8), home_amsl_m=5.5)
    with linked(speedup=20) as session:
        upload_mission(session, given)
        with pytest.raises(LinkError, match="stands 0 m above sea and the launch of sortie S1 lies at 6 m"):
            fly_mission(session, given)

        assert session.state.armed is False


def test_a_mission_that_another_station_changed_is_not_armed() -> None:
    given = mission(8)
    with simulated(speedup=20) as vehicle, connect(vehicle.address) as ours:
        ours.wait_up(UP_WITHIN_S)
        upload_mission(ours, given)
        with connect(vehicle.address, station_id=252) as theirs:
            theirs.wait_up(UP_WITHIN_S)
            upload_mission(theirs, mission(8, reach_m=300))

        with pytest.raises(LinkError, match="does not hold the mission of sortie S1"):
            fly_mission(ours, given)
        assert ours.state.armed is False


@pytest.mark.slow
def test_an_armed_vehicle_is_not_started() -> None:
    given = mission(8)
    with linked() as session:
        upload_mission(session, given)
        ready(session)
        set_mode(session, "GUIDED")
        arm(session)

        with pytest.raises(LinkError, match="armed already"):
            fly_mission(session, given)


def test_a_vehicle_that_does_not_get_ready_tells_why() -> None:
    given = mission(8)
    with linked(speedup=1) as session:
        upload_mission(session, given)
        with pytest.raises(LinkError, match="cancelled before arming"):
            fly_mission(session, given, cancelled=lambda: True)

        assert session.state.armed is False


@pytest.mark.slow
def test_cancelling_in_the_air_ends_the_following_and_not_the_flight() -> None:
    given = mission(12)
    with linked(speedup=10) as session:
        upload_mission(session, given)
        flight = fly_mission(
            session, given, cancelled=lambda: (session.state.height_above_home_m or 0.0) > 20.0
        )
        still_up = session.state

        assert still_up.armed
        assert (flight.complete, flight.ended.split(":")[0]) == (False, "not followed further")
        pause(session)
        return_home(session)
        assert session.wait_until(lambda state: state.armed is False, deadline_s=60)


@pytest.mark.slow
def test_a_flight_that_is_called_home_early_is_not_complete() -> None:
    given = mission(12)
    called: list[int] = []

    with linked(speedup=10) as session:

        def call_home(progress: Progress) -> None:
            if progress.done >= 4 and not called:
                called.append(progress.done)
                set_mode(session, "RTL")

        upload_mission(session, given)
        flight = fly_mission(session, given, progress=call_home)

    assert not flight.complete
    assert "RTL" in flight.ended


def test_what_a_mission_leads_to_expect() -> None:
    given = mission(8)
    hold = MissionItem(command=Command.NAV_WAYPOINT, point=HOME, params=(90.0, 0.0, 0.0, 0.0), height_m=40)
    far = replace(
        given, items=(*given.items[:2], hold, waypoint(bearing_deg=0, distance_m=6_000), *given.items[2:])
    )

    near_end, far_end = expectations(given), expectations(far)

    assert near_end.landing_number == 5
    assert far_end.landing_number == 7
    assert far_end.still_s == near_end.still_s + 90
    assert far_end.longest_s - near_end.longest_s > 3 * 6_000 / 12
