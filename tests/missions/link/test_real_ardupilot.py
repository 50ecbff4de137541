"""The same link against a real ArduPilot binary in its own simulator."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from missions.errors import UploadError
from missions.link import (
    Session,
    arm,
    clear_mission,
    connect,
    download_mission,
    fly_mission,
    get_parameter,
    set_parameter,
    swap_simulated_battery,
    upload_mission,
)
from missions.link.canonical import STORED, compare
from missions.link.commands import RefusedError
from missions.link.delivery import Delivered, Delivery, Result
from missions.link.downloads import read_items
from missions.link.exchange import drive
from missions.link.ftp.packets import FileReply, FileRequest
from missions.link.ftp.reading import FileDownload
from missions.link.ftp.sending import FileUpload
from missions.link.protocol import Kind, Saying, WireItem
from missions.link.ways import Way
from missions.link.windowed import WIDEST
from missions.link.wire import mission_on_wire
from planner.geodesy import distance_m
from tests.missions.link.canonical_table import TABLE
from tests.missions.link.simulated import HOME, UP_WITHIN_S, mission, ready, simulated

pytestmark = [pytest.mark.ardupilot, pytest.mark.slow]


@pytest.fixture(scope="module")
def copter() -> Iterator[Session]:
    with (
        simulated("--ardupilot", speedup=20, files=True) as vehicle,
        connect(vehicle.address) as session,
    ):
        session.wait_up(UP_WITHIN_S)
        ready(session)
        yield session


def sent_to(session: Session, items: tuple[WireItem, ...], *, by_file: bool = False) -> Delivered:
    """Send items that make no mission to fly, only to see what becomes of them."""

    def differences(sent: Sequence[WireItem], held: Sequence[WireItem]) -> tuple[str, ...]:
        return compare(sent, held, vehicle_type="Copter").differences

    way = Way(window=WIDEST, reading_window=WIDEST, by_file=by_file)
    delivery = Delivery(items, differences=differences, way=way)
    drive(session, delivery)
    assert delivery.outcome is not None
    return delivery.outcome


@pytest.mark.parametrize("count", [7, 8, 100, 500, 649])
def test_missions_of_every_size_are_held_as_sent(copter: Session, count: int) -> None:
    given = mission(count)

    assert upload_mission(copter, given).verified
    assert compare(mission_on_wire(given), read_items(copter), vehicle_type="Copter").differences == ()


def test_files_and_messages_put_the_same_on_board(copter: Session) -> None:
    given = mission_on_wire(mission(300))
    by_messages, by_file = sent_to(copter, given), sent_to(copter, given, by_file=True)

    assert by_messages.result is by_file.result is Result.VERIFIED
    assert by_file.held == by_messages.held
    assert by_file.held == read_items(copter)


@pytest.mark.parametrize("count", [7, 300, 640])
def test_a_mission_is_read_as_a_file(copter: Session, count: int) -> None:
    given = mission_on_wire(mission(count))
    sent_to(copter, given)
    download = FileDownload(kind=Kind.MISSION)

    drive(copter, download)

    assert download.outcome is not None
    assert download.outcome.items == read_items(copter)
    assert len(download.outcome.items) == count + 1


def test_a_file_without_its_head_is_thrown_away(copter: Session) -> None:
    sent_to(copter, mission_on_wire(mission(20)))
    before = read_items(copter)

    class Headless(FileUpload):
        def _answered(self, request: FileRequest, reply: FileReply, now_s: float) -> Saying:
            said = super()._answered(request, reply, now_s)
            return self.cancel(now_s) if self.may_be_stored else said

    upload = Headless(mission_on_wire(mission(60, reach_m=300.0)), kind=Kind.MISSION)
    drive(copter, upload)

    assert upload.done == 61, (upload.outcome, upload._step)
    assert read_items(copter) == before


def test_it_tells_its_own_limit(copter: Session) -> None:
    copter.item_limit = 10_000
    with pytest.raises(UploadError, match="room for 649 items"):
        upload_mission(copter, mission(700))

    assert copter.item_limit == 650


def test_the_table_of_what_it_keeps_is_true(copter: Session) -> None:
    items = [mission_on_wire(mission())[0]]
    for trip in TABLE:
        frame, first, second, third, fourth, z = trip.sent
        params = (first, second, third, 0.0 if fourth != fourth else fourth)  # noqa: PLR0124 - NaN is not sent
        place = (415_000_000, 195_000_000) if trip.has_place else (0, 0)
        items.append(
            WireItem(command=trip.command, frame=int(frame), params=params, x=place[0], y=place[1], z=z)
        )

    delivered = sent_to(copter, tuple(items))

    assert delivered.differences == ()
    assert delivered.result is Result.VERIFIED


@pytest.mark.parametrize("command", sorted(STORED))
def test_every_command_in_the_table_comes_back_equal_whatever_its_parameters(
    copter: Session, command: int
) -> None:
    values = WireItem(
        command=command, frame=3, params=(2.5, 2.25, 1.75, 0.5), x=415_001_234, y=195_004_321, z=33.3
    )
    others = replace(values, params=(1.0, 0.0, 3.0, 2.0), z=20.0)
    sent = (mission_on_wire(mission())[0], values, others, replace(values, params=(2.0, 1.0, 0.0, 0.0)))

    delivered = sent_to(copter, sent)

    assert delivered.differences == ()
    assert delivered.result is Result.VERIFIED


def test_it_is_cleared(copter: Session) -> None:
    upload_mission(copter, mission())
    clear_mission(copter)

    assert download_mission(copter).items == ()


def test_a_parameter_is_set_and_read_back(copter: Session) -> None:
    before = get_parameter(copter, "RTL_ALT")
    set_parameter(copter, "RTL_ALT", 4_200)
    assert get_parameter(copter, "RTL_ALT") == 4_200

    set_parameter(copter, "RTL_ALT", before)


def test_a_refused_arming_carries_its_reasons() -> None:
    with simulated("--ardupilot", speedup=1) as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)
        with pytest.raises(RefusedError, match=r"It says: (PreArm|Arm): "):
            arm(session)


def test_a_mission_is_flown_to_its_landing(copter: Session) -> None:
    given = mission(12)
    upload_mission(copter, given)

    flight = fly_mission(copter, given)

    assert (flight.ended, flight.complete) == ("landed", True)
    assert set(range(3, 9)) <= set(flight.items_reached)
    for item in given.items[2:8]:
        assert item.point is not None
        assert min(distance_m(item.point, at) for at in flight.path) < 10.0
    assert distance_m(flight.path[-1], HOME) < 5.0


def test_a_swapped_battery_is_one_that_can_be_flown_on() -> None:
    with simulated("--ardupilot", speedup=20) as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)
        full_v = ready(session).battery_v
        assert full_v is not None
        given = mission(8)
        upload_mission(session, given)
        fly_mission(session, given)
        flown_v = session.state.battery_v
        assert flown_v is not None
        assert flown_v < full_v - 0.2

        swap_simulated_battery(session)

        swapped = session.wait_until(
            lambda state: (state.battery_v or 0.0) > full_v - 0.1 and (state.battery_share or 0.0) > 0.98,
            deadline_s=10,
        )
        assert swapped is not None, session.state
