"""The same mission on a real ArduPlane and on the simulated plane: as long, and the same way."""

from __future__ import annotations

import math

import pytest
import shapely

from sitl.ardupilot import ArduPilotSettings, running_ardupilot
from sitl.dialect import Message, mavlink
from sitl.stored_item import StoredItem
from tests.sitl.plane.flying import AUTO, GUIDED, LAND, LAND_START, LOITER_TO_ALT, LOITER_TURNS, take_off
from tests.sitl.running import simulated_vehicle
from tests.sitl.station import DEG_PER_M, HOME, at, bare
from tests.sitl.test_against_ardupilot import command, is_there
from tests.sitl.test_fences_against_ardupilot import arm, ready, set_parameter, upload
from tests.sitl.test_server import Socket

pytestmark = [
    pytest.mark.ardupilot,
    pytest.mark.slow,
    pytest.mark.skipif(not is_there("plane"), reason="no ArduPlane: VEDETTE_ARDUPILOT names its folder"),
]
SCALE = 0.7501110696304596  # cosine of HOME's latitude
MISSION = [
    StoredItem(command=16),
    take_off(),
    at(900.0, 0.0, 60.0),
    at(900.0, 250.0, 60.0, p2=60.0),
    at(0.0, 400.0, 110.0),
    at(200.0, 900.0, 110.0, command=LOITER_TURNS, p1=2, p3=100.0),
    at(500.0, -300.0, 50.0, command=LOITER_TO_ALT, p2=-90.0, p4=1.0),
    bare(LAND_START),
    at(450.0, 0.0, 50.0),
    at(0.0, 0.0, 0.0, command=LAND),
]
ARMED = int(mavlink.MAV_MODE_FLAG_SAFETY_ARMED)


def flown(
    client: Socket, mission: list[StoredItem] = MISSION
) -> tuple[dict[int, float], list[tuple[float, float, float]]]:
    """Seconds from the first waypoint to each item, and the way in metres from HOME."""
    ready(client)
    set_parameter(client, "RTL_AUTOLAND", 4)
    client.send(mavlink.MAVLink_request_data_stream_message(1, 1, 0, 10, 1))
    upload(client, mission, 0)
    command(client, 176, 1, GUIDED)
    arm(client)
    command(client, 176, 1, AUTO)
    began: dict[int, float] = {}
    way: list[tuple[float, float, float]] = []
    now_s = 0.0

    def note(message: Message) -> bool:
        nonlocal now_s
        if message.get_type() == "GLOBAL_POSITION_INT":
            now_s = message.time_boot_ms / 1000
            north_m = (message.lat * 1e-7 - HOME.lat_deg) / DEG_PER_M
            east_m = (message.lon * 1e-7 - HOME.lon_deg) / DEG_PER_M * SCALE
            way.append((north_m, east_m, message.relative_alt / 1000))
        elif message.get_type() == "MISSION_CURRENT":
            began.setdefault(message.seq, now_s)
        is_beat = message.get_type() == "HEARTBEAT" and message.get_srcComponent() == 1
        return is_beat and not message.base_mode & ARMED and len(way) > 100

    client.wait_for_any(note, limit_s=240)
    return {seq: at_s - began[2] for seq, at_s in began.items() if seq > 2}, way


def test_the_same_mission_takes_as_long_and_goes_the_same_way() -> None:
    wind = (("SIM_WIND_SPD", 5.0), ("SIM_WIND_DIR", 250.0))
    settings = ArduPilotSettings(vehicle="plane", home=HOME, speedup=8.0, parameters=wind)
    with running_ardupilot(settings) as process, Socket(process.address) as client:
        real_times, real_way = flown(client)
    where = ("--home", f"{HOME.lon_deg},{HOME.lat_deg},12", "--wind", "5,250")
    with (
        simulated_vehicle("--vehicle", "plane", "--speedup", "8", *where) as address,
        Socket(address) as client,
    ):
        own_times, own_way = flown(client)

    assert own_times.keys() == real_times.keys()
    for seq, real_s in real_times.items():
        assert own_times[seq] == pytest.approx(real_s, rel=0.10, abs=4.0), (own_times, real_times)
    line = shapely.LineString([place[:2] for place in real_way])
    off_m = [line.distance(shapely.Point(place[:2])) for place in own_way]
    assert math.sqrt(sum(one * one for one in off_m) / len(off_m)) < 8.0
    assert math.dist(own_way[-1][:2], real_way[-1][:2]) < 40.0
