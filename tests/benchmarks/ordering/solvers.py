"""Ways to order lanes, to be compared: the planner's own, and general solvers where they are installed."""

import importlib.util
from collections.abc import Callable, Sequence

import numpy as np

from planner.tours.first_tour import nearest_next
from planner.tours.joins import Joins
from planner.tours.order import order_lanes
from planner.tours.tour import Depot, Tour
from planner.watch import UNWATCHED
from planner.ways.transit import IntArray

Solve = Callable[[Joins], Sequence[int]]

#: Costs are handed to solvers of whole numbers in these parts of a second.
PARTS = 100

#: A general solver wants the cost of every join: no more ends than this are asked for.
MOST_ENDS = 300


def anywhere(joins: Joins) -> Tour:
    """A tour that may begin and end anywhere, of lanes flown either way."""
    return Tour(joins, one_way=False, depot=Depot())


def as_laid(joins: Joins) -> Sequence[int]:
    """There and back, in the order laid."""
    return [2 * lane + lane % 2 for lane in range(len(joins) // 2)]


def next_nearest(joins: Joins) -> Sequence[int]:
    """On to the nearest lane each time."""
    tour = anywhere(joins)
    return nearest_next(tour, tour.neighbours(), UNWATCHED)


def settled(joins: Joins) -> Sequence[int]:
    """The planner's order, its search stopped where no move helps."""
    return order_lanes(anywhere(joins), UNWATCHED, kicks=0)


def kicked(joins: Joins) -> Sequence[int]:
    """The planner's order."""
    return order_lanes(anywhere(joins), UNWATCHED)


def kicked_long(joins: Joins) -> Sequence[int]:
    """The planner's order with fifty kicks a lane: about as good as its moves can make it."""
    return order_lanes(anywhere(joins), UNWATCHED, kicks=25 * len(joins))


def by_ortools(joins: Joins) -> Sequence[int]:
    """OR-tools routing: two nodes a lane, one of which must be visited; guided local search for 5 s."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2  # noqa: PLC0415 - where installed

    costs = _whole_costs(joins)
    ends = len(joins)
    manager = pywrapcp.RoutingIndexManager(ends + 1, 1, ends)
    routing = pywrapcp.RoutingModel(manager)

    def cost(start: int, end: int) -> int:
        leaving, entering = manager.IndexToNode(start), manager.IndexToNode(end)
        return 0 if ends in (leaving, entering) else int(costs[leaving ^ 1, entering])

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(cost))
    for lane in range(ends // 2):
        routing.AddDisjunction([manager.NodeToIndex(2 * lane), manager.NodeToIndex(2 * lane + 1)], 10**10)
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromSeconds(5)
    solution = routing.SolveWithParameters(search)
    entries, index = [], solution.Value(routing.NextVar(routing.Start(0)))
    while not routing.IsEnd(index):
        entries.append(manager.IndexToNode(index))
        index = solution.Value(routing.NextVar(index))
    return entries


def by_pyvrp(joins: Joins) -> Sequence[int]:
    """PyVRP: both directions of a lane a group of which one must be visited; 5 s."""
    from pyvrp import Model  # noqa: PLC0415 - where installed
    from pyvrp.stop import MaxRuntime  # noqa: PLC0415 - where installed

    costs = _whole_costs(joins)
    model = Model()
    home = model.add_location(0, 0)
    places = [model.add_location(0, 0) for _ in range(len(joins))]
    depot = model.add_depot(home)
    model.add_vehicle_type(start_depot=depot, end_depot=depot)
    for lane in range(len(joins) // 2):
        group = model.add_client_group(required=True)
        for end in (2 * lane, 2 * lane + 1):
            model.add_client(places[end], required=False, group=group)
    for leaving, start in enumerate(places):
        model.add_edge(home, start, 0)
        model.add_edge(start, home, 0)
        for entering, end in enumerate(places):
            if leaving != entering:
                model.add_edge(start, end, int(costs[leaving ^ 1, entering]))
    result = model.solve(stop=MaxRuntime(5), seed=1, display=False)
    (route,) = result.best.routes()
    return [activity.idx for activity in route.schedule() if activity.is_client()]


def _whole_costs(joins: Joins) -> IntArray:
    ends = len(joins)
    costs = np.zeros((ends, ends), dtype=np.int64)
    for one in range(ends):
        for other in range(one):
            if one // 2 != other // 2:
                costs[one, other] = costs[other, one] = round(PARTS * joins.cost_s(one, other))
    return costs


#: By name; general solvers are looked for, and each is told how many ends it can take.
SOLVERS: dict[str, Solve] = {
    "as laid": as_laid,
    "nearest next": next_nearest,
    "settled": settled,
    "kicked": kicked,
    "kicked long": kicked_long,
}
GENERAL: dict[str, tuple[str, Solve]] = {
    "OR-tools 5 s": ("ortools", by_ortools),
    "PyVRP 5 s": ("pyvrp", by_pyvrp),
}


def solvers_for(joins: Joins) -> dict[str, Solve]:
    """The solvers to be asked about so many lanes."""
    general = {
        name: solve
        for name, (package, solve) in GENERAL.items()
        if importlib.util.find_spec(package) is not None and len(joins) <= MOST_ENDS
    }
    return {**SOLVERS, **general}
