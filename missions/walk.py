"""A mission gone through item by item as ArduCopter flies it, and what every vehicle has in common.

Source: ArduPilot 4.6.3, AP_Mission::advance_current_nav_cmd; mode_auto.cpp of Copter; MAVLink common
messages, MAV_CMD.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from missions.expanded import Ending, Unknown
from missions.flight_words import STILL, circle_round, height_of, return_place
from missions.item_order import ItemOrder
from missions.items import Command, Mission, MissionItem
from planner.errors import BriefError
from planner.findings import Finding
from planner.geodesy import GeoPoint, path_length_m
from planner.heights import Height, above_launch
from planner.route import Leg, LegKind
from planner.wing.wings import Wings

#: A loop without end is unrolled for so long where nobody says how long the vehicle flies.
USUAL_CAP_S = 3_600.0

#: ArduPilot looks at no more items for the next that is flown.
MOST_BETWEEN = 255

#: Nobody waits for more: a mission of 700 items would have to be flown through thirty times.
_MOST_LEGS = 20_000
_LONGEST_S = 48 * 3_600.0

#: Items of which a Copter takes a height of 0 for as high as it is (ModeAuto::loc_from_cmd).
_AS_HIGH_AS_NOW = (Command.NAV_WAYPOINT, Command.NAV_LOITER_UNLIM, 18, 19, 82)

_CIRCLE_RADIUS_M = 10.0  # of a Copter as it comes


@dataclass(frozen=True, slots=True, kw_only=True)
class Flyer:
    """What is known of the aircraft that flies a mission."""

    speed_mps: float = 10.0  # over ground, until the mission says otherwise; a wing has its air speed
    cap_s: float = USUAL_CAP_S  # so long after take-off a loop without end is followed
    wings: Wings | None = None  # of a Plane; None: nobody has described it
    take_off_deg: float | None = None  # true bearing of a wing's take-off; None: not known


class Walk:
    """Where the vehicle is while its mission is gone through; a Copter, unless a subclass knows better."""

    #: Vertical speeds of an ArduCopter as it comes (WPNAV_SPEED_UP, LAND_SPEED's mean).
    climb_mps, sink_mps = 2.5, 1.5

    def __init__(self, mission: Mission, at: GeoPoint, flyer: Flyer) -> None:
        self.mission, self.flyer, self.at = mission, flyer, at
        self.speed_mps = flyer.speed_mps
        self.height = above_launch(0)
        self.number = 0
        self.legs: list[Leg] = []
        self.unknown: dict[int, Unknown] = {}  # by number: the first thing said of each item
        self.assumed: list[Finding] = []
        self.homes = [at]
        self.order = ItemOrder(mission.items)
        self._gone_s = 0.0
        self._passes: dict[int, int] = {}

    def flown(self) -> Ending:
        """Go through all of it; how the flight is over."""
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
            if steps_without_leg > MOST_BETWEEN:
                self._say("it jumps in a circle in which nothing is flown to")
                return Ending.UNKNOWN
            greatest_s = self.flyer.cap_s if self.order.is_endless else _LONGEST_S
            if self._gone_s > greatest_s or len(self.legs) > _MOST_LEGS:
                return Ending.LOOPS if self.order.is_endless else Ending.TOO_LONG
        return self._ran_out()

    def _ran_out(self) -> Ending:
        """Past the last item."""
        return Ending.HOLDS

    def _ending(self, item: MissionItem) -> Ending | None:
        """Fly an item; how the flight is over, if with it."""
        match item.command:
            case Command.NAV_LAND | Command.NAV_VTOL_LAND:
                self._land(item)
                return Ending.LANDED
            case Command.NAV_RETURN_TO_LAUNCH:
                return self._return()
            case Command.NAV_LOITER_UNLIM:
                self._hold(item)
                return Ending.HOLDS
            case _:
                self._do(item)
                return None

    def _return(self) -> Ending | None:
        self._fly_to(self._return_place(), self.height, kind=LegKind.RECOVERY)
        self._descend()
        return Ending.RETURNED

    def _return_place(self) -> GeoPoint:
        return return_place(self.mission, self.at, home=self.homes[-1])

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
        following = self.order.after(self.number)
        if following is None:
            self._say(f"it jumps to {item.params[0]:g}, which there is none of")
            return len(self.mission.items) + 1
        return following

    def _take_off(self, item: MissionItem) -> None:
        """Straight up: the position of a take-off is ignored."""
        self._fly_to(self.at, self._height(item), kind=LegKind.TAKE_OFF, speed_mps=self.climb_mps)

    def _waypoint(self, item: MissionItem) -> None:
        self._fly(item)
        self._wait(item.params[0])

    def _loiter(self, item: MissionItem) -> None:
        self._fly(item)
        self._wait(item.params[0])

    def _loiter_to_height(self, item: MissionItem) -> None:
        self._fly(item)

    def _hold(self, item: MissionItem) -> None:
        self._fly(item)

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
        if item.point is not None:
            self._fly_to(item.point, self.height, kind=LegKind.RECOVERY)
        self._descend()

    def _descend(self) -> None:
        self._fly_to(self.at, above_launch(0), kind=LegKind.LANDING, speed_mps=self.sink_mps)

    def _fly(self, item: MissionItem) -> None:
        """To an item's place; at latitude and longitude 0 ArduPilot takes the place where it is."""
        self._fly_to(item.point or self.at, self._height(item), kind=LegKind.TRANSIT)

    def _circle(self, radius_m: float, *, turns: float) -> None:
        radius_m = abs(radius_m) or _CIRCLE_RADIUS_M
        length_m = math.tau * radius_m * max(turns, 1.0)
        self._add(
            circle_round(self.at, radius_m),
            self.height,
            LegKind.TRANSIT,
            self.speed_mps,
            length_m / self.speed_mps,
        )

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._add((self.at,), self.height, LegKind.TRANSIT, self.speed_mps, seconds)

    def _fly_to(
        self, point: GeoPoint, height: Height, *, kind: LegKind, speed_mps: float | None = None
    ) -> None:
        speed_mps = self.speed_mps if speed_mps is None else speed_mps
        self._along((self.at, point), height, kind=kind, speed_mps=speed_mps)

    def _along(self, path: tuple[GeoPoint, ...], height: Height, *, kind: LegKind, speed_mps: float) -> None:
        """A path flown at one speed, or as long as its climb or descent takes."""
        climbs_m = height.metres - self.height.metres if height.above is self.height.above else 0.0
        vertical_s = climbs_m / self.climb_mps if climbs_m > 0 else -climbs_m / self.sink_mps
        path = path if len(set(path)) > 1 else path[:1]
        self._add(path, height, kind, speed_mps, max(path_length_m(path) / speed_mps, vertical_s))
        self.at = path[-1]

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
        """Whether a height of 0, in whole cm, means as high as now."""
        return item.command in _AS_HIGH_AS_NOW

    def _say(self, why: str) -> None:
        item = self.mission.items[self.number - 1]
        one = Unknown(number=self.number, command=item.command, why=why, at=item.point or self.at)
        self.unknown.setdefault(self.number, one)
