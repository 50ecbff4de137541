"""A station that knows the ground: answers what a vehicle asks for."""

from __future__ import annotations

from collections.abc import Callable

from sitl.dialect import Message, mavlink
from sitl.earth import GeoPosition, Offset, Origin
from tests.sitl.station import HOME, Station

Ground = Callable[[Offset], float]  # height above the sea at a place north and east of HOME
_REQUEST = int(mavlink.MAVLINK_MSG_ID_TERRAIN_REQUEST)


def pieces(request: Message, ground: Ground) -> list[Message]:
    """TERRAIN_DATA for every piece that is asked for."""
    corner = Origin(GeoPosition(lat_deg=request.lat * 1e-7, lon_deg=request.lon * 1e-7, alt_amsl_m=0.0))
    home, answers = Origin(HOME), []
    for bit in (bit for bit in range(56) if request.mask >> bit & 1):
        heights = []
        for row in range(4):
            for column in range(4):
                north_m = (bit // 8 * 4 + row) * request.grid_spacing
                east_m = (bit % 8 * 4 + column) * request.grid_spacing
                place = home.offset_of(corner.position_of(Offset(north_m, east_m, 0.0)))
                heights.append(round(ground(place)))
        answers.append(
            mavlink.MAVLink_terrain_data_message(request.lat, request.lon, request.grid_spacing, bit, heights)
        )
    return answers


def serve(station: Station, ground: Ground) -> int:
    """Answer until nothing is missing of what is wanted now; says how many blocks were asked for."""
    asked = 0
    while (request := station.vehicle.reports.build(_REQUEST)) is not None:
        asked += 1
        assert asked < 200
        for piece in pieces(request, ground):
            station.send(piece)
    return asked


def fly_served(station: Station, seconds: float, ground: Ground) -> None:
    """Let time pass while a station answers."""
    for _ in range(round(seconds)):
        serve(station, ground)
        station.run(1.0)
