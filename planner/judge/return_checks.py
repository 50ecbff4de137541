"""Every way home against the limits, and what would keep those inside that leave."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from planner.fleet import FixedWing, carrier_of
from planner.judge.bunches import Bunches
from planner.judge.homes import Homes
from planner.judge.limit_checks import where_text
from planner.judge.limits import Limit
from planner.judge.remedies import Suggestion, rally_suggestion
from planner.judge.trespasses import HomeTrespasses, Trespass, trespasses
from planner.judge.yardstick import Yardstick
from planner.wording import counted, place
from planner.zones import HEIGHT_KEPT_M


def return_findings(
    yardstick: Yardstick, brief: PatrolBrief, tried: Sequence[HomeTrespasses]
) -> list[Finding]:
    """What is to be said of the ways home of all sorties, of rally points and of alternates."""
    if not (yardstick.limits or yardstick.low_limits):
        return []
    homes = [each.homes for each in tried]
    leaving = [finding for each in tried for finding in _leaving(yardstick, each)]
    unsafe = {finding.subject for finding in leaving}
    sites = [*_misplaced(yardstick, brief)]
    failing = frozenset(each.homes.sortie.sortie_id for each in tried if each.straight)
    suggestion = rally_suggestion(yardstick, brief, homes, failing) if failing and not sites else None
    told = []
    for each, found in [(one, found) for one in tried for found in one.straight]:
        either = [*_by_rally(suggestion, each.homes), *_by_failsafe(each.homes, unsafe)]
        either = either if suggestion is not None else [*either, "move the launch"]
        words = "; or ".join(either)
        remedy = " ".join([*_lower(found.limit, brief), f"{words[:1].upper()}{words[1:]}."])
        told.append(_plain(each.homes, found, remedy, suggestion))
    return [*leaving, *told, *sites, *_by_hand(yardstick, brief, homes, failing)]


def _leaving(yardstick: Yardstick, tried: HomeTrespasses) -> Iterator[Finding]:
    homes = tried.homes
    name = f"The return path of sortie {homes.sortie.sortie_id}"
    for found in tried.by_ways:
        yield Finding(
            code="return-outside",
            level=Level.ERROR,
            subject=homes.sortie.sortie_id,
            message=f"{where_text(f'{name} comes', f'{name} gets', found.margin_m, found.limit)}.",
            remedy=_elsewhere(yardstick, homes, found.limit),
            at=found.at,
            measured=found.margin_m,
            limit=found.limit.clearance_m,
        )


def _plain(homes: Homes, found: Trespass, remedy: str, suggestion: Suggestion | None) -> Finding:
    name = f"A plain RTL in sortie {homes.sortie.sortie_id}"
    return Finding(
        code="rtl-outside",
        level=Level.WARNING,
        subject=homes.sortie.sortie_id,
        message=f"{where_text(f'{name} would come', f'{name} would get', found.margin_m, found.limit)}.",
        remedy=remedy,
        at=found.at,
        measured=found.margin_m,
        limit=found.limit.clearance_m,
        rally=None if suggestion is None else suggestion.rally,
    )


def _elsewhere(yardstick: Yardstick, homes: Homes, limit: Limit) -> str:
    """Where a recovery would stand from which every jump home that fails now is a straight line inside."""
    jumps = shapely.linestrings(homes.jumps.lines_m)
    failing_m = homes.places.at_m[limit.too_near(jumps), :2]
    tried_m = homes.places.at_m[:: max(len(homes.places.at_m) // 60, 1), :2]
    for place_m in tried_m if len(failing_m) else ():
        to_there = np.stack([failing_m, np.broadcast_to(place_m, failing_m.shape)], axis=1)
        straight = shapely.linestrings(to_there)
        if not any(each.too_near(straight).any() for each in yardstick.limits):
            at = place(yardstick.frame.to_geo([place_m])[0])
            return (
                f"Place the recovery at {at}, which the failing jumps reach inside, where it can land there."
            )
    return "Move the recovery, or change the area, so that a way home inside the limits exists."


def _by_rally(suggestion: Suggestion | None, homes: Homes) -> Iterator[str]:
    if suggestion is None:
        return
    rally = suggestion.rally
    limit = "" if rally.limit_m is None else f" (RALLY_LIMIT_KM {rally.limit_m / 1000:g})"
    cures = homes.sortie.sortie_id in suggestion.cures
    helps = "" if cures else f", which helps at {suggestion.helps:.0%} of the places where it fails"
    yield f"place a rally point at {place(rally.at)}{limit}, if it can land there{helps}"


def _by_failsafe(homes: Homes, unsafe: set[str]) -> Iterator[str]:
    if homes.sortie.sortie_id not in unsafe:
        by = "RTL_AUTOLAND 4" if homes.rule.circle_m else "action 6"
        yield f"let failsafes take the return path ({by}), never plain RTL"


def _lower(limit: Limit, brief: PatrolBrief) -> Iterator[str]:
    """A zone that only the return height reaches into is passed below by a lower return."""
    floor = None if limit.zone is None else limit.zone.floor
    patrol = [brief.settings.height, *(one.height_layer for one in brief.aircraft if one.height_layer)]
    if floor is None or any(each.above is not floor.above for each in patrol):
        return
    below_m = floor.metres - HEIGHT_KEPT_M
    high = [one.aircraft_id for one in brief.aircraft if one.return_height.metres > below_m]
    if high and all(each.metres <= below_m for each in patrol):
        yield f"Set the return height of {', '.join(high)} to {below_m:g} m at most: the zone begins above."


def _misplaced(yardstick: Yardstick, brief: PatrolBrief) -> Iterator[Finding]:
    """Rally points and alternates that are themselves too near to a limit, circles of wings included."""
    carriers = [carrier_of(one.vehicle) for one in brief.aircraft]
    circle_m = max((each.loiter_radius_m for each in carriers if isinstance(each, FixedWing)), default=0.0)
    sites = [
        ("rally-outside", f"rally-{number}", f"Rally point {number}", at, circle_m)
        for number, at in enumerate(brief.rally_points, start=1)
    ]
    sites += [
        ("alternate-outside", one.aircraft_id, f"An alternate of {one.aircraft_id}", at, 0.0)
        for one in brief.aircraft
        for at in one.alternates
    ]
    for code, subject, name, at, reach_m in sites:
        point = shapely.Point(yardstick.frame.to_local([at])[0])
        shape = shapely.buffer(point, reach_m) if reach_m else point
        down = [*yardstick.limits, *yardstick.low_limits]
        for found in trespasses(down, yardstick, Bunches.of_lines(np.array([shape], dtype=object))):
            yield Finding(
                code=code,
                level=Level.ERROR,
                subject=subject,
                message=f"{where_text(f'{name} comes', f'{name} lies', found.margin_m, found.limit)}.",
                remedy="Move it inside, or take it away.",
                at=at,
                measured=found.margin_m,
                limit=found.limit.clearance_m,
            )


def _by_hand(
    yardstick: Yardstick, brief: PatrolBrief, homes: Sequence[Homes], failing: frozenset[str]
) -> Iterator[Finding]:
    """Rally points count only by the limit that the vehicle has, and no upload of ours sets parameters."""
    if not brief.rally_points or not homes:
        return
    without = [each.straight(np.empty((0, 2))) for each in homes if each.sortie.sortie_id not in failing]
    needed = any(limit.too_near(lines).any() for limit in yardstick.limits for lines in without)
    limits_km = sorted({each.rule.limit_m / 1000 for each in homes})
    yield Finding(
        code="rally-by-hand",
        level=Level.WARNING if needed else Level.NOTE,
        subject="rally points",
        message=f"Plain RTL is checked with {counted(len(brief.rally_points), 'rally point')} on board and "
        f"RALLY_LIMIT_KM {' or '.join(f'{each:g}' for each in limits_km)}; an upload sends them, "
        "not the limit." + (" Without them it would fly straight home, across limits." if needed else ""),
        remedy="See that the vehicle has this limit: it is not armed from here with another.",
    )
