"""What the window asks of the process that derives limits at sea."""

from dataclasses import dataclass

from missions.derived_limits import SeaLimit
from planner.geodesy import GeoPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class StatesWanted:
    """Which states there are, those near a place first."""

    near: GeoPoint | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitWanted:
    """A limit off a state's coast, near some places or all of it."""

    code: str
    limit: SeaLimit
    near: tuple[GeoPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatesThere:
    """Codes and names, in the order in which they are offered."""

    states: tuple[tuple[str, str], ...]
