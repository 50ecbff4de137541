"""Planned against flown: what a flight did with its plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from missions.flight import Flight, TrackPoint
from missions.items import Mission
from planner.geodesy import GeoPoint
from planner.judge.checks import least_distance_to_limit_m, outside_areas_m
from planner.judge.coverage import seen_share
from planner.route import LegKind, PatrolPlan, Sortie

_ON_PATROL = frozenset({LegKind.LANE, LegKind.TURN, LegKind.TRANSIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class FlownSortie:
    """One sortie: what was planned and what was flown, by the vehicle's own clock."""

    sortie_id: str
    planned_m: float
    flown_m: float
    planned_s: float
    flown_s: float
    complete: bool
    ended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightReport:
    """All sorties flown of a plan.

    `outside_m` is track outside the task areas or inside an exclusion while on patrol; the ways to and from
    launch count towards `least_distance_to_limit_m` alone, which is None when the brief has no limits.
    """

    sorties: tuple[FlownSortie, ...]
    seen_share: float
    outside_m: float
    least_distance_to_limit_m: float | None

    @property
    def planned_m(self) -> float:
        """Length of the sorties as planned."""
        return sum(sortie.planned_m for sortie in self.sorties)

    @property
    def flown_m(self) -> float:
        """Length of the tracks."""
        return sum(sortie.flown_m for sortie in self.sorties)

    @property
    def planned_s(self) -> float:
        """Time the plan gave them."""
        return sum(sortie.planned_s for sortie in self.sorties)

    @property
    def flown_s(self) -> float:
        """Time they took."""
        return sum(sortie.flown_s for sortie in self.sorties)


def report_flights(
    plan: PatrolPlan, flights: Sequence[Flight], missions: Mapping[str, Mission]
) -> FlightReport:
    """Hold flights against their plan.

    Args:
        plan: The plan that was flown.
        flights: At least one, of sorties of the plan.
        missions: The mission each sortie was flown with, by sortie identity.
    """
    sorties = {sortie.sortie_id: sortie for sortie in plan.sorties}
    on_patrol = [
        part
        for flight in flights
        for part in _on_patrol(flight, sorties[flight.sortie_id], missions[flight.sortie_id])
    ]
    margins_m = [least_distance_to_limit_m(plan.brief, flight.path) for flight in flights]
    known_m = [margin_m for margin_m in margins_m if margin_m is not None]
    return FlightReport(
        sorties=tuple(_flown(flight, sorties[flight.sortie_id]) for flight in flights),
        seen_share=seen_share(plan.brief, [flight.path for flight in flights], plan.brief.settings.footprint),
        outside_m=outside_areas_m(plan.brief, on_patrol),
        least_distance_to_limit_m=min(known_m) if known_m else None,
    )


def _flown(flight: Flight, sortie: Sortie) -> FlownSortie:
    return FlownSortie(
        sortie_id=flight.sortie_id,
        planned_m=sortie.length_m,
        flown_m=flight.flown_m,
        planned_s=sortie.duration_s,
        flown_s=flight.seconds_s,
        complete=flight.complete,
        ended=flight.ended,
    )


def _on_patrol(flight: Flight, sortie: Sortie, mission: Mission) -> Iterator[tuple[GeoPoint, ...]]:
    """The stretches of a track on which the vehicle was flying to a position of the patrol itself."""
    kinds = {leg.leg_id: leg.kind for leg in sortie.legs}

    def is_patrol(point: TrackPoint) -> bool:
        if point.item is None or not 1 <= point.item <= len(mission.items):
            return False
        leg_id = mission.items[point.item - 1].leg_id
        return leg_id is not None and kinds[leg_id] in _ON_PATROL

    for on_patrol, points in groupby(flight.track, key=is_patrol):
        if on_patrol:
            yield tuple(point.point for point in points)
