"""Each sortie by itself: whole, ending with a landing, within battery, endurance and wind."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np

from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from planner.fleet import Multirotor
from planner.geodesy import LocalFrame
from planner.judge.home_margins import usable_s
from planner.judge.limits import TOUCH_M
from planner.route import LegKind, Sortie

#: Aircraft in the air together are at least this far apart in height (half of it is baro drift over an hour).
_LEAST_SEPARATION_M = 20.0


def sortie_findings(brief: PatrolBrief, frame: LocalFrame, sortie: Sortie) -> Iterator[Finding]:
    """What one sortie lacks; a path for comparing needs no recovery and no battery."""
    yield from _broken_chain(frame, sortie)
    if not brief.settings.one_path:
        yield from _recovery(sortie)
        yield from _energy(brief, sortie)


def fleet_findings(brief: PatrolBrief, sorties: Sequence[Sortie]) -> Iterator[Finding]:
    """What several aircraft are to each other, and the wind to each."""
    yield from _shared_heights(sorties)
    yield from _wind(brief)


def _broken_chain(frame: LocalFrame, sortie: Sortie) -> Iterator[Finding]:
    ends_m, starts_m = (frame.to_local([leg.path[end] for leg in sortie.legs]) for end in (-1, 0))
    apart_each_m = np.hypot(*(starts_m[1:] - ends_m[:-1]).T)
    for (leg, following), apart_m in zip(pairwise(sortie.legs), apart_each_m.tolist(), strict=True):
        if apart_m > TOUCH_M:
            yield Finding(
                code="leg-missing",
                level=Level.ERROR,
                subject=following.leg_id,
                message=f"{following.leg_id} starts {apart_m:.1f} m from where {leg.leg_id} ends.",
                remedy="Plan again.",
                at=following.path[0],
                measured=apart_m,
                limit=0.0,
            )


def _recovery(sortie: Sortie) -> Iterator[Finding]:
    if not sortie.legs or sortie.legs[-1].kind is not LegKind.LANDING:
        yield Finding(
            code="no-recovery",
            level=Level.ERROR,
            subject=sortie.sortie_id,
            message=f"Sortie {sortie.sortie_id} does not end with a landing: the aircraft would hover "
            "until its battery is empty.",
            remedy="Place a recovery and plan again.",
        )
    if not sortie.return_paths:
        yield Finding(
            code="no-return-path",
            level=Level.ERROR,
            subject=sortie.sortie_id,
            message=f"Sortie {sortie.sortie_id} has no return path.",
            remedy="Place a recovery that can be reached inside the limits and plan again.",
        )


def _energy(brief: PatrolBrief, sortie: Sortie) -> Iterator[Finding]:
    if sortie.energy_wh > sortie.usable_wh * (1 + 1e-9):
        yield Finding(
            code="energy-short",
            level=Level.ERROR,
            subject=sortie.sortie_id,
            message=f"Sortie {sortie.sortie_id} takes {sortie.energy_wh:.0f} Wh; {sortie.usable_wh:.0f} Wh "
            f"may be used with {brief.settings.reserve:.0%} in reserve.",
            remedy="Split it, fly slower, or use a larger battery.",
            measured=sortie.energy_wh,
            limit=sortie.usable_wh,
        )
    endurance_s = _endurance_s(brief, sortie)
    if endurance_s is not None and sortie.duration_s > endurance_s * (1 + 1e-9):
        yield Finding(
            code="endurance-short",
            level=Level.ERROR,
            subject=sortie.sortie_id,
            message=f"Sortie {sortie.sortie_id} takes {sortie.duration_s / 60:.1f} min; "
            f"{endurance_s / 60:.1f} min remain after the reserve.",
            remedy="Split it, fly faster, or use a larger battery.",
            measured=sortie.duration_s,
            limit=endurance_s,
        )


def _endurance_s(brief: PatrolBrief, sortie: Sortie) -> float | None:
    for aircraft in brief.aircraft:
        if aircraft.aircraft_id == sortie.aircraft_id:
            return usable_s(brief, aircraft)
    return None


def _shared_heights(sorties: Sequence[Sortie]) -> Iterator[Finding]:
    highest_m: dict[str, float] = {}
    for sortie in sorties:
        known_m = highest_m.get(sortie.aircraft_id, 0.0)
        highest_m[sortie.aircraft_id] = max(known_m, sortie.greatest_height.metres)
    for (one, one_m), (other, other_m) in combinations(sorted(highest_m.items()), 2):
        if abs(one_m - other_m) < _LEAST_SEPARATION_M:
            yield Finding(
                code="shared-height",
                level=Level.WARNING,
                subject=f"{one} {other}",
                message=f"{one} and {other} patrol {abs(one_m - other_m):.0f} m apart in height.",
                remedy=f"Give them height layers {_LEAST_SEPARATION_M:.0f} m apart, or fly in turn.",
                measured=abs(one_m - other_m),
                limit=_LEAST_SEPARATION_M,
            )


def _wind(brief: PatrolBrief) -> Iterable[Finding]:
    for aircraft in brief.aircraft:
        vehicle = aircraft.vehicle
        if isinstance(vehicle, Multirotor) and brief.settings.wind.speed_mps > vehicle.greatest_wind_mps:
            yield Finding(
                code="wind-over-limit",
                level=Level.ERROR,
                subject=aircraft.aircraft_id,
                message=f"The wind of {brief.settings.wind.speed_mps:g} m/s is over the "
                f"{vehicle.greatest_wind_mps:g} m/s that {vehicle.name} may fly in.",
                remedy="Wait for less wind, or take another aircraft.",
                measured=brief.settings.wind.speed_mps,
                limit=vehicle.greatest_wind_mps,
            )
