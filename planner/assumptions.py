"""What the stand-off is computed from: errors, reaction, and which ring stays on our side."""

from dataclasses import dataclass
from enum import Enum

from planner.require import require_between


class Ring(Enum):
    """The three volumes round a flight that SORA nests into one another."""

    FLIGHT_GEOGRAPHY = "flight geography"  # where the plan flies, errors included
    CONTINGENCY = "contingency volume"  # reaction, then stop or turn, with the wind
    GROUND_RISK = "ground-risk buffer"  # where an aircraft that fails may come down


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What the computed stand-off assumes: not certified containment.

    The defaults are from the German aviation office's guide to dimensioning flight geography, contingency
    volume and ground-risk buffer under SORA.
    """

    navigation_error_m: float = 3.0  # lateral, of satellite navigation
    path_error_m: float = 3.0  # lateral, of holding the path
    map_error_m: float = 1.0  # of the map and the transformation; each line's own accuracy comes on top
    reaction_s: float = 1.0  # until somebody or something reacts
    ground_risk_ratio: float = 1.0  # how far to the side an aircraft falls, for each metre of height
    keeps: Ring = Ring.GROUND_RISK  # the outermost ring that stays on our side

    def __post_init__(self) -> None:
        for name, value in (
            ("Navigation error", self.navigation_error_m),
            ("Path error", self.path_error_m),
            ("Map error", self.map_error_m),
        ):
            require_between(value, name=name, low=0, high=10_000, unit="m")
        require_between(self.reaction_s, name="Reaction time", low=0, high=600, unit="s")
        require_between(self.ground_risk_ratio, name="Ground-risk ratio", low=0, high=20)
