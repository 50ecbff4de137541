"""Signed links: who has the key is heard, nobody else; and the key is in no file."""

import contextlib
import logging
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from missions.errors import LinkError
from missions.link import Keeping, LinkState, Session, SigningKey, connect, key_of
from missions.link.compat import mavlink
from missions.link.keys import KeyStore
from tests.missions.link.peer import Peer, is_up, until

KEY = key_of("a sentence for tests")
OTHER = key_of("another sentence")


def sign_as(peer: Peer, system: int, key: SigningKey, *, ahead_s: float = 0.0) -> None:
    """The peer signs what this system says, from now on."""
    speaker = peer.speaker(system, 1)
    speaker.signing.secret_key = key.secret
    speaker.signing.sign_outgoing = True
    speaker.signing.link_id = 3
    speaker.signing.timestamp = peer.stamp(ahead_s=ahead_s)


@contextlib.contextmanager
def signed(folder: Path | None = None) -> Iterator[tuple[Peer, Session]]:
    peer = Peer()
    keeping = None if folder is None else Keeping(folder=folder)
    with (
        contextlib.closing(peer),
        connect(f"udpin:127.0.0.1:{peer.port}", key=KEY, keeping=keeping) as session,
    ):
        yield peer, session


def test_a_vehicle_with_the_key_is_heard_and_what_we_say_carries_our_signature() -> None:
    with signed() as (peer, session):
        sign_as(peer, 1, KEY)
        until(session, peer, is_up)
        session.send("mission_request_list", *session.target, 0)
        found = peer.wait_for(lambda one: one.get_type() == "MISSION_REQUEST_LIST")
        judge = mavlink.MAVLink(None)
        judge.signing.secret_key = KEY.secret
        assert all(judge.decode(bytearray(one.get_msgbuf())).get_signed() for one in found)
        judge.signing.secret_key = OTHER.secret
        with pytest.raises(mavlink.MAVError):
            judge.decode(bytearray(found[-1].get_msgbuf()))

        assert session.state.warnings == ()


def test_who_has_no_key_or_another_is_not_heard_and_that_is_said() -> None:
    with signed() as (peer, session):
        sign_as(peer, 2, OTHER)
        for _ in range(20):
            peer.beat(1)
            peer.beat(2)
            if session.wait_until(lambda one: bool(one.warnings), deadline_s=0.05):
                break

        state = session.state
        assert state.link is LinkState.CONNECTING
        assert "not signed with our key" in state.warnings[-1]


def test_a_forged_frame_from_the_future_does_not_shut_out_the_vehicle() -> None:
    with signed() as (peer, session):
        sign_as(peer, 1, KEY)
        until(session, peer, is_up)
        sign_as(peer, 1, OTHER, ahead_s=1e6)
        for _ in range(5):
            peer.beat(1)
        sign_as(peer, 1, KEY, ahead_s=1.0)
        peer.say(1, 1, "statustext", 4, b"still heard", 0, 0)

        assert session.wait_until(lambda one: bool(one.texts), deadline_s=10)


def test_the_key_is_in_no_file_no_log_and_no_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with signed(tmp_path) as (peer, session):
        sign_as(peer, 1, KEY)
        until(session, peer, is_up)
        session.send("setup_signing", *session.target, list(KEY.secret), 1)
        assert peer.wait_for(lambda one: one.get_type() == "SETUP_SIGNING")
        peer.say(1, 1, "setup_signing", 255, 190, list(KEY.secret), 1)
        until(session, peer, is_up)

    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert len(written) > 500
    for form in (KEY.secret, KEY.secret.hex().encode(), repr(list(KEY.secret)).encode()):
        assert form not in written
        assert form not in caplog.text.encode()
    assert KEY.secret.hex() not in repr(KEY)
    assert str(KEY.secret) not in repr(KEY)


def test_a_passphrase_makes_the_key_that_other_stations_make_of_it() -> None:
    # `printf vedette-signing | sha256sum`, as MAVProxy's and Mission Planner's passphrases are hashed.
    expected = "d02fdfe5"
    assert key_of("vedette-signing").secret.hex()[:8] == expected
    with pytest.raises(LinkError, match="7 characters"):
        key_of("shorter")


def test_without_a_keyring_a_key_is_kept_in_memory_and_that_is_known() -> None:
    service = f"vedette-tests-{secrets.token_hex(4)}"  # never the key of whoever runs the tests
    store = KeyStore(service=service)
    assert store.key() is None

    is_kept = store.keep(KEY)
    assert store.key() == KEY
    assert KeyStore(service=service).key() == (KEY if is_kept else None)
    store.forget()
    assert store.key() is None
    assert KeyStore(service=service).key() is None


def own_stream(server: socket.socket) -> tuple[int, int]:
    """The number of our stream and a stamp in it, off the next connection; then that is closed."""
    judge = mavlink.MAVLink(None)
    judge.robust_parsing = True
    judge.signing.secret_key = KEY.secret
    station, _ = server.accept()
    station.settimeout(20)
    with station:
        while data := station.recv(65_536):
            for one in judge.parse_buffer(data) or ():
                if one.get_type() == "HEARTBEAT":
                    signature = bytes(one.get_msgbuf())[-13:]
                    return signature[0], int.from_bytes(signature[1:7], "little")
    raise AssertionError("closed without a heartbeat")


def test_a_link_that_is_built_anew_goes_on_with_its_stream_and_its_number_is_free_after_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        address = f"tcp:127.0.0.1:{server.getsockname()[1]}"
        with connect(address, key=KEY) as session:
            seen = [own_stream(server) for _ in range(3)]
            with signed() as (peer, other):
                sign_as(peer, 1, KEY)
                until(other, peer, is_up)
                beats = peer.wait_for(lambda one: one.get_type() == "HEARTBEAT")
            session.close(deadline_s=20)
        with connect(address, key=KEY):
            later = own_stream(server)

    assert len({number for number, _ in seen}) == 1
    assert seen[0][0] >= 1
    assert [stamp for _, stamp in seen] == sorted({stamp for _, stamp in seen})
    assert beats[-1].get_msgbuf()[-13] != seen[0][0]
    assert later[0] == seen[0][0]
    assert later[1] > seen[-1][1]
