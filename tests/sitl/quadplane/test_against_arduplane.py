"""The same mission on a real ArduPlane with rotors and on the simulated quadplane: as long, the same way."""

from __future__ import annotations

import math

import pytest
import shapely

from sitl.ardupilot import ArduPilotSettings, running_ardupilot
from tests.sitl.plane.flying import LAND_START, LOITER_TO_ALT
from tests.sitl.plane.test_against_arduplane import flown
from tests.sitl.quadplane.flying import lift_off, set_down
from tests.sitl.running import simulated_vehicle
from tests.sitl.station import HOME, at, bare
from tests.sitl.test_against_ardupilot import is_there
from tests.sitl.test_server import Socket

pytestmark = [
    pytest.mark.ardupilot,
    pytest.mark.slow,
    pytest.mark.skipif(not is_there("quadplane"), reason="no ArduPlane: VEDETTE_ARDUPILOT names its folder"),
]
MISSION = [
    bare(16),
    lift_off(),
    at(500.0, 0.0, 50.0),
    bare(178, 0.0, 18.0, -1.0),
    at(900.0, 250.0, 60.0, p2=60.0),
    at(0.0, 500.0, 60.0, p2=60.0),
    at(-300.0, 200.0, 50.0, command=LOITER_TO_ALT, p2=-90.0, p4=1.0),
    bare(LAND_START),
    at(-300.0, -150.0, 50.0),
    set_down(),
]


Way = list[tuple[float, float, float]]
Flight = tuple[dict[int, float], Way]


def flights(wind: tuple[float, float]) -> tuple[Flight, Flight]:
    """On the real one and on ours."""
    speed_mps, from_deg = wind
    parameters = (("SIM_WIND_SPD", speed_mps), ("SIM_WIND_DIR", from_deg))
    settings = ArduPilotSettings(vehicle="quadplane", home=HOME, speedup=8.0, parameters=parameters)
    with running_ardupilot(settings) as process, Socket(process.address) as client:
        real = flown(client, MISSION)
    where = ("--home", f"{HOME.lon_deg},{HOME.lat_deg},12", "--wind", f"{speed_mps},{from_deg}")
    with (
        simulated_vehicle("--vehicle", "quadplane", "--speedup", "8", *where) as address,
        Socket(address) as client,
    ):
        own = flown(client, MISSION)
    return real, own


@pytest.mark.parametrize("wind", [(0.0, 0.0), (5.0, 250.0)])
def test_the_same_mission_takes_as_long_and_goes_the_same_way(wind: tuple[float, float]) -> None:
    (real_times, real_way), (own_times, own_way) = flights(wind)

    assert own_times.keys() == real_times.keys()
    for seq, real_s in real_times.items():
        assert own_times[seq] == pytest.approx(real_s, rel=0.10, abs=4.0), (own_times, real_times)
    line = shapely.LineString([place[:2] for place in real_way])
    off_m = [line.distance(shapely.Point(place[:2])) for place in own_way]
    assert math.sqrt(sum(one * one for one in off_m) / len(off_m)) < 8.0
    assert math.dist(own_way[-1][:2], real_way[-1][:2]) < 3.0
