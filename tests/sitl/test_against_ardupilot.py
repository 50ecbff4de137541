"""The simulated vehicle beside real ArduPilot Copter: same items in, same items and answers out."""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from sitl.ardupilot import ArduPilotError, ArduPilotSettings, find_binary, running_ardupilot
from sitl.canonical import canonical
from sitl.dialect import mavlink
from sitl.stored_item import RefusedItemError, StoredItem, from_wire, has_place, to_wire
from tests.sitl.station import HOME
from tests.sitl.test_server import Socket


def is_there() -> bool:
    try:
        find_binary("copter", os.environ)
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
