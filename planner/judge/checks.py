"""Is the plan safe: every leg, return and landing against limits, energy and wind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.brief import LineKind, PatrolBrief
from planner.findings import Finding, Level
from planner.geodesy import GeoPoint
from planner.judge.contingency_checks import contingency_findings
from planner.judge.distances import limit_distances
from planner.judge.fence_room import fence_room_findings
from planner.judge.forced_landings import forced_landing_findings
from planner.judge.home_margins import home_margins, margin_findings
from planner.judge.homes import Homes, path_line
from planner.judge.limit_checks import (
    FlownLegs,
    limit_violations,
    metres_outside,
)
from planner.judge.limits import length_outside_m
from planner.judge.return_checks import return_findings
from planner.judge.sortie_checks import fleet_findings, sortie_findings
from planner.judge.trespasses import HomeTrespasses
from planner.judge.yardstick import Yardstick
from planner.judge.zone_checks import zone_findings
from planner.route import Coverage, HomeMargin, LimitDistance, PatrolPlan, Sortie
from planner.wording import counted

#: Share of the ground to see that a plan promises.
PROMISED_SHARE = 0.999

#: A stand-off that is less than another by no more than this is the same, rounded.
_NO_LESS_M = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the checks measured and found; the metres are PatrolPlan's."""

    outside_m: float
    limit_violation_m: float
    findings: tuple[Finding, ...]
    distances: tuple[LimitDistance, ...]
    margins: tuple[HomeMargin, ...]


def check_plan(plan: PatrolPlan) -> Verdict:
    """Check a finished plan anew, as saved."""
    return check_flight(
        plan.brief,
        plan.sorties,
        standoff_m=plan.standoff_m,
        coverage=plan.coverage,
        usual_standoff_m=plan.usual_standoff_m,
    )


def check_flight(
    brief: PatrolBrief,
    sorties: Sequence[Sortie],
    *,
    standoff_m: float,
    coverage: Coverage,
    usual_standoff_m: float = 0.0,
) -> Verdict:
    """Measure every metre flown against the brief.

    Less than `usual_standoff_m` may be kept from limits only for a reason.

    Raises:
        BriefError: the areas have no width.
    """
    yardstick = Yardstick.of(brief, standoff_m=standoff_m, usual_standoff_m=usual_standoff_m, sorties=sorties)
    return verdict_on(yardstick, brief, sorties, coverage)


def verdict_on(
    yardstick: Yardstick, brief: PatrolBrief, sorties: Sequence[Sortie], coverage: Coverage
) -> Verdict:
    """The same for a brief that is laid out already."""
    flown = FlownLegs.of(yardstick, sorties)
    outside = [*metres_outside(yardstick, flown)]
    violated_m, violations = limit_violations(yardstick, flown)
    findings = [
        *violations,
        *(finding for _, finding in outside if finding is not None),
        *_incomplete(coverage),
        *_lines_of_unknown_accuracy(brief),
        *_lowered(brief, yardstick),
        *fleet_findings(brief, sorties),
        *zone_findings(yardstick, brief),
        *([] if brief.settings.one_path else contingency_findings(brief)),
    ]
    homes: list[Homes] = []
    for sortie in sorties:
        findings += sortie_findings(brief, yardstick.frame, sortie)
        home = Homes.of(yardstick, brief, sortie)
        if home is not None:
            homes.append(home)
    tried = [HomeTrespasses.of(yardstick, each) for each in homes]
    findings += return_findings(yardstick, brief, tried)
    margins = () if brief.settings.one_path else home_margins(brief, homes)
    findings += margin_findings(brief, margins)
    distances = limit_distances(yardstick, flown, tried)
    findings += fence_room_findings(yardstick, brief, distances)
    findings += forced_landing_findings(yardstick, brief, flown, distances)
    return Verdict(
        outside_m=sum(length_m for length_m, _ in outside),
        limit_violation_m=violated_m,
        findings=tuple(findings),
        distances=distances,
        margins=margins,
    )


def least_distance_to_limit_m(brief: PatrolBrief, path: Sequence[GeoPoint]) -> float | None:
    """Least distance of a path to any exclusion, zone, border, territory's edge or fence.

    Negative where the path is on the wrong side; None when the brief has no limits.
    """
    yardstick = Yardstick.of(brief)
    if not yardstick.limits or not path:
        return None
    lines = np.array([path_line(yardstick.frame.to_local(path))], dtype=object)
    return min(limit.worst(lines)[1] for limit in yardstick.limits)


def outside_areas_m(brief: PatrolBrief, paths: Iterable[Sequence[GeoPoint]]) -> float:
    """Length of paths outside the task areas, free edges overshot as they may be, or inside an exclusion."""
    yardstick = Yardstick.of(brief)
    lines = [path_line(yardstick.frame.to_local(path)) for path in paths if path]
    return sum(length_outside_m(line, yardstick.to_fly) for line in lines)


def _incomplete(coverage: Coverage) -> Iterator[Finding]:
    if coverage.covered_share >= PROMISED_SHARE:
        return
    largest = coverage.gaps[0]
    yield Finding(
        code="coverage-incomplete",
        level=Level.WARNING,
        subject="coverage",
        message=f"{coverage.covered_share:.1%} of the area is seen; {counted(len(coverage.gaps), 'gap')}, "
        f"the largest of {largest.area_m2:,.0f} m². {largest.reason}",
        remedy="Lower the stand-off with a reason, choose a wider swath, or accept the gaps.",
        at=largest.outline[0],
        measured=coverage.covered_share,
        limit=PROMISED_SHARE,
    )


def _lowered(brief: PatrolBrief, yardstick: Yardstick) -> Iterator[Finding]:
    """A stand-off below the usual is a decision: somebody must have said why."""
    kept_m, usual_m = yardstick.standoff_m, yardstick.usual_standoff_m
    if brief.settings.one_path or not yardstick.limits or kept_m > usual_m - _NO_LESS_M:
        return
    reason = brief.settings.standoff_reason.strip()
    said = f"Reason given: {reason}" if reason else "Nobody has said why."
    yield Finding(
        code="stand-off-lowered" if reason else "stand-off-without-reason",
        level=Level.NOTE if reason else Level.ERROR,
        subject="stand-off",
        message=f"{kept_m:,.0f} m are kept from every limit where the usual assumptions ask for "
        f"{usual_m:,.0f} m. {said}",
        remedy="Give the reason beside the stand-off, or let it be computed.",
        measured=kept_m,
        limit=usual_m,
    )


def _lines_of_unknown_accuracy(brief: PatrolBrief) -> Iterator[Finding]:
    for line in brief.lines:
        if line.accuracy_m is None and line.kind is not LineKind.LINE:
            yield Finding(
                code="line-accuracy-unknown",
                level=Level.WARNING,
                subject=line.line_id,
                message=f"Nobody says how accurate the {line.kind.value} “{line.name or line.line_id}” is; "
                "the stand-off holds nothing for it.",
                remedy="State the line's accuracy, or keep a larger stand-off.",
                at=line.path[0],
            )
