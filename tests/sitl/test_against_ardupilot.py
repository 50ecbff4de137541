"""The simulated vehicle beside real ArduPilot Copter: same items in, same items and answers out."""

from __future__ import annotations

import math
import os
import random
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest

from sitl.ardupilot import ArduPilotError, ArduPilotSettings, find_binary, running_ardupilot
from sitl.canonical import canonical
from sitl.dialect import Message, mavlink
from sitl.stored_item import RefusedItemError, StoredItem, from_wire, has_place, to_wire
from tests.sitl.running import simulated_vehicle
from tests.sitl.station import DEG_PER_M, HOME, at, bare, takeoff
from tests.sitl.test_server import Socket


def is_there(vehicle: str = "copter") -> bool:
    try:
        find_binary(vehicle, os.environ)
    except ArduPilotError:
        return False
    return True


pytestmark = [
    pytest.mark.ardupilot,
    pytest.mark.skipif(not is_there(), reason="no ArduPilot binary: VEDETTE_ARDUPILOT names its folder"),
]
NAMES = [
    name.removeprefix("MAV_CMD_")
    for name in dir(mavlink)
    if name.startswith(
        ("MAV_CMD_NAV_", "MAV_CMD_DO_", "MAV_CMD_CONDITION_", "MAV_CMD_IMAGE", "MAV_CMD_SET_CAM")
    )
]


@pytest.fixture(scope="module")
def autopilot() -> Iterator[Socket]:
    settings = ArduPilotSettings(vehicle="copter", home=HOME, speedup=5.0)
    with running_ardupilot(settings) as process, Socket(process.address) as client:
        client.wait_for("HEARTBEAT")
        # While it boots it loses messages; it is up when it has found its GPS.
        for _ in range(60):
            client.send(mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3))
            with suppress(AssertionError, TimeoutError):
                client.wait_for("STATUSTEXT", lambda m: "GPS 1: detected" in m.text, limit_s=1.0)
                break
        yield client


def sent(item: StoredItem) -> StoredItem:
    """What the wire leaves of the item."""

    def narrow(value: float) -> float:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])

    return replace(
        item, p1=narrow(item.p1), p2=narrow(item.p2), p3=narrow(item.p3), p4=narrow(item.p4), z=narrow(item.z)
    )


def exchange(client: Socket, item: StoredItem) -> StoredItem | int:
    """The item as the autopilot gives it back, or why it refused."""

    def put(seq: int, what: StoredItem) -> None:
        client.send(to_wire(what, seq=seq, target=(1, 1), mission_type=0, current=False))

    client.send(mavlink.MAVLink_mission_count_message(1, 1, 3, 0))
    client.wait_for("MISSION_REQUEST", lambda m: m.seq == 0)
    put(0, StoredItem(command=16))
    client.wait_for("MISSION_REQUEST", lambda m: m.seq == 1)
    put(1, StoredItem(command=22, frame=3, z=10.0))
    client.wait_for("MISSION_REQUEST", lambda m: m.seq == 2)
    put(2, item)
    result = client.wait_for("MISSION_ACK").type
    if result:
        return int(result)
    client.send(mavlink.MAVLink_mission_request_int_message(1, 1, 2, 0))
    return from_wire(client.wait_for("MISSION_ITEM_INT", lambda m: m.seq == 2))


def ours(item: StoredItem) -> StoredItem | int:
    try:
        return canonical(item)
    except RefusedItemError as refusal:
        return refusal.result


def random_item(name: str, rng: random.Random) -> StoredItem:
    command = int(getattr(mavlink, f"MAV_CMD_{name}"))
    p1, p2, p3, p4 = (rng.choice((0.0, 1.0, 2.5, -3.7, 12.34, 100.0, 400.0)) for _ in range(4))
    if name in ("DO_JUMP", "DO_JUMP_TAG"):
        p1 = 1.0  # whether the target exists is a matter of the whole mission
    frame = rng.choice((0, 3, 5, 6, 10, 11))
    x, y = 414_000_000 + rng.randrange(99999), 194_000_000 + rng.randrange(99999)
    if not has_place(command):
        x = y = rng.choice((0, 1, 7))
    return sent(
        StoredItem(
            command=command, frame=frame, p1=p1, p2=p2, p3=p3, p4=p4, x=x, y=y, z=rng.uniform(-20, 400)
        )
    )


def test_every_command_is_kept_or_refused_as_the_real_one_does(autopilot: Socket) -> None:
    rng = random.Random(4)
    differences = []
    for name in NAMES:
        for _ in range(4):
            item = random_item(name, rng)
            real, own = exchange(autopilot, item), ours(item)
            if real != own:
                differences.append(f"{name}: sent {item}\n   real {real}\n   ours {own}")

    assert not differences, "\n".join(differences)


MISSION = [
    StoredItem(command=16),
    takeoff(25.0),
    at(150.0, 0.0, 25.0),
    at(150.0, 60.0, 25.0),
    at(0.0, 60.0, 25.0),
    at(0.0, 120.0, 40.0),
    bare(178, 1, 5.0),
    at(150.0, 120.0, 40.0),
    bare(20),
]


def asks_for(seq: int, message: Message) -> bool:
    return bool(message.seq == seq)


def upload(client: Socket, items: list[StoredItem]) -> None:
    client.send(mavlink.MAVLink_mission_count_message(1, 1, len(items), 0))
    for seq, item in enumerate(items):
        client.wait_for("MISSION_REQUEST", partial(asks_for, seq))
        client.send(to_wire(item, seq=seq, target=(1, 1), mission_type=0, current=False))
    assert client.wait_for("MISSION_ACK").type == 0


def command(client: Socket, number: int, *params: float) -> None:
    padded = [*params, *[0.0] * (7 - len(params))]
    client.send(mavlink.MAVLink_command_long_message(1, 1, number, 0, *padded))
    assert client.wait_for("COMMAND_ACK", lambda m: m.command == number).result == 0


def fly(client: Socket) -> tuple[dict[int, float], list[tuple[float, float, float]]]:
    """Seconds from the first waypoint to each item, and the way flown in metres from HOME."""
    client.send(mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3))
    client.send(mavlink.MAVLink_request_data_stream_message(1, 1, 0, 10, 1))
    client.wait_for("EKF_STATUS_REPORT", lambda m: m.flags & 16, limit_s=90)
    ready = mavlink.MAV_SYS_STATUS_PREARM_CHECK
    client.wait_for("SYS_STATUS", lambda m: m.onboard_control_sensors_health & ready, limit_s=90)
    upload(client, MISSION)
    command(client, 176, 1, 4)
    command(client, 400, 1)
    command(client, 300)
    reached: dict[int, float] = {}
    way: list[tuple[float, float, float]] = []
    now_s = 0.0

    def note(message: Message) -> bool:
        nonlocal now_s
        if message.get_type() == "GLOBAL_POSITION_INT":
            now_s = message.time_boot_ms / 1000
            north_m = (message.lat * 1e-7 - HOME.lat_deg) / DEG_PER_M
            east_m = (message.lon * 1e-7 - HOME.lon_deg) / DEG_PER_M * 0.7501110696304596
            way.append((north_m, east_m, message.relative_alt / 1000))
        elif message.get_type() == "MISSION_ITEM_REACHED":
            reached.setdefault(message.seq, now_s)
        armed = message.get_type() == "HEARTBEAT" and message.base_mode & 128
        return message.get_type() == "HEARTBEAT" and not armed and len(way) > 100

    client.wait_for_any(note, limit_s=240)
    return {seq: s - reached[2] for seq, s in reached.items()}, way


@pytest.mark.slow
def test_the_same_mission_takes_as_long_and_goes_the_same_way() -> None:
    settings = ArduPilotSettings(vehicle="copter", home=HOME, speedup=8.0)
    with running_ardupilot(settings) as process, Socket(process.address) as client:
        client.wait_for("HEARTBEAT")
        real_times, real_way = fly(client)
    with (
        simulated_vehicle("--speedup", "8", "--home", f"{HOME.lon_deg},{HOME.lat_deg},12") as address,
        Socket(address) as client,
    ):
        own_times, own_way = fly(client)

    assert own_times.keys() == real_times.keys()
    for seq in (3, 4, 7, 8):
        assert own_times[seq] == pytest.approx(real_times[seq], rel=0.10, abs=2.0), (own_times, real_times)
    squares = [min(math.dist(place, other) for other in real_way) ** 2 for place in own_way[::5]]
    assert math.sqrt(sum(squares) / len(squares)) < 3.0
