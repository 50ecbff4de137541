"""A package onto a vehicle in the air: over a real socket, from inside and outside its fence, with faults."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from missions.errors import UploadError
from missions.items import Command, Frame, Mission, MissionItem
from missions.link import (
    Progress,
    Session,
    connect,
    download_package,
    get_parameter,
    set_mode,
    set_parameter,
    start_mission,
    upload_mission,
)
from missions.link.commands import Order, arm, give
from missions.link.parameter_sets import read_parameters
from planner.geodesy import GeoPoint, bearing_deg, distance_m, point_at
from tests.missions.link.simulated import HOME, UP_WITHIN_S, Simulated, ready, simulated
from tests.missions.link.test_packages import fence, spot
from tests.missions.link.test_parameters import guarded, names_of

TAKE_OFF = 22
_UP_M = 30.0


def rise(session: Session, height_m: float = _UP_M) -> None:
    """Off the ground over home, in GUIDED."""
    ready(session)
    set_mode(session, "GUIDED")
    arm(session)
    give(session, Order(doing="take off", command=TAKE_OFF, params=(0, 0, 0, 0, 0, 0, height_m)))
    assert session.wait_until(
        lambda state: (state.height_above_home_m or 0.0) > height_m - 1, deadline_s=UP_WITHIN_S
    )


def go_to(session: Session, point: GeoPoint, *, height_m: float = _UP_M) -> None:
    """To a place in GUIDED, and stay there."""
    lat_e7, lon_e7 = round(point.lat_deg * 1e7), round(point.lon_deg * 1e7)
    fields = (*session.target, Frame.HOME, 192, 0, 0, -1.0, 1.0, 0.0, 0.0, lat_e7, lon_e7, height_m)
    session.send("command_int", *fields)  # DO_REPOSITION
    assert session.wait_until(
        lambda state: (
            state.point is not None
            and distance_m(state.point, point) < 3
            and abs((state.height_above_home_m or 0.0) - height_m) < 0.4
            and (state.ground_speed_mps or 0.0) < 0.5
        ),
        deadline_s=UP_WITHIN_S,
    ), session.state


@contextmanager
def in_the_air(*, faults: str = "", files: bool = True) -> Iterator[tuple[Simulated, Session]]:
    """A vehicle that holds another sortie, hovering over home in LOITER."""
    with (
        simulated(faults=faults, files=files) as vehicle,
        connect(vehicle.address) as session,
    ):
        session.wait_up(UP_WITHIN_S)
        assert session.wait_until(lambda state: state.takes_files is not None, deadline_s=UP_WITHIN_S)
        upload_mission(session, guarded(90, corners=7, count=12))
        rise(session)
        yield vehicle, session


@pytest.fixture(scope="module")
def flying() -> Iterator[Session]:
    with in_the_air() as (_, session):
        yield session


@pytest.fixture
def hovering(flying: Session) -> Session:
    """One vehicle for all that is refused: over home, in GUIDED, with what it held at first."""
    set_mode(flying, "GUIDED")
    go_to(flying, HOME)
    return flying


def values_in(session: Session, mission: Mission) -> dict[str, float]:
    return {name: one.value for name, one in read_parameters(session, names_of(mission)).items()}


def held_by(session: Session) -> tuple[object, ...]:
    held = download_package(session)
    return held.items, held.fence, held.rally


def places(items: tuple[MissionItem, ...] | None) -> list[tuple[int, GeoPoint | None, float]]:
    return [(int(item.command), item.point, item.height_m) for item in items or ()]


def block(towards_deg: float, away_m: float, half_m: float) -> tuple[MissionItem, ...]:
    """A square to keep out of."""
    middle = spot(towards_deg, away_m)
    corners = [point_at(middle, bearing_deg=45 + 90 * n, distance_m=half_m * 2**0.5) for n in range(4)]
    return tuple(
        MissionItem(
            command=Command.NAV_FENCE_POLYGON_VERTEX_EXCLUSION,
            frame=Frame.SEA,
            params=(4.0, 0.0, 0.0, 0.0),
            point=GeoPoint(lat_deg=round(at.lat_deg, 7), lon_deg=round(at.lon_deg, 7)),
        )
        for at in corners
    )


def test_inside_the_new_fence_it_takes_all_and_then_flies_to_the_first_item() -> None:
    given_ = guarded(10, 200)
    switch: list[float] = []
    with in_the_air() as (_, session):
        set_mode(session, "LOITER")

        def look(_: Progress) -> None:
            switch.append(get_parameter(session, "FENCE_ENABLE"))

        receipt = upload_mission(session, given_, force_armed=True, progress=look)
        held = download_package(session)
        current = session.wait_until(lambda state: state.item == 3, deadline_s=UP_WITHIN_S)
        set_mode(session, "AUTO")
        start_mission(session)
        first = given_.items[2].point
        assert first is not None
        there = session.wait_until(
            lambda state: state.point is not None and distance_m(state.point, first) < 10,
            deadline_s=UP_WITHIN_S,
        )

    assert receipt.verified
    assert places(held.items) == places(given_.items)
    assert places(held.fence) == places(given_.fence)
    assert places(held.rally) == places(given_.rally)
    assert current is not None
    assert there is not None
    assert there.mode == "AUTO"
    assert set(switch) == {1.0}
    assert "straight to item 3, 150 m away, at 40 m above home" in receipt.notes[0]


def test_without_being_forced_an_armed_vehicle_takes_nothing(hovering: Session) -> None:
    before = held_by(hovering)
    with pytest.raises(UploadError, match="The vehicle is armed"):
        upload_mission(hovering, guarded(10))

    assert held_by(hovering) == before


def test_what_is_flown_in_auto_is_not_replaced_under_it(hovering: Session) -> None:
    before = held_by(hovering)
    set_mode(hovering, "AUTO")
    with pytest.raises(UploadError, match=r"in mode AUTO.*Nothing was sent.*LOITER first"):
        upload_mission(hovering, guarded(10), force_armed=True)

    assert held_by(hovering) == before


def test_outside_the_new_fence_it_is_refused_with_how_far(hovering: Session) -> None:
    given_ = guarded(10)
    small = replace(given_, fence=fence(4, 200.0))
    before = held_by(hovering)
    go_to(hovering, spot(90, 280))
    with pytest.raises(UploadError) as failure:
        upload_mission(hovering, small, force_armed=True)

    assert held_by(hovering) == before
    told = re.search(r"The vehicle is (\d+) m outside the new fence", failure.value.problem)
    assert told is not None, failure.value.problem
    assert abs(int(told[1]) - 80) <= 3
    assert "Nothing was sent" in failure.value.problem


def test_too_near_to_the_edge_inside_is_refused_with_both_numbers(hovering: Session) -> None:
    go_to(hovering, spot(90, 197))
    with pytest.raises(UploadError, match=r"\d\.\d m inside the edge of the new fence, where 5 m are"):
        upload_mission(hovering, replace(guarded(10), fence=fence(4, 200.0)), force_armed=True)


def test_a_first_leg_across_an_exclusion_is_refused_with_how_much_of_it(hovering: Session) -> None:
    given_ = guarded(10)
    first = given_.items[2].point
    assert first is not None
    go_to(hovering, point_at(first, bearing_deg=90, distance_m=200))
    in_the_way = point_at(first, bearing_deg=90, distance_m=100)
    across = block(bearing_deg(HOME, in_the_way), distance_m(HOME, in_the_way), 20)
    with pytest.raises(UploadError, match=r"item 3, (199|200|201) m, leaves the new fence over") as failure:
        upload_mission(hovering, replace(given_, fence=(*fence(5), *across)), force_armed=True)

    told = re.search(r"over (\d+) m", failure.value.problem)
    assert told is not None
    assert 35 <= int(told[1]) <= 60


def test_above_the_new_ceiling_is_refused(hovering: Session) -> None:
    go_to(hovering, HOME, height_m=49.0)
    with pytest.raises(UploadError, match=r"is 49 m above home, and the new fence lets it up to 48 m"):
        upload_mission(hovering, guarded(10), force_armed=True)


@pytest.mark.slow
def test_a_position_that_does_not_come_any_more_is_refused() -> None:
    with in_the_air() as (_, session):
        set_mode(session, "LOITER")
        before = held_by(session)
        silence_positions(session)
        with pytest.raises(UploadError, match="has not told its position for 3 s"):
            upload_mission(session, guarded(10), force_armed=True)

        assert held_by(session) == before


def test_a_battery_that_would_turn_it_back_at_once_is_refused(hovering: Session) -> None:
    full = guarded(10)
    assert full.safeguards is not None
    thirsty = replace(full, safeguards=replace(full.safeguards, low_battery=0.999))
    assert hovering.wait_until(lambda state: (state.battery_share or 1) < 0.999, deadline_s=UP_WITHIN_S)
    with pytest.raises(UploadError, match=r"battery is at \d+%.*turns back at 100%.*Nothing was sent"):
        upload_mission(hovering, thirsty, force_armed=True)


@pytest.mark.slow
def test_a_parameter_that_does_not_match_is_refused_where_no_arming_gate_follows() -> None:
    with in_the_air() as (_, session):
        set_mode(session, "LOITER")
        set_parameter(session, "BATT_CAPACITY", 90_000)
        with pytest.raises(UploadError, match=r"BATT_CAPACITY is 90,000.*Nothing was sent"):
            upload_mission(session, guarded(10), force_armed=True)


@pytest.mark.slow
def test_a_vehicle_that_takes_no_files_is_not_left_with_half_a_mission() -> None:
    with in_the_air(files=False) as (_, session):
        set_mode(session, "LOITER")
        with pytest.raises(UploadError, match=r"takes no files, and item by item half of it"):
            upload_mission(session, guarded(10), force_armed=True)


def test_a_package_without_a_fence_and_its_parameters_is_refused(hovering: Session) -> None:
    with pytest.raises(UploadError, match="brings no fence with its parameters"):
        upload_mission(hovering, replace(guarded(10), safeguards=None), force_armed=True)


@pytest.mark.slow
def test_moved_out_while_it_is_sent_it_says_what_it_holds_and_keeps_its_fence_on() -> None:
    given_ = replace(guarded(10), fence=fence(4, 200.0))
    with in_the_air() as (_, session):
        go_to(session, spot(90, 150))

        told: list[str] = []

        def pushed(progress: Progress) -> None:
            if progress.phase == "read back" and "read back" not in told:
                go_to(session, spot(90, 280))
            told.append(progress.phase)

        before = values_in(session, given_)
        with pytest.raises(UploadError) as failure:
            upload_mission(session, given_, force_armed=True, progress=pushed)
        held, after = download_package(session), values_in(session, given_)

    assert "m outside the new fence" in failure.value.problem
    assert "The vehicle now holds the whole mission, 8 items" in failure.value.problem
    assert "It still holds its fence of before, 7 items" in failure.value.problem
    assert "Its parameters are as they were" in failure.value.problem
    assert "keep it out of AUTO" in (failure.value.remedy or "")
    assert places(held.items) == places(given_.items)
    assert places(held.fence) == places(fence(7))
    assert after == before
    assert before["FENCE_ENABLE"] == 1


def test_cancelled_in_the_middle_of_the_mission_it_still_holds_the_old_one_whole() -> None:
    told: list[Progress] = []
    with in_the_air(faults="delay=0.02") as (_, session):
        set_mode(session, "LOITER")
        before = held_by(session)
        with pytest.raises(UploadError) as failure:
            upload_mission(
                session,
                guarded(10, count=200),
                force_armed=True,
                progress=told.append,
                cancelled=lambda: bool(told and told[-1].done > 20),
            )

        assert held_by(session) == before
        assert get_parameter(session, "FENCE_ENABLE") == 1
    assert "The vehicle still holds its mission of before, 12 items" in failure.value.problem


@pytest.mark.slow
def test_a_vehicle_lost_in_the_middle_is_said_to_be_unknown() -> None:
    with in_the_air(faults="delay=0.02") as (vehicle, session):
        set_mode(session, "LOITER")

        def vanish(progress: Progress) -> None:
            if progress.done > 20:
                vehicle.kill()

        with pytest.raises(UploadError) as failure:
            upload_mission(session, guarded(10, count=200), force_armed=True, progress=vanish)

    assert "stopped answering" in failure.value.problem
    assert "What the vehicle holds now is not known" in failure.value.problem


@pytest.mark.slow
def test_another_fence_type_is_watched_from_then_on() -> None:
    given_ = guarded(10)
    with in_the_air() as (_, session):
        set_parameter(session, "FENCE_TYPE", 4)
        set_mode(session, "LOITER")
        receipt = upload_mission(session, given_, force_armed=True)
        after = values_in(session, given_)

    assert receipt.verified
    assert (after["FENCE_TYPE"], after["FENCE_ENABLE"]) == (5, 1)


@pytest.mark.slow
def test_armed_on_the_ground_it_is_told_to_disarm() -> None:
    with simulated(files=True) as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)
        ready(session)
        set_mode(session, "LOITER")
        arm(session)
        with pytest.raises(UploadError, match="armed and stands on the ground"):
            upload_mission(session, guarded(10), force_armed=True)


def silence_positions(session: Session) -> None:
    """The vehicle tells its position no more."""
    give(session, Order(doing="be silent", command=511, params=(33.0, -1.0)))
