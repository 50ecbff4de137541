"""Crews on open ground in metres, without a brief's way round to them."""

from collections.abc import Sequence

import numpy as np
import shapely

from planner.brief import PatrolSettings, Wind
from planner.estimate import pace_of
from planner.fleet import Aircraft, Multirotor
from planner.flight import Crew, Flight, Ways, flown_lanes
from planner.heights import above_launch
from planner.lanes import Lane
from planner.pieces import Base
from planner.profiles import CALLISTO
from planner.shapes import Spot
from planner.tours.joins import Joins
from planner.tours.order import order_lanes
from planner.tours.tour import Depot, Tour
from planner.watch import UNWATCHED
from planner.ways.transit import Passages

OPEN = Passages(shapely.box(-50_000, -50_000, 50_000, 50_000))

SPACING_M = 100.0


def base_at(
    launch: Spot,
    *,
    name: str = "A1",
    vehicle: Multirotor = CALLISTO,
    wind: Wind | None = None,
    turn_round_s: float = 300.0,
    turn_time_s: float | None = None,
) -> Base:
    chosen = PatrolSettings(ground_speed_mps=15.0, wind=wind or Wind(), turn_time_s=turn_time_s)
    return Base(
        aircraft=Aircraft(aircraft_id=name, vehicle=vehicle, turn_round_s=turn_round_s),
        launch=launch,
        recovery=launch,
        height=above_launch(100),
        pace=pace_of(vehicle, chosen),
        usable_wh=vehicle.battery.capacity_wh * 0.75,
        usable_s=vehicle.endurance_s * 0.75,
    )


def crew_of(*bases: Base) -> Crew:
    ways = Ways(near=OPEN, far=OPEN, longest_step_m=3_000.0)
    return Crew(bases=bases, ways=ways, track_spacing_m=SPACING_M, watch=UNWATCHED)


def lanes_over(east_m: float, count: int, *, west_m: float = 0.0) -> tuple[Lane, ...]:
    """Lanes along the east, there and back."""
    lanes: list[Lane] = []
    for number in range(count):
        north_m = (number + 0.5) * SPACING_M
        ends_m = [(west_m, north_m), (west_m + east_m, north_m)]
        lanes.append(Lane(line=shapely.LineString(ends_m if number % 2 == 0 else ends_m[::-1])))
    return tuple(lanes)


def arranged_by(crew: Crew, lanes: Sequence[Lane], base: Base) -> Flight:
    joins = Joins(lanes, near=crew.ways.near, far=crew.ways.far, pace=base.pace)
    depot = Depot(launch=base.launch, recovery=base.recovery)
    entries = order_lanes(Tour(joins, one_way=False, depot=depot), crew.watch)
    return crew.flight(base, flown_lanes(lanes, entries))


def random_lanes(rng: np.random.Generator, *, count: int) -> tuple[Lane, ...]:
    """Bent lanes anywhere within two kilometres."""
    lanes: list[Lane] = []
    for _ in range(count):
        start_m = rng.uniform(-2_000, 2_000, 2)
        steps_m = rng.uniform(-400, 400, (int(rng.integers(1, 4)), 2))
        lanes.append(
            Lane(line=shapely.LineString(np.vstack([start_m, start_m + np.cumsum(steps_m, axis=0)])))
        )
    return tuple(lanes)
