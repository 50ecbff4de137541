"""Numbers as files write them: in long lists, with decimal commas, in degrees and minutes."""

from __future__ import annotations

import re
import warnings

import numpy as np
import numpy.typing as npt

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?")
_HALVES = {"N": 1, "E": 1, "S": -1, "W": -1}  # not O: Ost is east, Ouest and Ovest are west
_PARTS = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<sign>[+-])?(?P<deg>\d{1,3}(?:[.,]\d+)?)\s*[°º:\s]?\s*"
    r"(?:(?P<min>\d{1,2}(?:[.,]\d+)?)\s*['’\u2032:\s]?\s*)?(?:(?P<sec>\d{1,2}(?:[.,]\d+)?)\s*(?:[\"”\u2033]|'')?\s*)?"
    r"(?P<after>[NSEW])?"
)


def number_of(text: str) -> float | None:
    """A number, with a point or a comma before its decimals; None: it is none."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return None
    return float(plain.replace(",", "."))


def degrees_of(text: str) -> float | None:
    """Degrees, signed or with N, S, E or W, with or without minutes and seconds; None: they are none."""
    plain = text.strip().upper()
    number = number_of(plain)
    if number is not None:
        return number
    found = _PARTS.fullmatch(plain)
    if found is None or (found["before"] and found["after"]):
        return None
    parts = [float((found[part] or "0").replace(",", ".")) for part in ("deg", "min", "sec")]
    half = found["before"] or found["after"] or ""
    if parts[1] >= 60 or parts[2] >= 60 or (found["sign"] and half):
        return None
    sign = -1 if found["sign"] == "-" else _HALVES.get(half, 1)
    return sign * (parts[0] + parts[1] / 60 + parts[2] / 3600)


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
