"""Flies a vehicle on the virtual clock."""

from sitl.earth import Offset
from tests.sitl.station import (
    Station,
)

ACCEPTED, FAILED = 0, 4
RETURN_PATH_START, LAND_START = 188, 189


def track(station: Station, *, limit_s: float = 2000.0) -> list[Offset]:
    """Fly until disarmed; returns where it was, every half second."""
    craft, where = station.vehicle.craft, []
    end_s = station.vehicle.now_s + limit_s
    while craft.armed:
        assert station.vehicle.now_s < end_s, station.texts[-5:]
        station.run(0.5)
        where.append(craft.mover.position)
    return where


def fly_up(station: Station, up_m: float = 20.0) -> None:
    station.arm()
    assert station.command(22, 0, 0, 0, 0, 0, 0, up_m) == ACCEPTED
    station.run_until(lambda: station.vehicle.craft.height_above_home_m > up_m - 0.1, limit_s=60.0)
