"""Shapes as well-known binary, made of bare numbers: what is wrong with them is mended where all shapes are.

Source: OGC 06-103r4, section 8.2.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: Positions, each x and y: longitude and latitude, or easting and northing.
Positions = npt.NDArray[np.float64]

_LITTLE_ENDIAN = 1
_POINT, _LINE, _POLYGON, _COLLECTION = 1, 2, 3, 7


def is_line(path: Positions) -> bool:
    """Whether positions are enough for a line: one that is too short spoils all that it is collected with."""
    return len(path) > 1


def is_ring(path: Positions) -> bool:
    """Whether positions, open or closed, are enough for a ring."""
    return len(path) - int(len(path) > 1 and bool((path[0, :2] == path[-1, :2]).all())) > 2


def point(position: Positions) -> bytes:
    """A place."""
    return _head(_POINT) + _numbers(position)


def line(path: Positions) -> bytes:
    """A line along some positions."""
    return _head(_LINE) + _counted(path)


def polygon(rings: Sequence[Positions]) -> bytes:
    """An outline and its holes; rings may be open."""
    return _head(_POLYGON) + struct.pack("<I", len(rings)) + b"".join(map(_counted, rings))


def collection(parts: Sequence[bytes]) -> bytes:
    """Several shapes as one; a single one stays what it is."""
    if len(parts) == 1:
        return parts[0]
    return _head(_COLLECTION) + struct.pack("<I", len(parts)) + b"".join(parts)


def _head(kind: int) -> bytes:
    return struct.pack("<BI", _LITTLE_ENDIAN, kind)


def _counted(path: Positions) -> bytes:
    return struct.pack("<I", len(path)) + _numbers(path)


def _numbers(positions: Positions) -> bytes:
    return np.ascontiguousarray(positions[..., :2], dtype="<f8").tobytes()
