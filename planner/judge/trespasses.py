"""How near to limits, or how far beyond them, ways home get: found once for all who ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.geodesy import GeoPoint
from planner.judge.bunches import Bunches
from planner.judge.homes import Homes
from planner.judge.limit_checks import nearest_point
from planner.judge.limits import Limit
from planner.judge.yardstick import Yardstick
from planner.judge.zone_spans import Spans


@dataclass(frozen=True, slots=True)
class Trespass:
    """The worst of what comes too near to a limit, or crosses it."""

    limit: Limit
    margin_m: float  # what is left between; minus how far beyond it gets
    at: GeoPoint


@dataclass(frozen=True, slots=True)
class HomeTrespasses:
    """Those of one sortie's ways home."""

    homes: Homes
    ways: Bunches
    rtl: Bunches
    by_ways: tuple[Trespass, ...]  # by the ways home that it carries, where heights and hours let them meet
    straight: tuple[Trespass, ...]  # by a plain RTL, of limits that hold for a whole outing

    @classmethod
    def of(cls, yardstick: Yardstick, homes: Homes) -> "HomeTrespasses":
        """Try every way home against every limit."""
        every = [*yardstick.limits, *yardstick.low_limits]
        ways, rtl = Bunches.of_lines(homes.ways()), Bunches.of_lines(homes.straight())
        return cls(
            homes=homes,
            ways=ways,
            rtl=rtl,
            by_ways=tuple(trespasses(every, yardstick, ways, homes.way_spans())),
            straight=tuple(trespasses(yardstick.limits, yardstick, rtl)),
        )


def trespasses(
    limits: Sequence[Limit],
    yardstick: Yardstick,
    bunches: Bunches,
    spans: Spans | None = None,
) -> Iterator[Trespass]:
    """Of each limit that some line comes too near to, or crosses: the least distance, and where."""
    for limit in limits:
        near = bunches.lines[limit.too_near_of(bunches, spans)]
        if len(near):
            worst, margin_m = limit.worst(near)
            yield Trespass(limit, margin_m, nearest_point(yardstick, near[worst], limit.edge))
