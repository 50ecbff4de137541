"""Where a hovering aircraft far outside its fence would be made to land: beyond a border, or in the water.

Source: ArduCopter/fence.cpp: at a breach that is new and more than 100 m out (AC_FENCE_GIVE_UP_DISTANCE) it
lands where it is, unless breaches are only reported. ArduPilot 4.6.3 knows how far out it is of circle and
ceiling alone, 4.7 of polygons too (AC_Fence::check_fence_polygon): a position that jumps, a fence switched on
late.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from planner.brief import LineKind, PatrolBrief
from planner.contingency import Action
from planner.findings import Finding, Level
from planner.fleet import ROTOR_STRAYS_M, Multirotor
from planner.geodesy import FloatArray
from planner.judge.limit_checks import FlownLegs, nearest_point
from planner.judge.limits import Limit
from planner.judge.shores import Shores
from planner.judge.yardstick import Yardstick
from planner.route import LimitDistance, Sortie

Lines = npt.NDArray[np.object_]

GIVES_UP_M = 100.0


def forced_landing_findings(
    yardstick: Yardstick, brief: PatrolBrief, flown: FlownLegs, distances: Sequence[LimitDistance]
) -> Iterator[Finding]:
    """One warning for each sortie that may come down on foreign ground, one note for water.

    The water is no news to who patrols a coast, so it is one line for all sorties; ground beyond a border is
    another state's affair, and is said with its place and number.
    """
    if brief.settings.one_path or brief.settings.contingency.breach is Action.NONE:
        return
    rotors = {one.aircraft_id: one.vehicle for one in brief.aircraft if isinstance(one.vehicle, Multirotor)}
    hovering = [one for one in yardstick.schedule.sorties if one.aircraft_id in rotors]
    flown_m = {each.subject: each.flown_m for each in distances}
    foreign = _foreign(yardstick, brief)
    rows = {id(leg): row for row, leg in enumerate(flown.legs)}
    for sortie in hovering:
        reach_m = _reach_m(brief, rotors[sortie.aircraft_id])
        near = [limit for limit in foreign if flown_m.get(limit.subject, reach_m) < reach_m]
        lines = flown.lines[[rows[id(leg)] for leg in sortie.legs]]
        finding = _nearest(yardstick, sortie, lines, near, reach_m)
        if finding is not None:
            yield finding
    yield from _over_water(yardstick, brief, hovering)


def _reach_m(brief: PatrolBrief, rotors: Multirotor) -> float:
    """From the flight: to its fence, until it gives up, then until it stands, with the wind meanwhile."""
    settings = brief.settings
    speed_mps = settings.ground_speed_mps
    reacts_m = (speed_mps + settings.wind.speed_mps) * settings.assumptions.reaction_s
    stops_m = speed_mps**2 / (2 * rotors.acceleration_mps2)
    return ROTOR_STRAYS_M + GIVES_UP_M + reacts_m + stops_m


def _foreign(yardstick: Yardstick, brief: PatrolBrief) -> list[Limit]:
    subjects = {line.line_id for line in brief.lines if line.kind is LineKind.BORDER}
    subjects |= {part.territory_id for part in brief.territories}
    return [limit for limit in yardstick.limits if limit.subject in subjects]


def _nearest(
    yardstick: Yardstick,
    sortie: Sortie,
    lines: Lines,
    limits: Sequence[Limit],
    reach_m: float,
) -> Finding | None:
    worst = [(limit, *limit.worst(lines)) for limit in limits]
    if not worst or not len(lines):
        return None
    limit, number, kept_m = min(worst, key=lambda each: each[2])
    if not 0 <= kept_m < reach_m:  # beyond it is another finding
        return None
    return Finding(
        code="lands-beyond-limit",
        level=Level.WARNING,
        subject=sortie.sortie_id,
        message=f"Sortie {sortie.sortie_id} comes within {kept_m:.0f} m of {limit.what}. A Copter that finds "
        f"itself more than {GIVES_UP_M:.0f} m outside its fence lands where it is, whatever is chosen for a "
        f"breach (ArduPilot 4.7; 4.6 above the ceiling alone): up to {reach_m:.0f} m off, beyond it.",
        remedy=f"Keep {reach_m:.0f} m with the stand-off, or fly it with ArduPilot 4.6.",
        at=nearest_point(yardstick, lines[number], limit.edge),
        measured=kept_m,
        limit=reach_m,
    )


def _over_water(yardstick: Yardstick, brief: PatrolBrief, hovering: Sequence[Sortie]) -> Iterator[Finding]:
    shores = Shores.of(yardstick, brief)
    if not shores.lines or not hovering:
        return
    corners: list[FloatArray] = [yardstick.frame.to_local(sortie.path) for sortie in hovering]
    if shores.in_water(np.vstack(corners)).any():
        yield Finding(
            code="lands-in-water",
            level=Level.NOTE,
            subject="breach",
            message=f"A Copter that finds itself more than {GIVES_UP_M:.0f} m outside its fence or above its "
            "ceiling lands where it is, whatever is chosen for a breach: over water, in it.",
            remedy="Fit it with floats, or take it over by hand in time.",
        )
