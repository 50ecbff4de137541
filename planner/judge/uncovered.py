"""What of edges no step's ground covers: for every edge the clippings by what lies near, as arithmetic."""

from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.judge.steps import LAST_SIDES, Bools, Indices, Steps
from planner.judge.stretches import LEAST_REACH, WIDE_SIDES, Stretches

#: Edges are covered by what reaches so far beyond them, and by shapes end to end with no more than this
#: between.
_TOUCH_M = 1e-8

#: They are compared along their length to within this share of it.
_SHARE = 1e-9

#: So many edges are looked at together: more take more memory and no less time.
_AT_A_TIME = 20_000
_PAIRS_AT_A_TIME = 200_000

Shares = tuple[FloatArray, FloatArray]
_Numbers = FloatArray | float


@dataclass(frozen=True, slots=True)
class Seen:
    """Ground within reach of steps, a little less of it round wide fans, and how to find what is near."""

    steps: Steps
    half_m: float
    chords: Indices  # of the fan at each step's end
    is_wide: Bools  # whether that is drawn coarsely; a disc within it counts then
    fans_reach_m: FloatArray  # how far away its chords' middles are
    tree: shapely.STRtree  # of boxes that all of a step's rectangle and fans lies in
    near: Indices  # steps whose shapes may come near to each step's, one step's after the other's
    near_from: Indices  # where those of each step start, and at last where they end

    @classmethod
    def of(cls, steps: Steps, half_m: float) -> "Seen":
        """Lay out what steps see."""
        low = np.minimum(steps.start_m, steps.end_m) - half_m
        high = np.maximum(steps.start_m, steps.end_m) + half_m
        chords = steps.chords(LAST_SIDES, wide_sides=WIDE_SIDES)
        boxes = shapely.box(*low.T, *high.T)
        tree = shapely.STRtree(boxes)
        one, other = tree.query(boxes)
        step, near = _in_reach(one, other, steps, half_m)
        return cls(
            steps=steps,
            half_m=half_m,
            chords=chords,
            is_wide=chords < steps.chords(LAST_SIDES),
            fans_reach_m=half_m * np.cos(steps.bends / (2 * np.maximum(chords, 1))) - _TOUCH_M,
            tree=tree,
            near=near,
            near_from=np.searchsorted(step, np.arange(len(boxes) + 1)),
        )

    def surely(self, spots_m: FloatArray) -> Bools:
        """Which spots surely are seen."""
        sure = np.zeros(len(spots_m), dtype=bool)
        reach_m = self.half_m * LEAST_REACH
        spot, _ = self.steps.tree.query(shapely.points(spots_m), predicate="dwithin", distance=reach_m)
        sure[spot] = True
        return sure

    def left_bare(self, edges: Stretches) -> Stretches:
        """What of edges lies inside no rectangle and no fan."""
        numbers = range(0, len(edges.is_exact), _AT_A_TIME)
        return Stretches.joined([self._left_of(edges.some(slice(one, one + _AT_A_TIME))) for one in numbers])

    def _near(self, edges: Stretches) -> tuple[Indices, Indices]:
        """Numbers of edges and of steps whose shapes may come near to them."""
        if (edges.steps < 0).any():
            edge, step = self.tree.query(edges.lines())
            return edge, step
        firsts, lasts = self.near_from[edges.steps], self.near_from[edges.steps + 1]
        counts = lasts - firsts
        edge = np.repeat(np.arange(len(counts)), counts)
        return edge, self.near[np.arange(len(edge)) + np.repeat(firsts - np.cumsum(counts) + counts, counts)]

    def _left_of(self, edges: Stretches) -> Stretches:
        edge, step = self._near(edges)
        near = _Near.of(edges, edge, step, self.steps)
        is_covered = np.zeros(len(edges.is_exact), dtype=bool)
        is_covered[edge[near.within(self.half_m)]] = True
        near = near.some(~is_covered[edge] & near.beside(self.half_m) & near.ahead(self.half_m))
        stretches = [
            near.in_rectangles(self.half_m),
            near.in_fans(self),
            near.in_tails(self.half_m),
        ]
        covered, low, high = (np.concatenate(each) for each in zip(*stretches, strict=True))
        bare = np.flatnonzero(~is_covered)
        least = _TOUCH_M / np.maximum(edges.lengths_m[bare], 1e-9)
        number, from_share, to_share = _gaps(len(bare), np.searchsorted(bare, covered), low, high, least)
        return edges.parts(bare[number], from_share, to_share)


@dataclass(frozen=True, slots=True)
class _Near:
    """Edges and steps near them, a pair each, seen from the step."""

    edge: Indices
    step: Indices
    steps: Steps
    ahead_m: FloatArray  # of the step's start, where the edge starts
    ahead_by_m: FloatArray  # how much farther ahead it ends
    left_m: FloatArray
    left_by_m: FloatArray

    @classmethod
    def of(cls, edges: Stretches, edge: Indices, step: Indices, steps: Steps) -> "_Near":
        east_m = edges.starts_m[:, 0][edge] - steps.start_m[:, 0][step]
        north_m = edges.starts_m[:, 1][edge] - steps.start_m[:, 1][step]
        east_by_m, north_by_m = (each[edge] for each in edges.along_m.T)
        east, north = (each[step] for each in steps.along.T)
        return cls(
            edge=edge,
            step=step,
            steps=steps,
            ahead_m=east * east_m + north * north_m,
            ahead_by_m=east * east_by_m + north * north_by_m,
            left_m=east * north_m - north * east_m,
            left_by_m=east * north_by_m - north * east_by_m,
        )

    def some(self, which: Bools) -> "_Near":
        return _Near(
            edge=self.edge[which],
            step=self.step[which],
            steps=self.steps,
            ahead_m=self.ahead_m[which],
            ahead_by_m=self.ahead_by_m[which],
            left_m=self.left_m[which],
            left_by_m=self.left_by_m[which],
        )

    def beside(self, half_m: float) -> Bools:
        end_m = self.left_m + self.left_by_m
        return (np.minimum(self.left_m, end_m) < half_m) & (np.maximum(self.left_m, end_m) > -half_m)

    def ahead(self, half_m: float) -> Bools:
        end_m, most_m = self.ahead_m + self.ahead_by_m, self.steps.lengths_m[self.step] + half_m
        return (np.minimum(self.ahead_m, end_m) < most_m) & (np.maximum(self.ahead_m, end_m) > -half_m)

    def within(self, half_m: float) -> Bools:
        """Which edges lie all within a rectangle."""
        side_m, lengths_m = half_m - _TOUCH_M, self.steps.lengths_m[self.step] + _TOUCH_M
        inside = (np.abs(self.left_m) < side_m) & (np.abs(self.left_m + self.left_by_m) < side_m)
        for ahead_m in (self.ahead_m, self.ahead_m + self.ahead_by_m):
            inside &= (ahead_m > -_TOUCH_M) & (ahead_m < lengths_m)
        return inside

    def in_rectangles(self, half_m: float) -> tuple[Indices, FloatArray, FloatArray]:
        """Edges, and from and to which share of them they lie in rectangles."""
        side_m, lengths_m = half_m - _TOUCH_M, self.steps.lengths_m[self.step]
        low, high = _between(self.ahead_m, self.ahead_by_m, -_TOUCH_M, lengths_m + _TOUCH_M)
        beside = _between(self.left_m, self.left_by_m, -side_m, side_m)
        return _some(self.edge, *_shared((low, high), beside))

    def in_fans(self, seen: "Seen") -> tuple[Indices, FloatArray, FloatArray]:
        """The same in the fans at the steps' ends."""
        ends_m = self.ahead_m + self.ahead_by_m
        lengths_m = self.steps.lengths_m[self.step]
        far = (np.maximum(self.ahead_m, ends_m) > lengths_m) & (seen.chords[self.step] > 0)
        near = self.some(far)
        away = _Moves(near.ahead_m - lengths_m[far], near.left_m, near.ahead_by_m, near.left_by_m)
        along, onward = self.steps.along[near.step], self.steps.onward[near.step]
        cosine, sine = _dot(along, onward), along[:, 0] * onward[:, 1] - along[:, 1] * onward[:, 0]
        reach_m = seen.fans_reach_m[near.step]
        inside = _shared(away.beyond(1.0, 0.0, -_TOUCH_M), away.beyond(-cosine, -sine, -_TOUCH_M))
        wide = seen.is_wide[near.step]
        discs = away.some(wide).within(reach_m[wide])
        for each, disc, combine in zip(inside, discs, (np.maximum, np.minimum), strict=True):
            each[wide] = combine(each[wide], disc)
        near.cut_by_chords(inside, away, seen)
        return _some(near.edge, *inside)

    def cut_by_chords(self, inside: Shares, away: "_Moves", seen: "Seen") -> None:
        """Take from shares inside fans, but wide ones, what lies beyond their chords."""
        chords = np.where(seen.is_wide, 0, seen.chords)[self.step]
        for number in range(int(chords.max(initial=0))):
            some = np.flatnonzero(chords > number)
            step = self.step[some]
            turn = self.steps.bends[step] * (number + 0.5) / chords[some]
            outwards = np.where(self.steps.turns_left[step], -np.cos(turn), np.cos(turn))
            low, high = away.some(some).beyond(-np.sin(turn), -outwards, -seen.fans_reach_m[step])
            inside[0][some] = np.maximum(inside[0][some], low)
            inside[1][some] = np.minimum(inside[1][some], high)

    def in_tails(self, half_m: float) -> tuple[Indices, FloatArray, FloatArray]:
        """The same in the half discs where paths begin."""
        ends_m = self.ahead_m + self.ahead_by_m
        near = self.some(self.steps.is_first[self.step] & (np.minimum(self.ahead_m, ends_m) < 0))
        away = _Moves(near.ahead_m, near.left_m, near.ahead_by_m, near.left_by_m)
        reach_m = np.full(len(near.edge), half_m * LEAST_REACH - _TOUCH_M)
        return _some(near.edge, *_shared(away.within(reach_m), away.beyond(-1.0, 0.0, -_TOUCH_M)))


@dataclass(frozen=True, slots=True)
class _Moves:
    """Where edges start from a corner, as seen along a step, and how much farther they end."""

    ahead_m: FloatArray
    left_m: FloatArray
    ahead_by_m: FloatArray
    left_by_m: FloatArray

    def some(self, which: Bools | Indices) -> "_Moves":
        return _Moves(self.ahead_m[which], self.left_m[which], self.ahead_by_m[which], self.left_by_m[which])

    def beyond(
        self, ahead: FloatArray | float, left: FloatArray | float, least_m: FloatArray | float
    ) -> Shares:
        """Shares of the edges that lie so far in a direction or farther."""
        at_m = ahead * self.ahead_m + left * self.left_m
        return _between(at_m, ahead * self.ahead_by_m + left * self.left_by_m, least_m, np.inf)

    def within(self, reach_m: FloatArray) -> Shares:
        """Shares of the edges that lie no farther away."""
        square = np.maximum(self.ahead_by_m**2 + self.left_by_m**2, 1e-18)
        half = self.ahead_m * self.ahead_by_m + self.left_m * self.left_by_m
        rest = half**2 - square * (self.ahead_m**2 + self.left_m**2 - reach_m**2)
        root = np.sqrt(np.maximum(rest, 0.0))
        return (-half - root) / square, np.where(rest > 0, (-half + root) / square, -np.inf)


def _in_reach(one: Indices, other: Indices, steps: Steps, half_m: float) -> tuple[Indices, Indices]:
    """Pairs of steps whose shapes may touch, out of those whose boxes do."""
    lines = Stretches.of(np.stack([steps.start_m, steps.end_m], axis=1), np.arange(len(steps.lengths_m)))
    reach_m, in_reach = 2 * half_m + _TOUCH_M, np.zeros(len(one), dtype=bool)
    for first in range(0, len(one), _PAIRS_AT_A_TIME):
        some = slice(first, first + _PAIRS_AT_A_TIME)
        near = _Near.of(lines, one[some], other[some], steps)
        in_reach[some] = near.beside(reach_m) & near.ahead(reach_m)
    return one[in_reach], other[in_reach]


def _shared(*every: Shares) -> Shares:
    """What shares of edges have in common."""
    low: FloatArray = np.maximum.reduce([each for each, _ in every])
    high: FloatArray = np.minimum.reduce([each for _, each in every])
    return low, high


def _some(edge: Indices, low: FloatArray, high: FloatArray) -> tuple[Indices, FloatArray, FloatArray]:
    """Edges and shares of them, where those are any."""
    low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
    is_some = low < high
    return edge[is_some], low[is_some], high[is_some]


def _between(at_m: FloatArray, by_m: FloatArray, least_m: _Numbers, most_m: _Numbers) -> Shares:
    """Shares of moves, some metres from a start, that lie between two bounds."""
    still = np.abs(by_m) < 1e-12
    by_m = np.where(still, 1.0, by_m)
    one, other = (least_m - at_m) / by_m, (most_m - at_m) / by_m
    never = still & ((at_m < least_m) | (at_m > most_m))
    low = np.where(still, -np.inf, np.minimum(one, other))
    high = np.where(still, np.inf, np.maximum(one, other))
    return low, np.where(never, -np.inf, high)


def _dot(some: FloatArray, others: FloatArray) -> FloatArray:
    product: FloatArray = some[:, 0] * others[:, 0] + some[:, 1] * others[:, 1]
    return product


def _gaps(
    count: int, edge: Indices, low: FloatArray, high: FloatArray, least: FloatArray
) -> tuple[Indices, FloatArray, FloatArray]:
    """What stretches leave of edges 0 to `count`: the edge, from and to which share of it."""
    every = np.arange(count)
    edge = np.concatenate([every, edge, every])
    low = np.concatenate([np.zeros(count), low, np.ones(count)])
    high = np.concatenate([np.zeros(count), high, np.ones(count)])
    # Shares of edge n lie from 2n to 2n + 1: in order, and the farthest end so far is never another edge's.
    order = np.argsort(low + 2.0 * edge)
    edge, low, high = edge[order], low[order], high[order]
    reached = np.maximum.accumulate(high + 2.0 * edge) - 2.0 * edge
    bare = (edge[1:] == edge[:-1]) & (low[1:] - reached[:-1] > np.maximum(least[edge[1:]], _SHARE))
    return edge[1:][bare], reached[:-1][bare], low[1:][bare]
