"""One shape of a KML file: its positions, and what its heights are above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from missions.errors import MissionFileError
from missions.formats.gis.readers import binary
from missions.formats.gis.readers.numbers import numbers_in

#: What heights are above, by altitudeMode. "absolute" is above EGM96 mean sea level (OGC 07-147r2, 9.20).
ABOVE = {"relativeToGround": "ground", "absolute": "sea"}

_SHORT = 200  # letters: numpy takes longer to begin with
_BEHIND_COMMA = re.compile(r",\s+")

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A shape, and the heights that it was drawn with."""

    wkb: bytes
    mode: str
    top_m: float | None  # of what reaches down to the ground; None: it does not, or has no heights
    height_note: str  # what became of its heights; empty: it has none


def path_of(text: str, *, where: str) -> Numbers:
    """Positions written as lon,lat or lon,lat,height with blanks between; (n, 3), heights NaN where none.

    Raises:
        MissionFileError: they are something else.
    """
    if len(text) < _SHORT:
        return _one_by_one(text, where)
    numbers = numbers_in(text.replace(",", " "))
    commas = text.count(",")
    if numbers is not None and len(numbers) % 3 == 0 and commas * 3 == len(numbers) * 2:
        return numbers.reshape(-1, 3)
    if numbers is not None and len(numbers) % 2 == 0 and commas * 2 == len(numbers):
        return _with_height(numbers.reshape(-1, 2))
    return _one_by_one(text, where)


def track_of(texts: Sequence[str], *, where: str) -> Numbers:
    """The positions of a gx:Track, each its own element: lon lat height.

    Raises:
        MissionFileError: one of them is something else.
    """
    return np.array([_position(",".join(text.split()), where) for text in texts if text]).reshape(-1, 3)


def is_enough(kind: str, outer: Numbers) -> bool:
    """Whether there are enough positions for a shape of a kind."""
    match kind:
        case "Polygon" | "LinearRing":
            return binary.is_ring(outer)
        case "Point":
            return len(outer) > 0
        case _:
            return binary.is_line(outer)


def drawn(kind: str, outer: Numbers, holes: Sequence[Numbers], *, mode: str, is_solid: bool) -> Drawn | None:
    """The shape of some positions; None: there are none."""
    if not len(outer):
        return None
    match kind:
        case "Polygon" | "LinearRing":
            wkb = binary.polygon([outer, *filter(binary.is_ring, holes)])
        case "Point":
            wkb = binary.point(outer[0])
        case _:
            wkb = binary.line(outer)
    heights_m = outer[np.isfinite(outer[:, 2]), 2]
    has_heights = bool(heights_m.any())  # 0 is what programs write where nobody gave a height
    is_top = is_solid and has_heights and kind == "Polygon"
    return Drawn(
        wkb=wkb,
        mode=mode,
        top_m=float(heights_m.max()) if is_top else None,
        height_note=_height_note(mode, is_top=is_top) if has_heights else "",
    )


def _one_by_one(text: str, where: str) -> Numbers:
    """Blanks behind commas, which some write, are read only where all positions have as many numbers."""
    parts = _BEHIND_COMMA.sub(",", text).split()
    made = np.array([_position(each, where) for each in parts]).reshape(-1, 3)
    if ", " in text and len({part.count(",") for part in parts}) > 1:
        _position(next(part for part in text.split() if part.endswith(",")), where)
    return made


def _height_note(mode: str, *, is_top: bool) -> str:
    above = {"relativeToSeaFloor": "the sea floor", **ABOVE}.get(mode)
    if is_top and mode in ABOVE:
        return f"The top of what reaches down to the ground was read as its ceiling, above {above} ({mode})"
    if is_top:
        return "The top of what reaches down to the ground does not say above what it is"
    if above is None:
        return "Heights of a shape that lies on the ground (clampToGround) were left out"
    return f"Heights of a shape above {above} ({mode}) were left out: Vedette takes heights from the settings"


def _position(text: str, where: str) -> tuple[float, float, float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (2, 3):
        raise MissionFileError(
            f"{where} has {text[:40]!r} for a position.",
            remedy="KML writes longitude,latitude or longitude,latitude,height: the file may be damaged.",
        )
    return numbers[0], numbers[1], numbers[2] if len(numbers) == 3 else np.nan


def _with_height(degrees: Numbers) -> Numbers:
    return np.column_stack((degrees, np.full(len(degrees), np.nan)))
