"""Which lane next, and which way along it."""

from collections.abc import Sequence

from planner.first_tour import nearest_next
from planner.joins import Joins
from planner.tour import Depot as Depot
from planner.tour import Tour
from planner.tour_search import TourSearch
from planner.watch import Watch

#: The local search leaves at least this share of the first tour's cost.
LOCAL_SEARCH_LEAVES = 0.7

#: Kicks of the local search for each lane, and the most of them.
KICKS_A_LANE = 4
MOST_KICKS = 1200


def order_lanes(
    joins: Joins,
    *,
    one_way: bool,
    depot: Depot,
    watch: Watch,
    give_up_s: float | None = None,
    kicks: int | None = None,
) -> tuple[int, ...]:
    """The tour through all lanes as the end by which each is entered: 2i forwards, 2i + 1 backwards.

    The better of nearest-next and as-laid, shortened by a local search (see `TourSearch`); so never worse
    than either. A tour that cannot be expected to get below `give_up_s` is not shortened, and one that is
    compared with it is not searched beyond where no move helps: `kicks` is how often that is done.
    """
    tour = Tour(joins, one_way=one_way, depot=depot)
    count = len(joins) // 2
    if count == 1:
        rings = ([tour.depot, 0],) if one_way else ([tour.depot, 0], [tour.depot, 1])
        return tuple(_opened(min(rings, key=tour.ring_cost_s), tour))
    near = tour.neighbours()
    first = [tour.depot, *nearest_next(tour, near, watch)]
    first_s = tour.ring_cost_s(first)
    as_laid = [tour.depot, *_as_laid(count, one_way=one_way)]
    as_laid_s = tour.ring_cost_s(as_laid, give_up_s=first_s)
    if as_laid_s < first_s:
        first, first_s = as_laid, as_laid_s
    if give_up_s is not None and first_s * LOCAL_SEARCH_LEAVES >= give_up_s:
        return tuple(_opened(first, tour))
    search = TourSearch(first, tour, near)
    search.settle(watch)
    search.kick(min(KICKS_A_LANE * count, MOST_KICKS) if kicks is None else kicks, watch)
    return tuple(_opened(search.ring, tour))


def tour_cost_s(joins: Joins, entries: Sequence[int], depot: Depot) -> float:
    """Seconds of all joins of a tour, the ways from launch and to recovery included."""
    tour = Tour(joins, one_way=False, depot=depot)
    return tour.ring_cost_s([tour.depot, *entries])


def _as_laid(count: int, *, one_way: bool) -> list[int]:
    return [2 * lane + (0 if one_way else lane % 2) for lane in range(count)]


def _opened(ring: list[int], tour: Tour) -> list[int]:
    """The entries of a ring from the launch to the recovery."""
    if tour.depot + 1 in ring:
        ring = [entry ^ 1 for entry in reversed(ring)]
    start = ring.index(tour.depot)
    return ring[start + 1 :] + ring[:start]
