"""A mission item as the seven parameters that every file and message gives it."""

from collections.abc import Sequence

from missions.errors import MissionFileError
from missions.items import Command, Frame, MissionItem
from planner.geodesy import GeoPoint

#: Commands whose fifth and sixth parameter are latitude and longitude (MAVLink common.xml, hasLocation).
PLACED_COMMANDS = frozenset(
    (
        *(16, 17, 18, 19, 21, 22, 31, 34, 36, 80, 82, 84, 85, 94),
        *(179, 188, 189, 192, 195, 201, 4501),
        *range(5000, 5005),
        5100,
        *range(31000, 31010),
    )
)

#: Fence and rally items share the file forms with missions.
FENCE_COMMANDS = range(5000, 5005)
RALLY_COMMAND = 5100
GREATEST_CORNERS = 255
_POLYGON_COMMANDS = (5001, 5002)

#: The INT frames say the same heights with positions in whole 1e-7 degrees.
_PLAIN_FRAME = {5: Frame.SEA, 6: Frame.HOME, 11: Frame.GROUND}


def columns_of(item: MissionItem) -> tuple[float, ...]:
    """Parameters 1 to 7: four of the command's own, latitude, longitude, height."""
    north, east = (
        (item.point.lat_deg, item.point.lon_deg) if item.point is not None else (item.param5, item.param6)
    )
    return (*item.params, north, east, item.height_m)


def item_of(
    *, command: int, frame: int, columns: tuple[float, ...], autocontinue: bool, where: str
) -> MissionItem:
    """The item that a file's columns mean.

    Raises:
        MissionFileError: command or frame is none, or a position is not on Earth; it begins with `where`.
    """
    if not (0 <= command <= 65_535 and 0 <= frame <= 255):
        raise MissionFileError(
            f"{where} has the command {command} and the frame {frame}.",
            remedy="A command is 0 to 65535 and a frame 0 to 255: the file may be damaged.",
        )
    params, (north, east, height_m) = columns[:4], columns[4:]
    point = None
    if command in PLACED_COMMANDS and (north, east) != (0.0, 0.0):  # in every frame: ArduPilot asks for none
        if not (abs(north) <= 90 and abs(east) <= 180):
            raise MissionFileError(
                f"{where} lies at latitude {north:g}°, longitude {east:g}°.",
                remedy="Positions are latitude, longitude in degrees: they may be swapped.",
            )
        point = GeoPoint(lat_deg=north, lon_deg=east)
    return MissionItem(
        command=command,
        frame=_PLAIN_FRAME.get(frame, frame),
        params=(params[0], params[1], params[2], params[3]),
        point=point,
        param5=0.0 if point else north,
        param6=0.0 if point else east,
        height_m=height_m,
        autocontinue=autocontinue,
    )


def require_mission(command: int, *, where: str) -> None:
    """Refuse what is a fence or a rally point, in a file that a mission is read from.

    Raises:
        MissionFileError: it is one; it begins with `where`.
    """
    if is_apart(command):
        what = "a rally point" if command == RALLY_COMMAND else "part of a fence"
        raise MissionFileError(f"{where} is {what}, not a mission item.", remedy="Choose the mission's file.")


def require_whole_fence(items: Sequence[MissionItem], *, where: str) -> None:
    """Refuse a fence that has places without a position, or polygons that are not all there.

    Raises:
        MissionFileError: it is so; it begins with `where`.
    """
    left, corners, command = 0, 0.0, 0
    for number, item in enumerate(items, 1):
        if item.point is None:
            raise MissionFileError(
                f"{where}: item {number} of the fence has no position.", remedy="The file may be damaged."
            )
        if item.command not in _POLYGON_COMMANDS:
            continue
        if not left:
            corners, command = item.params[0], item.command
            left = int(corners) if 3 <= corners <= GREATEST_CORNERS and corners.is_integer() else 0
        if not left or (item.params[0], item.command) != (corners, command):
            raise MissionFileError(
                f"{where}: item {number} of the fence says that its polygon has {item.params[0]:g} corners.",
                remedy="Every corner of a polygon names their number, 3 to 255, and they follow one another.",
            )
        left -= 1
    if left:
        raise MissionFileError(
            f"{where}: the last polygon of the fence lacks {left} of its {corners:g} corners.",
            remedy="The file may be damaged: use another copy.",
        )


def is_apart(command: int) -> bool:
    """Whether it is part of a fence or a rally point, which vehicles hold apart from the mission."""
    return command in FENCE_COMMANDS or command == RALLY_COMMAND


def is_jump(item: MissionItem) -> bool:
    """Whether its first parameter is the number of another item."""
    return item.command == Command.DO_JUMP
