"""Floors and ceilings of zones as files say them: "1500 ft AMSL", "FL 65", "GND", "UNL", or 120 alone.

A height stays unknown whose reference nobody says, file or operator. What is uncertain reaches farther.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass

from planner.errors import BriefError
from planner.heights import Height, HeightReference

_FOOT_M = 0.3048
_ABOVE = {
    **dict.fromkeys(("AGL", "ASFC", "GND", "SFC", "GROUND", "SURFACE"), HeightReference.GROUND),
    **dict.fromkeys(("AMSL", "MSL", "ASL", "SEA", "ALT", "QNH"), HeightReference.SEA),
}
_ON_THE_GROUND = ("GND", "SFC", "GROUND", "SURFACE", "AGL")
_WITHOUT_END = ("UNL", "UNLIM", "UNLIMITED", "UNLTD")
_FLIGHT_LEVEL = re.compile(r"FL\s*(\d{1,3})$")
_HEIGHT = re.compile(
    r"(?P<before>[A-Z]+)?\s*(?P<number>-?\d+(?:[.,]\d+)?)\s*(?P<unit>FT|FEET|F|METERS|METRES|M(?!SL))?\.?\s*"
    r"(?:ABOVE\s+)?(?P<after>[A-Z]+)?$"
)

#: A flight level is where the pressure is what the standard atmosphere has so high: elsewhere every day.
FLIGHT_LEVELS = (
    "Flight levels are pressures: a floor was taken as low, a ceiling as high as it can lie above sea, "
    "between 950 hPa with 30 °C less than the standard and 1,050 hPa with 30 °C more"
)
_LOW_M, _HIGH_M, _BY_WARMTH = (
    540.0,
    303.0,
    0.105,
)  # the pressures by the standard atmosphere (ISO 2533); 30 K of 288
_GREATEST_M = 10_000.0  # that a height may have


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRead:
    """What a text says of a floor or a ceiling."""

    height: Height | None = None  # None: it has no end, or is not known
    is_known: bool = True
    is_flight_level: bool = False
    is_as_asked: bool = False  # above what was not said by the file


UNKNOWN = LimitRead(is_known=False)


def limit_read(said: str, *, is_floor: bool, above: HeightReference | None) -> LimitRead:
    """A floor or ceiling.

    Args:
        said: As the file has it.
        is_floor: Whether it is one; else it is a ceiling.
        above: What heights are above that do not say it; None: they stay unknown.
    """
    if said.startswith("{"):
        return _object_read(said)
    text = " ".join(said.upper().replace(",", ".").split())
    if text in _WITHOUT_END:
        return UNKNOWN if is_floor else LimitRead()
    if text in _ON_THE_GROUND:
        return LimitRead(height=Height(metres=0.0, above=HeightReference.GROUND))
    level = _FLIGHT_LEVEL.match(text)
    if level is not None:
        return LimitRead(height=_level(int(level[1]), is_floor=is_floor), is_flight_level=True)
    return _measured(text, is_floor=is_floor, above=above)


def _measured(text: str, *, is_floor: bool, above: HeightReference | None) -> LimitRead:
    found = _HEIGHT.match(text)
    words = [word for word in (found["before"], found["after"]) if word] if found is not None else []
    reference = _ABOVE.get(words[0]) if words else above
    if found is None or reference is None or len(words) > 1:
        return UNKNOWN
    metres = float(found["number"]) * (_FOOT_M if (found["unit"] or "M").startswith("F") else 1.0)
    return LimitRead(height=_bounded(metres, reference, is_floor=is_floor), is_as_asked=not words)


def _object_read(said: str) -> LimitRead:
    """As our own files write it: {"metres": 300, "above": "sea"}."""
    with contextlib.suppress(ValueError, RecursionError, KeyError, TypeError, BriefError):
        value = json.loads(said)
        height = Height(metres=float(value["metres"]), above=HeightReference(value["above"]))
        return LimitRead(height=height)
    return UNKNOWN


def _level(hundreds: int, *, is_floor: bool) -> Height | None:
    standard_m = hundreds * 100 * _FOOT_M
    metres = standard_m * (1 - _BY_WARMTH) - _LOW_M if is_floor else standard_m * (1 + _BY_WARMTH) + _HIGH_M
    return _bounded(metres, HeightReference.SEA, is_floor=is_floor)


def _bounded(metres: float, above: HeightReference, *, is_floor: bool) -> Height | None:
    """A floor higher than anybody flies is as high as a height may be; such a ceiling is none."""
    if metres > _GREATEST_M:
        return Height(metres=_GREATEST_M, above=above) if is_floor else None
    return Height(metres=round(max(metres, -1_000.0), 1), above=above)
