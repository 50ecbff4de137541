"""The ways home that a mission carries, from DO_RETURN_PATH_START to a landing; what is no such way is said.

Source: ArduPilot 4.6.3, AP_Mission::jump_to_closest_mission_leg.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from missions.expanded import Unknown
from missions.flight_words import JUMPS, LANDINGS, STILL, height_of
from missions.items import Command, Mission, MissionItem
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from planner.heights import Height, HeightReference
from planner.route import DescentCircle, ReturnPath

#: Waypoints that differ by less are at one height.
_SAME_HEIGHT_M = 0.5

_UNDERSTOOD = frozenset(
    (
        *(Command.NAV_WAYPOINT, Command.NAV_LOITER_TO_ALT, Command.DO_CHANGE_SPEED),
        *(STILL - {*JUMPS, 207}),
    )
)


def ways_home(mission: Mission) -> Iterator[ReturnPath | Unknown]:
    """Each way home as it would be flown, or why it cannot be told."""
    way: _Way | None = None
    for number, item in enumerate(mission.items, 1):
        if item.command == Command.DO_RETURN_PATH_START:
            if way is not None:
                yield way.unknown("it leads to no landing")
            way = _Way(number, item, mission)
        if way is not None and way.take(item):
            yield way.gathered()
            way = None
    if way is not None:
        yield way.unknown("it leads to no landing")


@dataclass(slots=True)
class _Way:
    """A way home while it is gathered."""

    number: int
    start: MissionItem
    mission: Mission
    path: list[GeoPoint] = field(default_factory=list)
    height: Height | None = None
    descent: DescentCircle | None = None
    why_not: str | None = None

    def take(self, item: MissionItem) -> bool:
        """Add an item; whether it was the last."""
        is_last = item.command in LANDINGS or item.command == Command.NAV_RETURN_TO_LAUNCH
        if item.point is not None and item.point not in self.path[-1:] and self._leads(item):
            self.path.append(item.point)
            if not is_last:
                self._fly_at(item)
        if item.command == Command.NAV_RETURN_TO_LAUNCH:
            self._end_at_home()
        elif not is_last and item.command not in _UNDERSTOOD:
            self._refuse(f"what command {item.command} makes of it is not known here")
        return is_last

    def gathered(self) -> ReturnPath | Unknown:
        """The whole way."""
        if self.why_not is not None:
            return self.unknown(self.why_not)
        if not self.path or self.height is None:
            return self.unknown("it names no place and height to be flown at")
        return ReturnPath(path=tuple(self.path), height=self.height, descent=self.descent)

    def unknown(self, why: str) -> Unknown:
        """Why it is no way that could be checked."""
        at = self.path[0] if self.path else None
        return Unknown(
            number=self.number,
            command=self.start.command,
            why=f"the way home from it is not known: {why}",
            at=at,
        )

    def _leads(self, item: MissionItem) -> bool:
        """Whether it is flown to: cameras look at places, and DO_LAND_START only says where one is."""
        is_flown = item.command in (Command.NAV_WAYPOINT, Command.NAV_LOITER_TO_ALT, *LANDINGS)
        return is_flown or item is self.start

    def _is_level(self, item: MissionItem) -> bool:
        """A wing comes down in its descent circle."""
        return self.descent is None and item.command == Command.NAV_WAYPOINT

    def _fly_at(self, item: MissionItem) -> None:
        try:
            height = height_of(item, home_amsl_m=self.mission.home_amsl_m)
        except BriefError as error:
            self._refuse(error.problem.rstrip("."))
            return
        if height.above is not HeightReference.LAUNCH:
            self._refuse(f"it is flown {height}, and how high that is above the launch is not known")
        elif self.height is None:
            self.height = height
        elif self._is_level(item) and abs(height.metres - self.height.metres) > _SAME_HEIGHT_M:
            self._refuse(f"it is flown {self.height} and {height}, and only one height can be checked")
        if item.command == Command.NAV_LOITER_TO_ALT and item.point is not None:
            self.descent = DescentCircle(
                centre=item.point,
                radius_m=abs(item.params[1]),
                clockwise=item.params[1] >= 0,
                height=height,
            )

    def _end_at_home(self) -> None:
        if self.mission.vehicle_type == "Plane":
            self._refuse("it ends in a return to launch, after which a plane circles")
        elif self.mission.home is not None and self.mission.home not in self.path[-1:]:
            self.path.append(self.mission.home)

    def _refuse(self, why: str) -> None:
        self.why_not = self.why_not or why
