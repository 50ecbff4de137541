"""How near a flight, and every way home from it, comes to each limit."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from planner.judge.bunches import Bunches
from planner.judge.limit_checks import FlownLegs
from planner.judge.limits import Limit
from planner.judge.trespasses import HomeTrespasses, Trespass
from planner.judge.yardstick import Yardstick
from planner.route import LimitDistance


def limit_distances(
    yardstick: Yardstick, flown: FlownLegs, tried: Sequence[HomeTrespasses]
) -> tuple[LimitDistance, ...]:
    """Least distances to all limits, the one that leaves least beyond what is to be kept first."""
    if not yardstick.limits:
        return ()
    ways, rtl = [each.ways for each in tried], [each.rtl for each in tried]
    by_ways = [found for each in tried for found in each.by_ways if found.limit.zone is None]
    by_rtl = [found for each in tried for found in each.straight]
    found = [
        LimitDistance(
            subject=limit.subject,
            what=limit.what,
            kept_m=limit.clearance_m,
            flown_m=_least_m(limit, _meeting(limit, flown)),
            returns_m=_home_m(limit, ways, by_ways) if tried else None,
            rtl_m=_home_m(limit, rtl, by_rtl) if tried else None,
        )
        for limit in (yardstick.limits if len(flown.lines) else ())
    ]
    return tuple(sorted(found, key=lambda each: (each.flown_m - each.kept_m, each.subject)))


def _meeting(limit: Limit, flown: FlownLegs) -> npt.NDArray[np.object_]:
    """The legs that are not certain to pass a zone by heights or hours; all, where only ways home are not."""
    meeting = flown.lines if limit.zone is None else flown.lines[flown.spans.meet(limit.zone)]
    return meeting if len(meeting) else flown.lines


def _home_m(limit: Limit, ways: Sequence[Bunches], known: Sequence[Trespass]) -> float:
    """Of all ways home together; the worst is known already where one comes too near."""
    margins_m = [found.margin_m for found in known if found.limit is limit]
    if margins_m:
        return min(margins_m)
    if limit.zone is not None:  # some may have passed it by heights or hours
        return _least_m(limit, np.concatenate([each.lines for each in ways]))
    return limit.least_m(ways)


def _least_m(limit: Limit, lines: npt.NDArray[np.object_]) -> float:
    """Of all lines together; only when one is on the wrong side is it asked which, and how far."""
    whole = shapely.union_all(lines) if len(lines) == 1 else shapely.GeometryCollection(lines.tolist())
    near_m = float(shapely.distance(limit.edge, whole))
    if near_m > 0 and not limit.wrong_side(lines).any():
        return near_m
    return limit.worst(lines)[1]
