"""What to expect of a mission in the air: how long it may take, how long stand still, where it lands."""

from dataclasses import dataclass

from missions.items import LAST_NAV_COMMAND, Command, Mission, MissionItem
from planner.geodesy import distance_m

_NAV_LOITER_TIME = 19
_NAV_DELAY = 93
_USUAL_SPEED_MPS = 5.0
_CLIMB_MPS = 1.0
_STILL_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """By the vehicle's clock. Past these something is wrong that nobody has told us."""

    longest_s: float  # three times the plan and ten minutes: wind, or a slower vehicle, must not end it
    still_s: float  # two minutes more than any hold that the mission asks for
    landing_number: int | None  # of the item that a normal flight ends with


def expectations(mission: Mission) -> Expectations:
    """What the mission's items say."""
    speed_mps, flown_s, longest_hold_s, height_m = _USUAL_SPEED_MPS, 0.0, 0.0, 0.0
    here = mission.home
    landing_number = None
    for number, item in enumerate(mission.items, start=1):
        if item.command == Command.DO_RETURN_PATH_START:
            break
        if item.command == Command.DO_CHANGE_SPEED and item.params[1] > 0:
            speed_mps = item.params[1]
        if item.command > LAST_NAV_COMMAND:
            continue
        landing_number = number
        hold_s = _hold_s(item)
        longest_hold_s = max(longest_hold_s, hold_s)
        flown_s += hold_s + abs(item.height_m - height_m) / _CLIMB_MPS
        height_m = item.height_m
        if item.point is not None:
            flown_s += distance_m(here, item.point) / speed_mps if here is not None else 0.0
            here = item.point
    return Expectations(
        longest_s=3 * flown_s + 600, still_s=_STILL_S + longest_hold_s, landing_number=landing_number
    )


def _hold_s(item: MissionItem) -> float:
    holds = item.command in {Command.NAV_WAYPOINT, _NAV_LOITER_TIME, _NAV_DELAY}
    return max(0.0, item.params[0]) if holds else 0.0
