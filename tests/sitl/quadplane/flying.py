"""Flies the simulated quadplane on the virtual clock."""

from __future__ import annotations

from dataclasses import replace

from sitl.quadplane.vehicle import SimulatedQuadplane
from sitl.stored_item import StoredItem
from tests.sitl.station import Station, at, bare, settings

VTOL_TAKE_OFF, VTOL_LAND, VTOL_TRANSITION = 84, 85, 3000
TO_ROTORS, TO_WING = 3, 4
QSTABILIZE, QHOVER, QLOITER, QLAND, QRTL = 17, 18, 19, 20, 21


def ready_quadplane(
    *, wind: tuple[float, float] = (0.0, 0.0), heading_deg: float = 0.0, **more: float
) -> Station:
    """A station with a quadplane that has a position; its RTL takes the return path."""
    parameters = {"RTL_AUTOLAND": 4.0, "SIM_WIND_SPD": wind[0], "SIM_WIND_DIR": wind[1], **more}
    given = replace(settings(heading_deg=heading_deg, battery_wh=340.0), parameters=tuple(parameters.items()))
    station = Station(SimulatedQuadplane(given))
    station.run(10.0)
    station.got.clear()
    return station


def lift_off(up_m: float = 50.0) -> StoredItem:
    return at(0.0, 0.0, up_m, command=VTOL_TAKE_OFF)


def set_down(north_m: float = 0.0, east_m: float = 0.0) -> StoredItem:
    return at(north_m, east_m, 0.0, command=VTOL_LAND)


ROUND = (
    lift_off(),
    at(600.0, 0.0, 50.0),
    at(600.0, 600.0, 60.0),
    at(0.0, 600.0, 60.0),
    bare(189),
    at(-100.0, 400.0, 50.0),
    set_down(),
)
