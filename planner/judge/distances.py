"""How near a flight, and every way home from it, comes to each limit."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from planner.judge.homes import Homes
from planner.judge.limit_checks import FlownLegs
from planner.judge.yardstick import Limit, Yardstick
from planner.route import LimitDistance


def limit_distances(
    yardstick: Yardstick, flown: FlownLegs, homes: Sequence[Homes]
) -> tuple[LimitDistance, ...]:
    """Least distances to all limits, the one that leaves least beyond what is to be kept first."""
    if not yardstick.limits:
        return ()
    ways = _joined([each.ways() for each in homes])
    straight = _joined([each.straight() for each in homes])
    found = [
        LimitDistance(
            subject=limit.subject,
            what=limit.what,
            kept_m=limit.clearance_m,
            flown_m=_least_m(limit, _meeting(limit, flown)),
            returns_m=_least_m(limit, ways) if len(ways) else None,
            rtl_m=_least_m(limit, straight) if len(straight) else None,
        )
        for limit in (yardstick.limits if len(flown.lines) else ())
    ]
    return tuple(sorted(found, key=lambda each: (each.flown_m - each.kept_m, each.subject)))


def _meeting(limit: Limit, flown: FlownLegs) -> npt.NDArray[np.object_]:
    """The legs that are not certain to pass a zone by heights or hours; all, where only ways home are not."""
    meeting = flown.lines if limit.zone is None else flown.lines[flown.spans.meet(limit.zone)]
    return meeting if len(meeting) else flown.lines


def _least_m(limit: Limit, lines: npt.NDArray[np.object_]) -> float:
    """Of all lines together; only when one is on the wrong side is it asked which, and how far."""
    whole = shapely.union_all(lines) if len(lines) == 1 else shapely.GeometryCollection(lines.tolist())
    near_m = float(shapely.distance(limit.edge, whole))
    if near_m > 0 and not limit.wrong_side(lines).any():
        return near_m
    return limit.worst(lines)[1]


def _joined(arrays: Sequence[npt.NDArray[np.object_]]) -> npt.NDArray[np.object_]:
    return np.concatenate(arrays) if arrays else np.array([], dtype=object)
