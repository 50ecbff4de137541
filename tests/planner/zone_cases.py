"""Zones by hand, with only what a case is about."""

from datetime import UTC, datetime, time
from typing import Any

from planner.times import Instant, TimeWindow
from planner.zones import EVERY_DAY, Weekday, Zone, ZoneHours, ZoneOutline
from tests.planner.flights import box

SOMEWHERE = ZoneOutline(outline=box(0, 0, 100, 100))


def at(day: int, hour: int, minute: int = 0) -> Instant:
    """In November 2026, of which the 23rd is a Monday."""
    return Instant(utc=datetime(2026, 11, day, hour, minute, tzinfo=UTC))


def between(opens: Instant, closes: Instant) -> TimeWindow:
    return TimeWindow(opens=opens, closes=closes)


def daily(opens: time, closes: time, *days: Weekday, **more: Any) -> ZoneHours:
    return ZoneHours(days=days or EVERY_DAY, opens_utc=opens, closes_utc=closes, **more)


def zone_with(*hours: ZoneHours, **more: Any) -> Zone:
    given: dict[str, Any] = {"zone_id": "Z1", "shape": SOMEWHERE, "hours": hours} | more
    return Zone(**given)
