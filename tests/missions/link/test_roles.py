"""Who may ask what of a vehicle, who else is on the wire, and whose heartbeats it hears."""

import contextlib
import time
from pathlib import Path
from typing import Any

import pytest

from missions.errors import LinkError
from missions.flight_record import ENDING, read_record
from missions.link import (
    Keeping,
    Role,
    VehicleState,
    arm,
    connect,
    download_mission,
    return_home,
    upload_mission,
)
from tests.missions.link.peer import ARDUPILOT, NONE, Peer, is_up, listening, until
from tests.missions.link.simulated import UP_WITHIN_S, linked, mission, ready, simulated

GCS = 6
COMMANDS = {"COMMAND_LONG", "COMMAND_INT", "SET_MODE", "MISSION_COUNT", "PARAM_SET", "MISSION_ITEM_INT"}


def heard_for(peer: Peer, seconds_s: float) -> list[Any]:
    """What a session says while the vehicle beats."""
    found: list[Any] = []
    until_s = time.monotonic() + seconds_s
    while time.monotonic() < until_s:
        peer.beat()
        found += peer.heard()
    return found


def beats(heard: list[Any]) -> list[int]:
    return [one.get_srcSystem() for one in heard if one.get_type() == "HEARTBEAT"]


@pytest.mark.slow
def test_an_observer_sends_no_command_and_no_heartbeat_as_255() -> None:
    peer = Peer()
    with connect(f"udpin:127.0.0.1:{peer.port}", role=Role.OBSERVER) as session:
        until(session, peer, is_up)
        for forbidden in (arm, return_home, lambda one: one.send("param_set", 1, 1, b"RTL_ALT", 1.0, 9)):
            with pytest.raises(LinkError, match="only observes"):
                forbidden(session)
        peer.heard()
        heard = heard_for(peer, 7.0)

        state = session.state
    peer.close()

    assert {one.get_srcSystem() for one in heard} == {252}
    assert not COMMANDS & {one.get_type() for one in heard}
    assert 5 <= len(beats(heard)) <= 9
    # What does not come by itself is asked for, by a message that is no command.
    assert "REQUEST_DATA_STREAM" in {one.get_type() for one in heard}
    assert (state.role, state.station_id) == (Role.OBSERVER, 252)


def test_an_observer_reads_what_a_vehicle_holds_and_changes_nothing() -> None:
    given = mission()
    with simulated() as vehicle, connect(vehicle.address) as ours:
        ours.wait_up(UP_WITHIN_S)
        assert upload_mission(ours, given).verified
        with connect(vehicle.address, role=Role.OBSERVER) as theirs:
            theirs.wait_up(UP_WITHIN_S)
            assert theirs.wait_until(lambda one: one.point is not None, deadline_s=20)

            held = download_mission(theirs)
            with pytest.raises(LinkError, match="only observes"):
                upload_mission(theirs, mission(10))
            assert download_mission(ours).items == held.items

    assert len(held.items) == len(given.items)


def test_command_is_taken_and_given_and_both_are_recorded(tmp_path: Path) -> None:
    peer = Peer()
    address = f"udpin:127.0.0.1:{peer.port}"
    with connect(address, role=Role.OBSERVER, keeping=Keeping(folder=tmp_path)) as session:
        until(session, peer, is_up)
        peer.say(255, 190, "heartbeat", GCS, NONE, 0, 0, 3, 3)
        until(session, peer, lambda one: one.stations == (255,))
        with pytest.raises(LinkError, match="255 is in command"):
            session.take_command()
        assert session.state.role is Role.OBSERVER

        session.take_command(despite_others=True)
        assert 255 in beats(heard_for(peer, 1.5))
        session.give_command()
        heard_for(peer, 0.3)
        assert set(beats(heard_for(peer, 2.2))) == {252}
    peer.close()

    (record,) = tmp_path.glob(f"*{ENDING}")
    roles = [(line["role"], line["others"]) for line in read_record(record) if line["event"] == "role"]
    assert roles == [("in command", [255]), ("observer", [255])]


def test_heartbeats_stop_while_the_program_does_not_answer_and_go_on_when_it_does() -> None:
    with listening() as (peer, session):
        session.watchdog.patience_s = 1.5
        until(session, peer, is_up)
        session.watchdog.feed()
        assert beats(heard_for(peer, 1.3))

        heard_for(peer, 0.6)
        assert not beats(heard_for(peer, 2.5))
        assert session.state.link.value == "up"  # we still hear it, and say so

        session.watchdog.feed()
        assert beats(heard_for(peer, 1.3))


def test_a_program_that_feeds_no_watchdog_is_trusted() -> None:
    with listening() as (peer, session):
        session.watchdog.patience_s = 0.1
        until(session, peer, is_up)

        assert beats(heard_for(peer, 1.5))


def test_another_station_is_named_and_warned_of_when_it_has_our_id() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        peer.say(1, 191, "heartbeat", 18, NONE, 0, 0, 4, 3)  # a companion computer
        peer.say(254, 190, "heartbeat", GCS, NONE, 0, 0, 4, 3)
        state = until(session, peer, lambda one: bool(one.stations))
        assert (state.stations, state.warnings) == ((254,), ())

        peer.say(255, 190, "heartbeat", GCS, NONE, 0, 0, 3, 3)
        state = until(session, peer, lambda one: bool(one.warnings))
        assert state.stations == (254, 255)
        assert "system id 255" in state.warnings[0]


def test_our_own_heartbeat_brought_back_by_a_router_is_no_other_station() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        for message in peer.wait_for(lambda one: one.get_type() == "HEARTBEAT"):
            peer.put(bytes(message.get_msgbuf()))
        peer.say(1, 1, "statustext", 4, b"after it", 0, 0)

        assert until(session, peer, lambda one: bool(one.texts)).stations == ()


def _version(peer: Peer, board: int) -> None:
    peer.say(1, 1, "autopilot_version", 0, 0x04060300, 0, 0, 0, *[bytes(8)] * 3, 0, 0, board, bytes(18))


def _clock(peer: Peer, boot_ms: int) -> None:
    peer.say(1, 1, "system_time", 0, boot_ms)


def _has_twins(state: VehicleState) -> bool:
    return state.twins is not None


@pytest.mark.parametrize("sign", ["board", "clock", "kind"])
def test_two_vehicles_with_one_id_block_upload_and_arming_but_not_the_return(sign: str) -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        for turn in range(4):
            if sign == "board":
                _version(peer, 7 + turn % 2)
            elif sign == "clock":
                for tick in range(3):
                    _clock(peer, 900_000 + turn * 300 + tick * 100)
                    _clock(peer, 100_000 + turn * 300 + tick * 100)
            else:
                peer.say(1, 1, "heartbeat", 1 + turn % 2, ARDUPILOT, 81, 4, 4, 3)
        state = until(session, peer, _has_twins)
        assert any("same system id" in warning for warning in state.warnings)

        with pytest.raises(LinkError, match="same system id"):
            arm(session)
        for write in ("mission_count", "mission_clear_all", "param_set"):
            with pytest.raises(LinkError, match="same system id"):
                session.send(write, 1, 1, 0, 0)
        with pytest.raises(LinkError, match="did not answer"):
            return_home(session, deadline_s=0.3)
        assert {"COMMAND_LONG"} <= {one.get_type() for one in peer.heard() + heard_for(peer, 0.2)}


def test_a_restart_and_a_swapped_board_are_no_twins() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        _version(peer, 7)
        _clock(peer, 900_000)
        _clock(peer, 1_000)
        _version(peer, 8)
        state = until(session, peer, lambda one: one.vehicle_time_s == 1 and one.uid is not None)

    assert state.twins is None


def test_a_link_tells_how_long_answers_take_and_what_comes() -> None:
    with linked(faults="delay=0.05") as session:
        ready(session)
        state = session.wait_until(
            lambda one: None not in (one.round_trip_s, one.messages_per_s), deadline_s=20
        )

    assert state is not None
    assert (state.round_trip_s or 0) >= 0.1
    assert (state.messages_per_s or 0) > 5
    assert (state.bytes_per_s or 0) > 10 * (state.messages_per_s or 0)


def test_an_address_that_anybody_can_send_to_is_warned_of() -> None:
    peer = Peer()
    with contextlib.closing(peer), connect(f"udpin:0.0.0.0:{peer.port}") as session:
        (warning,) = session.state.warnings

    assert "Anybody on the network" in warning
