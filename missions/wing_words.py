"""The words for a wing: what its mission says otherwise than a multirotor's.

A plane climbs out along the way its nose points until NAV_TAKEOFF's height, whatever position that item has.
A waypoint is taken early, by the second parameter, so that a chain of chords is flown as the arc it stands
for. Speeds are air speeds. The return path comes down in a circle (NAV_LOITER_TO_ALT); DO_LAND_START after it
ends the part that ArduPilot's search for the nearest leg looks at.

Source: ArduPlane 4.6.3, commands_logic.cpp (do_takeoff, verify_takeoff, verify_nav_wp); AP_Mission.cpp
(distance_to_mission_leg).
"""

import math
from collections.abc import Iterator
from dataclasses import replace

from missions.items import Command, Frame, MissionItem
from planner.fleet import Vtol
from planner.geodesy import GeoPoint
from planner.route import DescentCircle, Leg
from planner.wing.wings import EARLY_SHARE, Wings

AIR_SPEED = 0.0  # first parameter of DO_CHANGE_SPEED
UNCHANGED = -1.0  # its throttle

#: NAV_TAKEOFF ends at this share of the height planned for the end of the climb-out: until then a plane does
#: not turn, so that one that climbs worse than planned still turns in time.
TAKE_OFF_SHARE = 0.7

#: Climb-outs less steep than this are not asked for.
LEAST_PITCH_DEG = 8.0

#: The second parameter of a waypoint is one byte.
GREATEST_EARLY_M = 255.0

EXIT_ON_TANGENT = 1.0  # fourth parameter of NAV_LOITER_TO_ALT


def wing_take_off(leg: Leg, *, height_m: float, wings: Wings) -> MissionItem:
    """Straight up for a VTOL, else along the nose until high enough to turn."""
    if isinstance(wings.craft, Vtol):
        return MissionItem(
            command=Command.NAV_VTOL_TAKEOFF, point=leg.path[-1], height_m=height_m, leg_id=leg.leg_id
        )
    pitch_deg = max(math.degrees(math.atan(wings.climb_gradient)), LEAST_PITCH_DEG)
    return MissionItem(
        command=Command.NAV_TAKEOFF,
        params=(float(round(pitch_deg)), 0.0, 0.0, 0.0),
        point=leg.path[-1],
        height_m=round(TAKE_OFF_SHARE * height_m),
        leg_id=leg.leg_id,
    )


def wing_speed(wings: Wings, leg: Leg) -> MissionItem:
    """The air speed of the patrol."""
    return MissionItem(
        command=Command.DO_CHANGE_SPEED,
        frame=Frame.NO_POSITION,
        params=(AIR_SPEED, float(wings.air_speed_mps), UNCHANGED, 0.0),
        leg_id=leg.leg_id,
    )


def taken_early(waypoint: MissionItem, wings: Wings) -> MissionItem:
    """A waypoint on the way to the next, taken as early as the steering law needs to keep to the path."""
    early_m = min(float(round(EARLY_SHARE * wings.look_ahead_m)), GREATEST_EARLY_M)
    return replace(waypoint, params=(0.0, early_m, 0.0, 0.0))


def wing_landing(point: GeoPoint, *, wings: Wings, go_around_m: float, leg_id: str | None) -> MissionItem:
    """Touch-down; a plane that breaks off climbs to `go_around_m` first."""
    if isinstance(wings.craft, Vtol):
        return MissionItem(command=Command.NAV_VTOL_LAND, point=point, leg_id=leg_id)
    return MissionItem(
        command=Command.NAV_LAND,
        params=(float(round(go_around_m)), 0.0, 0.0, 0.0),
        point=point,
        leg_id=leg_id,
    )


def landing_mark() -> MissionItem:
    """From here on it is landing. No position of its own: it would count as one more corner of the path."""
    return MissionItem(command=Command.DO_LAND_START, frame=Frame.NO_POSITION)


def descent(circle: DescentCircle, *, height_m: float) -> Iterator[MissionItem]:
    """Down in a circle, out on the tangent towards the approach."""
    radius_m = round(circle.radius_m) * (1 if circle.clockwise else -1)
    yield MissionItem(
        command=Command.NAV_LOITER_TO_ALT,
        params=(0.0, float(radius_m), 0.0, EXIT_ON_TANGENT),
        point=circle.centre,
        height_m=height_m,
    )
    yield landing_mark()
