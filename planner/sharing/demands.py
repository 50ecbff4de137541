"""What a sortie takes of an aircraft: seconds, watt-hours and mission items, and what it may take."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from planner.estimate import path_effort
from planner.flight import GREATEST_ITEMS, Crew, Flight
from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.pieces import Base
from planner.shapes import Spot
from planner.tours.joins import NO_WAY_S

#: The rows of a demand.
SECONDS, WATT_HOURS, ITEMS = range(3)

#: Of a way that does not exist: more than anybody has.
NO_WAY = np.array([NO_WAY_S, NO_WAY_S, float(GREATEST_ITEMS)])


class Demands(Protocol):
    """What sorties of one aircraft over the places of a course take."""

    def of(self, first: int) -> FloatArray:
        """What sorties from place `first` on take that end after 1, 2, … places: (3, n).

        Rows as `SECONDS`, `WATT_HOURS`, `ITEMS`; as many as may fit the aircraft, at least one.
        """
        ...


@dataclass(frozen=True)
class RunningSums:
    """Demands of a course whose places are flown one after another, whatever comes before and after."""

    capacity: FloatArray
    fixed: FloatArray  # of every sortie
    out: FloatArray  # (3, places): from the launch to each place
    alone: FloatArray  # of each place
    joins: FloatArray  # from the place before to each
    home: FloatArray  # from each to the recovery

    @cached_property
    def _before(self) -> FloatArray:
        sums: FloatArray = np.cumsum(self.alone + self.joins, axis=1) - self.alone
        return sums

    @cached_property
    def _after(self) -> FloatArray:
        return self._before + self.alone

    def of(self, first: int) -> FloatArray:
        """See `Demands`."""
        start = self.fixed + self.out[:, first] - self._before[:, first]
        limit_s = self.capacity[SECONDS] - start[SECONDS]
        end = first + max(1, int(np.searchsorted(self._after[SECONDS, first:], limit_s, side="right")))
        taken: FloatArray = start[:, None] + self._after[:, first:end] + self.home[:, first:end]
        return taken


def capacity_of(base: Base, crew: Crew) -> FloatArray:
    """What one sortie may take."""
    fill, items = crew.greatest_fill, float(GREATEST_ITEMS - crew.return_items)
    return np.array([fill * base.usable_s, fill * base.usable_wh, items])


def path_demand(path_m: FloatArray, base: Base) -> FloatArray:
    """Of a path flown from standstill to standstill, and of all its positions."""
    effort = path_effort(path_m, base.pace)
    return np.array([effort.durations_s.sum(), effort.energies_wh.sum(), len(path_m)])


def upright_demand(base: Base, crew: Crew, some_lane: Lane) -> FloatArray:
    """Of every sortie: rising over the launch, landing, and items that are no positions."""
    flight = Flight(base, (some_lane,), crew.ways, crew.track_spacing_m, crew.return_items)
    (rise_s, rise_wh), (sink_s, sink_wh) = flight.rising, flight.landing
    return np.array([rise_s + sink_s, rise_wh + sink_wh, 4.0 if base.wing is None else 5.0])


def way_demand(start: Spot | None, end: Spot | None, base: Base, crew: Crew) -> FloatArray:
    """Of the way between a site and a place on the patrol; nothing where there is no site."""
    if start is None or end is None:
        return np.zeros(3)
    way_m = crew.ways.far.way(start, end)
    return NO_WAY if way_m is None else path_demand(crew.ways.in_steps(way_m), base)
