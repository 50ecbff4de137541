"""Nothing that comes off the wire brings the vehicle down."""

import random
import struct

import pytest

from sitl.dialect import Message, mavlink
from sitl.faults import Faults
from sitl.stations import Codec
from tests.sitl.station import ready_station

SIZES = {"char": 1, "uint8_t": 8, "int8_t": 8, "uint16_t": 16, "int16_t": 16, "uint32_t": 32, "int32_t": 32}
SIZES |= {"uint64_t": 64, "int64_t": 64}
NASTY_FLOATS = (0.0, -0.0, 1.0, float("nan"), float("inf"), -float("inf"), 1e38, -1e38, 1e-40)


def random_value(kind: str, length: int, rng: random.Random) -> object:
    if kind == "char":
        return rng.randbytes(length)
    if kind in ("float", "double"):
        values = [rng.choice(NASTY_FLOATS) for _ in range(max(length, 1))]
    else:
        bits = SIZES[kind.replace("uint8_t_mavlink_version", "uint8_t")]
        low, high = (0, (1 << bits) - 1) if kind[0] == "u" else (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
        choices = (0, 1, 2, 3, 255, low, high)
        values = [
            max(low, min(high, rng.choice((*choices, rng.randint(low, high))))) for _ in range(max(length, 1))
        ]
    return values if length else values[0]


def random_message(kind: type, rng: random.Random) -> Message:
    """Any message with any values, for us more often than for others."""
    lengths = dict(zip(kind.ordered_fieldnames, kind.array_lengths, strict=True))  # type: ignore[attr-defined]
    fields = {}
    for name, field_type in zip(kind.fieldnames, kind.fieldtypes, strict=True):  # type: ignore[attr-defined]
        fields[name] = random_value(field_type, lengths[name], rng)
        if name in ("target_system", "target_component") and rng.random() < 0.9:
            fields[name] = rng.choice((0, 1))
        if name in ("mission_type", "current") and not lengths[name] and rng.random() < 0.8:
            fields[name] = rng.choice((0, 1, 2, 3))
    return kind(**fields)


@pytest.mark.parametrize("seed", range(3))
def test_any_message_with_any_values_is_survived(seed: int) -> None:
    rng = random.Random(seed)
    station = ready_station()
    kinds = list(mavlink.mavlink_map.values())
    favourites = [
        kind
        for kind in kinds
        if kind.msgname.startswith(("MISSION", "COMMAND_", "PARAM", "SET_", "RC_CH", "REQ"))
    ]
    for number in range(3000):
        kind = rng.choice(favourites if number % 2 else kinds)
        message = random_message(kind, rng)
        try:
            message.pack(mavlink.MAVLink(None, srcSystem=rng.choice((255, 255, 252, 1))))
        except (struct.error, OverflowError):
            continue  # cannot be said on the wire, so it never comes
        station.send(message)
        if number % 10 == 0:
            station.vehicle.step()
            station.vehicle.report(number * 0.01, factor=10.0)

    wire = Codec(system_id=1, component_id=1, faults=Faults(), seed=1, now_s=0.0)
    assert wire.write(station.vehicle.take(station.link), 0.0) is not None
    assert station.command(512, 0) == 0


@pytest.mark.parametrize("seed", range(3))
def test_rubbish_between_and_inside_frames_is_survived(seed: int) -> None:
    rng = random.Random(seed)
    codec = Codec(system_id=1, component_id=1, faults=Faults(), seed=seed, now_s=0.0)
    packer = mavlink.MAVLink(None, srcSystem=255)
    heartbeat = mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3)
    understood = 0
    for _ in range(2000):
        frame = bytearray(heartbeat.pack(packer, force_mavlink1=rng.random() < 0.3))
        if rng.random() < 0.2:
            frame[rng.randrange(len(frame))] ^= 1 << rng.randrange(8)
        understood += len(codec.read(bytes(frame), 0.0))
        if rng.random() < 0.1:
            codec.read(rng.randbytes(30).replace(b"\xfd", b"").replace(b"\xfe", b""), 0.0)

    assert understood > 1000


def test_old_frames_are_understood() -> None:
    codec = Codec(system_id=1, component_id=1, faults=Faults(), seed=1, now_s=0.0)
    frame = mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3).pack(
        mavlink.MAVLink(None, srcSystem=255), force_mavlink1=True
    )

    assert [message.get_type() for message in codec.read(bytes(frame), 0.0)] == ["HEARTBEAT"]
