"""Flies the simulated plane on the virtual clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from sitl.earth import Offset
from sitl.plane.vehicle import SimulatedPlane
from sitl.stored_item import StoredItem
from tests.sitl.station import Station, at, settings

AUTO, RTL, LOITER, GUIDED = 10, 11, 12, 15
TAKE_OFF, LAND, LAND_START, RETURN_PATH, LOITER_TURNS, LOITER_TO_ALT = 22, 21, 189, 188, 18, 31
ACCEPTED, FAILED = 0, 4


def ready_plane(
    *, wind: tuple[float, float] = (0.0, 0.0), heading_deg: float = 0.0, **more: float
) -> Station:
    """A station with a plane that has a position; its RTL takes the return path."""
    parameters = {"RTL_AUTOLAND": 4.0, "SIM_WIND_SPD": wind[0], "SIM_WIND_DIR": wind[1], **more}
    given = replace(settings(heading_deg=heading_deg), parameters=tuple(parameters.items()))
    station = Station(SimulatedPlane(given))
    station.run(10.0)
    station.got.clear()
    return station


def take_off(up_m: float = 40.0, pitch_deg: float = 13.0) -> StoredItem:
    return at(0.0, 0.0, up_m, command=TAKE_OFF, p1=pitch_deg)


def fly(station: Station, items: Sequence[StoredItem]) -> None:
    """Upload items after home, arm in GUIDED and start, as our own link does."""
    assert station.upload([StoredItem(command=16), *items]) == ACCEPTED
    assert station.command(176, 1, GUIDED) == ACCEPTED
    assert station.command(400, 1) == ACCEPTED, station.texts
    assert station.command(176, 1, AUTO) == ACCEPTED


def until_item(station: Station, number: int, *, limit_s: float = 600.0) -> None:
    station.run_until(lambda: station.vehicle.auto.engine.current == number, limit_s=limit_s)


def off_line_m(place: Offset, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Distance from an endless line."""
    north, east = end[0] - start[0], end[1] - start[1]
    across = (place.north_m - start[0]) * east - (place.east_m - start[1]) * north
    return abs(across) / math.hypot(north, east)
