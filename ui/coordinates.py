"""Positions as people type and read them: degrees, minutes or seconds, UTM or MGRS."""

import re
from enum import Enum

from planner.errors import BriefError
from planner.geodesy import GeoPoint
from ui.grids import grid_position, mgrs_text, utm_text

_NUMBER = r"[+-]?\d+(?:[.]\d+)?"
_ANGLE = re.compile(
    rf"""(?P<before>[NSEW])?\s*(?P<deg>{_NUMBER})\s*°?
         (?:\s*(?P<min>\d+(?:[.]\d+)?)\s*['\u2032])?
         (?:\s*(?P<sec>\d+(?:[.]\d+)?)\s*(?:["\u2033]|''))?
         \s*(?P<after>[NSEW])?""",
    re.VERBOSE,
)
_HELP = (
    "Type latitude and longitude, such as 41.3102, 19.4455 or 41°18.6' N 19°26.7' E, or UTM or MGRS, such as "
    "34T 371234 E 4573210 N or 34T CL 71234 73210."
)


class Notation(Enum):
    """How positions are written; all of them can be typed anywhere."""

    DEGREES = "degrees"
    MINUTES = "minutes"
    SECONDS = "seconds"
    UTM = "UTM"
    MGRS = "MGRS"


def position_text(point: GeoPoint, notation: Notation = Notation.DEGREES) -> str:
    """A position as `position_of` reads it, to about a metre; near the poles UTM and MGRS are degrees."""
    degrees = f"{point.lat_deg:.5f}, {point.lon_deg:.5f}"
    match notation:
        case Notation.DEGREES:
            return degrees
        case Notation.UTM:
            return utm_text(point) or degrees
        case Notation.MGRS:
            return mgrs_text(point) or degrees
        case _:
            in_parts = _in_minutes if notation is Notation.MINUTES else _in_seconds
            return f"{in_parts(point.lat_deg, 'NS')} {in_parts(point.lon_deg, 'EW')}"


def position_of(text: str) -> GeoPoint:
    """The position that was typed: latitude first unless letters say otherwise.

    Raises:
        BriefError: it is none.
    """
    on_grid = grid_position(text)
    if on_grid is not None:
        return on_grid
    parts = _halves(text.strip().upper())
    if len(parts) != 2:
        raise BriefError(f"{text.strip()!r} is no position.", remedy=_HELP)
    found = {}
    for part, axis in zip(parts, ("lat", "lon"), strict=True):
        match = _ANGLE.fullmatch(part)
        if match is None or (match["before"] and match["after"]):
            raise BriefError(f"{part!r} is no latitude or longitude.", remedy=_HELP)
        letter = match["before"] or match["after"] or ""
        found["lat" if letter in ("N", "S") and letter else "lon" if letter else axis] = _degrees(
            match, letter
        )
    if len(found) != 2:
        raise BriefError(f"{text.strip()!r} names one axis twice.", remedy=_HELP)
    return GeoPoint(lat_deg=found["lat"], lon_deg=found["lon"])


def _halves(text: str) -> list[str]:
    """Latitude and longitude apart: at a comma or semicolon, else after a letter, else at the gap."""
    for pattern in (r"\s*[;,]\s*", r"(?<=[NSEW])\s*(?=[\d+-])(?<!^[NSEW])", r"\s+(?=[NSEW])", r"\s+"):
        parts = [part for part in re.split(pattern, text) if part]
        if len(parts) == 2 and all(re.search(r"\d", part) for part in parts):
            return parts
    return []


def _in_minutes(degrees: float, halves: str) -> str:
    thousandths = round(abs(degrees) * 60_000)
    return f"{thousandths // 60_000}°{thousandths % 60_000 / 1_000:06.3f}' {halves[degrees < 0]}"


def _in_seconds(degrees: float, halves: str) -> str:
    hundredths = round(abs(degrees) * 360_000)
    whole, rest = divmod(hundredths, 360_000)
    return f"{whole}°{rest // 6_000:02d}'{rest % 6_000 / 100:05.2f}\" {halves[degrees < 0]}"


def _degrees(match: re.Match[str], letter: str) -> float:
    degrees = float(match["deg"])
    more = float(match["min"] or 0) / 60 + float(match["sec"] or 0) / 3600
    whole = degrees + (more if degrees >= 0 else -more)
    return -whole if letter in ("S", "W") else whole
