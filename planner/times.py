"""Instants and windows in UTC; nothing here reads a clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from planner.errors import BriefError


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Instant:
    """A moment in UTC. Local time is for display only and never reaches a file."""

    utc: datetime

    def __post_init__(self) -> None:
        if self.utc.utcoffset() != timedelta(0):
            raise BriefError(
                f"The time {self.utc.isoformat()} is not UTC.", remedy="Give it in UTC, ending in Z."
            )

    @classmethod
    def from_iso(cls, text: str) -> "Instant":
        """Read ISO 8601 with an offset, such as 2026-11-23T05:30:00Z.

        Raises:
            BriefError: the text is no instant, or has no offset from UTC.
        """
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise BriefError(
                f"{text!r} is not a time.", remedy="Write it like 2026-11-23T05:30:00Z."
            ) from error
        if moment.tzinfo is None:
            raise BriefError(
                f"The time {text!r} has no offset from UTC.", remedy="Add Z, or an offset such as +01:00."
            )
        return cls(utc=moment.astimezone(UTC))

    def to_iso(self) -> str:
        """ISO 8601 in UTC, ending in Z."""
        return self.utc.isoformat().replace("+00:00", "Z")

    def later(self, *, seconds_s: float) -> "Instant":
        """The instant so many seconds after this one."""
        return Instant(utc=self.utc + timedelta(seconds=seconds_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWindow:
    """From one instant to a later one; both belong to it."""

    opens: Instant
    closes: Instant

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise BriefError(
                f"The window closes at {self.closes.to_iso()}, not after it opens at {self.opens.to_iso()}.",
                remedy="Let it close later than it opens.",
            )

    def contains(self, moment: Instant) -> bool:
        """Whether the moment lies in the window."""
        return self.opens <= moment <= self.closes

    def overlaps(self, other: "TimeWindow") -> bool:
        """Whether the two windows share a moment."""
        return self.opens <= other.closes and other.opens <= self.closes
