"""Which lane next, and which way along it."""

import math
from collections.abc import Sequence

from planner.tours.first_tour import nearest_next
from planner.tours.tour import Tour
from planner.tours.tour_search import Near, TourSearch
from planner.watch import Watch

#: The local search leaves at least this share of the first tour's cost.
LOCAL_SEARCH_LEAVES = 0.7

#: Kicks of the local search for each lane, and the least and the most of them.
KICKS_A_LANE = 8
LEAST_KICKS = 300
MOST_KICKS = 2400

#: Of more lanes than this only the better first tour is shortened, and one as laid only when it costs no more
#: than so many times the other.
MANY_LANES = 500
WORTH_SHORTENING = 1.5


def order_lanes(
    tour: Tour,
    watch: Watch,
    *,
    give_up_s: float | None = None,
    kicks: int | None = None,
) -> tuple[int, ...]:
    """The tour through all lanes as the end by which each is entered: 2i forwards, 2i + 1 backwards.

    Nearest-next and as-laid are shortened by a local search (see `TourSearch`) and the better is taken, so
    none is worse than either. A tour that cannot be expected to get below `give_up_s` is not shortened.
    `kicks`: how often the search goes on from where no move helps; None: as often as pays.
    """
    count = tour.depot // 2
    if count == 1:
        rings = ([tour.depot, 0],) if tour.one_way else ([tour.depot, 0], [tour.depot, 1])
        return tuple(_opened(min(rings, key=tour.ring_cost_s), tour))
    near = tour.neighbours()
    firsts = _first_rings(tour, near, watch)
    if give_up_s is not None and firsts[0][0] * LOCAL_SEARCH_LEAVES >= give_up_s:
        return tuple(_opened(firsts[0][1], tour))
    searches = [TourSearch(ring, tour, near) for _, ring in firsts]
    for each in searches:
        each.settle(watch)
    search = min(searches, key=lambda each: tour.ring_cost_s(each.ring))
    search.kick(_kicks(count) if kicks is None else kicks, watch)
    return tuple(_opened(search.ring, tour))


def tour_cost_s(tour: Tour, entries: Sequence[int]) -> float:
    """Seconds of all joins of a tour, the ways from launch and to recovery included."""
    return tour.ring_cost_s([tour.depot, *entries])


def _first_rings(tour: Tour, near: Near, watch: Watch) -> list[tuple[float, list[int]]]:
    """Rings to begin with and their costs, the best first; of many lanes only the best."""
    count = tour.depot // 2
    nearest = [tour.depot, *nearest_next(tour, near, watch)]
    as_laid = [tour.depot, *_as_laid(count, one_way=tour.one_way)]
    nearest_s = tour.ring_cost_s(nearest)
    many = count > MANY_LANES
    as_laid_s = tour.ring_cost_s(as_laid, give_up_s=nearest_s * (1 if many else WORTH_SHORTENING))
    rings = sorted([(as_laid_s, as_laid), (nearest_s, nearest)])
    return rings[:1] if many or as_laid_s == math.inf else rings


def _kicks(count: int) -> int:
    return min(max(KICKS_A_LANE * count, LEAST_KICKS), MOST_KICKS)


def _as_laid(count: int, *, one_way: bool) -> list[int]:
    return [2 * lane + (0 if one_way else lane % 2) for lane in range(count)]


def _opened(ring: list[int], tour: Tour) -> list[int]:
    """The entries of a ring from the launch to the recovery."""
    if tour.depot + 1 in ring:
        ring = [entry ^ 1 for entry in reversed(ring)]
    start = ring.index(tour.depot)
    return ring[start + 1 :] + ring[:start]
