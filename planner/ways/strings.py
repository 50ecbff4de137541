"""Strings pulled taut through gates, one after the other."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from planner.shapes import Spot

#: Nearer than this to a line counts as on it, as a cross product: metres times metres.
_ON_LINE_M2 = 1e-7

#: A gate is seen edge-on from nearer than this to its line, as a cross product: one passes its nearer corner.
_EDGE_ON_M2 = 1e-5

#: A string must be longer than another by this to be given up for it.
_LONGER_M = 1e-9

Place = Spot | tuple[float, float, int]  # of the third nothing is used
Gate = tuple[Spot, Spot]  # left and right, as one goes through


@dataclass(slots=True)
class Goal:
    """What a string is pulled to, and when it is given up."""

    end: Spot
    most_m: float  # longer ways are of no use
    known_m: dict[Spot, float] = field(default_factory=dict)  # shortest ways to bends found yet


class Funnel:
    """The shortest ways from a start through gates to every place in the last one (Lee and Preparata 1984).

    As far as all of them go alike, to the apex, they are `_bends`. From there `_left` and `_right` are the
    ways to the last gate's corners; all others lie between them. Gates beside each other share a corner, the
    same object, which need not be looked at again.
    """

    __slots__ = ("_bends", "_left", "_right", "gone_m")

    def __init__(self, start: Spot) -> None:
        self._bends, self._left, self._right = [start], [start], [start]
        self.gone_m = 0.0  # as far as the apex

    def copy(self) -> "Funnel":
        """The same, to be led on elsewhere."""
        other = Funnel(self._bends[0])
        other._bends, other.gone_m = self._bends.copy(), self.gone_m
        other._left, other._right = self._left.copy(), self._right.copy()
        return other

    def lead(self, gates: Iterable[Gate], goal: Goal) -> bool:
        """Go through more gates; false when no way that is short enough leads so."""
        left, right = self._left, self._right
        for new_left, new_right in gates:  # a million of them on a coast: what need not be a call is none
            if new_right is not right[-1]:
                x_m, y_m = new_right
                while len(right) > 1:
                    from_x, from_y = right[-2]
                    to_x, to_y = right[-1]
                    if (to_x - from_x) * (y_m - from_y) < (to_y - from_y) * (x_m - from_x):
                        break
                    right.pop()
                else:
                    turned = _wound(left, new_right, 1.0)
                    if turned and not self._bend(right, left, turned, goal):
                        return False
                right.append(new_right)
            if new_left is not left[-1]:
                x_m, y_m = new_left
                while len(left) > 1:
                    from_x, from_y = left[-2]
                    to_x, to_y = left[-1]
                    if (to_x - from_x) * (y_m - from_y) > (to_y - from_y) * (x_m - from_x):
                        break
                    left.pop()
                else:
                    turned = _wound(right, new_left, -1.0)
                    if turned and not self._bend(left, right, turned, goal):
                        return False
                left.append(new_left)
        return True

    def least_m(self, gate: Gate, end: Spot) -> float:
        """Length of the ways through another gate to an end at the least."""
        apex, (left, right) = self._bends[-1], gate
        if (left[0] - apex[0]) * (right[1] - apex[1]) > (left[1] - apex[1]) * (right[0] - apex[0]):
            left, right = right, left  # the way there winds about, and comes from its other side
        return self.gone_m + least_through_m(apex, left, right, end)

    def way(self, goal: Goal) -> list[Spot] | None:
        """The shortest way to the end, in the triangle beyond the last gate; None when it is too long."""
        goal_gate = (self._left[-1], goal.end)
        if not self.lead([goal_gate], goal):
            return None
        path = [*self._bends, *self._right[1:]]
        path = [path[0], *_bends_only(path), path[-1]]
        length_m = sum(map(math.dist, path, path[1:]))
        if length_m > goal.most_m:
            return None
        goal.most_m = length_m
        return path

    def _bend(self, own: list[Spot], other: list[Spot], turned: int, goal: Goal) -> bool:
        """Move the apex along the other side, as far as the own one has been wound round it."""
        for bend in other[1 : turned + 1]:
            self.gone_m += math.dist(self._bends[-1], bend)
            self._bends.append(bend)
            if self.gone_m > goal.known_m.get(bend, math.inf) + _LONGER_M:
                return False
            goal.known_m[bend] = self.gone_m
        del other[:turned]
        own[0] = other[0]
        return self.gone_m + math.dist(other[0], goal.end) <= goal.most_m


def _wound(bends: list[Spot], corner: Spot, side: float) -> int:
    """How many bends of one side of a funnel the other winds round when it leads to a corner.

    `side` that leads there: 1 for the right, -1 for the left.
    """
    x_m, y_m = corner
    for turned, ((from_x, from_y), (to_x, to_y)) in enumerate(pairwise(bends)):
        if ((to_x - from_x) * (y_m - from_y) - (to_y - from_y) * (x_m - from_x)) * side <= 0:
            return turned
    return len(bends) - 1


def _bends_only(path: list[Spot]) -> list[Spot]:
    """The corners between the first place and the last at which a way turns."""
    bends = [path[0]]
    for spot, following in pairwise(path[1:]):
        (from_x, from_y), (to_x, to_y) = bends[-1], following
        off_m2 = (spot[0] - from_x) * (to_y - from_y) - (spot[1] - from_y) * (to_x - from_x)
        if spot != bends[-1] and abs(off_m2) > _ON_LINE_M2:
            bends.append(spot)
    return bends[1:]


def least_through_m(here: Spot, left: Place, right: Place, end: Spot) -> float:
    """Least length from here through a gate to the end; an end on this side of it is mirrored at it."""
    gate_x, gate_y = left[0] - right[0], left[1] - right[1]
    end_x, end_y = end[0] - right[0], end[1] - right[1]
    off_end = gate_x * end_y - gate_y * end_x
    off_here = gate_x * (here[1] - right[1]) - gate_y * (here[0] - right[0])
    if abs(off_here) <= _EDGE_ON_M2:
        if (left[0] - here[0]) * (right[0] - here[0]) + (left[1] - here[1]) * (right[1] - here[1]) <= 0:
            return math.dist(here, end)
        return min(math.dist(here, post[:2]) + math.dist(post[:2], end) for post in (left, right))
    if off_end * off_here > 0:
        by = 2 * off_end / (gate_x * gate_x + gate_y * gate_y)
        end_x, end_y = end_x + by * gate_y, end_y - by * gate_x
    end_x, end_y = end_x + right[0] - here[0], end_y + right[1] - here[1]
    left_x, left_y = left[0] - here[0], left[1] - here[1]
    if left_x * end_y - left_y * end_x > 0:
        return math.hypot(left_x, left_y) + math.hypot(end_x - left_x, end_y - left_y)
    right_x, right_y = right[0] - here[0], right[1] - here[1]
    if right_x * end_y - right_y * end_x < 0:
        return math.hypot(right_x, right_y) + math.hypot(end_x - right_x, end_y - right_y)
    return math.hypot(end_x, end_y)
