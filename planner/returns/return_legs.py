"""Ways home leg by leg, and the places on a sortie from which the jump to them leaves the flyable space."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.geodesy import FloatArray
from planner.shapes import Spot
from planner.ways.transit import IntArray, Passages

#: Legs about as near as the nearest may be taken just as well: positions have errors, and between two places
#: tried a metre apart no other leg is nearer than this.
TIE_M = 1.0

#: A place so near to a way home lies on it: on its flight to the end of that leg, or of any that is as near,
#: it stays as near to that leg, which is inside.
ON_WAY_M = 0.005

#: The number that stands for the landing among the legs.
LANDING = -1

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Jumps:
    """Jumps home: from which place to the end of which leg, how far off that leg the place is."""

    places: IntArray
    legs: IntArray
    away_m: FloatArray
    stays_inside: BoolArray

    def __len__(self) -> int:
        return len(self.places)

    def where(self, kept: BoolArray) -> "Jumps":
        """Some of the jumps."""
        return Jumps(
            places=self.places[kept],
            legs=self.legs[kept],
            away_m=self.away_m[kept],
            stays_inside=self.stays_inside[kept],
        )

    def and_those(self, others: "Jumps") -> "Jumps":
        """These jumps, and others."""
        return Jumps(
            places=np.concatenate([self.places, others.places]),
            legs=np.concatenate([self.legs, others.legs]),
            away_m=np.concatenate([self.away_m, others.away_m]),
            stays_inside=np.concatenate([self.stays_inside, others.stays_inside]),
        )


class ReturnLegs:
    """All ways home of a sortie, and every jump to them that a failing vehicle may make.

    It takes the leg that is nearest and flies straight to that leg's *end* (ArduPilot 4.6,
    jump_to_closest_mission_leg); any leg counts that is as near as the nearest, give or take `TIE_M`. The
    first leg of each way has no length: it is the way's first position. Distances are over ground: the
    height between patrol and ways adds the same to all. Only the landing comes down from the ways, to the
    patrol's own height where that is `landing_reach_m` lower: it is as near as if it reached out so far.
    """

    def __init__(
        self, places_m: FloatArray, passages: Passages, *, landing: Spot, landing_reach_m: float = 0.0
    ) -> None:
        self.places_m = places_m
        self._landing_m, self._landing_reach_m = np.array(landing), landing_reach_m
        self._passages = passages
        self._starts: list[FloatArray] = []
        self._ends: list[FloatArray] = []
        self._paths: list[list[int]] = []
        self._nearest_m = np.full(len(places_m), np.inf)
        none = np.zeros(0, dtype=np.int64)
        self._jumps = Jumps(
            places=none, legs=none, away_m=np.zeros(0), stays_inside=np.zeros(0, dtype=np.bool_)
        )

    @property
    def items(self) -> int:
        """Mission items of all ways: a mark, the positions and a landing each."""
        return sum(len(path) + 2 for path in self._paths)

    def paths(self) -> tuple[FloatArray, ...]:
        """The positions of each way."""
        return tuple(np.array([self._ends[leg] for leg in path]) for path in self._paths)

    def failing(self) -> Jumps:
        """The jumps that leave the flyable space."""
        return self._jumps.where(~self._jumps.stays_inside)

    def exposed(self) -> Jumps:
        """Of these, those from places that no way leads through: without any, every nearest leg is safe."""
        failing = self.failing()
        off_ways = self._nearest_m[failing.places] > ON_WAY_M
        to_landing = (failing.legs == LANDING) & (failing.away_m <= ON_WAY_M)
        return failing.where(off_ways | to_landing)

    def add(self, path_m: FloatArray) -> None:
        """One more way."""
        if not self._paths and self._landing_reach_m > 0:
            self._take_in([LANDING], self._landing_away_m(), self._landing_m[None, :])
        starts_m = np.vstack([path_m[:1], path_m[:-1]])
        first = len(self._starts)
        self._starts += list(starts_m)
        self._ends += list(path_m)
        legs = list(range(first, first + len(path_m)))
        self._paths.append(legs)
        self._take_in(legs, _away_m(self.places_m, starts_m, path_m), path_m)

    def failing_with(self, path_m: FloatArray, some: IntArray) -> int:
        """How many jumps from some of the places would leave the flyable space with this way added."""
        away_m = _away_m(self.places_m[some], np.vstack([path_m[:1], path_m[:-1]]), path_m)
        nearest_m = np.full(len(self.places_m), -np.inf)
        nearest_m[some] = np.minimum(self._nearest_m[some], away_m.min(axis=1))
        bad = ~self._jumps.stays_inside & (self._jumps.away_m <= nearest_m[self._jumps.places] + TIE_M)
        place, leg = np.nonzero(away_m <= nearest_m[some][:, None] + TIE_M)
        inside = self._stay_inside(self.places_m[some][place], path_m[leg])
        return int(bad.sum()) + int((~inside).sum())

    def halve_in_sight(self, failing: Jumps, *, least_step_m: float) -> bool:
        """Halve every leg that a failing place sees, though not its end; whether there was one."""
        failing = failing.where(failing.legs != LANDING)
        sees = self._stay_inside(self.places_m[failing.places], self._feet_m(failing))
        chosen = set(failing.legs[sees].tolist())
        halved = [
            leg for path in self._paths for leg in path if leg in chosen and self._splits(leg, least_step_m)
        ]
        for leg in halved:
            self._halve(leg)
        return bool(halved)

    def _splits(self, leg: int, least_step_m: float) -> bool:
        return float(np.hypot(*(self._ends[leg] - self._starts[leg]))) > least_step_m

    def _halve(self, leg: int) -> None:
        middle = (self._starts[leg] + self._ends[leg]) / 2
        first = len(self._starts)
        starts_m, ends_m = np.array([self._starts[leg], middle]), np.array([middle, self._ends[leg]])
        self._starts += list(starts_m)
        self._ends += list(ends_m)
        for path in self._paths:
            if leg in path:
                place = path.index(leg)
                path[place : place + 1] = [first, first + 1]
        self._jumps = self._jumps.where(self._jumps.legs != leg)
        self._take_in([first, first + 1], _away_m(self.places_m, starts_m, ends_m), ends_m)

    def _landing_away_m(self) -> FloatArray:
        squares = ((self.places_m - self._landing_m) ** 2).sum(axis=1) - self._landing_reach_m**2
        away_m: FloatArray = np.sqrt(np.maximum(squares, 0.0))[:, None]
        return away_m

    def _take_in(self, legs: Sequence[int], away_m: FloatArray, ends_m: FloatArray) -> None:
        self._nearest_m = np.minimum(self._nearest_m, away_m.min(axis=1))
        old = self._jumps.where(self._jumps.away_m <= self._nearest_m[self._jumps.places] + TIE_M)
        place, leg = np.nonzero(away_m <= self._nearest_m[:, None] + TIE_M)
        new = Jumps(
            places=place,
            legs=np.array(legs, dtype=np.int64)[leg],
            away_m=away_m[place, leg],
            stays_inside=self._stay_inside(self.places_m[place], ends_m[leg]),
        )
        self._jumps = old.and_those(new)

    def _feet_m(self, jumps: Jumps) -> FloatArray:
        """Where on its leg each jump's place is nearest to."""
        starts_m = np.array([self._starts[leg] for leg in jumps.legs]).reshape(-1, 2)
        along = np.array([self._ends[leg] for leg in jumps.legs]).reshape(-1, 2) - starts_m
        squares = np.maximum((along**2).sum(axis=1), 1e-12)
        shares = ((self.places_m[jumps.places] - starts_m) * along).sum(axis=1) / squares
        feet_m: FloatArray = starts_m + np.clip(shares, 0, 1)[:, None] * along
        return feet_m

    def _stay_inside(self, starts_m: FloatArray, ends_m: FloatArray) -> BoolArray:
        inside: BoolArray = np.hypot(*(ends_m - starts_m).T) <= 1e-3
        inside[~inside] = self._passages.sees(starts_m[~inside], ends_m[~inside])
        return inside


def _away_m(places_m: FloatArray, starts_m: FloatArray, ends_m: FloatArray) -> FloatArray:
    """Distance of each place from each leg."""
    along = ends_m - starts_m
    squares = np.maximum((along**2).sum(axis=1), 1e-12)
    east_m = places_m[:, :1] - starts_m[None, :, 0]
    north_m = places_m[:, 1:] - starts_m[None, :, 1]
    shares = np.clip((east_m * along[:, 0] + north_m * along[:, 1]) / squares, 0, 1)
    away_m: FloatArray = np.hypot(east_m - shares * along[:, 0], north_m - shares * along[:, 1])
    return away_m
