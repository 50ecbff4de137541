"""The receive path against whatever may be on a wire: no crash, no hang, no growth, no wrong state."""

import math
import random
import struct
import threading
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as dialect

from missions.link import LinkState, VehicleState
from missions.link.company import Stations
from missions.link.telemetry import Telemetry
from missions.link.texts import Texts
from missions.link.twins import Twins
from missions.link.vehicle import mode_names
from tests.missions.link.peer import Peer, is_up, listening, until

#: What a session looks into, and some that it does not.
_NAMES = (
    *("heartbeat", "global_position_int", "attitude", "sys_status", "gps_raw_int", "ekf_status_report"),
    *("extended_sys_state", "system_time", "home_position", "mission_current", "statustext"),
    *("autopilot_version", "timesync", "command_ack", "mission_ack", "param_value", "mission_count"),
    *("mission_request_int", "mission_item_int", "battery_status", "vfr_hud", "fence_status"),
)
_CLASSES = {
    kind.msgname.lower(): kind for kind in dialect.mavlink_map.values() if kind.msgname.lower() in _NAMES
}


def hostile_message(name: str, payload: bytes) -> Any:
    """A valid frame of a name, whose payload is anything."""
    kind = _CLASSES[name]
    size = kind.unpacker.size
    body = (payload * (size // max(1, len(payload)) + 1))[:size]
    header = struct.pack("<BBBBBBBHB", 0xFD, size, 0, 0, 7, 1, 1, kind.id & 0xFFFF, kind.id >> 16)
    check = dialect.x25crc(header[1:] + body)
    check.accumulate(bytes([kind.crc_extra]))
    frame = header + body + struct.pack("<H", check.crc)
    return dialect.MAVLink(None).decode(bytearray(frame))


def require_sane(state: VehicleState) -> None:
    """No number that a window, a gate or a planner would choke on."""
    for name in VehicleState.__slots__:
        value = getattr(state, name)
        if isinstance(value, float):
            assert math.isfinite(value), name
    if state.point is not None:
        assert abs(state.point.lat_deg) <= 90
        assert abs(state.point.lon_deg) <= 180
    if state.battery_share is not None:
        assert 0 <= state.battery_share <= 1
    assert all(text.text.isprintable() and len(text.text) <= 400 for text in state.texts)
    assert len(state.texts) <= 50


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.sampled_from(_NAMES), st.binary(min_size=1, max_size=60)), min_size=1, max_size=8)
)
def test_valid_frames_of_any_values_make_sane_states(said: list[tuple[str, bytes]]) -> None:
    telemetry, twins, stations = Telemetry(mode_names=mode_names), Twins(), Stations()
    for number, (name, payload) in enumerate(said):
        message = hostile_message(name, payload)
        telemetry.take(message, now_s=number / 10)
        twins.take(message, now_s=number / 10)
        stations.take(message, now_s=number / 10)

        require_sane(telemetry.state(link=LinkState.UP, address="tcp:h:1", problem=None, now_s=number / 10))
    twins.reason(now_s=1.0)
    assert len(stations.here(now_s=1.0)) <= 1


def test_texts_of_any_chunks_stay_few_and_short() -> None:
    chance, texts = random.Random(3), Texts()
    for _ in range(20_000):
        payload = chance.randbytes(54)
        texts.take(hostile_message("statustext", payload), now_s=0.0)

    assert len(texts.last) <= 50
    assert all(len(text.text) <= 400 for text in texts.last)
    assert sum(len(part) for part in texts._parts.values()) <= 8 * 256


def _pour(peer: Peer, chance: random.Random, count: int) -> None:
    """Noise, bent frames, and valid ones of hostile values, as our vehicle and as others."""
    for _ in range(count):
        name = chance.choice(_NAMES)
        frame = bytearray(hostile_message(name, chance.randbytes(40)).get_msgbuf())
        match chance.randrange(4):
            case 0:
                peer.put(chance.randbytes(chance.randrange(1, 300)))
            case 1:
                frame[chance.randrange(len(frame))] ^= 1 << chance.randrange(8)
                peer.put(bytes(frame))
            case 2:
                peer.put(bytes(frame[: chance.randrange(1, len(frame) + 1)]))
            case _:
                peer.put(bytes(frame))


@pytest.mark.parametrize("count", [400, pytest.param(40_000, marks=[pytest.mark.soak, pytest.mark.slow])])
def test_a_session_lives_through_anything(count: int) -> None:
    chance = random.Random(count)
    told: list[VehicleState] = []
    with listening() as (peer, session):
        until(session, peer, is_up)
        session.add_listener(told.append)
        threads = threading.active_count()
        held_bytes: list[int] = []
        tracemalloc.start()
        for _ in range(count // 100):
            _pour(peer, chance, 100)
            session.wait_until(lambda _: False, deadline_s=0.02)  # no faster than it is read
            del told[:-50]
            held_bytes.append(tracemalloc.get_traced_memory()[0])
            peer.beat()
            peer.drain()  # what it does not read would fill its socket, and the last question be dropped
            require_sane(session.state)
        state = until(session, peer, lambda one: is_up(one) and one.vehicle_type == "Copter")

        tracemalloc.stop()
        half = len(held_bytes) // 2
        assert max(held_bytes[half:]) < max(held_bytes[:half]) + 3_000_000
        assert threading.active_count() == threads
        assert session.send("mission_request_list", *session.target, 0)
        peer.wait_for(lambda one: one.get_type() == "MISSION_REQUEST_LIST")
    for one in told:
        require_sane(one)
    assert state.system_id == 1
