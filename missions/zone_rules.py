"""A zone's hours as people gave them: those together that are one rule on a place's clocks.

`zone_hours` makes several hours in UTC of one rule in local time; here they are found again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import available_timezones

from missions.zone_hours import LocalSpan, hours_in_utc, hours_shown, offset_min, zone_named
from planner.errors import BriefError
from planner.times import Instant
from planner.zone_words import daily_words, hour_words, span_words
from planner.zones import EVERY_DAY, Weekday, Zone, ZoneHours

UTC_NAME = "UTC"

_LISTED = 2  # rules in a label

_LAST_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A daily span between two moments, as it reads on some clocks."""

    hours: tuple[ZoneHours, ...]  # as the zone keeps them
    clock: str
    days: tuple[Weekday, ...] = EVERY_DAY  # on these clocks, like the two times
    opens: time | None = None  # None: all day
    closes: time | None = None
    starts: Instant | None = None
    ends: Instant | None = None
    is_local: bool = True  # False: kept in UTC, so that it reads differently here once clocks are changed

    @property
    def words(self) -> str:
        """What it says on its clocks, such as "Mon–Fri 07:00–17:00 until 2026-12-01 00:00"."""
        parts = []
        if self.opens is not None or set(self.days) != set(EVERY_DAY):
            parts.append(daily_words(self.days, self.opens, self.closes))
        parts += [f"from {moment_text(self.starts, self.clock)}"] if self.starts is not None else []
        parts += [f"until {moment_text(self.ends, self.clock)}"] if self.ends is not None else []
        return " ".join(parts) or "Always"

    @property
    def utc_words(self) -> str:
        """The same in UTC, and from when on nobody knows what clocks will show."""
        spans = [one for one in self.hours if one.recurs]
        said = dict.fromkeys(daily_words(one.days, one.opens_utc, one.closes_utc) for one in spans)
        words = f"{' or '.join(said)} UTC" if said else "at all hours"
        last = self.hours[-1]
        if len(self.hours) > 1 and _is_plain(last) and last.starts is not None:
            return f"{words}, by clocks; from {last.starts.utc:%Y} on, for which no rules are known, always"
        return f"{words}, by clocks" if len(said) > 1 else words


@cache
def clock_names() -> tuple[str, ...]:
    """Every time that is known by a name, UTC first."""
    return (UTC_NAME, *sorted(name for name in available_timezones() if "/" in name and "Etc" not in name))


def rules_shown(hours: Sequence[ZoneHours], clock: str, *, now: Instant) -> tuple[Rule, ...]:
    """Hours as they read on some clocks, those of one rule together.

    Raises:
        BriefError: nobody knows those clocks.
    """
    zone_named(clock)
    rules: list[Rule] = []
    at = 0
    while at < len(hours):
        rule = _local_rule(hours[at:], clock) or _kept_rule(hours[at], clock, now)
        rules.append(rule)
        at += len(rule.hours)
    return tuple(rules)


def rule_hours(
    rule: Rule, *, now: Instant, days: Sequence[Weekday], opens: time | None, closes: time | None
) -> tuple[ZoneHours, ...]:
    """A rule with another daily span on its clocks, as a zone keeps it.

    Raises:
        BriefError: no day is left, or the hours end before they start.
    """
    if not days:
        raise BriefError(
            "The hours name no day of the week.", remedy="Leave one day at least, or remove the hours."
        )
    starts, ends = rule.starts, rule.ends
    opens, closes = opens or time(0), closes or time(0)
    is_whole = opens == closes == time(0)
    if is_whole and set(days) == set(EVERY_DAY):
        return (ZoneHours(starts=starts, ends=ends),)
    if rule.clock == UTC_NAME:
        kept = ZoneHours(starts=starts, ends=ends, days=tuple(days))
        return (kept if is_whole else replace(kept, opens_utc=opens, closes_utc=closes),)
    span = LocalSpan(days=tuple(days), opens=opens, closes=closes, display_zone=rule.clock)
    return hours_in_utc(span, now=now, starts=starts, ends=ends)


def hours_label(zone: Zone, *, now: Instant) -> str:
    """A zone's hours by its own clocks, such as "Mon–Fri 07:00–17:00 (Tirane)"; in UTC where it has none."""
    try:
        rules = rules_shown(zone.hours, zone.display_zone or UTC_NAME, now=now)
    except BriefError:
        return hour_words(zone)
    reads_well = 0 < len(rules) <= _LISTED
    if zone.display_zone in ("", UTC_NAME) or not reads_well:
        return hour_words(zone)
    town = town_of(zone.display_zone)
    return "; ".join(
        f"{rule.words} ({town})" if rule.is_local else span_words(rule.hours[0]) for rule in rules
    )


def town_of(clock: str) -> str:
    """The town that clocks are called by."""
    return clock.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def moment_text(moment: Instant, clock: str) -> str:
    """Date and time of day as some clocks show them."""
    return f"{moment.utc.astimezone(zone_named(clock)):%Y-%m-%d %H:%M}"


def moment_of(text: str, clock: str, *, is_end: bool) -> Instant | None:
    """What was typed, by some clocks unless it says by which; None: nothing was.

    Where clocks show a time twice, hours begin at its first and end at its last.

    Raises:
        BriefError: it is no date and time, or clocks pass it over.
    """
    shown = text.strip()
    if not shown:
        return None
    plain = shown.removesuffix("UTC").removesuffix("Z").strip()
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError as error:
        raise BriefError(
            f"{shown!r} is no date and time.", remedy="Write it like 2026-11-23 05:30."
        ) from error
    if moment.tzinfo is None:
        zone = UTC if plain != shown else zone_named(clock)
        moment = moment.replace(tzinfo=zone, fold=int(is_end))
    inst = moment.astimezone(UTC)
    if inst.astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise BriefError(
            f"The clocks of {clock} are put forward over {plain}: they never show it.",
            remedy="Write a time before or after.",
        )
    return Instant(utc=inst)


def _local_rule(hours: Sequence[ZoneHours], clock: str) -> Rule | None:
    """The rule that the first of these hours begin, where they are one on these clocks all through."""
    has_lead = _is_plain(hours[0]) and hours[0].starts is None and hours[0].ends is not None
    spells = _spells(hours[int(has_lead) :], clock)
    if not spells or (has_lead and hours[0].ends != spells[0].starts):
        return None
    count = int(has_lead) + len(spells)
    after = hours[count] if count < len(hours) else None
    has_tail = (
        after is not None and _is_plain(after) and after.ends is None and after.starts == spells[-1].ends
    )
    span = hours_shown(spells[0], clock)
    if span is None:
        return None
    return Rule(
        hours=tuple(hours[: count + int(has_tail)]),
        clock=clock,
        days=span.days,
        opens=span.opens,
        closes=span.closes,
        starts=None if has_lead else spells[0].starts,
        ends=None if has_tail else spells[-1].ends,
    )


def _spells(hours: Sequence[ZoneHours], clock: str) -> list[ZoneHours]:
    """The first of these hours that follow on one another and read the same on the clocks."""
    found: list[ZoneHours] = []
    for one in hours:
        if one.opens_utc is None or not _is_in_one_spell(one, clock):
            break
        if found and (
            one.starts != found[-1].ends or hours_shown(one, clock) != hours_shown(found[0], clock)
        ):
            break
        found.append(one)
    return found


def _kept_rule(hours: ZoneHours, clock: str, now: Instant) -> Rule:
    """Hours that are no rule on these clocks: as they read by what the clocks show now."""
    span = hours_shown(hours, clock, now=now)
    return Rule(
        hours=(hours,),
        clock=clock,
        days=span.days if span is not None else hours.days,
        opens=span.opens if span is not None else None,
        closes=span.closes if span is not None else None,
        starts=hours.starts,
        ends=hours.ends,
        is_local=clock == UTC_NAME or not hours.recurs,
    )


def _is_plain(hours: ZoneHours) -> bool:
    return not hours.recurs


def _is_in_one_spell(hours: ZoneHours, clock: str) -> bool:
    """Whether no clock is changed while these hours are in force."""
    if hours.starts is None or hours.ends is None or clock == UTC_NAME:
        return False
    zone = zone_named(clock)
    step, last = timedelta(days=7), hours.ends.utc - _LAST_MOMENT
    count = int((last - hours.starts.utc) / step)
    moments = [*(hours.starts.utc + number * step for number in range(count + 1)), last]
    return len({offset_min(zone, moment) for moment in moments}) == 1
