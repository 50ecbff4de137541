"""What an unrolled mission comes to: its legs, how it is over, and what of it is not known."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from planner.findings import Finding
from planner.geodesy import GeoPoint
from planner.heights import HeightReference
from planner.route import Leg, ReturnPath


class Ending(Enum):
    """How a flight is over."""

    LANDED = "lands"
    RETURNED = "returns to where it armed"
    CIRCLES = "returns, and circles there until its battery is empty"
    HOLDS = "holds where it is until its battery is empty"
    LOOPS = "goes round without end"
    TOO_LONG = "takes longer than can be unrolled"
    UNKNOWN = "cannot be told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An item whose effect on the flight is not known."""

    number: int  # on the vehicle, counted from 1
    command: int
    why: str
    at: GeoPoint | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """What is flown of a mission; `legs` are named by the item that they lead to."""

    legs: tuple[Leg, ...]
    ending: Ending
    ended_at: int  # number of the item that it ended with
    unknown: tuple[Unknown, ...]
    return_paths: tuple[ReturnPath, ...]
    homes: tuple[GeoPoint, ...]  # where it armed, and each home set on the way
    assumed: tuple[Finding, ...] = ()  # what was taken of the aircraft that nobody has said

    @property
    def duration_s(self) -> float:
        """From take-off to where it ends."""
        return sum(leg.duration_s for leg in self.legs)


def references_of(expanded: Expanded) -> Iterator[HeightReference]:
    """What the heights of a flight are above, each once."""
    yield from dict.fromkeys(leg.end_height.above for leg in expanded.legs)
