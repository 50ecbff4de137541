"""A mission unrolled into the legs that ArduPilot flies of it, jumps and waits included.

What cannot be unrolled is listed, never passed over: whoever judges the legs must not call them checked.

Source: ArduPilot 4.6.3, AP_Mission::advance_current_nav_cmd and get_next_cmd; mode_auto.cpp of Copter,
commands_logic.cpp of Plane; MAVLink common messages, MAV_CMD.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from missions.expanded import Ending, Expanded, Unknown
from missions.flight_words import STILL, circle_round, height_of, returns_of
from missions.item_order import ItemOrder
from missions.items import Command, Frame, Mission, MissionItem
from planner.errors import BriefError
from planner.geodesy import GeoPoint, path_length_m
from planner.heights import Height, above_launch
from planner.route import Leg, LegKind

#: A loop without end is unrolled for so long where nobody says how long the vehicle flies.
USUAL_CAP_S = 3_600.0

#: ArduPilot looks at no more items for the next that is flown.
_MOST_BETWEEN = 255

#: Nobody waits for more: a mission of 700 items would have to be flown through thirty times.
_MOST_LEGS = 20_000
_LONGEST_S = 48 * 3_600.0

#: Of a Copter, where a height of 0 is none; of a Plane, where it waits or circles.
_AS_HIGH_AS_NOW = (Command.NAV_WAYPOINT, Command.NAV_LOITER_UNLIM, 18, 19, 82)
_PLANE_WAITS = (Command.NAV_LOITER_UNLIM, 18, 19, Command.NAV_LOITER_TO_ALT)

#: Vertical speeds of an ArduCopter as it comes (WPNAV_SPEED_UP, LAND_SPEED's mean).
_CLIMB_MPS, _SINK_MPS = 2.5, 1.5


def expand(mission: Mission, *, speed_mps: float = 10.0, cap_s: float = USUAL_CAP_S) -> Expanded:
    """The flight of a mission that starts where the plan expects the vehicle to arm.

    Args:
        mission: Whose items.
        speed_mps: Over ground, until the mission says otherwise.
        cap_s: So long after take-off a loop without end is followed.
    """
    home = mission.home or next((item.point for item in mission.items if item.point), None)
    if home is None:
        return _nothing(mission)
    walk = _Walk(mission, home, speed_mps, cap_s)
    ending = walk.flown()
    return Expanded(
        legs=tuple(walk.legs),
        ending=ending,
        ended_at=walk.number,
        unknown=tuple(walk.unknown.values()),
        return_paths=tuple(returns_of(mission)),
        homes=tuple(walk.homes),
    )


def _nothing(mission: Mission) -> Expanded:
    unknown = tuple(
        Unknown(number=n, command=item.command, why="nothing in the mission has a position", at=None)
        for n, item in enumerate(mission.items[:1], 1)
    )
    return Expanded(legs=(), ending=Ending.UNKNOWN, ended_at=0, unknown=unknown, return_paths=(), homes=())


@dataclass(slots=True)
class _Walk:
    """Where the vehicle is while its mission is gone through."""

    mission: Mission
    at: GeoPoint
    speed_mps: float
    cap_s: float
    height: Height = field(default_factory=lambda: above_launch(0))
    number: int = 0
    legs: list[Leg] = field(default_factory=list)
    unknown: dict[int, Unknown] = field(default_factory=dict)  # by number: the first thing said of each item
    homes: list[GeoPoint] = field(default_factory=list)
    _gone_s: float = 0.0
    _passes: dict[int, int] = field(default_factory=dict)
    _is_plane: bool = False
    _order: ItemOrder = field(init=False)

    def __post_init__(self) -> None:
        self.homes.append(self.at)
        self._is_plane = self.mission.vehicle_type == "Plane"
        self._order = ItemOrder(self.mission.items)

    def flown(self) -> Ending:
        following = 1
        steps_without_leg = 0
        while 1 <= following <= len(self.mission.items):
            self.number, before = following, len(self.legs)
            item = self.mission.items[following - 1]
            ending = self._ending(item)
            if ending is not None:
                return ending
            following = self._following(item)
            steps_without_leg = 0 if len(self.legs) > before else steps_without_leg + 1
            if steps_without_leg > _MOST_BETWEEN:
                self._say("it jumps in a circle in which nothing is flown to")
                return Ending.UNKNOWN
            greatest_s = self.cap_s if self._order.is_endless else _LONGEST_S
            if self._gone_s > greatest_s or len(self.legs) > _MOST_LEGS:
                return Ending.LOOPS if self._order.is_endless else Ending.TOO_LONG
        return Ending.HOLDS

    def _ending(self, item: MissionItem) -> Ending | None:
        """Fly an item; how the flight is over, if with it."""
        match item.command:
            case Command.NAV_LAND | Command.NAV_VTOL_LAND:
                self._land(item)
                return Ending.LANDED
            case Command.NAV_RETURN_TO_LAUNCH:
                self._fly_to(self.homes[-1], self.height, kind=LegKind.RECOVERY)
                self._descend()
                return Ending.RETURNED
            case Command.NAV_LOITER_UNLIM:
                self._fly(item)
                self._circle(item.params[2])
                return Ending.HOLDS
            case _:
                self._do(item)
                return None

    def _do(self, item: MissionItem) -> None:
        known: dict[int, Callable[[MissionItem], None]] = {
            Command.NAV_TAKEOFF: self._take_off,
            Command.NAV_VTOL_TAKEOFF: self._take_off,
            Command.NAV_WAYPOINT: self._waypoint,
            18: self._turns,
            19: self._loiter,
            Command.NAV_LOITER_TO_ALT: self._loiter_to_height,
            82: self._spline,
            93: self._delay,
            Command.DO_CHANGE_SPEED: self._change_speed,
            179: self._set_home,
        }
        if item.command in known:
            known[item.command](item)
        elif item.command == 207 and item.params[0] == 0:
            self._say("it switches the fence off")
        elif item.command not in STILL:
            self._say("what it makes of the flight is not known here")

    def _following(self, item: MissionItem) -> int:
        following = self._order.after(self.number)
        if following is None:
            self._say(f"it jumps to {item.params[0]:g}, which there is none of")
            return len(self.mission.items) + 1
        return following

    def _take_off(self, item: MissionItem) -> None:
        """Straight up: the position of a take-off is ignored (a plane goes where its nose points)."""
        self._fly_to(self.at, self._height(item), kind=LegKind.TAKE_OFF, speed_mps=_CLIMB_MPS)

    def _waypoint(self, item: MissionItem) -> None:
        self._fly(item)
        if not self._is_plane:
            self._wait(item.params[0])

    def _loiter(self, item: MissionItem) -> None:
        self._fly(item)
        if self._is_plane:
            self._circle(item.params[2])
        self._wait(item.params[0])

    def _loiter_to_height(self, item: MissionItem) -> None:
        self._fly(item)
        if self._is_plane:
            self._circle(item.params[1])

    def _turns(self, item: MissionItem) -> None:
        self._fly(item)
        self._circle(item.params[2], turns=item.params[0])

    def _spline(self, item: MissionItem) -> None:
        self._say("the curve of a spline leads off the straight line to it")
        self._waypoint(item)

    def _delay(self, item: MissionItem) -> None:
        if item.params[0] > 0:
            self._wait(item.params[0])
        else:
            self._say("it waits until a time of day")

    def _change_speed(self, item: MissionItem) -> None:
        if item.params[0] in (0, 1) and item.params[1] > 0:
            self.speed_mps = item.params[1]

    def _set_home(self, item: MissionItem) -> None:
        at = self.at if item.params[0] == 1 or item.point is None else item.point
        if at != self.homes[-1]:
            self.homes.append(at)
            self._say("heights after it are above another home, whose elevation is not known")

    def _land(self, item: MissionItem) -> None:
        if self._is_plane and item.command == Command.NAV_LAND and item.point is not None:
            self._fly_to(item.point, above_launch(0), kind=LegKind.LANDING)
            return
        if item.point is not None:
            self._fly_to(item.point, self.height, kind=LegKind.RECOVERY)
        self._descend()

    def _descend(self) -> None:
        self._fly_to(self.at, above_launch(0), kind=LegKind.LANDING, speed_mps=_SINK_MPS)

    def _fly(self, item: MissionItem) -> None:
        """To an item's place; at latitude and longitude 0 ArduPilot takes the place where it is."""
        self._fly_to(item.point or self.at, self._height(item), kind=LegKind.TRANSIT)

    def _circle(self, radius_m: float, *, turns: float = 1.0) -> None:
        radius_m = abs(radius_m) or (60.0 if self._is_plane else 10.0)  # WP_LOITER_RAD, CIRCLE_RADIUS
        centre, path = self.at, circle_round(self.at, radius_m)
        length_m = math.tau * radius_m * max(turns, 1.0)
        self._add(path, self.height, LegKind.TRANSIT, self.speed_mps, length_m / self.speed_mps)
        self.at = centre

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._add((self.at,), self.height, LegKind.TRANSIT, self.speed_mps, seconds)

    def _fly_to(
        self, point: GeoPoint, height: Height, *, kind: LegKind, speed_mps: float | None = None
    ) -> None:
        path = (self.at, point) if point != self.at else (self.at,)
        speed_mps = self.speed_mps if speed_mps is None else speed_mps
        climbs = height.metres - self.height.metres if height.above is self.height.above else 0.0
        vertical_s = climbs / _CLIMB_MPS if climbs > 0 else -climbs / _SINK_MPS
        self._add(path, height, kind, speed_mps, max(path_length_m(path) / speed_mps, vertical_s))
        self.at = point

    def _add(
        self, path: tuple[GeoPoint, ...], height: Height, kind: LegKind, speed_mps: float, lasts_s: float
    ) -> None:
        turn = self._passes.get(self.number, 0) + 1
        self._passes[self.number] = turn
        self.legs.append(
            Leg(
                leg_id=f"item-{self.number}" if turn == 1 else f"item-{self.number}.{turn}",
                kind=kind,
                path=path,
                start_height=self.height,
                end_height=height,
                ground_speed_mps=speed_mps,
                duration_s=lasts_s,
                energy_wh=0.0,
            )
        )
        self.height = height
        self._gone_s += lasts_s

    def _height(self, item: MissionItem) -> Height:
        if int(item.height_m * 100) == 0 and self._keeps_height(item):
            return self.height
        try:
            return height_of(item, home_amsl_m=self.mission.home_amsl_m)
        except BriefError as error:
            self._say(error.problem.rstrip("."))
            return self.height

    def _keeps_height(self, item: MissionItem) -> bool:
        """Whether a height of 0, in whole cm, means as high as now (loc_from_cmd, set_next_WP, sanitize)."""
        if not self._is_plane:
            return item.command in _AS_HIGH_AS_NOW
        if item.command in _PLANE_WAITS:
            return item.frame in (Frame.HOME, Frame.GROUND)
        return item.point is None and item.command == Command.NAV_WAYPOINT

    def _say(self, why: str) -> None:
        item = self.mission.items[self.number - 1]
        one = Unknown(number=self.number, command=item.command, why=why, at=item.point or self.at)
        self.unknown.setdefault(self.number, one)
