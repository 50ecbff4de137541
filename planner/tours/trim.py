"""Trimming: lane ends that see next to nothing are flown no farther than they need be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import GREATEST_GAP, Lane, Swath
from planner.shapes import ARC_STEPS, coordinates, cut_out, polygons_of, stretch
from planner.tours.joints import Joint, joints_of
from planner.unseen import left_bare
from planner.watch import Watch
from planner.ways.transit import Passages

Shapes = npt.NDArray[np.object_]
Indices = npt.NDArray[np.intp]

#: Ground that lanes may leave bare, as a share of all; the promise of 99.9 % seen keeps the rest.
MAY_STAY_BARE = 0.0009

#: Tries to use what may stay bare, as positions tell its size; each aims at this share of it.
TRIES = 3
AIMED = 0.985

#: Positions that stand for ground which may become bare: so many a joint, and no more than so many in all.
SPOTS_A_JOINT = 100
MOST_SPOTS = 60_000

#: What bare ground costs at first, in half swaths flown for a square of one half swath; then ever less, by
#: this factor so many times, until no more may become bare.
DEAREST = 64.0
CHEAPER = 2.5
PRICES = 9


#: Steps by which an end is moved at once: when all go at once as far as pays, one leaves to the other beside
#: it all that both see; when by one step alone, none leaves a stretch that leads along its turn.
STEPS_AT_ONCE = 2

#: Rounds through all joints at one price.
ROUNDS = 5

#: More lanes than this have so little of their length at their ends that it is not worth looking.
MOST_LANES = 400


def trimmed(
    lanes: Sequence[Lane], to_see: BaseGeometry, swath: Swath, space: Passages, watch: Watch
) -> tuple[Lane, ...]:
    """The lanes in flown order, their ends taken back where that saves most for what it leaves bare.

    A turn from end to end of two lanes that are taken back is flown as part of the first, so that it sees
    too. Together the lanes still see all but `MAY_STAY_BARE` of the ground. A side look, which sees square
    ends, is left as it is.
    """
    if swath.one_way or not 1 < len(lanes) <= MOST_LANES:
        return tuple(lanes)
    most_m2 = MAY_STAY_BARE * to_see.area
    bare = left_bare(to_see, lanes, swath)
    joints = joints_of(lanes, swath.reach_m, space)
    if bare.area >= most_m2 or not joints:
        return tuple(lanes)
    watch.check()
    scene = _Scene.of(joints, to_see, bare, swath.reach_m)
    search = _Search(joints, scene.spots(joints, lanes), swath.reach_m)
    aimed_m2 = AIMED * most_m2 - scene.rest_m2
    for _ in range(TRIES):
        watch.check()
        search.spend(aimed_m2, watch)
        shorter = _cut_back(lanes, joints, search.options)
        bare_m2 = scene.bare_m2(shorter)
        if bare_m2 <= most_m2:
            return shorter
        aimed_m2 = min(aimed_m2, search.bare_m2) - (bare_m2 - AIMED * most_m2)
    return tuple(lanes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spots:
    """Positions in what is bare with all ends taken back as far as may be, each for so much ground."""

    places_m: FloatArray
    each_m2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """The ground that may become bare, or be seen again, with what is done at joints."""

    joints: Shapes  # what holds all that is flown at each
    doubtful: Shapes  # seen from lanes' ends, and bare as it is
    rest_m2: float  # what is bare besides, whatever is done
    reach_m: float

    @classmethod
    def of(
        cls, joints: Sequence[Joint], to_see: BaseGeometry, bare: BaseGeometry, reach_m: float
    ) -> "_Scene":
        """Look at joints of a flight that leaves some of the ground to see bare as it is."""
        hulls = _hulls(joints)
        parts = np.array(polygons_of(bare), dtype=object)
        near = np.flatnonzero(np.bincount(shapely.STRtree(parts).query(_boxes_round(hulls, reach_m))[1]))
        tails = shapely.MultiLineString([end.tail_m for joint in joints for end in joint.ends])
        seen = shapely.buffer(tails, reach_m, quad_segs=ARC_STEPS)
        return cls(
            joints=hulls,
            doubtful=np.array([shapely.intersection(to_see, seen), shapely.multipolygons(parts[near])]),
            rest_m2=float(shapely.area(np.delete(parts, near)).sum()),
            reach_m=reach_m,
        )

    def spots(self, joints: Sequence[Joint], lanes: Sequence[Lane]) -> _Spots:
        """Positions, on an even grid, in the ground that no lane sees when all ends are taken back."""
        last = [_last_option(joint) for joint in joints]
        pieces = [
            piece
            for bare in self._left_bare(_cut_back(lanes, joints, last, with_turns=False))
            for piece in polygons_of(bare)
        ]
        count = min(SPOTS_A_JOINT * len(joints), MOST_SPOTS)
        step_m = max(float(np.sqrt(shapely.area(pieces).sum() / count)), 1e-3)
        grids = [_grid(piece, step_m) for piece in pieces]
        places_m = np.concatenate(grids) if grids else np.empty((0, 2))
        return _Spots(places_m=places_m, each_m2=step_m**2)

    def bare_m2(self, shorter: Sequence[Lane]) -> float:
        """How much ground is bare when some ends are taken back: more at them, and less at their turns."""
        return self.rest_m2 + sum(float(bare.area) for bare in self._left_bare(shorter))

    def _left_bare(self, lanes: Sequence[Lane]) -> list[BaseGeometry]:
        """What of the doubtful ground these lanes leave bare."""
        steps = _steps_of(lanes)
        _, near = shapely.STRtree(steps).query(self.joints, predicate="dwithin", distance=2 * self.reach_m)
        # Uniting what is seen from each step by itself takes three times as long.
        lines = shapely.line_merge(shapely.multilinestrings(steps[np.flatnonzero(np.bincount(near))]))
        seen = shapely.buffer(lines, self.reach_m, quad_segs=ARC_STEPS)
        return [cut_out(ground, seen) for ground in self.doubtful]


class _Search:
    """Options for all joints together: as short a flight as what it leaves bare allows.

    At a price for bare ground each joint in turn takes the option that costs least while the others stay as
    they are, until none changes; the price falls until so much is bare as may be. A joint is looked at again
    when one near it has changed, or the price has fallen to where another option pays.
    """

    def __init__(self, joints: Sequence[Joint], spots: _Spots, reach_m: float) -> None:
        self.options = [0] * len(joints)
        self._each_m2, self._reach_m = spots.each_m2, reach_m
        self._gap = GREATEST_GAP * reach_m**2 / spots.each_m2
        self._flown_m = [joint.flown_m for joint in joints]
        hulls = _hulls(joints)
        self._spots = _near(hulls, spots.places_m, reach_m)
        self._misses: list[FloatArray] = [
            (~each.sees(spots.places_m[own], reach_m)).astype(float)
            for each, own in zip(joints, self._spots, strict=True)
        ]
        self._beside = [_beside(joint.chosen.tobytes(), len(joint.ends)) for joint in joints]
        self._near = _near_each_other(hulls, reach_m)
        self._count = np.zeros(len(spots.places_m))
        self._pays_at_m = np.full(len(joints), np.inf)

    @property
    def bare_m2(self) -> float:
        """How much is bare, as far as positions tell."""
        return self._each_m2 * int(np.count_nonzero(self._count == 0))

    def spend(self, most_m2: float, watch: Watch) -> None:
        """Take back ends until so much is bare, as far as positions tell."""
        self.options = [0] * len(self.options)
        self._count[:] = 0
        for own, misses in zip(self._spots, self._misses, strict=True):
            self._count[own] += 1.0 - misses[0]
        self._pays_at_m[:] = np.inf
        spare = max(0, int((most_m2 - self.bare_m2) / self._each_m2))
        for number in range(PRICES):
            spare = self._settle(DEAREST / self._reach_m * CHEAPER**-number * self._each_m2, spare, watch)

    def _settle(self, price_m: float, spare: int, watch: Watch) -> int:
        """Give joints better options at a price, in metres of flight for each position bare.

        Returns:
            How many more positions may become bare than the `spare` ones that might before.
        """
        for _ in range(ROUNDS):
            watch.check()
            due = np.flatnonzero(self._pays_at_m > price_m).tolist()
            if not due:
                break
            for number in due:
                spare -= self._choose(number, price_m, spare)
        return spare

    def _choose(self, number: int, price_m: float, spare: int) -> int:
        """Give one joint the best option; how many more positions are bare then."""
        own, misses, flown_m = self._spots[number], self._misses[number], self._flown_m[number]
        current = self.options[number]
        alone = self._count[own] == 1.0 - misses[current]
        bare = misses @ alone
        tried = self._beside[number][current]
        more, saved_m = bare[tried] - bare[current], flown_m[current] - flown_m[tried]
        may_be = (more <= spare) & ((more <= 0) | (bare[tried] <= self._gap))
        gain_m = np.where(may_be, saved_m - price_m * more, -np.inf)
        place = int(gain_m.argmax())
        if gain_m[place] <= 0:
            pays = may_be & (more > 0) & (saved_m > 0)
            self._pays_at_m[number] = (saved_m[pays] / more[pays]).max(initial=0.0)
            return 0
        best = int(tried[place])
        self._count[own] += misses[current] - misses[best]
        self.options[number] = best
        self._pays_at_m[self._near[number]] = np.inf
        return int(more[place])


def _last_option(joint: Joint) -> int:
    """The option that takes all its ends back as far as any takes them together."""
    return int(joint.chosen.sum(axis=1).argmax())


def _near(hulls: Shapes, places_m: FloatArray, reach_m: float) -> list[Indices]:
    """For each shape the positions within reach of it."""
    tree = shapely.STRtree(shapely.points(places_m))
    hull, place = tree.query(hulls, predicate="dwithin", distance=reach_m)
    order = np.lexsort((place, hull))
    return np.split(place[order], np.searchsorted(hull[order], np.arange(1, len(hulls))))


def _near_each_other(hulls: Shapes, reach_m: float) -> list[Indices]:
    """For each shape itself and those that may share a position within reach."""
    boxes = _boxes_round(hulls, reach_m)
    one, other = shapely.STRtree(boxes).query(boxes)
    order = np.lexsort((other, one))
    return np.split(other[order], np.searchsorted(one[order], np.arange(1, len(hulls))))


@lru_cache(maxsize=256)
def _beside(chosen: bytes, ends: int) -> list[Indices]:
    """For each option those that differ from it by a few steps at most, itself among them."""
    options = np.frombuffer(chosen, dtype=np.intp).reshape(-1, ends)
    apart = np.abs(options[:, None] - options[None]).max(axis=2)
    return [np.flatnonzero(each <= STEPS_AT_ONCE) for each in apart]


def _grid(piece: shapely.Polygon, step_m: float) -> FloatArray:
    west_m, south_m, east_m, north_m = (np.array(piece.bounds) / step_m).tolist()
    east, north = np.meshgrid(
        np.arange(np.ceil(west_m - 0.5), east_m - 0.5 + 1e-9),
        np.arange(np.ceil(south_m - 0.5), north_m - 0.5 + 1e-9),
    )
    places_m = np.column_stack([east.ravel() + 0.5, north.ravel() + 0.5]) * step_m
    shapely.prepare(piece)
    return np.asarray(places_m[shapely.contains_xy(piece, places_m)])


def _steps_of(lanes: Sequence[Lane]) -> Shapes:
    paths_m = [coordinates(lane.line) for lane in lanes]
    steps = np.vstack([np.stack([path_m[:-1], path_m[1:]], axis=1) for path_m in paths_m])
    return np.asarray(shapely.linestrings(steps))


def _hulls(joints: Sequence[Joint]) -> Shapes:
    """For each joint a shape that holds all that is flown there."""
    ends_m = [np.concatenate([end.tail_m for end in joint.ends]) for joint in joints]
    numbers = np.repeat(np.arange(len(ends_m)), [len(each_m) for each_m in ends_m])
    return np.asarray(shapely.convex_hull(shapely.multipoints(np.concatenate(ends_m), indices=numbers)))


def _boxes_round(shapes: Shapes, away_m: float) -> Shapes:
    grown_m = shapely.bounds(shapes) + away_m * np.array([-1, -1, 1, 1])
    return np.asarray(shapely.box(*grown_m.T))


def _cut_back(
    lanes: Sequence[Lane], joints: Sequence[Joint], options: Sequence[int], *, with_turns: bool = True
) -> tuple[Lane, ...]:
    back_m: dict[tuple[int, bool], float] = {}
    onward_m: dict[int, FloatArray] = {}
    for joint, option in zip(joints, options, strict=True):
        for end, back in zip(joint.ends, joint.chosen[option].tolist(), strict=True):
            back_m[end.lane, end.at_finish] = float(end.backs_m[back])
        if joint.is_turn and option and with_turns:
            onward_m[joint.ends[0].lane] = joint.ends[1].tips_m[joint.chosen[option, 1]]
    shorter = list(lanes)
    for number, lane in enumerate(lanes):
        start_m, finish_m = back_m.get((number, False), 0.0), back_m.get((number, True), 0.0)
        line = lane.line
        if start_m or finish_m:
            line = stretch(line, start_m, lane.length_m - finish_m)
        if number in onward_m:
            line = shapely.LineString(np.vstack([coordinates(line), onward_m[number]]))
        if line is not lane.line:
            shorter[number] = replace(lane, line=line)
    return tuple(shorter)
