"""A sortie that somebody else planned against a brief's limits, battery and wind.

It is not asked to see anything, nor to stay over the areas; what it may not do is what no sortie may.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from planner.heights import HeightReference
from planner.judge.distances import limit_distances
from planner.judge.homes import Homes
from planner.judge.limit_checks import FlownLegs, limit_violations, nearest_point, where_text
from planner.judge.places import Places
from planner.judge.return_checks import return_findings
from planner.judge.rtl import RtlRule
from planner.judge.sortie_checks import fleet_findings, sortie_findings
from planner.judge.trespasses import HomeTrespasses
from planner.judge.yardstick import Yardstick
from planner.judge.zone_checks import zone_findings
from planner.route import LimitDistance, Sortie

#: Said of a mission by itself, in its own words.
_SAID_ALREADY = ("no-recovery", "no-return-path")


@dataclass(frozen=True, slots=True, kw_only=True)
class SortieVerdict:
    """What was found, and how near the flight comes to each limit."""

    limit_violation_m: float
    findings: tuple[Finding, ...]
    distances: tuple[LimitDistance, ...]


def mission_verdict(
    brief: PatrolBrief, sortie: Sortie, *, standoff_m: float, usual_standoff_m: float
) -> SortieVerdict:
    """Measure every metre of a sortie that has legs.

    Raises:
        BriefError: the areas have no width.
    """
    yardstick = Yardstick.of(
        brief, standoff_m=standoff_m, usual_standoff_m=usual_standoff_m, sorties=(sortie,)
    )
    flown = FlownLegs.of(yardstick, (sortie,))
    violated_m, violations = limit_violations(yardstick, flown)
    findings = [
        *violations,
        *fleet_findings(brief, (sortie,)),
        *zone_findings(yardstick, brief),
        *_of_itself(yardstick, brief, sortie),
    ]
    known = _is_above_launch(sortie)
    homes = Homes.of(yardstick, brief, sortie) if known else None
    tried = [] if homes is None else [HomeTrespasses.of(yardstick, homes)]
    findings += return_findings(yardstick, brief, tried)
    if homes is None:
        findings.append(
            _no_way_home(sortie) if known or not sortie.return_paths else _unknown_way_home(sortie)
        )
        findings += _plain_rtl(yardstick, brief, sortie)
    return SortieVerdict(
        limit_violation_m=violated_m,
        findings=tuple(findings),
        distances=limit_distances(yardstick, flown, tried),
    )


def _of_itself(yardstick: Yardstick, brief: PatrolBrief, sortie: Sortie) -> Iterator[Finding]:
    for finding in sortie_findings(brief, yardstick.frame, sortie):
        if finding.code not in _SAID_ALREADY:
            yield finding


def _is_above_launch(sortie: Sortie) -> bool:
    heights = {height.above for leg in sortie.legs for height in (leg.start_height, leg.end_height)}
    return heights <= {HeightReference.LAUNCH}


def _no_way_home(sortie: Sortie) -> Finding:
    return Finding(
        code="no-return-path",
        level=Level.WARNING,
        subject=sortie.sortie_id,
        message="The mission carries no way home: when something fails the aircraft flies straight home.",
        remedy="Put one after the landing (DO_RETURN_PATH_START to a landing), or plan the patrol here.",
    )


def _unknown_way_home(sortie: Sortie) -> Finding:
    """Which leg of it is the nearest hangs on how high it is flown."""
    return Finding(
        code="not-checkable",
        level=Level.ERROR,
        subject=sortie.sortie_id,
        message="The way home cannot be checked: some of the flight is not given above the launch, so that "
        "nobody knows from where to which part of it the aircraft goes.",
        remedy="Give all heights above home, or the launch's elevation for heights above the sea.",
    )


def _plain_rtl(yardstick: Yardstick, brief: PatrolBrief, sortie: Sortie) -> Iterator[Finding]:
    """From everywhere: all there is where the mission carries no way home."""
    if not sortie.legs:
        return
    frame = yardstick.frame
    vehicles = [one.vehicle for one in brief.aircraft if one.aircraft_id == sortie.aircraft_id]
    rule = RtlRule.of(vehicles[0] if vehicles else None, brief)
    at_m = Places.along(sortie, frame).at_m[:, :2]
    home_m = frame.to_local(sortie.legs[0].path)[0]
    rally_m = frame.to_local(brief.rally_points).reshape(-1, 2)
    lines = rule.lines(at_m, home_m, rally_m)
    for limit in yardstick.limits:
        near = np.flatnonzero(limit.too_near(lines))
        if not len(near):
            continue
        worst, margin_m = limit.worst(lines[near])
        line = lines[near][worst]
        yield Finding(
            code="rtl-outside",
            level=Level.WARNING,
            subject=sortie.sortie_id,
            message=f"{where_text('A plain RTL would come', 'A plain RTL would get', margin_m, limit)}.",
            remedy="Place a rally point on the way, or give the mission a way home.",
            at=nearest_point(yardstick, line, limit.edge),
            measured=margin_m,
            limit=limit.clearance_m,
        )
