"""Positions as people type and read them: `41.3102, 19.4455`, `N 41° 18.6' E 19° 26.7'`, `41°18'36"N …`."""

import re

from planner.errors import BriefError
from planner.geodesy import GeoPoint

_NUMBER = r"[+-]?\d+(?:[.]\d+)?"
_ANGLE = re.compile(
    rf"""(?P<before>[NSEW])?\s*(?P<deg>{_NUMBER})\s*°?
         (?:\s*(?P<min>\d+(?:[.]\d+)?)\s*['\u2032])?
         (?:\s*(?P<sec>\d+(?:[.]\d+)?)\s*(?:["\u2033]|''))?
         \s*(?P<after>[NSEW])?""",
    re.VERBOSE,
)
_HELP = "Type latitude and longitude, such as 41.3102, 19.4455 or 41°18.6' N 19°26.7' E."


def position_text(point: GeoPoint) -> str:
    """A position as `position_of` reads it."""
    return f"{point.lat_deg:.5f}, {point.lon_deg:.5f}"


def position_of(text: str) -> GeoPoint:
    """The position that was typed: latitude first unless letters say otherwise.

    Raises:
        BriefError: it is none.
    """
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


def _degrees(match: re.Match[str], letter: str) -> float:
    degrees = float(match["deg"])
    more = float(match["min"] or 0) / 60 + float(match["sec"] or 0) / 3600
    whole = degrees + (more if degrees >= 0 else -more)
    return -whole if letter in ("S", "W") else whole
