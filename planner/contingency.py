"""What an aircraft does by itself when something fails: part of the brief."""

from dataclasses import dataclass
from enum import Enum

from planner.require import require_between


class Action(Enum):
    """What is done about a failure. `planner.judge` says which of them an autopilot has for which failure."""

    RETURN_PATH = "return path"  # home by the nearest way that stays inside
    RTL = "straight home"  # or to a rally point, whatever lies between
    LAND = "land"  # where it is; a wing, which cannot, takes the return path
    NONE = "none"  # the patrol goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Contingency:
    """One action a failure, for every aircraft of the brief; each returns at its own return height.

    Terrain data is not asked for: heights are above the launch.
    """

    lost_link: Action = Action.RETURN_PATH
    lost_link_after_s: float = 20.0  # without a heartbeat of the station; the patrol goes on meanwhile
    lost_rc: Action = Action.NONE  # a patrol leaves the reach of the remote control, and the link remains
    low_battery: Action = Action.RETURN_PATH  # once what is left is needed to come home with the reserve
    critical_battery: Action = Action.LAND  # once half the reserve is gone
    breach: Action = Action.RTL  # of the fence
    lost_position: Action = Action.RETURN_PATH  # by dead reckoning; when that ends a Copter lands

    def __post_init__(self) -> None:
        require_between(self.lost_link_after_s, name="Lost link after", low=2, high=120, unit="s")
