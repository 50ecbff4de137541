"""What a sortie on flat ground is put together from: who flies from where, and its pieces over ground."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.estimate import Pace
from planner.fleet import Aircraft
from planner.geodesy import FloatArray
from planner.heights import Height
from planner.route import LegKind
from planner.shapes import Spot
from planner.ways.transit import Passages
from planner.wing.rooms import Room
from planner.wing.sites import WingSites
from planner.wing.turns import Curves
from planner.wing.wings import Wings

EARTH_RADIUS_M = 6_371_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """One aircraft as it flies here: where from, where to, how high, how fast, on how much."""

    aircraft: Aircraft
    launch: Spot | None
    recovery: Spot | None
    height: Height
    pace: Pace
    usable_wh: float
    usable_s: float
    wing: WingSites | None = None  # None: it hovers
    alternates: tuple[Spot, ...] = ()  # where it may land instead

    def is_out_of_reach(self, spots: Sequence[Spot]) -> bool:
        """Whether a wing's battery lasts to none of some places and back, not even straight down the wind."""
        if self.wing is None:
            return False
        sites = [site for site in (self.launch, self.recovery) if site is not None]
        least_m = sum(min(math.dist(site, spot) for spot in spots) for site in sites)
        return least_m > self.usable_s * self.wing.wings.greatest_ground_mps


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a sortie over ground: one leg. Heights are above launch; None: the patrol's."""

    kind: LegKind
    path_m: FloatArray
    lane: int | None = None  # number within the sortie
    start_height_m: float | None = None
    end_height_m: float | None = None


class Ways:
    """Joins lane to lane inside the lane space where that is possible, else through all flyable space."""

    def __init__(self, *, near: Passages, far: Passages, longest_step_m: float) -> None:
        self.near, self.far = near, far
        self._longest_step_m = longest_step_m
        self._curves: dict[Wings, Curves] = {}

    def between(self, start: Spot, end: Spot) -> FloatArray | None:
        """The way from one lane's end to another's."""
        path_m = self.near.way(start, end)
        return self.far.way(start, end) if path_m is None else path_m

    def in_steps(self, path_m: FloatArray) -> FloatArray:
        """The path with steps so short that a vehicle's own idea of a straight line agrees with ours."""
        return in_steps(path_m, self._longest_step_m)

    def curves(self, wings: Wings) -> Curves:
        """The same for a wing, which turns in arcs."""
        if wings not in self._curves:
            self._curves[wings] = Curves(
                wings,
                near=Room(self.near, wings),
                far=Room(self.far, wings),
            )
        return self._curves[wings]


def longest_step_m(latitude_deg: float) -> float:
    """Greatest length of a step so that lines drawn differently stay within 0.5 m of each other.

    A line of constant course departs from the geodesic by at most L² tan(latitude) ÷ 8R.
    """
    slant = max(abs(math.tan(math.radians(latitude_deg))), 0.05)
    return math.sqrt(8 * 0.5 * EARTH_RADIUS_M / slant)


def in_steps(path_m: FloatArray, step_m: float) -> FloatArray:
    """The path with every step at most `step_m` long."""
    if np.hypot(*np.diff(path_m, axis=0).T).max(initial=0.0) <= step_m:
        return path_m
    spots: list[FloatArray] = [path_m[:1]]
    for before, after in pairwise(path_m):
        count = max(1, math.ceil(float(np.hypot(*(after - before))) / step_m))
        shares = np.arange(1, count + 1)[:, None] / count
        spots.append(before + shares * (after - before))
    return np.vstack(spots)
