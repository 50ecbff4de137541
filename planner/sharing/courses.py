"""Courses: ground in a fixed order, of which sorties take stretches."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np

from planner.flight import Crew
from planner.lanes import Lane
from planner.pieces import Base
from planner.shapes import stretch
from planner.sharing.demands import Demands
from planner.sharing.rotor_demands import rotor_demands
from planner.sharing.wing_demands import wing_demands
from planner.tours.splice import closed


class Course(Protocol):
    """Ground to fly in places 0, 1, 2…: a sortie takes places that follow one another."""

    @property
    def places(self) -> int:
        """How many places there are."""
        ...

    @property
    def in_flown_order(self) -> bool:
        """Whether the lanes of a stretch come in an order in which they may be flown."""
        ...

    def demands(self, base: Base) -> Demands:
        """What sorties of an aircraft take."""
        ...

    def lanes(self, first: int, end: int) -> tuple[Lane, ...]:
        """The lanes of the places from `first` up to before `end`."""
        ...


class TourCourse:
    """Lanes, or pieces of lanes, in the order and direction of a tour."""

    in_flown_order = True

    def __init__(self, lanes: Sequence[Lane], crew: Crew) -> None:
        self._lanes, self._crew = tuple(lanes), crew

    @property
    def places(self) -> int:
        """One a lane."""
        return len(self._lanes)

    def lanes(self, first: int, end: int) -> tuple[Lane, ...]:
        """The lanes of some places, pieces of one lane joined again."""
        return closed(self._lanes[first:end])

    def demands(self, base: Base) -> Demands:
        """What sorties of an aircraft take: of a multirotor exactly, of a wing nearly."""
        if base.wing is None:
            return rotor_demands(self._lanes, base, self._crew)
        return wing_demands(self._lanes, base, base.wing, self._crew)


def in_pieces(lanes: Sequence[Lane], *, longest_m: float, least_m: float) -> tuple[Lane, ...]:
    """The lanes in equal pieces, none longer than `longest_m` unless it would be under `least_m`."""
    pieces: list[Lane] = []
    for lane in lanes:
        count = max(1, min(int(np.ceil(lane.length_m / longest_m)), int(lane.length_m / least_m)))
        if count == 1:
            pieces.append(lane)
            continue
        marks_m = np.linspace(0.0, lane.length_m, count + 1).tolist()
        for from_m, to_m in pairwise(marks_m):
            pieces.append(Lane(line=stretch(lane.line, from_m, to_m), is_edge_pass=lane.is_edge_pass))
    return tuple(pieces)
