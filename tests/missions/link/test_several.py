"""Several vehicles at once: independent links in one process, and several vehicles behind one address."""

import contextlib
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from missions.errors import LinkError, SeveralVehiclesError
from missions.flight_record import ENDING, read_record
from missions.link import (
    Keeping,
    LinkState,
    Role,
    Session,
    arm,
    connect,
    key_of,
    require_one_meant,
    set_mode,
    upload_mission,
)
from missions.link.address import Address, AddressKind
from missions.link.company import OwnBeats
from missions.link.compat import mavlink
from missions.receipt import Receipt
from tests.missions.link.peer import Peer, is_up, listening, until
from tests.missions.link.router import one_line_to
from tests.missions.link.simulated import UP_WITHIN_S, Simulated, mission, ready, simulated


@contextlib.contextmanager
def vehicles(*system_ids: int, speedup: float = 10) -> Iterator[list[Simulated]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(simulated("--sysid", str(one), speedup=speedup)) for one in system_ids]


@contextlib.contextmanager
def linked_to(*addresses: str, keeping: Keeping | None = None) -> Iterator[list[Session]]:
    with contextlib.ExitStack() as stack:
        sessions = [stack.enter_context(connect(address, keeping=keeping)) for address in addresses]
        for session in sessions:
            session.wait_up(UP_WITHIN_S)
        yield sessions


def send(session: Session, sortie_id: str, count: int) -> Receipt:
    return upload_mission(session, replace(mission(count), sortie_id=sortie_id))


def test_three_vehicles_are_held_side_by_side_and_one_that_is_gone_disturbs_no_other(tmp_path: Path) -> None:
    keeping = Keeping(folder=tmp_path)
    with (
        vehicles(1, 2, 3) as (first, second, third),
        linked_to(first.address, second.address, third.address, keeping=keeping) as (one, two, three),
    ):
        assert [ready(session).system_id for session in (one, two, three)] == [1, 2, 3]
        boards = [
            session.wait_until(lambda newest: newest.uid is not None, deadline_s=UP_WITHIN_S)
            for session in (one, two, three)
        ]
        assert len({state.uid for state in boards if state is not None}) == 3
        lost: list[LinkState] = []
        one.add_listener(lambda state: lost.append(state.link))
        three.add_listener(lambda state: lost.append(state.link))

        second.kill()
        assert two.wait_until(lambda newest: newest.link is LinkState.LOST, deadline_s=UP_WITHIN_S)
        three.close()

        assert three.state.link is LinkState.CLOSED
        assert send(one, "S7", 30).verified
        set_mode(one, "GUIDED")
        arm(one)
        assert one.state.link is LinkState.UP
        assert not {LinkState.STALE, LinkState.LOST} & set(lost)

    records = [read_record(path) for path in sorted(tmp_path.glob(f"*{ENDING}"))]
    told = {line["address"]: lines for lines in records for line in lines if line["event"] == "opened"}
    assert set(told) == {first.address, second.address, third.address}
    for vehicle, system_id in ((first, 1), (second, 2), (third, 3)):
        ids = {line["system_id"] for line in told[vehicle.address] if line["event"] == "vehicle"}
        assert ids - {None} == {system_id}
    assert len(list(tmp_path.glob("*.tlog"))) == 3


def test_a_restart_of_one_vehicle_is_nothing_to_the_other_that_is_being_sent_to() -> None:
    with (
        vehicles(1, 2) as (first, second),
        linked_to(first.address, second.address) as (one, two),
        ThreadPoolExecutor(1) as crew,
    ):
        receipt = crew.submit(send, two, "S2", 300)
        first.kill()
        with simulated("--sysid", "1", port=first.port):
            one.wait_up(UP_WITHIN_S)

            assert send(one, "S1", 20).verified
        assert receipt.result(60).verified


def test_two_are_sent_to_at_once_and_each_receipt_names_its_own_vehicle(tmp_path: Path) -> None:
    with (
        vehicles(1, 2) as (first, second),
        linked_to(first.address, second.address) as sessions,
        ThreadPoolExecutor(2) as crew,
    ):
        jobs = [
            crew.submit(
                upload_mission, session, replace(mission(120 + number), sortie_id=sortie), backups=tmp_path
            )
            for number, (session, sortie) in enumerate(zip(sessions, ("S1", "S2"), strict=True))
        ]
        one, two = (job.result(120) for job in jobs)

    assert (one.verified, one.system_id, one.sortie_id, one.item_count) == (True, 1, "S1", 120)
    assert (two.verified, two.system_id, two.sortie_id, two.item_count) == (True, 2, "S2", 121)
    assert one.uid != two.uid
    assert None not in {one.backup, two.backup}
    assert one.backup != two.backup


def test_of_several_behind_one_address_the_one_that_is_named_is_followed() -> None:
    with (
        vehicles(1, 2) as (first, second),
        one_line_to(first.port, second.port) as address,
        connect(address, system_id=2) as two,
        connect(address, system_id=1) as one,
        ThreadPoolExecutor(2) as crew,
    ):
        for session, system_id in ((one, 1), (two, 2)):
            require_one_meant(session)
            assert session.wait_up(UP_WITHIN_S).system_id == system_id
            state = session.wait_until(lambda newest: len(newest.vehicles) == 2, deadline_s=UP_WITHIN_S)
            assert state is not None
            assert (state.vehicles, state.twins) == ((1, 2), None)

        sent = crew.map(send, (one, two), ("S1", "S2"), (40, 50))

        assert [(each.verified, each.system_id) for each in sent] == [(True, 1), (True, 2)]
        # Both are this program: neither takes the other for a station of the same id.
        assert (one.state.stations, two.state.stations) == ((), ())
        assert (one.state.warnings, two.state.warnings) == ((), ())


def test_where_none_is_named_and_several_are_heard_it_is_said_which_there_are() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up, system=4)
        peer.beat(9)
        peer.say(30, 1, "heartbeat", 26, 8, 0, 0, 3, 3)  # a gimbal is no vehicle
        state = until(session, peer, lambda newest: len(newest.vehicles) > 1, system=4)

        assert state.system_id == 4
        assert "Vehicles 4 and 9" in state.warnings[0]
        assert "follows vehicle 4" in state.warnings[0]
        with pytest.raises(SeveralVehiclesError, match="Vehicles 4 and 9 are heard") as refused:
            require_one_meant(session)
        assert refused.value.system_ids == (4, 9)
        assert state.rivals == (9,)

        session.mean_this_one()
        require_one_meant(session)
        assert (session.state.rivals, session.state.warnings) == ((), ())


def test_a_vehicle_that_is_named_and_not_there_is_told_with_those_that_are() -> None:
    peer = Peer()
    with contextlib.closing(peer), connect(f"udpin:127.0.0.1:{peer.port}", system_id=7) as session:
        for _ in range(20):
            peer.beat(1)
            peer.beat(2)
            session.wait_until(lambda _newest: False, deadline_s=0.1)

        with pytest.raises(LinkError, match=r"No vehicle 7 .* heard there: vehicles 1 and 2") as failure:
            session.wait_up(0.1)
        assert "Name one of those" in failure.value.remedy


def test_a_second_link_to_a_listening_port_is_refused_and_the_way_out_named() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        with connect(str(session.address)) as second, pytest.raises(LinkError) as refused:
            second.wait_up(2)

        assert f"port {peer.port} is in use by another program or another link" in refused.value.problem
        assert "a port of its own" in refused.value.remedy
        assert until(session, peer, is_up).system_id == 1


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo terminal in place of a serial line")
def test_a_second_link_to_a_serial_line_is_refused_and_the_first_goes_on() -> None:
    ours, theirs = os.openpty()
    line = Address(kind=AddressKind.SERIAL, host=os.ttyname(theirs), port=57_600)
    speaker = mavlink.MAVLink(None, 1, 1)
    beat = speaker.heartbeat_encode(2, 3, 81, 0, 4, 3).pack(speaker)
    with Session(line) as first:
        assert first.wait_until(lambda _: bool(os.write(ours, beat)) and is_up(first.state), deadline_s=20)

        with Session(line) as second, pytest.raises(LinkError, match="the line is in use") as refused:
            second.wait_up(2)
        assert "Close the other" in refused.value.remedy
        os.write(ours, beat)
        assert first.wait_until(lambda newest: (newest.silent_s or 9) < 0.5, deadline_s=5)
    for end in (ours, theirs):
        os.close(end)


def test_two_signed_links_are_two_streams_so_that_neither_makes_the_other_look_replayed() -> None:
    key = key_of("the same passphrase")
    peers = (Peer(), Peer())
    with contextlib.ExitStack() as stack:
        sessions = [
            stack.enter_context(connect(f"udpin:127.0.0.1:{peer.port}", key=key, role=Role.IN_COMMAND))
            for peer in peers
        ]
        streams = []
        for peer, session in zip(peers, sessions, strict=True):
            speaker = peer.speaker(1, 1)
            speaker.signing.secret_key, speaker.signing.sign_outgoing = key.secret, True
            speaker.signing.timestamp = peer.stamp()
            until(session, peer, is_up)
            beats = peer.wait_for(lambda one: one.get_type() == "HEARTBEAT")
            streams.append(beats[-1].get_msgbuf()[-13])

    for peer in peers:
        peer.close()
    assert len(set(streams)) == 2


def test_what_we_said_is_known_again_for_some_seconds_and_nothing_else() -> None:
    beats, speaker = OwnBeats(), mavlink.MAVLink(None, 255, 190)
    ours = bytes(speaker.heartbeat_encode(6, 8, 0, 0, 4).pack(speaker))
    other = bytes(speaker.heartbeat_encode(6, 8, 0, 0, 3).pack(speaker))
    command = bytes(speaker.command_long_encode(1, 1, 400, 0, 1, 0, 0, 0, 0, 0, 0).pack(speaker))
    beats.said(ours, now_s=10.0)
    for _ in range(1_000):
        beats.said(command, now_s=10.0)

    assert beats.includes(ours, now_s=12.0)
    assert not beats.includes(other, now_s=12.0)
    assert not beats.includes(command, now_s=12.0)
    assert not beats.includes(ours, now_s=14.0)


def test_a_taken_port_that_is_free_again_is_used() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        session = connect(f"udpin:127.0.0.1:{port}")
        assert session.wait_until(lambda newest: newest.problem is not None, deadline_s=20)
    peer = Peer()
    peer.port = port
    with session, contextlib.closing(peer):
        assert until(session, peer, is_up).problem is None
