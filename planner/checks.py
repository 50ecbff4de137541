"""Is the plan safe: every leg, return and landing against limits, energy and wind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import shapely

from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from planner.fleet import Multirotor
from planner.geodesy import FloatArray, GeoPoint
from planner.return_jumps import return_jumps_m
from planner.route import Coverage, Leg, LegKind, PatrolPlan, Sortie
from planner.yardstick import TOUCH_M, Limit, Yardstick, length_outside_m

#: Share of the ground to see that a plan promises.
PROMISED_SHARE = 0.999

#: A return may begin anywhere; it is tried from at least this often along the path.
_TRIED_EVERY_M = 25.0

#: Aircraft in the air together are at least this far apart in height (half of it is baro drift over an hour).
_LEAST_SEPARATION_M = 20.0

_BELOW_RESOLUTION_M = 0.05

_BETWEEN_GROUND = (LegKind.TAKE_OFF, LegKind.LAUNCH, LegKind.RECOVERY, LegKind.LANDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the checks measured and found; the metres are PatrolPlan's."""

    outside_m: float
    limit_violation_m: float
    findings: tuple[Finding, ...]


def check_plan(plan: PatrolPlan) -> Verdict:
    """Check a finished plan anew, as saved."""
    return check_flight(plan.brief, plan.sorties, standoff_m=plan.standoff_m, coverage=plan.coverage)


def check_flight(
    brief: PatrolBrief,
    sorties: Sequence[Sortie],
    *,
    standoff_m: float,
    coverage: Coverage,
) -> Verdict:
    """Measure every metre flown against the brief.

    Raises:
        BriefError: the areas have no width.
    """
    yardstick = Yardstick.of(brief, standoff_m=standoff_m)
    flown = _Flown.of(yardstick, sorties)
    outside = [*_outside(yardstick, flown)]
    violated_m, violations = _violations(yardstick, flown)
    findings = [
        *violations,
        *(finding for _, finding in outside if finding is not None),
        *_incomplete(coverage),
        *_lines_of_unknown_accuracy(brief),
        *_shared_heights(sorties),
    ]
    for sortie in sorties:
        findings += _broken_chain(yardstick, sortie)
        if not brief.settings.one_path:
            findings += _recovery(sortie)
            findings += _returns(yardstick, sortie)
            findings += _energy(brief, sortie)
    findings += _wind(brief)
    return Verdict(
        outside_m=sum(length_m for length_m, _ in outside),
        limit_violation_m=violated_m,
        findings=tuple(findings),
    )


def least_distance_to_limit_m(brief: PatrolBrief, path: Sequence[GeoPoint]) -> float | None:
    """Least distance of a path to any exclusion, zone, border, territory's edge or fence.

    Negative where the path is on the wrong side; None when the brief has no limits.
    """
    yardstick = Yardstick.of(brief)
    if not yardstick.limits or not path:
        return None
    lines = np.array([_line(yardstick.frame.to_local(path))], dtype=object)
    return min(float(limit.margins_m(lines)[0]) for limit in yardstick.limits)


def outside_areas_m(brief: PatrolBrief, paths: Iterable[Sequence[GeoPoint]]) -> float:
    """Length of paths outside the task areas, free edges overshot as they may be, or inside an exclusion."""
    yardstick = Yardstick.of(brief)
    lines = [_line(yardstick.frame.to_local(path)) for path in paths if path]
    return sum(length_outside_m(line, yardstick.to_fly) for line in lines)


@dataclass(frozen=True, slots=True)
class _Flown:
    """All legs of all sorties, in metres."""

    legs: tuple[Leg, ...]
    lines: npt.NDArray[np.object_]

    @classmethod
    def of(cls, yardstick: Yardstick, sorties: Sequence[Sortie]) -> "_Flown":
        legs = tuple(leg for sortie in sorties for leg in sortie.legs)
        lines = np.empty(len(legs), dtype=object)
        for number, leg in enumerate(legs):
            lines[number] = _line(yardstick.frame.to_local(leg.path))
        return cls(legs, lines)


def _line(path_m: FloatArray) -> shapely.Geometry:
    return shapely.LineString(path_m) if len(path_m) > 1 else shapely.Point(path_m[0])


def _violations(yardstick: Yardstick, flown: _Flown) -> tuple[float, list[Finding]]:
    findings: list[Finding] = []
    violated_m = np.zeros(len(flown.legs))
    for limit in yardstick.limits:
        for number in np.flatnonzero(limit.too_near(flown.lines)):
            line = flown.lines[number : number + 1]
            violated_m[number] = max(violated_m[number], float(limit.violated_m(line)[0]))
            findings.append(_violation(yardstick, limit, flown.legs[number], line))
    return float(violated_m.sum()), findings


def _violation(yardstick: Yardstick, limit: Limit, leg: Leg, line: npt.NDArray[np.object_]) -> Finding:
    margin_m = float(limit.margins_m(line)[0])
    where = f"gets {-margin_m:.1f} m beyond" if margin_m <= 0 else f"comes to {margin_m:.1f} m from"
    return Finding(
        code="limit-crossed" if margin_m <= 0 else "stand-off",
        level=Level.ERROR,
        subject=leg.leg_id,
        message=f"The {leg.kind.value} {leg.leg_id} {where} the {limit.what}; "
        f"{limit.clearance_m:.0f} m are to be kept.",
        remedy="Move the launch or the recovery, or change the area or the limit.",
        at=_nearest_point(yardstick, line[0], limit.edge),
        measured=margin_m,
        limit=limit.clearance_m,
    )


def _nearest_point(yardstick: Yardstick, line: shapely.Geometry, target: shapely.Geometry) -> GeoPoint:
    nearest = shapely.get_coordinates(shapely.shortest_line(line, target))[:1]
    return yardstick.frame.to_geo(nearest)[0]


def _outside(yardstick: Yardstick, flown: _Flown) -> Iterator[tuple[float, Finding | None]]:
    """Metres flown outside the areas by each leg that has any, and what is to be said of them."""
    shapely.prepare(yardstick.to_see)
    parts = shapely.get_parts(yardstick.to_see)
    for number in np.flatnonzero(~shapely.covers(yardstick.to_see, flown.lines)):
        leg, line = flown.legs[number], flown.lines[number]
        if leg.kind in _BETWEEN_GROUND or (leg.kind is LegKind.TRANSIT and _joins_parts(parts, line)):
            continue
        outside_m = length_outside_m(line, yardstick.to_see)
        if outside_m > _BELOW_RESOLUTION_M:
            yield outside_m, _outside_finding(yardstick, leg, line)


def _joins_parts(parts: npt.NDArray[np.object_], line: shapely.Geometry) -> bool:
    corners = shapely.get_coordinates(line)
    first, last = shapely.points(corners[[0, -1]])
    return int(np.argmin(shapely.distance(parts, first))) != int(np.argmin(shapely.distance(parts, last)))


def _outside_finding(yardstick: Yardstick, leg: Leg, line: shapely.Geometry) -> Finding | None:
    beyond = shapely.difference(line, yardstick.to_fly)
    if beyond.length <= _BELOW_RESOLUTION_M:
        return None
    return Finding(
        code="outside-area",
        level=Level.ERROR,
        subject=leg.leg_id,
        message=f"The {leg.kind.value} {leg.leg_id} flies {beyond.length:.1f} m outside the area.",
        remedy="Plan again; if it stays, mark the edge as free or change the area.",
        at=yardstick.frame.to_geo(shapely.get_coordinates(beyond)[:1])[0],
        measured=float(beyond.length),
        limit=0.0,
    )


def _incomplete(coverage: Coverage) -> Iterator[Finding]:
    if coverage.covered_share >= PROMISED_SHARE:
        return
    largest = coverage.gaps[0]
    yield Finding(
        code="coverage-incomplete",
        level=Level.WARNING,
        subject="coverage",
        message=f"{coverage.covered_share:.1%} of the area is seen; {len(coverage.gaps)} gap(s), "
        f"the largest of {largest.area_m2:,.0f} m². {largest.reason}",
        remedy="Lower the stand-off with a reason, choose a wider swath, or accept the gaps.",
        at=largest.outline[0],
        measured=coverage.covered_share,
        limit=PROMISED_SHARE,
    )


def _lines_of_unknown_accuracy(brief: PatrolBrief) -> Iterator[Finding]:
    for line in brief.lines:
        if line.accuracy_m is None:
            yield Finding(
                code="line-accuracy-unknown",
                level=Level.WARNING,
                subject=line.line_id,
                message=f"Nobody says how accurate the {line.kind.value} “{line.name or line.line_id}” is; "
                "the stand-off holds nothing for it.",
                remedy="State the line's accuracy, or keep a larger stand-off.",
                at=line.path[0],
            )


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


def _broken_chain(yardstick: Yardstick, sortie: Sortie) -> Iterator[Finding]:
    for leg, following in pairwise(sortie.legs):
        ends_m = yardstick.frame.to_local([leg.path[-1], following.path[0]])
        apart_m = float(np.linalg.norm(ends_m[1] - ends_m[0]))
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


def _returns(yardstick: Yardstick, sortie: Sortie) -> Iterator[Finding]:
    """Try the return path, and a plain RTL, from everywhere along the sortie."""
    if not yardstick.limits or not sortie.return_paths or not sortie.legs:
        return
    at_m = _positions_m(yardstick, sortie)
    jumps = shapely.linestrings(return_jumps_m(at_m, sortie.return_paths, yardstick.frame))
    paths = np.array(
        [_line(yardstick.frame.to_local(return_path.path)) for return_path in sortie.return_paths]
    )
    yield from _worst(
        yardstick, sortie, np.concatenate([jumps, paths]), code="return-outside", level=Level.ERROR
    )
    home_m = yardstick.frame.to_local(sortie.legs[0].path)[0]
    straight = np.stack([at_m[:, :2], np.broadcast_to(home_m, (len(at_m), 2))], axis=1)
    yield from _worst(
        yardstick, sortie, shapely.linestrings(straight), code="rtl-outside", level=Level.WARNING
    )


_RETURN_WORDS = {
    "return-outside": (
        "The return path of sortie {sortie} comes to {margin:.0f} m from the {limit}",
        "Move the recovery, or change the area, so that a way home inside the limits exists.",
    ),
    "rtl-outside": (
        "A plain RTL in sortie {sortie} would come to {margin:.0f} m from the {limit}",
        "Let failsafes take the return path (action 6), never plain RTL; or move the launch.",
    ),
}


def _worst(
    yardstick: Yardstick,
    sortie: Sortie,
    lines: npt.NDArray[np.object_],
    *,
    code: str,
    level: Level,
) -> Iterator[Finding]:
    message, remedy = _RETURN_WORDS[code]
    for limit in yardstick.limits:
        near = lines[limit.too_near(lines)]
        if not len(near):
            continue
        margins_m = limit.margins_m(near)
        worst = int(np.argmin(margins_m))
        margin_m = float(margins_m[worst])
        said = message.format(sortie=sortie.sortie_id, margin=margin_m, limit=limit.what)
        yield Finding(
            code=code,
            level=level,
            subject=sortie.sortie_id,
            message=f"{said}; {limit.clearance_m:.0f} m are to be kept.",
            remedy=remedy,
            at=_nearest_point(yardstick, near[worst], limit.edge),
            measured=margin_m,
            limit=limit.clearance_m,
        )


def _positions_m(yardstick: Yardstick, sortie: Sortie) -> FloatArray:
    """Positions and heights above launch along a sortie, at every corner and often between."""
    tried: list[FloatArray] = []
    for leg in sortie.legs:
        corners_m = yardstick.frame.to_local(leg.path)
        line = shapely.segmentize(_line(corners_m), _TRIED_EVERY_M)
        ground_m = shapely.get_coordinates(line)
        heights_m = np.linspace(leg.start_height.metres, leg.end_height.metres, len(ground_m))
        tried.append(np.column_stack([ground_m, heights_m]))
    return np.vstack(tried)


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
    """Time that may be planned: the operator's endurance, else the vehicle's, less the reserve."""
    for aircraft in brief.aircraft:
        if aircraft.aircraft_id == sortie.aircraft_id and isinstance(aircraft.vehicle, Multirotor):
            whole_s = brief.settings.endurance_s or aircraft.vehicle.endurance_s
            return whole_s * (1 - brief.settings.reserve)
    return None


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
