"""What operators are to know of their zones: which are passed and why, which are off, where less is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from planner.heights import HeightReference
from planner.judge.yardstick import Yardstick
from planner.judge.zone_spans import Spans
from planner.zone_words import height_words, hour_words, title_words
from planner.zones import HEIGHT_KEPT_M, Zone

_NO_LESS_M = 0.5


def zone_findings(yardstick: Yardstick, brief: PatrolBrief) -> Iterator[Finding]:
    """One finding for each zone of which something is to be said."""
    met = {limit.subject for limit in yardstick.limits}
    low = {limit.subject for limit in yardstick.low_limits}
    spans = yardstick.schedule.outing_spans()
    for zone in brief.zones:
        if not zone.is_on:
            yield _off(zone)
        elif zone.zone_id not in met:
            yield _passed(zone, spans, is_low=zone.zone_id in low)
        elif _is_unknown(zone, spans):
            yield _unknown(zone)
        if zone.is_on and not brief.settings.one_path:
            yield from _lowered(zone, yardstick.usual_standoff_m)


def _off(zone: Zone) -> Finding:
    return Finding(
        code="zone-off",
        level=Level.WARNING,
        subject=zone.zone_id,
        message=f"The {title_words(zone)} is switched off: nothing keeps out of it.",
        remedy="Switch it on unless you know that it does not apply.",
        at=zone.shape.corners[0],
    )


def _passed(zone: Zone, spans: Spans, *, is_low: bool) -> Finding:
    at_any_time = replace(spans, aloft_s=np.tile([-np.inf, np.inf], (len(spans.aloft_s), 1)))
    if at_any_time.meet(zone).any():
        opens, closes = (
            f"{datetime.fromtimestamp(moment_s, UTC):%Y-%m-%d %H:%M}"
            for moment_s in (spans.aloft_s[:, 0].min(), spans.aloft_s[:, 1].max())
        )
        why = (
            f"is in force {hour_words(zone)}, and everything is flown between {opens} and {closes} UTC, late "
            "starts and empty batteries included"
        )
        remedy = "Take off within the window of the patrol, or plan again for another one."
    else:
        why = f"applies {height_words(zone)}, and lanes and returns pass by {HEIGHT_KEPT_M:g} m at least" + (
            "; take-offs and landings keep out of it" if is_low else ""
        )
        remedy = "Keep to the planned heights and return heights."
    return Finding(
        code="zone-passed",
        level=Level.NOTE,
        subject=zone.zone_id,
        message=f"The {title_words(zone)} {why}: it is kept out of only by the plan.",
        remedy=remedy,
        at=zone.shape.corners[0],
    )


def _is_unknown(zone: Zone, spans: Spans) -> bool:
    """Whether it has heights above sea, and nobody knows how high a launch lies."""
    limits = [each for each in (zone.floor, zone.ceiling) if each is not None]
    of_sea = any(each.above is HeightReference.SEA for each in limits)
    return of_sea and bool(np.isnan(spans.sea_m).any())


def _unknown(zone: Zone) -> Finding:
    return Finding(
        code="zone-height-unknown",
        level=Level.NOTE,
        subject=zone.zone_id,
        message=f"The {title_words(zone)} applies {height_words(zone)}, and nobody says how high above sea "
        "the launch lies: it is kept out of at all heights.",
        remedy="Give the launch's elevation above sea.",
        at=zone.shape.corners[0],
    )


def _lowered(zone: Zone, usual_m: float) -> Iterator[Finding]:
    if zone.standoff_m is None or zone.standoff_m > usual_m - _NO_LESS_M:
        return
    reason = zone.standoff_reason.strip()
    said = f"Reason given: {reason}" if reason else "Nobody has said why."
    yield Finding(
        code="zone-stand-off-lowered" if reason else "zone-stand-off-without-reason",
        level=Level.NOTE if reason else Level.ERROR,
        subject=zone.zone_id,
        message=f"{zone.standoff_m:,.0f} m are kept from the {title_words(zone)} where the usual assumptions "
        f"ask for {usual_m:,.0f} m. {said}",
        remedy="Give the reason beside the zone's stand-off, or let it be the patrol's.",
        at=zone.shape.corners[0],
        measured=zone.standoff_m,
        limit=usual_m,
    )
