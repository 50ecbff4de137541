"""A mission gone through as ArduPlane flies it: turns, climb-outs and circles included.

Source: ArduPilot 4.6.3, commands_logic.cpp of Plane (do_takeoff, verify_nav_wp, verify_loiter_heading,
exit_mission_callback), mode_rtl.cpp.
"""

import math

from missions.expanded import Ending
from missions.flight_words import landing_starts
from missions.items import LAST_NAV_COMMAND, Command, Frame, Mission, MissionItem
from missions.walk import MOST_BETWEEN, Flyer, Walk
from missions.wing_flight import Circle, Path, WingFlight
from missions.wing_steering import GREATEST_WIND_SHARE, SLIPS_TO, WAYPOINT_RADIUS_M
from planner.brief import Wind
from planner.errors import BriefError
from planner.findings import Finding, Level
from planner.geodesy import GeoPoint, bearing_deg, distance_m, path_length_m
from planner.heights import Height, above_launch
from planner.profiles import SITL_PLANE
from planner.route import LegKind
from planner.wing.wings import Wings

_USUAL = Wings(craft=SITL_PLANE, air_speed_mps=SITL_PLANE.cruise_mps, wind=Wind())

#: Items of which a Plane takes a height of 0 above home or ground for as high as it is (Location::sanitize).
_WAITS = (Command.NAV_LOITER_UNLIM, 18, 19, Command.NAV_LOITER_TO_ALT)

_GREATEST_BYTE_M = 255.0  # radii of waypoints are held in bytes
_AIR_SPEED, _LEAST_GROUND_SPEED = 0, 1  # first parameters of DO_CHANGE_SPEED


class WingWalk(Walk):
    """Where a Plane is while its mission is gone through."""

    def __init__(self, mission: Mission, at: GeoPoint, flyer: Flyer) -> None:
        super().__init__(mission, at, flyer)
        wings = flyer.wings or _USUAL
        self.speed_mps = wings.air_speed_mps
        self.climb_mps, self.sink_mps = wings.wing.climb_mps, wings.wing.descent_mps
        self._landing_from: int | None = None
        points = [item.point for item in mission.items if item.point is not None]
        points += [item.point for item in mission.rally or () if item.point is not None]
        self._wing = WingFlight(points, at, wings)
        if flyer.wings is None:
            self._assume_wings()
        if wings.wind.speed_mps > GREATEST_WIND_SHARE * wings.air_speed_mps:
            raise BriefError(
                f"In a wind of {wings.wind.speed_mps:g} m/s {wings.craft.name} gets nowhere at "
                f"{wings.air_speed_mps:g} m/s.",
                remedy="Wait for less wind, or take a faster aircraft.",
            )

    def _ran_out(self) -> Ending:
        return self._circle_home()

    def _return(self) -> Ending | None:
        starts = [*landing_starts(self.mission)]
        if not starts:
            return self._circle_home()
        place = self._return_place()
        self._landing_from = min(starts, key=lambda number: self._away_m(number, place))
        self._circle_home(following=self._next_place(self._landing_from))
        self._assume_autoland(self._landing_from)
        return None

    def _circle_home(self, *, following: GeoPoint | None = None) -> Ending:
        place = self._return_place()
        path = self._wing.round(self._circle_round(place, 0.0, on_tangent=True), following=following)
        self._fly_path(path, place, self.height, kind=LegKind.RECOVERY)
        return Ending.CIRCLES

    def _away_m(self, number: int, place: GeoPoint) -> float:
        start = self.mission.items[number - 1].point or self._next_place(number)
        return math.inf if start is None else distance_m(place, start)

    def _following(self, item: MissionItem) -> int:
        if self._landing_from is not None:
            number, self._landing_from = self._landing_from, None
            return number
        return super()._following(item)

    def _take_off(self, item: MissionItem) -> None:
        if item.command == Command.NAV_VTOL_TAKEOFF:
            super()._take_off(item)
            return
        height, towards = self._height(item), self._next_place(self.number)
        course_deg = self.flyer.take_off_deg
        if course_deg is None and towards is not None and towards != self.at:
            course_deg = bearing_deg(self.at, towards)
        if course_deg is None:
            self._say("a plane climbs out along its nose, and nothing says where that points")
            super()._take_off(item)
            return
        path = self._wing.climb_out(height_m=height.metres - self.height.metres, bearing_deg=course_deg)
        self._along(path, height, kind=LegKind.TAKE_OFF, speed_mps=self.speed_mps)
        if self.flyer.take_off_deg is None:
            self._assume_course(course_deg, path_length_m(path))

    def _waypoint(self, item: MissionItem) -> None:
        early_m, beyond_m = (min(max(item.params[n], 0.0), _GREATEST_BYTE_M) // 1 for n in (1, 2))
        if self._wing.turns_back(item.point or self.at):
            self._assume_side()
        path = self._wing.to(
            item.point or self.at,
            early_m=early_m or None,
            beyond_m=beyond_m,
            following=self._next_place(self.number),
        )
        self._fly_path(path, item.point or self.at, self._height(item), kind=LegKind.TRANSIT)
        if not early_m and not beyond_m:
            self._assume_radius()

    def _loiter(self, item: MissionItem) -> None:
        """LOITER_TIME keeps only the side of its radius."""
        self._circle_at(item, math.copysign(0.0, item.params[2]))
        self._wait(item.params[0])

    def _loiter_to_height(self, item: MissionItem) -> None:
        self._circle_at(item, item.params[1])

    def _turns(self, item: MissionItem) -> None:
        self._circle_at(item, item.params[2], turns=item.params[0])

    def _hold(self, item: MissionItem) -> None:
        self._circle_at(item, item.params[2])

    def _change_speed(self, item: MissionItem) -> None:
        """An air speed that it does not fly is left; a least speed over ground makes it faster at most."""
        wing, (kind, speed_mps, *_) = self._wing.wings.wing, item.params
        if kind == _AIR_SPEED and wing.least_air_speed_mps <= speed_mps <= wing.greatest_air_speed_mps:
            self.speed_mps = speed_mps
        elif kind == _LEAST_GROUND_SPEED and speed_mps > self.speed_mps:
            self.speed_mps = min(speed_mps, wing.greatest_air_speed_mps)
        self._wing.keep_air_speed(self.speed_mps)

    def _land(self, item: MissionItem) -> None:
        is_vertical = item.command == Command.NAV_VTOL_LAND
        if item.point is None and not is_vertical:
            self._say("a plane lands at a place, and it names none")
        path = self._wing.down_to(item.point or self.at)
        if is_vertical:
            self._fly_path(path, item.point or self.at, self.height, kind=LegKind.RECOVERY)
            self._descend()
        else:
            self._fly_path(path, item.point or self.at, above_launch(0), kind=LegKind.LANDING)

    def _fly_path(self, path: Path | None, place: GeoPoint, height: Height, *, kind: LegKind) -> None:
        if path is None:
            self._say("it is never reached: its turns are wider than the mission leaves room for")
            path = self._wing.straight_to(place)
        self._along(path, height, kind=kind, speed_mps=self.speed_mps)

    def _circle_at(self, item: MissionItem, radius_m: float, *, turns: float = 1.0) -> None:
        circle = self._circle_round(item.point or self.at, radius_m, on_tangent=item.params[3] > 0)
        path = self._wing.round(circle, following=self._next_place(self.number))
        self._fly_path(path, item.point or self.at, self._height(item), kind=LegKind.TRANSIT)
        self._wait((max(turns, 1.0) - 1) * math.tau * circle.radius_m / self.speed_mps)

    def _circle_round(self, centre: GeoPoint, radius_m: float, *, on_tangent: bool) -> Circle:
        """A radius of 1 m or less is that of all circles (WP_LOITER_RAD); a negative one, the other way."""
        flown_m = abs(radius_m) if abs(radius_m) > 1 else self._wing.wings.wing.loiter_radius_m
        is_clockwise = math.copysign(1.0, radius_m) > 0
        return Circle(centre=centre, radius_m=flown_m, clockwise=is_clockwise, leaves_on_tangent=on_tangent)

    def _next_place(self, number: int) -> GeoPoint | None:
        """Where the next item that is flown leads; None: that has no place."""
        for following in self.order.beyond(number, most=MOST_BETWEEN):
            item = self.mission.items[following - 1]
            if item.command == Command.NAV_RETURN_TO_LAUNCH:
                return self._return_place()
            if item.command <= LAST_NAV_COMMAND:
                return item.point
        return None

    def _keeps_height(self, item: MissionItem) -> bool:
        if item.command in _WAITS:
            return item.frame in (Frame.HOME, Frame.GROUND)
        return item.point is None and item.command == Command.NAV_WAYPOINT

    def _assume(self, code: str, message: str, remedy: str, *, level: Level = Level.WARNING) -> None:
        if not any(one.code == code for one in self.assumed):
            subject = f"item-{self.number}" if self.number else "mission"
            self.assumed.append(
                Finding(code=code, level=level, subject=subject, message=message, remedy=remedy, at=self.at)
            )

    def _assume_wings(self) -> None:
        speed_mps, wing = self._wing.wings.air_speed_mps, self._wing.wings.wing
        turns_m = wing.turn_radius_m(ground_speed_mps=speed_mps) / SLIPS_TO
        self._assume(
            "wing-assumed",
            f"Nobody has described the plane: it is taken to fly {speed_mps:g} m/s, turns of {turns_m:.0f} m "
            f"and circles of {wing.loiter_radius_m:g} m radius, without wind.",
            "Hold the mission against a brief that lists the aircraft.",
        )

    def _assume_course(self, course_deg: float, length_m: float) -> None:
        self._assume(
            "take-off-assumed",
            f"The climb-out is taken to lead {length_m:,.0f} m towards the next item, on {course_deg:.0f}°: "
            "a plane climbs out along its nose.",
            "Stand it on that course, or give the aircraft's take-off bearing in the brief.",
        )

    def _assume_radius(self) -> None:
        self._assume(
            "waypoint-radius-assumed",
            f"Waypoints without a radius of their own are taken up to {WAYPOINT_RADIUS_M:g} m early.",
            f"See that WP_RADIUS is {WAYPOINT_RADIUS_M:g}.",
            level=Level.NOTE,
        )

    def _assume_side(self) -> None:
        self._assume(
            "turn-side-assumed",
            f"On the way to item {self.number} it turns right back: one side was looked at, and to which it "
            "will turn is not known.",
            "Put a waypoint beside the line, on the side where there is room.",
        )

    def _assume_autoland(self, number: int) -> None:
        self._assume(
            "landing-by-parameter",
            f"After its return to launch it lands by item {number}, with RTL_AUTOLAND 1 alone; until then it "
            "circles as wide as elsewhere, with RTL_RADIUS 0.",
            "See that RTL_AUTOLAND is 1 and RTL_RADIUS 0, or end the mission with a landing.",
        )
