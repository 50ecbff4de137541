"""Heights that say above what."""

from dataclasses import dataclass
from enum import Enum

from planner.require import require_between


class HeightReference(Enum):
    """What a height is measured from."""

    LAUNCH = "launch"
    GROUND = "ground"
    SEA = "sea"
    ELLIPSOID = "ellipsoid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Height:
    """A height and its reference; never a bare number in a brief, a plan or a reader.

    `SEA` is EGM96 mean sea level, the geoid that ArduPilot and GNSS receivers use for AMSL;
    `ELLIPSOID` is WGS84's.
    """

    metres: float
    above: HeightReference

    def __post_init__(self) -> None:
        require_between(self.metres, name="Height", low=-1_000, high=10_000, unit="m")

    def __str__(self) -> str:
        return f"{self.metres:g} m above {self.above.value}"


def above_launch(metres: float) -> Height:
    """A height above the launch site."""
    return Height(metres=metres, above=HeightReference.LAUNCH)
