"""A mission unrolled into the legs that ArduPilot flies of it, jumps and waits included.

What cannot be unrolled is listed, never passed over: whoever judges the legs must not call them checked.

Source: ArduPilot 4.6.3, AP_Mission::advance_current_nav_cmd and get_next_cmd; mode_auto.cpp of Copter,
commands_logic.cpp of Plane; MAVLink common messages, MAV_CMD.
"""

from missions.expanded import Ending, Expanded, Unknown
from missions.items import Mission
from missions.walk import Flyer, Walk
from missions.ways_home import ways_home
from missions.wing_walk import WingWalk
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from planner.route import ReturnPath


def expand(mission: Mission, flyer: Flyer | None = None) -> Expanded:
    """The flight of a mission that starts where the plan expects the vehicle to arm.

    Args:
        mission: Whose items.
        flyer: Who flies it; None: nobody has described the aircraft.
    """
    home = mission.home or next((item.point for item in mission.items if item.point), None)
    if home is None:
        return _nothing(mission)
    walk = _walk(mission, home, flyer or Flyer())
    ending = walk.flown()
    ways = [*ways_home(mission)]
    unknown = [*walk.unknown.values(), *(way for way in ways if isinstance(way, Unknown))]
    return Expanded(
        legs=tuple(walk.legs),
        ending=ending,
        ended_at=walk.number,
        unknown=tuple(sorted(unknown, key=lambda one: one.number)),
        assumed=tuple(walk.assumed),
        return_paths=tuple(way for way in ways if isinstance(way, ReturnPath)),
        homes=tuple(walk.homes),
    )


def _walk(mission: Mission, home: GeoPoint, flyer: Flyer) -> Walk:
    if mission.vehicle_type != "Plane":
        return Walk(mission, home, flyer)
    try:
        return WingWalk(mission, home, flyer)
    except BriefError as error:
        walk = Walk(mission, home, flyer)
        why = f"the turns of this mission cannot be flown: {error.problem.rstrip('.')}"
        for number, item in enumerate(mission.items[:1], 1):
            walk.unknown[number] = Unknown(number=number, command=item.command, why=why, at=home)
        return walk


def _nothing(mission: Mission) -> Expanded:
    unknown = tuple(
        Unknown(number=n, command=item.command, why="nothing in the mission has a position", at=None)
        for n, item in enumerate(mission.items[:1], 1)
    )
    return Expanded(legs=(), ending=Ending.UNKNOWN, ended_at=0, unknown=unknown, return_paths=(), homes=())
