"""What the vehicle's other pieces ask of its flight modes, whatever it is."""

from enum import IntEnum
from typing import Protocol

from sitl.earth import Offset
from sitl.mission_engine import MissionEngine


class Guidance(Protocol):
    """What GUIDED was told last."""

    taking_off_to: Offset | None


class Auto(Protocol):
    """The flight of a mission."""

    @property
    def engine(self) -> MissionEngine:
        """Which item is next."""

    @property
    def landing(self) -> bool:
        """Whether it is coming down."""


class Modes(Protocol):
    """The present mode and the way into another; every change says whether the vehicle made it."""

    @property
    def mode(self) -> IntEnum:
        """The present one."""

    @property
    def reported(self) -> IntEnum:
        """What HEARTBEAT says."""

    @property
    def auto(self) -> Auto:
        """The flight of its mission."""

    @property
    def guided(self) -> Guidance:
        """What GUIDED was told last."""

    @property
    def is_auto(self) -> bool:
        """Whether it flies its mission."""

    @property
    def is_guided(self) -> bool:
        """Whether it goes where it is told."""

    @property
    def steers_itself(self) -> bool:
        """Whether the autopilot leads it, rather than somebody at the sticks."""

    @property
    def needs_position(self) -> bool:
        """Whether the mode is of no use without a position."""

    @property
    def is_armable(self) -> bool:
        """Whether it may be armed in this mode."""

    @property
    def is_landing(self) -> bool:
        """Whether the vehicle is coming down to stay."""

    @property
    def wants_disarm(self) -> bool:
        """Whether this mode has landed and is done."""

    def change(self, number: int, *, pause_s: float = 0.0, by_fence: bool = False) -> bool:
        """Enter a mode by its number."""

    def enter(self, name: str) -> bool:
        """Enter a mode by its name."""

    def return_by_mission(self, *, by_landing: bool) -> bool:
        """Join the landing sequence or the return path of the mission."""

    def update(self) -> None:
        """One tick of the present mode."""

    def disarmed(self) -> None:
        """The motors stopped."""

    def take_off(self, height_above_home_m: float) -> bool:
        """Climb straight up, in GUIDED."""

    def fly_to(self, target: Offset) -> bool:
        """Go to a place, in GUIDED and flying."""

    def fly_velocity(self, velocity: Offset) -> bool:
        """Hold a velocity, in GUIDED and flying."""

    def pause(self) -> bool:
        """Stop in place."""

    def resume(self) -> bool:
        """Go on after a pause."""
