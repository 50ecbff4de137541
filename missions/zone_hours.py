"""Hours in local time, as authorities publish them, into the UTC that a zone keeps, and back for showing.

Where clocks are put forward and back, one rule in local time is two in UTC that take turns: each gets hours
of its own, in force between the moments at which clocks change. So what is stored is UTC and nothing else,
and what it means cannot change with anybody's time-zone rules. Beyond the years for which rules are taken
to be known the zone is in force all day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from planner.errors import BriefError
from planner.times import Instant
from planner.zones import EVERY_DAY, Weekday, ZoneHours

#: For so long before and after they are asked for local hours are put into UTC. States change their rules.
YEARS_BEFORE, YEARS_AFTER = 1, 5

_DAY_MINUTES = 1_440
_STEP = timedelta(days=7)  # nobody puts clocks forward and back within a week


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSpan:
    """A daily span on the clocks of a place; one that closes no later than it opens runs past midnight."""

    days: tuple[Weekday, ...] = EVERY_DAY  # on which it opens
    opens: time
    closes: time
    display_zone: str  # IANA's name of the place's time, such as Europe/Tirane


def hours_in_utc(
    span: LocalSpan, *, now: Instant, starts: Instant | None = None, ends: Instant | None = None
) -> tuple[ZoneHours, ...]:
    """A daily span in local time as a zone keeps it.

    Args:
        span: Days and times of day.
        now: Today: how far rules are known counts from it.
        starts: In force from this moment on; None: ever since.
        ends: Until this one; None: for good.

    Raises:
        BriefError: nobody knows that time, or the hours end before they start.
    """
    local = zone_named(span.display_zone)
    first = starts or _years_on(min(now, ends or now), -YEARS_BEFORE)
    last = ends or _years_on(max(now, first), YEARS_AFTER)
    known = [
        _shifted(span.days, span.opens, span.closes, offset_min, ZoneHours(starts=start, ends=end))
        for start, end, offset_min in _spells(local, first, last)
    ]
    before = [] if starts is not None else [ZoneHours(ends=first)]
    after = [] if ends is not None else [ZoneHours(starts=last)]
    return (*before, *known, *after)


def hours_shown(hours: ZoneHours, display_zone: str, *, now: Instant | None = None) -> LocalSpan | None:
    """A zone's daily hours as its place reads them, for showing only; None where it has none.

    `now` says by which of its clocks, where the hours are in force for good and have ever been.

    Raises:
        BriefError: nobody knows that time.
    """
    if hours.opens_utc is None or hours.closes_utc is None:
        return None
    local = zone_named(display_zone)
    moment = hours.starts or hours.ends or now or Instant(utc=datetime(2000, 1, 1, tzinfo=UTC))
    # At the very moment of a change the new rule holds already: it is asked for within the spell.
    within = moment.utc + timedelta(days=1 if hours.starts is not None else -1)
    shown = _shifted(hours.days, hours.opens_utc, hours.closes_utc, -offset_min(local, within), hours)
    if shown.opens_utc is None or shown.closes_utc is None:
        raise AssertionError("a daily span stays one on another clock")
    return LocalSpan(
        days=shown.days, opens=shown.opens_utc, closes=shown.closes_utc, display_zone=display_zone
    )


def zone_named(name: str) -> ZoneInfo:
    """The clocks of a place.

    Raises:
        BriefError: nobody knows that time.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BriefError(
            f"No time is known by the name {name[:60]!r}.",
            remedy="Give the name of its region and city, such as Europe/Tirane, or UTC.",
        ) from error


def _spells(local: ZoneInfo, first: Instant, last: Instant) -> Iterator[tuple[Instant, Instant, int]]:
    """Between which moments clocks show how many minutes more than UTC."""
    start, at = first.utc, first.utc
    while at < last.utc:
        later = min(at + _STEP, last.utc)
        if offset_min(local, later) != offset_min(local, at):
            change = _change(local, at, later)
            if change > start:
                yield Instant(utc=start), Instant(utc=change), offset_min(local, start)
            start = change
        at = later
    if start < last.utc:
        yield Instant(utc=start), last, offset_min(local, start)


def _change(local: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The whole second from which on clocks show what they show at `after`."""
    before = before.replace(microsecond=0)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if offset_min(local, middle) == offset_min(local, after):
            after = middle
        else:
            before = middle
    return after


def offset_min(local: ZoneInfo, moment: datetime) -> int:
    """How many minutes more than UTC clocks show at a moment."""
    offset = moment.astimezone(local).utcoffset() or timedelta()
    return round(offset.total_seconds() / 60)


def _shifted(
    days: Sequence[Weekday], opens: time, closes: time, offset_min: int, within: ZoneHours
) -> ZoneHours:
    """The span on another clock: so many minutes earlier, its days with it."""
    opens_min = 60 * opens.hour + opens.minute - offset_min
    closes_min = 60 * closes.hour + closes.minute - offset_min
    moved = opens_min // _DAY_MINUTES
    return ZoneHours(
        starts=within.starts,
        ends=within.ends,
        days=tuple(day for day in EVERY_DAY if _day_before(day, moved) in days),
        opens_utc=_time(opens_min),
        closes_utc=_time(closes_min),
    )


def _day_before(day: Weekday, by: int) -> Weekday:
    return EVERY_DAY[(EVERY_DAY.index(day) - by) % 7]


def _time(minutes: int) -> time:
    hour, minute = divmod(minutes % _DAY_MINUTES, 60)
    return time(hour, minute)


def _years_on(moment: Instant, years: int) -> Instant:
    """The first of January after or before a moment, so many years on."""
    return Instant(utc=datetime(moment.utc.year + years + (years > 0), 1, 1, tzinfo=UTC))
