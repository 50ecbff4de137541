"""Trimming: lane ends that see next to nothing are flown no farther than they need be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import GREATEST_GAP, Lane, Swath
from planner.shapes import ARC_STEPS, coordinates, cut_out, polygons_of, stretch
from planner.tours.joints import Joint, Masks, joints_of
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
SPOTS_A_JOINT = 200
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
    scene = _Scene(to_see=to_see, bare=bare, reach_m=swath.reach_m)
    search = _Search(joints, scene.spots(joints, lanes), swath.reach_m)
    aimed_m2 = AIMED * most_m2
    for _ in range(TRIES):
        watch.check()
        search.spend(aimed_m2, watch)
        shorter = _cut_back(lanes, joints, search.options)
        bare_m2 = scene.bare_m2(joints, search.options, shorter)
        if bare_m2 <= most_m2:
            return shorter
        aimed_m2 -= bare_m2 - AIMED * most_m2
    return tuple(lanes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spots:
    """Positions in what is bare with all ends taken back as far as may be, each for so much ground."""

    places_m: FloatArray
    each_m2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    to_see: BaseGeometry
    bare: BaseGeometry  # before any end is taken back
    reach_m: float

    def spots(self, joints: Sequence[Joint], lanes: Sequence[Lane]) -> _Spots:
        """Positions, on an even grid, in the ground that no lane sees when all ends are taken back."""
        last = [_last_option(joint) for joint in joints]
        core = _cut_back(lanes, joints, last, with_turns=False)
        bare = shapely.union_all([*self._left_bare(joints, last, core), *polygons_of(self.bare)])
        count = min(SPOTS_A_JOINT * len(joints), MOST_SPOTS)
        step_m = max(float(np.sqrt(bare.area / count)), 1e-3)
        grids = [_grid(piece, step_m) for piece in polygons_of(bare)]
        places_m = np.concatenate(grids) if grids else np.empty((0, 2))
        return _Spots(places_m=places_m, each_m2=step_m**2)

    def bare_m2(self, joints: Sequence[Joint], options: Sequence[int], shorter: Sequence[Lane]) -> float:
        """How much ground is bare when some ends are taken back: more at them, and less at their turns."""
        bends = [
            joint.bends_m[option - 1]
            for joint, option in zip(joints, options, strict=True)
            if option and joint.is_turn
        ]
        seen = shapely.buffer(shapely.MultiLineString(bends), self.reach_m, quad_segs=ARC_STEPS)
        left = shapely.union_all(self._left_bare(joints, options, shorter))
        return float(left.area + cut_out(self.bare, seen).area)

    def _left_bare(self, joints: Sequence[Joint], options: Sequence[int], shorter: Sequence[Lane]) -> Shapes:
        tails = [
            end.tail_m[int(np.flatnonzero(end.step_of < back)[0]) :]
            for joint, option in zip(joints, options, strict=True)
            for end, back in zip(joint.ends, joint.chosen[option].tolist(), strict=True)
            if back
        ]
        if not tails:
            return np.empty(0, dtype=object)
        lines = _lines(tails)
        steps = _steps_of(shorter)
        tail, step = shapely.STRtree(steps).query(lines, predicate="dwithin", distance=2 * self.reach_m)
        return _less_near(self._seen_from(lines), tail, steps, step, self.reach_m)

    def _seen_from(self, tails: Shapes) -> Shapes:
        """Ground that is seen from each tail of a lane."""
        own = shapely.buffer(tails, self.reach_m, quad_segs=ARC_STEPS)
        around = [shapely.clip_by_rect(self.to_see, *each) for each in shapely.bounds(own).tolist()]
        return np.asarray(shapely.intersection(np.array(around, dtype=object), own))


class _Search:
    """Options for all joints together: as short a flight as what it leaves bare allows.

    At a price for bare ground each joint in turn takes the option that costs least while the others stay as
    they are, until none changes; the price falls until so much is bare as may be.
    """

    def __init__(self, joints: Sequence[Joint], spots: _Spots, reach_m: float) -> None:
        self.options = [0] * len(joints)
        self._each_m2, self._reach_m = spots.each_m2, reach_m
        self._gap_m2 = GREATEST_GAP * reach_m**2
        self._flown_m = [joint.flown_m for joint in joints]
        points = shapely.points(spots.places_m)
        outlines = np.array([_reached(joint) for joint in joints], dtype=object)
        joint, spot = shapely.STRtree(points).query(outlines, predicate="dwithin", distance=reach_m)
        order = np.lexsort((spot, joint))
        ends = np.searchsorted(joint[order], np.arange(1, len(joints)))
        self._spots: list[Indices] = np.split(spot[order], ends)
        self._sees: list[Masks] = [
            each.sees(spots.places_m[own], reach_m) for each, own in zip(joints, self._spots, strict=True)
        ]
        self._beside = [_beside(joint) for joint in joints]
        self._count = np.zeros(len(points), dtype=np.int32)
        self._recount()

    def spend(self, most_m2: float, watch: Watch) -> None:
        """Take back ends until so much is bare, as far as positions tell."""
        self._return_to([0] * len(self.options))
        spare = max(0, int(most_m2 / self._each_m2) - int(np.count_nonzero(self._count == 0)))
        for number in range(PRICES):
            spare = self._settle(DEAREST / self._reach_m * CHEAPER**-number, spare, watch)

    def _settle(self, price: float, spare: int, watch: Watch) -> int:
        """Give joints better options at a price, in metres of flight for each square metre bare.

        Returns:
            How many more positions may become bare than the `spare` ones that might before.
        """
        price *= self._each_m2
        for _ in range(ROUNDS):
            watch.check()
            changed = False
            for number, (own, sees) in enumerate(zip(self._spots, self._sees, strict=True)):
                current = self.options[number]
                alone = np.flatnonzero(self._count[own] == sees[current])
                tried = self._beside[number][current]
                bare = len(alone) - np.count_nonzero(sees[np.ix_(tried, alone)], axis=1)
                more = bare - bare[tried == current]
                may_be = (more <= spare) & ((more <= 0) | (bare * self._each_m2 <= self._gap_m2))
                cost_m = np.where(may_be, self._flown_m[number][tried] + price * bare, np.inf)
                place = int(cost_m.argmin())
                best = int(tried[place])
                if best != current:
                    spare -= int(more[place])
                    self._count[own] += sees[best].astype(np.int32) - sees[current]
                    self.options[number], changed = best, True
            if not changed:
                break
        return spare

    def _return_to(self, options: Sequence[int]) -> None:
        self.options = list(options)
        self._recount()

    def _recount(self) -> None:
        self._count[:] = 0
        for own, sees, option in zip(self._spots, self._sees, self.options, strict=True):
            self._count[own] += sees[option]


def _last_option(joint: Joint) -> int:
    """The option that takes all its ends back as far as any takes them together."""
    return int(joint.chosen.sum(axis=1).argmax())


def _beside(joint: Joint) -> list[Indices]:
    """For each option those that differ from it by a few steps at most, itself among them."""
    apart = np.abs(joint.chosen[:, None] - joint.chosen[None]).max(axis=2)
    return [np.flatnonzero(each <= STEPS_AT_ONCE) for each in apart]


def _reached(joint: Joint) -> BaseGeometry:
    """All that is flown with any of its options."""
    return shapely.MultiLineString([*(end.tail_m for end in joint.ends), *joint.bends_m])


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


def _lines(paths_m: Sequence[FloatArray]) -> Shapes:
    numbers = np.repeat(np.arange(len(paths_m)), [len(path_m) for path_m in paths_m])
    return np.asarray(shapely.linestrings(np.concatenate(paths_m), indices=numbers))


def _less_near(ground: Shapes, piece: Indices, steps: Shapes, step: Indices, reach_m: float) -> Shapes:
    """Pieces of ground less what is seen from the steps that each is named with.

    Steps of one lane are joined first: uniting what is seen from each by itself takes three times as long.
    """
    left = ground.copy()
    order = np.lexsort((step, piece))
    cut, numbers = np.unique(piece[order], return_inverse=True)
    if len(cut):
        near = shapely.line_merge(shapely.multilinestrings(steps[step[order]], indices=numbers))
        left[cut] = _each_cut_out(ground[cut], shapely.buffer(near, reach_m, quad_segs=ARC_STEPS))
    return left


def _each_cut_out(ground: Shapes, seen: Shapes) -> Shapes:
    try:
        return np.asarray(shapely.difference(ground, seen))
    except shapely.GEOSException:
        return np.array(
            [cut_out(piece, other) for piece, other in zip(ground, seen, strict=True)], dtype=object
        )


def _cut_back(
    lanes: Sequence[Lane], joints: Sequence[Joint], options: Sequence[int], *, with_turns: bool = True
) -> tuple[Lane, ...]:
    back_m: dict[tuple[int, bool], float] = {}
    onward_m: dict[int, FloatArray] = {}
    for joint, option in zip(joints, options, strict=True):
        for end, back in zip(joint.ends, joint.chosen[option].tolist(), strict=True):
            back_m[end.lane, end.at_finish] = float(end.backs_m[back])
        if joint.is_turn and option and with_turns:
            onward_m[joint.ends[0].lane] = joint.bends_m[option - 1, 1]
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
