"""Which zones an outing meets: those that are not certain to lie above or below it, or to be over by then.

One ground serves a whole outing. A way home may begin anywhere on it, so whatever the return height reaches
into is kept out of by lanes as well: what is passed is passed at every height from the lanes to the return.
Lower than that a flight is only over its launch and its recovery.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from planner.brief import PatrolBrief
from planner.fleet import Aircraft, carrier_of
from planner.heights import Height, HeightReference
from planner.times import TimeWindow
from planner.wing.wings import wings_of
from planner.zones import EVERY_DAY, HEIGHT_KEPT_M, LATE_SHARE, Zone, ZoneHours

_DAY_S = 86_400.0
_WEEK_S = 7 * _DAY_S
_A_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonesMet:
    """What is kept out of: on the patrol and on the ways home, and about launch and recovery."""

    aloft: tuple[Zone, ...]
    about_sites: tuple[Zone, ...]  # these and more

    def with_more(self, more: "ZonesMet", brief: PatrolBrief) -> "ZonesMet":
        """These and others, in the order of the brief."""
        return ZonesMet(
            aloft=tuple(zone for zone in brief.zones if zone in self.aloft or zone in more.aloft),
            about_sites=tuple(
                zone for zone in brief.zones if zone in self.about_sites or zone in more.about_sites
            ),
        )


def zones_met(brief: PatrolBrief, flown: Iterable[tuple[Aircraft, float]] = ()) -> ZonesMet:
    """The zones that an outing meets.

    Args:
        brief: Its zones, heights and take-off window; without a window, hours lift no zone.
        flown: Whose each sortie is and how many seconds it takes, in order; none: one battery for each.
    """
    window = _window(brief, tuple(flown))
    in_force = [zone for zone in brief.zones if zone.is_on and (window is None or is_in_force(zone, window))]
    bands = [*_bands(brief)]
    to_the_ground = [replace(band, low_m=-math.inf) for band in bands]
    return ZonesMet(
        aloft=tuple(zone for zone in in_force if any(band.may_enter(zone) for band in bands)),
        about_sites=tuple(zone for zone in in_force if any(band.may_enter(zone) for band in to_the_ground)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    """From the lowest to the highest that something is flown at."""

    low_m: float
    high_m: float
    above: HeightReference
    is_common: bool  # whether "above launch" means the same for all aircraft
    elevation: Height | None  # of the launch

    def may_enter(self, zone: Zone) -> bool:
        """Whether it is not certain to pass below the floor or above the ceiling."""
        if zone.floor is not None:
            high_m = self._above(zone.floor.above, self.high_m)
            if high_m is not None and high_m + HEIGHT_KEPT_M <= zone.floor.metres:
                return False
        if zone.ceiling is not None:
            low_m = self._above(zone.ceiling.above, self.low_m)
            if low_m is not None and low_m - HEIGHT_KEPT_M >= zone.ceiling.metres:
                return False
        return True

    def _above(self, reference: HeightReference, metres: float) -> float | None:
        """The same height above something else; None where nobody knows."""
        if reference is self.above:
            return metres if self.is_common or reference is not HeightReference.LAUNCH else None
        known = self.elevation is not None and self.above is HeightReference.LAUNCH
        if known and self.elevation is not None and reference is self.elevation.above:
            return metres + self.elevation.metres
        return None


def _bands(brief: PatrolBrief) -> Iterator[_Band]:
    is_common = len({one.launch for one in brief.aircraft}) <= 1
    if not brief.aircraft:
        yield _band([brief.settings.height], elevation=None, is_common=is_common)
    for one in brief.aircraft:
        patrol = one.height_layer or brief.settings.height
        heights = [patrol]
        if one.launch is not None or one.recovery is not None:
            heights.append(one.return_height)
        wings = wings_of(one.vehicle, brief.settings)
        if wings is not None:  # it climbs on and begins to come down on its way
            heights += [
                Height(metres=lower_m, above=patrol.above)
                for lower_m in (
                    wings.departure_height_m(patrol.metres),
                    wings.approach_height_m(patrol.metres),
                )
            ]
        for reference in dict.fromkeys(height.above for height in heights):
            alike = [height for height in heights if height.above is reference]
            yield _band(alike, elevation=one.launch_elevation, is_common=is_common)


def _band(heights: Sequence[Height], *, elevation: Height | None, is_common: bool) -> _Band:
    metres = [height.metres for height in heights]
    return _Band(
        low_m=min(metres),
        high_m=max(metres),
        above=heights[0].above,
        is_common=is_common,
        elevation=elevation,
    )


def _window(brief: PatrolBrief, flown: Sequence[tuple[Aircraft, float]]) -> TimeWindow | None:
    """From the first moment that anything may be in the air to the last: late starts, slow flights included.

    Of each aircraft's sorties all but the last take a quarter longer than planned at most; the last ends when
    its battery does.
    """
    if brief.take_off is None:
        return None
    own_s = brief.settings.endurance_s or 0.0
    latest_s = max((max(carrier_of(one.vehicle).endurance_s, own_s) for one in brief.aircraft), default=own_s)
    for one in brief.aircraft:
        durations_s = [duration_s for whose, duration_s in flown if whose.aircraft_id == one.aircraft_id]
        waits_s = sum(LATE_SHARE * duration_s + one.turn_round_s for duration_s in durations_s[:-1])
        battery_s = max(carrier_of(one.vehicle).endurance_s, own_s)
        last_s = max([battery_s, *(LATE_SHARE * duration_s for duration_s in durations_s[-1:])])
        latest_s = max(latest_s, waits_s + last_s)
    return replace(brief.take_off, closes=brief.take_off.closes.later(seconds_s=latest_s))


def is_in_force(zone: Zone, window: TimeWindow) -> bool:
    """Whether a zone is in force at any moment of a window, its first and last included."""
    opens_s, closes_s = _since_monday_s(window.opens.utc), _since_monday_s(window.closes.utc)
    return not zone.hours or any(_overlap(hours, opens_s, closes_s) for hours in zone.hours)


def _overlap(hours: ZoneHours, opens_s: float, closes_s: float) -> bool:
    """Round the clock of a week: whatever is longer meets every day in it."""
    if hours.starts is not None:
        opens_s = max(opens_s, _since_monday_s(hours.starts.utc))
    if hours.ends is not None:
        closes_s = min(closes_s, _since_monday_s(hours.ends.utc))
    if opens_s > closes_s:
        return False
    lasts_s = closes_s - opens_s
    if lasts_s >= _WEEK_S:
        return True
    first_s = opens_s % _WEEK_S
    for day in hours.days:
        start_s = EVERY_DAY.index(day) * _DAY_S + _of_day_s(hours.opens_utc)
        span_s = (_of_day_s(hours.closes_utc) - _of_day_s(hours.opens_utc)) % _DAY_S or _DAY_S
        for week_s in (-_WEEK_S, 0.0, _WEEK_S):
            if start_s + week_s <= first_s + lasts_s and first_s <= start_s + week_s + span_s:
                return True
    return False


def _of_day_s(moment: time | None) -> float:
    return 0.0 if moment is None else 3600.0 * moment.hour + 60.0 * moment.minute


def _since_monday_s(moment: datetime) -> float:
    return (moment - _A_MONDAY).total_seconds()
