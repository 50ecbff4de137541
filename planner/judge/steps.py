"""The straight steps that paths are made of, and the ground within half a swath of each, as simple shapes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from planner.geodesy import FloatArray

Shapes = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

#: Sides of a quarter circle. All corners lie on the true circle, so nothing is called seen that is not; the
#: sides lie at most 0.03 % of the radius inside it: 15 mm for a swath of 100 m.
LAST_SIDES = 32

#: Half a swath, as no chord of a drawn circle is nearer to its middle.
LEAST_REACH = float(np.cos(np.pi / (4 * LAST_SIDES)))

#: Arcs of no more chords than this are narrow.
FEW_CHORDS = 4

#: A step shorter than need be by no more than this is looked at.
_ROOM_M = 1e-3

#: A bend of less than this many radians leaves nothing out on its outer side.
_STRAIGHT = 1e-7


@dataclass(frozen=True)
class Steps:
    """Every step of some paths, one after the other.

    The ground within reach of a path is the union of a rectangle along every step and a fan at every corner,
    between the ends of its two steps' rectangles on the outer side; at a path's ends the fan is half a disc.
    (Whatever is nearest to the inside of a step lies in its rectangle; whatever is nearest to a corner lies
    ahead of the one step and behind the other: in the fan.)
    """

    start_m: FloatArray  # (n, 2), as all below
    end_m: FloatArray
    along: FloatArray  # unit vectors
    onward: FloatArray  # of the next step; straight back where a path ends
    lengths_m: FloatArray  # (n,)
    is_first: Bools
    is_last: Bools

    @classmethod
    def of(cls, paths_m: Sequence[FloatArray]) -> "Steps":
        """The steps of paths; where one stays is no step."""
        corners_m = np.concatenate([*paths_m, np.empty((0, 2))])
        path = np.repeat(np.arange(len(paths_m)), [len(path_m) for path_m in paths_m])
        moves_m = np.diff(corners_m, axis=0)
        steps = np.flatnonzero((path[1:] == path[:-1]) & (moves_m != 0).any(axis=1))
        moves_m, path = moves_m[steps], path[steps]
        lengths_m = np.hypot(moves_m[:, 0], moves_m[:, 1])
        along = moves_m / lengths_m[:, None]
        is_last = np.diff(path, append=-1) != 0
        return cls(
            start_m=corners_m[steps],
            end_m=corners_m[steps + 1],
            along=along,
            onward=np.where(is_last[:, None], -along, np.roll(along, -1, axis=0)),
            lengths_m=lengths_m,
            is_first=np.roll(is_last, 1),
            is_last=is_last,
        )

    @cached_property
    def left(self) -> FloatArray:
        """Unit vectors to the left of each step."""
        return np.column_stack([-self.along[:, 1], self.along[:, 0]])

    @cached_property
    def bends(self) -> FloatArray:
        """Radians by which a path bends at the end of each step, 0 to pi; pi where it ends."""
        turns = np.arctan2(np.abs(self._crosses), (self.along * self.onward).sum(axis=1))
        return np.where(self.is_last, np.pi, turns)

    @cached_property
    def turns_left(self) -> Bools:
        """Whether a path bends to the left at the end of each step; round its last end it does."""
        return np.asarray(self.is_last | (self._crosses > 0))

    @cached_property
    def _crosses(self) -> FloatArray:
        crosses: FloatArray = self.along[:, 0] * self.onward[:, 1] - self.along[:, 1] * self.onward[:, 0]
        return crosses

    @cached_property
    def outer(self) -> FloatArray:
        """Unit vectors to the outer side of the bend at the end of each step."""
        return np.where(self.turns_left[:, None], -self.left, self.left)

    @cached_property
    def outer_onward(self) -> FloatArray:
        """The same beside the step that comes next."""
        follows = np.roll(self.left, -1, axis=0)
        onward = np.where(self.turns_left[:, None], -follows, follows)
        return np.where(self.is_last[:, None], -self.outer, onward)

    def is_tight(self, half_m: float) -> Bools:
        """At which steps' ends a rectangle's short side may reach out of the other's on the inner side."""
        room_m = np.minimum(self.lengths_m, np.roll(self.lengths_m, -1))
        return ~self.is_last & (room_m < half_m * np.sin(self.bends) + _ROOM_M)

    def lines(self, which: Indices | slice) -> Shapes:
        """Some steps as lines."""
        return np.asarray(shapely.linestrings(np.stack([self.start_m[which], self.end_m[which]], axis=1)))

    def chords(self, sides: int) -> Indices:
        """By how many chords the arc of each fan is drawn: at least `sides` to a quarter circle."""
        chords = np.ceil(self.bends * (2 * sides / np.pi) - 1e-9).astype(int)
        return np.where(self.bends < _STRAIGHT, 0, np.maximum(chords, 1))

    def fan_corners_m(self, which: Indices, half_m: float, *, chords: int) -> FloatArray:
        """Corners on the arcs of some fans, all with so many chords: (steps, chords + 1, 2).

        The first and the last are those of the rectangles beside it, to the bit.
        """
        corners_m = np.empty((len(which), chords + 1, 2))
        corners_m[:, 0] = self.end_m[which] + half_m * self.outer[which]
        if chords > 1:
            turns = self.bends[which, None, None] * (np.arange(1, chords)[:, None] / chords)
            outer, along = self.outer[which, None], self.along[which, None]
            around = np.cos(turns) * outer + np.sin(turns) * along
            corners_m[:, 1:-1] = self.end_m[which, None] + half_m * around
        corners_m[:, -1] = self.end_m[which] + half_m * self.outer_onward[which]
        return corners_m

    def tail_corners_m(self, which: Indices, half_m: float, *, chords: int) -> FloatArray:
        """Corners round the starts of paths, from one side of the first step to the other."""
        turns = np.pi * np.arange(chords + 1)[:, None] / chords
        outer, back = self.outer[which, None], -self.along[which, None]
        corners_m: FloatArray = self.start_m[which, None] + half_m * (
            -np.cos(turns) * outer + np.sin(turns) * back
        )
        corners_m[:, 0] = self.start_m[which] - half_m * self.outer[which]
        corners_m[:, -1] = self.start_m[which] + half_m * self.outer[which]
        return corners_m

    def shapes(self, which: Indices, half_m: float, *, sides: int) -> Shapes:
        """Of each step the rectangle with the fan at its end, and the half disc where a path begins."""
        shapes = np.empty(len(which), dtype=object)
        for alike, chords in self._alike(which, sides):
            some = which[alike]
            if self.is_first[some[0]]:
                tail_m = self.tail_corners_m(some, half_m, chords=2 * sides)
            else:
                tail_m = self.start_m[some, None] + half_m * np.stack(
                    [-self.outer[some], self.outer[some]], axis=1
                )
            head_m = self.fan_corners_m(some, half_m, chords=chords)
            if not self.is_last[some[0]]:
                inner_m = self.end_m[some] - half_m * self.outer[some]
                corner_m = [head_m, self.end_m[some, None]] if chords else [head_m[:, :1]]
                head_m = np.concatenate([*corner_m, inner_m[:, None]], axis=1)
            shapes[alike] = shapely.polygons(np.concatenate([tail_m, head_m], axis=1))
        return shapes

    def _alike(self, which: Indices, sides: int) -> Iterator[tuple[Bools, int]]:
        """Steps whose shapes have as many corners as one another's."""
        chords = self.chords(sides)[which]
        kinds = 4 * chords + 2 * self.is_first[which] + self.is_last[which]
        for kind in np.flatnonzero(np.bincount(kinds)).tolist():
            yield kinds == kind, kind // 4
