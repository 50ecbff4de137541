"""Numbers as files write them: in long lists, with decimal commas, in degrees and minutes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?")
_SIGNS = {"S": -1, "W": -1, "-": -1}
_HALVES_OF: Mapping[str, str] = {"lat": "NS", "lon": "EW"}  # not O: Ost is east, Ouest and Ovest are west
_PARTS = re.compile(
    r"(?P<before>[NSEW])? ?(?P<sign>[+-])?(?P<deg>\d{1,3}(?:[.,]\d+)?)(?: ?[°º: ] ?"
    r"(?P<min>\d{1,2}(?:[.,]\d+)?)(?: ?['’\u2032: ] ?"
    r"(?P<sec>\d{1,2}(?:[.,]\d+)?) ?(?:[\"”\u2033]|'')?| ?['’\u2032])?| ?[°º])? ?(?P<after>[NSEW])?"
)
#: 411930N, 0192615E, 4119.5N: with as many figures for degrees as AIPs and NMEA 0183 write.
_RUN_TOGETHER = {
    "lat": re.compile(r"(?P<deg>\d{2})(?P<min>\d{2}(?:[.,]\d+)?)(?P<sec>\d{2}(?:[.,]\d+)?)?"),
    "lon": re.compile(r"(?P<deg>\d{3})(?P<min>\d{2}(?:[.,]\d+)?)(?P<sec>\d{2}(?:[.,]\d+)?)?"),
}
_MOST_DEG: Mapping[str, float] = {"lat": 90.0, "lon": 180.0}
_TURN_DEG = 360.0  # of bare numbers: some count longitudes from 0° to 360°, or have the axes swapped

Axis = Literal["lat", "lon"]


def number_of(text: str) -> float | None:
    """A number, with a point or a comma before its decimals; None: it is none."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return None
    return float(plain.replace(",", "."))


def degrees_of(text: str, axis: Axis) -> float | None:
    """Degrees, signed or with N, S, E or W, with or without minutes and seconds.

    None: they are none, of the other axis, or beyond what there is.
    """
    plain = " ".join(text.upper().split())
    number = number_of(plain)
    degrees, most_deg = (_in_parts(plain, axis), _MOST_DEG[axis]) if number is None else (number, _TURN_DEG)
    return degrees if degrees is not None and abs(degrees) <= most_deg else None


def _in_parts(plain: str, axis: Axis) -> float | None:
    half = next((letter for letter in (plain[:1], plain[-1:]) if letter and letter in _HALVES_OF[axis]), "")
    together = _RUN_TOGETHER[axis].fullmatch(plain.replace(half, "", 1).strip()) if half else None
    if together is not None:
        return _degrees(together["deg"], together["min"], together["sec"], half)
    found = _PARTS.fullmatch(plain)
    if found is None:
        return None
    letters = (found["before"] or "") + (found["after"] or "")
    if letters not in ("", *_HALVES_OF[axis]) or (found["sign"] and letters):
        return None
    return _degrees(found["deg"], found["min"], found["sec"], letters or found["sign"])


def _degrees(degrees: str, minutes: str | None, seconds: str | None, half: str | None) -> float | None:
    parts = [float((part or "0").replace(",", ".")) for part in (degrees, minutes, seconds)]
    has_split = (minutes and parts[0] % 1) or (seconds and parts[1] % 1)  # half a degree and a minute, say
    if parts[1] >= 60 or parts[2] >= 60 or has_split:
        return None
    return _SIGNS.get(half or "", 1) * (parts[0] + parts[1] / 60 + parts[2] / 3600)


def numbers_in(text: str) -> npt.NDArray[np.float64] | None:
    """All numbers of a text that holds nothing but numbers and blanks; None: it holds something else."""
    if not text or text.isspace():
        return np.empty(0)  # numpy makes a number of blanks
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # numpy says so where it stops before the end
        try:
            return np.fromstring(text, dtype=np.float64, sep=" ")
        except (DeprecationWarning, ValueError):
            return None
