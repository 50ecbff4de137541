"""Uploads over a real socket to a simulated vehicle, with faults on the way."""

import threading
from dataclasses import replace

import pytest

from missions.errors import LinkError, UploadError
from missions.items import Command, Mission, MissionItem
from missions.link import (
    Progress,
    Session,
    arm,
    clear_mission,
    connect,
    download_mission,
    set_mode,
    upload_mission,
)
from tests.missions.link.simulated import UP_WITHIN_S, linked, mission, ready, simulated


def held_by(session: Session) -> tuple[tuple[object, ...], ...]:
    return tuple(told(item) for item in download_mission(session).items)


def told(item: MissionItem) -> tuple[object, ...]:
    return (item.command, item.params[:3], item.point, item.height_m)


def sent_by(given: Mission) -> tuple[tuple[object, ...], ...]:
    return tuple(told(item) for item in given.items)


def test_a_mission_is_uploaded_read_back_and_receipted() -> None:
    given = mission(60)
    with linked() as session:
        session.wait_until(lambda state: state.firmware is not None, deadline_s=10)
        receipt = upload_mission(session, given)
        held = held_by(session)

    assert held == sent_by(given)
    assert receipt.verified
    assert (receipt.system_id, receipt.vehicle_type) == (1, "Copter")
    assert (receipt.plan_id, receipt.sortie_id, receipt.item_count) == (given.plan_id, "S1", 60)
    assert receipt.firmware is not None
    assert receipt.differences == ()
    assert receipt.lane_of_item == tuple(item.lane_id for item in given.items)


def test_the_same_mission_leaves_the_same_digest_and_another_another() -> None:
    with linked() as session:
        first = upload_mission(session, mission(10))
        again = upload_mission(session, mission(10))
        other = upload_mission(session, mission(11))

    assert first.sha256 == again.sha256 != other.sha256


def test_another_station_reads_what_we_sent() -> None:
    given = mission(20)
    with simulated() as vehicle, connect(vehicle.address) as ours:
        ours.wait_up(UP_WITHIN_S)
        upload_mission(ours, given)
        with connect(vehicle.address, station_id=252) as theirs:
            theirs.wait_up(UP_WITHIN_S)
            held = held_by(theirs)

    assert held == sent_by(given)


def test_progress_runs_to_the_end_and_never_back() -> None:
    told: list[Progress] = []
    with linked(faults="delay=0.15") as session:
        upload_mission(session, mission(40), progress=told.append)

    assert [one.done for one in told] == sorted(one.done for one in told)
    assert told[-1].done == told[-1].total == 82
    assert {"sending", "reading back"} <= {one.phase for one in told}
    assert any(one.eta_s is not None for one in told)


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param("loss=0.05", marks=pytest.mark.slow),
        pytest.param("dup=0.1", marks=pytest.mark.slow),
        "reorder=0.1",
        "corrupt=0.05",
        pytest.param("truncate=0.05", marks=pytest.mark.slow),
        pytest.param("noise=0.2", marks=pytest.mark.slow),
        pytest.param("delay=0.15", marks=pytest.mark.slow),
        pytest.param("drop=MISSION_COUNT*3", marks=pytest.mark.slow),
        "drop=MISSION_ACK*1",
        pytest.param("drop=MISSION_REQUEST*2", marks=pytest.mark.slow),
        "drop=MISSION_ITEM_INT*2",
        pytest.param("loss=0.03,dup=0.05,reorder=0.05,corrupt=0.02,noise=0.05", marks=pytest.mark.slow),
    ],
)
def test_what_can_arrive_arrives(faults: str) -> None:
    given = mission(30)
    with linked(faults=faults, speedup=1) as session:
        receipt = upload_mission(session, given)
        held = held_by(session)

    assert receipt.verified
    assert held == sent_by(given)


@pytest.mark.slow
def test_an_item_altered_on_the_way_is_never_called_uploaded() -> None:
    with linked(faults="alter=3") as session, pytest.raises(UploadError) as failure:
        upload_mission(session, mission())

    assert "differs from what was sent" in failure.value.problem
    assert "Item 3" in failure.value.problem
    assert "now holds" in failure.value.problem


@pytest.mark.parametrize(
    ("code", "says"), [(14, "busy with another station"), pytest.param(4, "room", marks=pytest.mark.slow)]
)
def test_a_refusal_says_why_and_what_the_vehicle_holds(code: int, says: str) -> None:
    with linked(faults=f"refuse=MISSION_COUNT*9:{code}") as session, pytest.raises(UploadError) as failure:
        upload_mission(session, mission())

    assert says in failure.value.problem
    assert "The vehicle now holds no mission." in failure.value.problem


@pytest.mark.slow
def test_a_cancelled_upload_says_what_the_vehicle_holds() -> None:
    seen: list[Progress] = []
    with linked(faults="delay=0.02") as session:
        with pytest.raises(UploadError) as failure:
            upload_mission(
                session,
                mission(100),
                progress=seen.append,
                cancelled=lambda: bool(seen and seen[-1].done >= 10),
            )
        count = len(download_mission(session).items)

    assert failure.value.problem.startswith("The upload was cancelled.")
    assert f"only the first {count} of 100 items" in failure.value.problem
    assert 0 < count < 100


@pytest.mark.slow
def test_a_vehicle_that_vanishes_in_the_middle_is_not_known_any_more() -> None:
    with simulated(faults="delay=0.02") as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)
        seen: list[Progress] = []

        def vanish(progress: Progress) -> None:
            seen.append(progress)
            if progress.done >= 10:
                vehicle.kill()

        with pytest.raises(UploadError) as failure:
            upload_mission(session, mission(200), progress=vanish)

    assert "the vehicle stopped answering" in failure.value.problem
    assert "What the vehicle holds now is not known." in failure.value.problem
    assert seen[-1].done >= 10


def test_closing_the_link_ends_an_upload_at_once() -> None:
    begun = threading.Event()
    failures: list[UploadError] = []
    with linked(faults="delay=0.05") as session:

        def upload() -> None:
            try:
                upload_mission(session, mission(200), progress=lambda one: begun.set() if one.done else None)
            except UploadError as error:
                failures.append(error)

        worker = threading.Thread(target=upload)
        worker.start()
        assert begun.wait(30)
        session.close()
        worker.join(5)

        assert not worker.is_alive()
    assert "the link was closed" in failures[0].problem


@pytest.mark.slow
def test_a_second_transfer_while_one_runs_is_refused() -> None:
    begun = threading.Event()
    with linked(faults="delay=0.05") as session:
        worker = threading.Thread(
            target=lambda: upload_mission(session, mission(30), progress=lambda _: begun.set())
        )
        worker.start()
        assert begun.wait(30)

        with pytest.raises(LinkError, match="Another transfer"):
            upload_mission(session, mission())
        worker.join(60)

        assert len(download_mission(session).items) == 30


@pytest.mark.slow
def test_nothing_is_sent_to_an_armed_vehicle() -> None:
    with linked() as session:
        before = upload_mission(session, mission(8))
        ready(session)
        set_mode(session, "GUIDED")
        arm(session)

        with pytest.raises(UploadError, match="is armed"):
            upload_mission(session, mission(9))
        with pytest.raises(UploadError, match="is armed"):
            clear_mission(session)

        assert len(download_mission(session).items) == before.item_count


def test_a_mission_that_ends_in_the_air_is_refused() -> None:
    whole = mission()
    endless = replace(whole, items=tuple(item for item in whole.items if item.command != Command.NAV_LAND))
    only_on_return = replace(endless, items=(*endless.items, whole.items[-1]))
    with linked() as session:
        for given in (endless, only_on_return, replace(whole, items=())):
            with pytest.raises(UploadError, match="does not end in a landing"):
                upload_mission(session, given)

        assert download_mission(session).items == ()


def test_a_mission_for_another_vehicle_type_is_refused() -> None:
    with linked() as session, pytest.raises(UploadError, match="is for a Plane and the vehicle is a Copter"):
        upload_mission(session, replace(mission(), vehicle_type="Plane"))


def test_more_items_than_the_board_holds_are_refused_before_sending() -> None:
    with linked() as session:
        with pytest.raises(UploadError, match="650 items and the vehicle has room for 649"):
            upload_mission(session, mission(650))
        assert download_mission(session).items == ()

        assert upload_mission(session, mission(649)).verified


def test_the_vehicles_own_word_on_its_room_is_learnt() -> None:
    with linked() as session:
        session.item_limit = 10_000  # a board with a card, somebody thought
        with pytest.raises(UploadError, match="room for 649 items"):
            upload_mission(session, mission(700))

        assert session.item_limit == 650


def test_a_cleared_vehicle_holds_nothing() -> None:
    with linked() as session:
        upload_mission(session, mission())
        clear_mission(session)

        assert download_mission(session).items == ()


def test_a_value_that_no_message_can_carry_is_refused() -> None:
    whole = mission()
    hot = replace(whole.items[0], params=(float("inf"), 0.0, 0.0, 0.0))
    with linked() as session, pytest.raises(LinkError, match="not finite"):
        upload_mission(session, replace(whole, items=(hot, *whole.items[1:])))
