"""Layers of the operator's own files: where parts of the brief were taken from, and what is only drawn."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from planner.errors import BriefError
from planner.geodesy import DEGREE_STEPS
from planner.require import require_between, require_name
from planner.times import Instant

Degrees = npt.NDArray[np.float64]

#: The role of what is only drawn on the map, and means nothing to a plan.
BASE = "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLines:
    """Lines, outlines and points to draw, packed: a base layer may have a million corners.

    `positions` are whole 1e-7 degrees, longitude and latitude in turn, as little-endian int32; `lengths` how
    many positions each line has. An outline ends where it begins; a point is a line of one.
    """

    lengths: tuple[int, ...] = ()
    positions: bytes = b""

    def __post_init__(self) -> None:
        if sum(self.lengths) * 8 != len(self.positions) or any(length < 1 for length in self.lengths):
            raise BriefError(
                f"A base layer of {sum(self.lengths)} positions holds {len(self.positions) / 8:g}.",
                remedy="Import it again.",
            )

    @classmethod
    def of(cls, lines: list[Degrees]) -> DrawnLines:
        """Pack lines, each (n, 2), longitude first; longitudes are brought within ±180°."""
        if not lines:
            return cls()
        degrees = np.concatenate(lines)
        degrees[:, 0] = (degrees[:, 0] + 180.0) % 360.0 - 180.0
        steps = np.round(degrees * DEGREE_STEPS).astype("<i4")
        return cls(lengths=tuple(len(line) for line in lines), positions=steps.tobytes())

    def lines(self) -> list[Degrees]:
        """The lines again, each (n, 2), longitude first."""
        steps = np.frombuffer(self.positions, dtype="<i4").reshape(-1, 2)
        degrees = steps / DEGREE_STEPS
        ends = np.cumsum((0, *self.lengths))
        return [degrees[start:end] for start, end in pairwise(ends.tolist())]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLayer:
    """A layer of a file of the operator's own, by reference; what was used of it stands in the brief.

    `members` are the lines, areas and zones made from it, as "line:C1". A base layer has none: what is drawn
    of it is `drawn`.
    """

    layer_id: str
    name: str
    file: str  # absolute; a saved patrol holds it relative to itself
    layer: str
    role: str  # of its features, as COMMANDS.md names roles; "base": only drawn; several: "mixed"
    crs: str  # such as "EPSG:32634 WGS 84 / UTM zone 34N"
    transformation: str = ""  # what brought it to WGS84, by its name
    transformation_m: float | None = None  # accuracy of that; None: unknown
    accuracy_m: float | None = None  # of its lines, with that; None: unknown
    epoch: float | None = None  # of its coordinates, a year with decimals; None: not said
    date: str = ""  # of the data, as the file says it
    size_bytes: int = 0
    modified: Instant | None = None
    sha256: str = ""
    members: tuple[str, ...] = ()
    drawn: DrawnLines | None = None
    is_shown: bool = True

    def __post_init__(self) -> None:
        require_name(self.layer_id, name="Layer identity")
        for name, value in (("Accuracy", self.accuracy_m), ("Transformation", self.transformation_m)):
            if value is not None:
                require_between(value, name=name, low=0, high=100_000, unit="m")
