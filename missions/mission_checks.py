"""A mission from anywhere, checked by what it makes a vehicle fly: alone, and against a brief.

Our own plans are checked leg by leg; a mission from a file is unrolled into legs first, and what cannot be
unrolled is an error: nothing that nobody looked at is called good.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from missions.expanded import Ending, Expanded, references_of
from missions.expansion import expand
from missions.flight_words import JUMPS
from missions.items import LAST_NAV_COMMAND, Command, Mission
from missions.limits import COPTER_LIMITS, PLANE_LIMITS, items_on_board
from missions.mission_sorties import (
    aircraft_findings,
    aircraft_for,
    flyer_of,
    from_launch,
    sortie_of,
    with_its_rally_points,
)
from missions.own_fence import fence_findings
from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from planner.geodesy import distance_m
from planner.ground.standoff import standoff_m, usual_standoff_m
from planner.heights import HeightReference
from planner.judge.mission_verdict import mission_verdict
from planner.route import Leg, LegKind, LimitDistance
from planner.wording import counted

#: No battery in the profiles reaches a place farther from home: it, or home, is a mistake.
FAR_M = 50_000.0

#: DO_JUMP items that a board of 16 kB remembers the counts of (AP_MISSION_MAX_NUM_DO_JUMP_COMMANDS).
MOST_JUMPS = 15

#: Positions this high are flown at; below it a vehicle is taking off, landing, or about to hit something.
_LEAST_HEIGHT_M = 0.0


_END_IT_BY = {
    Ending.CIRCLES: "Let it end with a landing: a plane lands after a return by a landing sequence alone "
    "(DO_LAND_START to NAV_LAND), and only where RTL_AUTOLAND is 1.",
    Ending.HOLDS: "Let it end with a landing or a return to launch.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionVerdict:
    """What a mission comes to, and what is to be said of it."""

    flight: Expanded
    findings: tuple[Finding, ...]
    distances: tuple[LimitDistance, ...] = ()


def check_mission(mission: Mission, brief: PatrolBrief | None = None) -> MissionVerdict:
    """Everything that can be said of a mission, with a brief's limits, aircraft and wind where there is one.

    Raises:
        BriefError: the brief has no area, or it has no width.
    """
    if brief is None:
        flight = expand(mission)
        return MissionVerdict(flight=flight, findings=tuple(_alone(mission, flight)))
    aircraft = aircraft_for(mission, brief)
    flown = from_launch(mission, aircraft)
    flight = expand(flown, flyer_of(brief, aircraft))
    findings = (*_alone(flown, flight), *aircraft_findings(mission, brief, aircraft))
    if not flight.legs:
        return MissionVerdict(flight=flight, findings=findings)
    verdict = mission_verdict(
        with_its_rally_points(brief, mission),
        sortie_of(mission, flight, brief, aircraft),
        standoff_m=standoff_m(brief),
        usual_standoff_m=usual_standoff_m(brief),
    )
    return MissionVerdict(flight=flight, findings=(*findings, *verdict.findings), distances=verdict.distances)


def _alone(mission: Mission, flight: Expanded) -> Iterator[Finding]:
    yield from _unknown(flight)
    yield from flight.assumed
    yield from _ending(flight)
    yield from _beginning(mission)
    yield from _on_board(mission)
    yield from _heights(mission, flight)
    yield from _home(mission, flight)
    yield from fence_findings(mission, flight)


def _unknown(flight: Expanded) -> Iterator[Finding]:
    for each in flight.unknown:
        yield Finding(
            code="not-checkable",
            level=Level.ERROR,
            subject=f"item-{each.number}",
            message=f"Item {each.number} (command {each.command}) cannot be checked: {each.why}.",
            remedy="Take it out, or check by hand what it does and fly the mission with another station.",
            at=each.at,
        )


def _ending(flight: Expanded) -> Iterator[Finding]:
    if flight.ending in (Ending.LANDED, Ending.RETURNED):
        return
    at = flight.legs[-1].path[-1] if flight.legs else None
    code = {Ending.LOOPS: "endless-loop", Ending.TOO_LONG: "too-long"}.get(flight.ending, "no-recovery")
    yield Finding(
        code=code,
        level=Level.ERROR,
        subject="mission",
        message=f"The mission has no end that brings the aircraft home: it {flight.ending.value} "
        f"(item {flight.ended_at}, {flight.duration_s / 60:.0f} min after take-off).",
        remedy=_END_IT_BY.get(flight.ending, "Let it end with a landing; give jumps a number of times."),
        at=at,
        measured=flight.duration_s,
    )


def _beginning(mission: Mission) -> Iterator[Finding]:
    first = next((item for item in mission.items if item.command <= LAST_NAV_COMMAND), None)
    if first is None or first.command in (Command.NAV_TAKEOFF, Command.NAV_VTOL_TAKEOFF):
        return
    yield Finding(
        code="no-take-off",
        level=Level.WARNING,
        subject="mission",
        message=f"The first item that is flown is no take-off but command {first.command}.",
        remedy="Put a take-off before it: an aircraft on the ground does not start such a mission.",
        at=first.point,
    )


def _on_board(mission: Mission) -> Iterator[Finding]:
    limits = PLANE_LIMITS if mission.vehicle_type == "Plane" else COPTER_LIMITS
    needed = items_on_board(mission)
    if needed > limits.greatest_items:
        yield Finding(
            code="too-many-items",
            level=Level.ERROR,
            subject="mission",
            message=f"The mission takes {needed} items with home, and {limits.firmware} holds "
            f"{limits.greatest_items}.",
            remedy="Split it, or use a board with more storage.",
            measured=needed,
            limit=limits.greatest_items,
        )
    jumps = sum(item.command in JUMPS for item in mission.items)
    if jumps > MOST_JUMPS:
        yield Finding(
            code="too-many-jumps",
            level=Level.WARNING,
            subject="mission",
            message=f"The mission has {jumps} jumps; small boards count {MOST_JUMPS}.",
            remedy="Use fewer jumps, or write the items out.",
            measured=jumps,
            limit=MOST_JUMPS,
        )


def _heights(mission: Mission, flight: Expanded) -> Iterator[Finding]:
    references = [*references_of(flight)]
    if HeightReference.GROUND in references:
        yield Finding(
            code="terrain-heights",
            level=Level.WARNING,
            subject="mission",
            message="Heights above the ground need terrain data on board; without them the mission stops.",
            remedy="Check that TERRAIN_ENABLE is 1 and that the data reach as far as the flight.",
        )
    if HeightReference.SEA in references and mission.home_amsl_m is None:
        yield Finding(
            code="launch-elevation-unknown",
            level=Level.WARNING,
            subject="mission",
            message="Heights above the sea cannot be compared with the launch, whose own is unknown.",
            remedy="Give home its height above the sea in the file.",
        )
    low = [leg for leg in flight.legs if _is_low(leg)]
    if low:
        yield Finding(
            code="below-launch",
            level=Level.WARNING,
            subject=low[0].leg_id,
            message=f"{counted(len(low), 'leg')} lead to {low[0].end_height} and lower "
            f"({low[0].leg_id} first).",
            remedy="Raise them, unless the ground there lies lower than the launch.",
            at=low[0].path[-1],
            measured=low[0].end_height.metres,
            limit=_LEAST_HEIGHT_M,
        )


def _is_low(leg: Leg) -> bool:
    return leg.kind is LegKind.TRANSIT and leg.end_height.metres <= _LEAST_HEIGHT_M


def _home(mission: Mission, flight: Expanded) -> Iterator[Finding]:
    if mission.home is None:
        yield Finding(
            code="home-unknown",
            level=Level.WARNING,
            subject="mission",
            message="The file does not say where the vehicle is to arm: the first place in it is taken.",
            remedy="Name home in the file, or hold the flight against a brief.",
        )
    if not flight.legs:
        return
    home = flight.homes[0]
    off_m = [distance_m(home, leg.path[-1]) for leg in flight.legs]
    farthest = int(np.argmax(off_m))
    leg = flight.legs[farthest]
    is_far = off_m[farthest] > FAR_M
    yield Finding(
        code="far-from-home" if is_far else "reach",
        level=Level.WARNING if is_far else Level.NOTE,
        subject=leg.leg_id,
        message=f"The flight gets {off_m[farthest] / 1000:,.1f} km from home ({leg.leg_id}), takes about "
        f"{flight.duration_s / 60:.0f} min and {flight.ending.value}.",
        remedy="Look for a position typed wrong, or for another home." if is_far else "Nothing needs doing.",
        at=leg.path[-1],
        measured=off_m[farthest],
        limit=FAR_M if is_far else None,
    )
