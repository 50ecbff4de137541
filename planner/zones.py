"""Zones: airspaces and rules with heights and hours, and what ground they lie over. Values only.

Everything that is not known is taken as reaching everywhere: a zone is kept out of unless it is certain that
it does not apply.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import Enum

from planner.errors import BriefError
from planner.geodesy import GeoPoint, LocalFrame, wrapped_deg
from planner.heights import Height
from planner.require import require_between, require_name, require_rings
from planner.times import Instant
from planner.wording import counted

#: Said wherever a line or zone appears that was computed from a coast line.
NOT_THE_LEGAL_LIMIT = "derived, not the legal limit"

#: A flight passes a floor or a ceiling by this much: a barometer drifts by 8 m for each hPa from take-off to
#: landing, and vehicles hold their height within a few metres.
HEIGHT_KEPT_M = 15.0

#: Flights may take so much of their planned time: wind, waiting, a slower or a quicker crew.
EARLY_SHARE, LATE_SHARE = 0.8, 1.25

#: Edges are straight in degrees, as in GeoJSON; on a map of metres they get positions so often that
#: one from east to west is off by 0.1 m at 42°.
_STEP_DEG = 0.02


class ZoneOrigin(Enum):
    """Who says that a zone is there."""

    DRAWN = "drawn"  # the operator
    PUBLISHED = "published"  # an authority
    DERIVED = "derived"  # this program, from a coast line: not the legal limit


class Weekday(Enum):
    """A day of the week, in UTC."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


EVERY_DAY = tuple(Weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneHours:
    """When a zone is in force: from one instant to another, and within these on some days between two times.

    All of it is UTC. `days` are those on which the daily span opens; a span that closes no later than it
    opens runs on into the next day, so that one that closes when it opens lasts 24 hours. Without times the
    whole of each day counts.
    """

    starts: Instant | None = None  # None: ever since
    ends: Instant | None = None  # None: for good
    days: tuple[Weekday, ...] = EVERY_DAY
    opens_utc: time | None = None
    closes_utc: time | None = None

    def __post_init__(self) -> None:
        if self.starts is not None and self.ends is not None and self.ends <= self.starts:
            raise BriefError(
                f"A zone's hours end at {self.ends.to_iso()}, not after they start at "
                f"{self.starts.to_iso()}.",
                remedy="Let them end later than they start.",
            )
        if not self.days or len(set(self.days)) != len(self.days):
            raise BriefError(
                f"A zone's hours name {counted(len(self.days), 'day')}, {len(set(self.days))} of them "
                "different.",
                remedy="Name each day of the week once, or leave the days out for every day.",
            )
        if (self.opens_utc is None) != (self.closes_utc is None):
            raise BriefError(
                "A zone's hours give one of the two times of day.",
                remedy="Say when they open and when they close, or neither for the whole day.",
            )
        for moment in (self.opens_utc, self.closes_utc):
            if moment is not None and (moment.tzinfo is not None or moment.second or moment.microsecond):
                raise BriefError(
                    f"The time of day {moment} is not a whole minute in UTC.",
                    remedy="Write it like 07:30, in UTC.",
                )

    @property
    def recurs(self) -> bool:
        """Whether there are hours or days in the week when it is not in force."""
        whole_days = self.opens_utc is None or self.opens_utc == self.closes_utc
        return not whole_days or set(self.days) != set(EVERY_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneOutline:
    """Ground inside an outline."""

    outline: tuple[GeoPoint, ...]  # open (the first corner is not repeated), either way round

    def __post_init__(self) -> None:
        require_rings("the zone", self.outline)

    @property
    def corners(self) -> tuple[GeoPoint, ...]:
        """The positions that it is drawn by."""
        return self.outline

    def with_corners(self, corners: tuple[GeoPoint, ...]) -> "ZoneOutline":
        """The same drawn by other positions."""
        return replace(self, outline=corners)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneCircle:
    """Ground within a distance of a place."""

    centre: GeoPoint
    radius_m: float

    def __post_init__(self) -> None:
        require_between(self.radius_m, name="Radius of a zone", low=1, high=500_000, unit="m")

    @property
    def corners(self) -> tuple[GeoPoint, ...]:
        """The positions that it is drawn by."""
        return (self.centre,)

    def with_corners(self, corners: tuple[GeoPoint, ...]) -> "ZoneCircle":
        """The same drawn by other positions: the first is the new centre."""
        return replace(self, centre=corners[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneCorridor:
    """Ground within half a width of a line, round its ends too."""

    path: tuple[GeoPoint, ...]
    width_m: float  # both sides together

    def __post_init__(self) -> None:
        require_between(self.width_m, name="Width of a zone", low=1, high=500_000, unit="m")
        if len(set(self.path)) < 2:
            raise BriefError(
                f"The line of the zone has {counted(len(set(self.path)), 'different position')}.",
                remedy="Give it at least two.",
            )
        try:
            LocalFrame.around(self.path)
        except BriefError as error:
            raise BriefError(
                f"The line of the zone fits no flat map: {error.problem}",
                remedy="Cut it into shorter pieces, each a zone of its own.",
            ) from error

    @property
    def corners(self) -> tuple[GeoPoint, ...]:
        """The positions that it is drawn by."""
        return self.path

    def with_corners(self, corners: tuple[GeoPoint, ...]) -> "ZoneCorridor":
        """The same drawn by other positions."""
        return replace(self, path=corners)


ZoneShape = ZoneOutline | ZoneCircle | ZoneCorridor


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """An airspace or rule with heights and hours. Unknown limits (None) are taken as reaching everywhere.

    It is kept out of, by its stand-off, by every leg that is not certain to pass clear of its heights and
    hours.
    """

    zone_id: str
    shape: ZoneShape
    name: str = ""
    origin: ZoneOrigin = ZoneOrigin.DRAWN
    floor: Height | None = None
    ceiling: Height | None = None
    hours: tuple[ZoneHours, ...] = ()  # in force in any of them; none: always
    display_zone: str = ""  # such as Europe/Tirane: in which people read the hours; nothing is computed in it
    source: str = ""
    source_date: date | None = None  # how old what is known of it is; None: unknown
    is_on: bool = True  # one switched off is kept out of by nobody
    standoff_m: float | None = None  # None: the patrol's
    standoff_reason: str = ""  # why less than usual is kept
    accuracy_m: float | None = None  # of its edge, kept beside the stand-off; None: as drawn or published

    def __post_init__(self) -> None:
        require_name(self.zone_id, name="Zone identity")
        if self.standoff_m is not None:
            require_between(self.standoff_m, name="Stand-off of a zone", low=0, high=100_000, unit="m")
        if self.accuracy_m is not None:
            require_between(self.accuracy_m, name="Accuracy of a zone", low=0, high=100_000, unit="m")
        floor, ceiling = self.floor, self.ceiling
        if floor is None or ceiling is None or floor.above is not ceiling.above:
            return
        if ceiling.metres <= floor.metres:
            raise BriefError(
                f"The ceiling of {self.title} is {ceiling}, not above its floor, {floor}.",
                remedy="Give a ceiling above the floor, or none for a zone without a known top.",
            )

    def kept_m(self, patrol_m: float) -> float:
        """How far to keep from its edge: its own stand-off or else the patrol's, and its accuracy."""
        return (patrol_m if self.standoff_m is None else self.standoff_m) + (self.accuracy_m or 0.0)

    @property
    def title(self) -> str:
        """Its name, or what it goes by."""
        return self.name or self.zone_id


def drawn_out(path: Sequence[GeoPoint], *, closed: bool = False) -> tuple[GeoPoint, ...]:
    """A path or an outline with positions along its long edges, which are straight in degrees."""
    ends = (*path[1:], path[0]) if closed else tuple(path[1:])
    drawn: list[GeoPoint] = []
    for here, there in zip(path, ends, strict=False):
        north_deg = there.lat_deg - here.lat_deg
        east_deg = wrapped_deg(there.lon_deg - here.lon_deg)
        steps = max(1, math.ceil(max(abs(north_deg), abs(east_deg)) / _STEP_DEG))
        drawn.append(here)
        drawn += [
            GeoPoint(
                lat_deg=here.lat_deg + north_deg * step / steps,
                lon_deg=wrapped_deg(here.lon_deg + east_deg * step / steps),
            )
            for step in range(1, steps)
        ]
    return tuple(drawn) if closed else (*drawn, path[-1])
