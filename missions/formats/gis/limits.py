"""Floors and ceilings of zones as files say them: "1500 ft AMSL", "FL 65", "GND", "UNL", or 120 alone.

A height stays unknown whose reference nobody says, file or operator. What is uncertain reaches farther.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planner.errors import BriefError
from planner.heights import Height, HeightReference
from planner.wording import counted

_FOOT_M = 0.3048
_ABOVE = {
    **dict.fromkeys(("AGL", "ASFC", "GND", "SFC", "GROUND", "SURFACE"), HeightReference.GROUND),
    **dict.fromkeys(("AMSL", "MSL", "ASL", "SEA", "ALT", "QNH"), HeightReference.SEA),
}
_ON_THE_GROUND = ("GND", "SFC", "GROUND", "SURFACE", "AGL")
_WITHOUT_END = ("UNL", "UNLIM", "UNLIMITED", "UNLTD")
_FLIGHT_LEVEL = re.compile(r"FL\s*(\d{1,3})$")
_HEIGHT = re.compile(
    r"(?P<before>[A-Z]+)?\s*(?P<number>-?(?:[1-9]\d{0,2}(?P<mark>[ '’,.])\d{3}(?:(?P=mark)\d{3})*"
    r"(?:(?!(?P=mark))[,.]\d+)?(?!\d)|\d+(?:[.,]\d+)?))\s*(?P<unit>FT|FEET|F|METERS|METRES|M(?!SL))?[.,]?\s*"
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
_NO_LIMIT_M = 30_480.0  # 100,000 ft: nobody draws a limit above it, so that 120.000 m are 120


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRead:
    """What a text says of a floor or a ceiling."""

    height: Height | None = None  # None: it has no end, or is not known
    is_known: bool = True
    is_flight_level: bool = False
    is_two_ways: bool = False  # its mark may part thousands or decimals
    unit_taken: str = ""  # "feet" or "metres", where the file says none
    is_as_asked: bool = False  # above what was not said by the file


UNKNOWN = LimitRead(is_known=False)


def limits_read(said: Mapping[str, str], *, above: HeightReference | None) -> dict[str, LimitRead]:
    """The floor and the ceiling of a zone, as far as they are said.

    A number without a unit is metres; but a floor beside a ceiling in feet is feet, which is lower.

    Args:
        said: By "floor" and "ceiling", as the file has them; empty: it says nothing.
        above: What heights are above that do not say it; None: they stay unknown.
    """
    in_feet = _in_feet(said.get("ceiling", ""))
    reads = {
        limit: limit_read(text, is_floor=limit == "floor", above=above, is_feet=in_feet and limit == "floor")
        for limit, text in said.items()
        if text
    }
    floor, ceiling = (reads[limit].height if limit in reads else None for limit in ("floor", "ceiling"))
    if floor and ceiling and floor.above is ceiling.above and ceiling.metres <= floor.metres:
        return dict.fromkeys(reads, UNKNOWN)
    return reads


def limit_read(
    said: str, *, is_floor: bool, above: HeightReference | None, is_feet: bool = False
) -> LimitRead:
    """A floor or ceiling.

    Args:
        said: As the file has it.
        is_floor: Whether it is one; else it is a ceiling.
        above: What heights are above that do not say it; None: they stay unknown.
        is_feet: Whether a number without a unit is feet; else it is metres.
    """
    if said.startswith("{"):
        return _object_read(said)
    text = _plain(said)
    if text in _WITHOUT_END:
        return UNKNOWN if is_floor else LimitRead()
    if text in _ON_THE_GROUND:
        return LimitRead(height=Height(metres=0.0, above=HeightReference.GROUND))
    level = _FLIGHT_LEVEL.match(text)
    if level is not None:
        return LimitRead(height=_level(int(level[1]), is_floor=is_floor), is_flight_level=True)
    return _measured(text, is_floor=is_floor, above=above, is_feet=is_feet)


def limit_remarks(reads: Iterable[LimitRead], *, above: HeightReference | None) -> Iterator[str]:
    """What was made of limits that do not say all: `above` was asked for those that do not say above what."""
    found = list(reads)
    if any(read.is_flight_level for read in found):
        yield FLIGHT_LEVELS
    two_ways = sum(read.is_two_ways for read in found)
    if two_ways:
        yield (
            f"{counted(two_ways, 'height')} may have a mark between thousands or before decimals (1.500): a "
            "floor was taken as low, a ceiling as high as it can mean; write heights without one"
        )
    for unit in ("metres", "feet"):
        taken = sum(read.unit_taken == unit for read in found)
        why = ", the lower, for the ceiling is in feet" if unit == "feet" else ""
        if taken:
            yield f"{counted(taken, 'height')} without a unit taken as {unit}{why}"
    asked = sum(read.is_as_asked for read in found)
    if asked and above is not None:
        heights = counted(asked, "height")
        yield f"{heights} without a word of what above taken as above {above.value}, as was asked"
    unknown = sum(not read.is_known for read in found)
    if unknown:
        yield (
            f"{counted(unknown, 'limit')} in height {'is' if unknown == 1 else 'are'} unknown: "
            "say on the card, or by --heights-above, what heights are above"
        )


def _plain(said: str) -> str:
    return " ".join(said.upper().split())


def _in_feet(said: str) -> bool:
    """Whether a limit is in feet; flight levels are hundreds of them."""
    text = _plain(said)
    found = _HEIGHT.match(text)
    return bool(_FLIGHT_LEVEL.match(text) or (found and (found["unit"] or "").startswith("F")))


def _measured(text: str, *, is_floor: bool, above: HeightReference | None, is_feet: bool) -> LimitRead:
    found = _HEIGHT.match(text)
    words = [word for word in (found["before"], found["after"]) if word] if found is not None else []
    reference = _ABOVE.get(words[0]) if words else above
    if found is None or reference is None or len(words) > 1:
        return UNKNOWN
    unit = found["unit"] or ("F" if is_feet else "M")
    can_mean_m = _can_mean_m(found["number"], found["mark"], is_feet=unit.startswith("F"))
    metres = min(can_mean_m) if is_floor else max(can_mean_m)
    has_unit = bool(found["unit"]) or not metres
    return LimitRead(
        height=_bounded(metres, reference, is_floor=is_floor),
        is_as_asked=not words,
        is_two_ways=len(can_mean_m) > 1,
        unit_taken="" if has_unit else "feet" if is_feet else "metres",
    )


def _can_mean_m(number: str, mark: str | None, *, is_feet: bool) -> tuple[float, ...]:
    """What a number can mean: one point or comma before three digits parts thousands or decimals."""
    one_m = _FOOT_M if is_feet else 1.0
    grouped_m = float(number.replace(mark or " ", "").replace(",", ".")) * one_m
    rest = number.replace(mark, "", 1) if mark else number
    if mark not in (",", ".") or not rest.lstrip("-").isdigit():
        return (grouped_m,)
    decimal_m = float(number.replace(",", ".")) * one_m
    is_beyond = abs(grouped_m) > _NO_LIMIT_M
    if mark == "." and is_beyond:
        return (decimal_m,)
    if mark == "," and is_feet and not is_beyond:  # nobody writes thousandths of feet behind a comma
        return (grouped_m,)
    return decimal_m, grouped_m


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
