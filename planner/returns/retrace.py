"""Ways home along the path flown: wherever a sortie is, it is on one of them."""

import numpy as np

from planner.geodesy import FloatArray
from planner.pieces import Ways
from planner.shapes import Spot, without_repeats

#: Positions of the path flown are kept as they are: what is rounded alike when written up lies on itself.
SAME_POSITION_M = 1e-3


def retraced(flown_m: FloatArray, recovery: Spot, ways: Ways, *, turns_back: bool) -> tuple[FloatArray, ...]:
    """On along the path flown; with `turns_back`, back along it where that is the shorter way.

    Every place of the path lies on one of these ways, so the nearest leg is a leg through it, and the jump to
    its end stays on what is flown anyway: inside, whatever the shape of the flyable space. The price is a
    mission item for every position flown, and ways home that are rarely the shortest. Turning back costs the
    items of one more way, and where the recovery is not the launch, of the way between.
    """
    path_m = without_repeats(flown_m, least_m=SAME_POSITION_M)
    after_m = _home_from(path_m[-1], recovery, ways)
    if not turns_back:
        return (ways.in_steps(_joined(path_m, after_m)),)
    before_m = _home_from(path_m[0], recovery, ways)
    gone_m = np.concatenate([[0.0], np.cumsum(_steps_m(path_m))])
    back_m = gone_m + _steps_m(before_m).sum()
    onward_m = gone_m[-1] - gone_m + _steps_m(after_m).sum()
    turn = int(np.count_nonzero(back_m <= onward_m)) - 1
    found = []
    if turn > 0:
        found.append(_joined(path_m[turn::-1], before_m))
    if turn < len(path_m) - 1:
        found.append(_joined(path_m[max(turn, 0) :], after_m))
    return tuple(ways.in_steps(way_m) for way_m in found)


def _home_from(place_m: FloatArray, recovery: Spot, ways: Ways) -> FloatArray:
    """The shortest way home; without one, nowhere."""
    way_m = ways.far.way((float(place_m[0]), float(place_m[1])), recovery)
    return np.array([place_m]) if way_m is None else way_m


def _steps_m(path_m: FloatArray) -> FloatArray:
    steps_m: FloatArray = np.hypot(*np.diff(path_m, axis=0).T)
    return steps_m


def _joined(one_m: FloatArray, other_m: FloatArray) -> FloatArray:
    return without_repeats(np.vstack([one_m, other_m]), least_m=SAME_POSITION_M)
