"""What single mission items mean for a flight: heights, circles, where it ends, and what moves nothing."""

from collections.abc import Iterator

from missions.items import Command, Frame, Mission, MissionItem
from planner.errors import BriefError
from planner.geodesy import GeoPoint, distance_m, point_at
from planner.heights import Height, HeightReference, above_launch
from planner.judge.rtl import COPTER_LIMIT_M, PLANE_LIMIT_M

#: DO_JUMP and DO_JUMP_TAG.
JUMPS = (Command.DO_JUMP, 601)

#: Items during which the vehicle flies on as it would without them: cameras, gimbals, servos, marks, and
#: conditions, which only make other items of this kind wait.
STILL = frozenset(
    (
        *(112, 114, 115),
        *(181, 182, 183, 184),
        *JUMPS,
        *(Command.DO_RETURN_PATH_START, Command.DO_LAND_START),
        *(195, 197, 201, 202, 203, 204, 205, 206, 207, 211, 214, 215, 220),
        *(530, 531, 532, 533, 534, 600, 1000, 1001),
        *(2000, 2001, 2500, 2501, 3000),
    )
)

LANDINGS = (Command.NAV_LAND, Command.NAV_VTOL_LAND)
_ENDS = (*LANDINGS, *JUMPS, Command.NAV_RETURN_TO_LAUNCH, Command.NAV_LOITER_UNLIM)

_REFERENCES = {
    Frame.HOME: HeightReference.LAUNCH,
    Frame.SEA: HeightReference.SEA,
    Frame.GROUND: HeightReference.GROUND,
}
_CIRCLE_CORNERS = 24


def height_of(item: MissionItem, *, home_amsl_m: float | None) -> Height:
    """How high an item is flown; above the launch as well where the launch's own height is known.

    Raises:
        BriefError: the frame says nothing of heights, or nobody flies so high.
    """
    reference = _REFERENCES.get(Frame(item.frame)) if item.frame in list(Frame) else None
    if reference is None:
        raise BriefError(
            f"Frame {item.frame} does not say what its height is above.", remedy="Use frame 0, 3 or 10."
        )
    if reference is HeightReference.SEA and home_amsl_m is not None:
        return above_launch(round(item.height_m - home_amsl_m, 3))
    return Height(metres=item.height_m, above=reference)


def circle_round(centre: GeoPoint, radius_m: float) -> tuple[GeoPoint, ...]:
    """From the middle out to a circle, once round and back: where a circling vehicle may be."""
    bearings = [360 * corner / _CIRCLE_CORNERS for corner in range(_CIRCLE_CORNERS + 1)]
    ring = [point_at(centre, bearing_deg=bearing % 360, distance_m=radius_m) for bearing in bearings]
    return (centre, *ring, centre)


def return_place(mission: Mission, at: GeoPoint, *, home: GeoPoint) -> GeoPoint:
    """Where a plain RTL leads to: home, or one of the mission's rally points (`planner/judge/rtl.py`)."""
    rally = [item.point for item in mission.rally or () if item.point is not None]
    if not rally:
        return home
    nearest = min(rally, key=lambda point: distance_m(at, point))
    off_m, is_plane = distance_m(at, nearest), mission.vehicle_type == "Plane"
    limit_m = mission.rally_limit_m
    if limit_m is None:
        limit_m = PLANE_LIMIT_M if is_plane else COPTER_LIMIT_M
    is_far = 0 < limit_m < off_m
    return home if is_far or (not is_plane and distance_m(at, home) <= off_m) else nearest


def landing_starts(mission: Mission) -> Iterator[int]:
    """The numbers of the DO_LAND_START items that a landing follows, with nothing else to end a flight."""
    for number, item in enumerate(mission.items, 1):
        if item.command != Command.DO_LAND_START:
            continue
        ends = (one.command for one in mission.items[number:] if one.command in _ENDS)
        if next(ends, None) in LANDINGS:
            yield number
