"""A real Copter asks for the same ground as the simulated one, and answers the same about it."""

from __future__ import annotations

import pytest

from sitl.ardupilot import ArduPilotSettings, running_ardupilot
from sitl.dialect import Message, mavlink
from sitl.earth import Offset
from tests.sitl.running import simulated_vehicle
from tests.sitl.station import HOME, at
from tests.sitl.terrain_data import pieces
from tests.sitl.test_against_ardupilot import is_there
from tests.sitl.test_fences_against_ardupilot import ready
from tests.sitl.test_server import Socket

pytestmark = [
    pytest.mark.ardupilot,
    pytest.mark.skipif(not is_there(), reason="no ArduPilot binary: VEDETTE_ARDUPILOT names its folder"),
]


def hill(place: Offset) -> float:
    return 100.0 + place.north_m / 20.0 + place.east_m / 40.0


def told(client: Socket) -> tuple[list[tuple[int, int, int]], list[float]]:
    """Corners and spacing of the blocks that it asks for, until it has them; heights at some places then."""
    ready(client)
    client.send(mavlink.MAVLink_request_data_stream_message(1, 1, 12, 4, 1))
    asked: set[tuple[int, int, int]] = set()
    loaded = 0

    def answered(message: Message) -> bool:
        nonlocal loaded
        if message.get_type() == "TERRAIN_REQUEST":
            asked.add((message.lat, message.lon, message.grid_spacing))
            for piece in pieces(message, hill):
                client.send(piece)
        elif message.get_type() == "TERRAIN_REPORT":
            loaded = message.loaded
            return bool(loaded > 56 * 3 and message.pending == 0)
        return False

    client.wait_for_any(answered, limit_s=120)
    heights = []
    for north_m, east_m in ((0.0, 0.0), (437.0, -121.0), (-250.0, 333.0)):
        there = at(north_m, east_m, 0.0)
        client.send(mavlink.MAVLink_terrain_check_message(there.x, there.y))
        answer = client.wait_for("TERRAIN_REPORT", lambda m, x=there.x, y=there.y: (m.lat, m.lon) == (x, y))  # type: ignore[misc]
        heights.append(float(answer.terrain_height))
    return sorted(asked), heights


def test_both_ask_for_the_same_ground_and_know_it_alike() -> None:
    settings = ArduPilotSettings(vehicle="copter", home=HOME, speedup=5.0)
    with running_ardupilot(settings) as process, Socket(process.address) as client:
        real_asked, real_heights = told(client)
    where = ("--home", f"{HOME.lon_deg},{HOME.lat_deg},12", "--speedup", "5")
    with simulated_vehicle(*where) as address, Socket(address) as client:
        own_asked, own_heights = told(client)

    assert len(own_asked) == len(real_asked)
    for own, real in zip(own_asked, real_asked, strict=True):
        assert own == pytest.approx(real, abs=5)  # half a metre: it counts in four-byte floats
    assert own_heights == pytest.approx(real_heights, abs=0.3)
