"""The ground as stations told it: heights in blocks of 28 by 32 points (ArduPilot's AP_Terrain).

Blocks count from whole degrees and overlap by one square; they come in pieces of 4 by 4 points, and a height
is known where all four points around it are.
"""

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sitl.earth import GeoPosition, Offset, Origin
from sitl.parameters import ParameterSet

PIECE = 4  # points along a side of what one message holds
PIECES_NORTH, PIECES_EAST = 7, 8
POINTS_EAST = PIECE * PIECES_EAST
STEP_NORTH, STEP_EAST = PIECE * (PIECES_NORTH - 1), PIECE * (PIECES_EAST - 1)  # from block to block
PIECES = PIECES_NORTH * PIECES_EAST
WHOLE = (1 << PIECES) - 1
MOST_BLOCKS = 12  # kept at a time; the one not looked at for longest goes
CENTIMETRES = 100.0  # TERRAIN_MARGIN counts in units of 1e-7 degrees, about a centimetre


@dataclass(slots=True)
class Block:
    """Heights above the sea of so many points, north-east of a corner."""

    known: int = 0  # a bit for each piece
    heights_m: list[int] = field(default_factory=lambda: [0] * (PIECES * PIECE * PIECE))


class Spot(NamedTuple):
    """Where a place lies: its block's corner in degrees times 1e7, the square there, the shares of that."""

    corner: tuple[int, int]
    north: int
    east: int
    north_share: float
    east_share: float


class Request(NamedTuple):
    """Pieces that are missing of one block."""

    corner: tuple[int, int]
    spacing_m: int
    missing: int


class Terrain:
    """What is known of the ground, and what was asked of it."""

    def __init__(self, parameters: ParameterSet) -> None:
        self._parameters = parameters
        self._blocks: OrderedDict[tuple[int, int], Block] = OrderedDict()
        self._stored: dict[tuple[int, int], Block] = {}  # on its card, when there is no more room for them
        self._spacing_m = self.spacing_m
        self._reference: GeoPosition | None = None
        self._raised_m: float | None = None  # so much the ground lies higher than it was told

    @property
    def is_enabled(self) -> bool:
        """TERRAIN_ENABLE."""
        return self._parameters.number("TERRAIN_ENABLE") != 0

    @property
    def spacing_m(self) -> int:
        """TERRAIN_SPACING."""
        return max(self._parameters.number("TERRAIN_SPACING"), 1)

    @property
    def counts(self) -> tuple[int, int]:
        """Pieces that are missing, and that are there, of all blocks that were asked about."""
        loaded = sum(block.known.bit_count() for block in self._blocks.values())
        return PIECES * len(self._blocks) - loaded, loaded

    def height_amsl_m(self, place: GeoPosition) -> float | None:
        """Of the ground at a place; asking for what is not known makes it wanted."""
        if not self.is_enabled:
            return None
        spot = self._spot_of(place)
        block = self._block(spot.corner)
        corners = [(spot.north + north, spot.east + east) for north in (0, 1) for east in (0, 1)]
        if not all(block.known >> _piece_of(*point) & 1 for point in corners):
            return None
        south_west, south_east, north_west, north_east = (
            block.heights_m[north * POINTS_EAST + east] for north, east in corners
        )
        west_m = south_west + spot.north_share * (north_west - south_west)
        east_m = south_east + spot.north_share * (north_east - south_east)
        return west_m + spot.east_share * (east_m - west_m) + self._raise_m()

    def take(self, corner: tuple[int, int], spacing_m: int, piece: int, heights_m: Sequence[int]) -> bool:
        """A piece came; says whether it was one that is wanted."""
        margin = self._parameters["TERRAIN_MARGIN"] * CENTIMETRES
        near = (
            one for one in self._blocks if max(abs(one[0] - corner[0]), abs(one[1] - corner[1])) <= margin
        )
        found = next(near, None)
        if found is None or spacing_m != self.spacing_m or not 0 <= piece < PIECES:
            return False
        block = self._blocks[found]
        north, east = piece // PIECES_EAST * PIECE, piece % PIECES_EAST * PIECE
        for row in range(PIECE):
            start = (north + row) * POINTS_EAST + east
            block.heights_m[start : start + PIECE] = heights_m[row * PIECE : (row + 1) * PIECE]
        block.known |= 1 << piece
        return True

    def request(self, here: GeoPosition | None) -> Request | None:
        """What to ask for next: the block of a place first."""
        if not self.is_enabled:
            return None
        first = () if here is None else (self._spot_of(here).corner,)
        for corner in (*first, *self._blocks):
            missing = WHOLE & ~self._block(corner).known
            if missing:
                return Request(corner, self.spacing_m, missing)
        return None

    def adopt(self, other: "Terrain") -> None:
        """A restart keeps what was stored, for the spacing that it was stored for."""
        self._blocks, self._stored, self._spacing_m = other._blocks, other._stored, other._spacing_m

    def refer_to(self, place: GeoPosition) -> None:
        """It stands on the ground there: what the ground was told otherwise is made up for from now on."""
        self._reference, self._raised_m = place, None

    def _raise_m(self) -> float:
        most_m = self._parameters["TERRAIN_OFS_MAX"]
        if most_m <= 0.0 or self._reference is None:
            return 0.0
        if self._raised_m is None:
            place, self._reference = self._reference, None
            told_m = self.height_amsl_m(place)
            self._reference = place
            if told_m is None:
                return 0.0
            self._raised_m = place.alt_amsl_m - told_m
        return max(-most_m, min(most_m, self._raised_m))

    def _block(self, corner: tuple[int, int]) -> Block:
        if self._spacing_m != self.spacing_m:
            self._spacing_m = self.spacing_m
            self._blocks.clear()
            self._stored.clear()
        block = self._blocks.setdefault(corner, self._stored.pop(corner, Block()))
        self._blocks.move_to_end(corner)
        if len(self._blocks) > MOST_BLOCKS:
            least_used, dropped = self._blocks.popitem(last=False)
            self._stored[least_used] = dropped
        return block

    def _spot_of(self, place: GeoPosition) -> Spot:
        degree = GeoPosition(
            lat_deg=float(math.floor(place.lat_deg)),
            lon_deg=float(math.floor(place.lon_deg)),
            alt_amsl_m=0.0,
        )
        origin, spacing_m = Origin(degree), self.spacing_m
        away = origin.offset_of(place)
        north, east = int(away.north_m / spacing_m), int(away.east_m / spacing_m)
        block_north, block_east = north // STEP_NORTH * STEP_NORTH, east // STEP_EAST * STEP_EAST
        corner = origin.position_of(Offset(block_north * spacing_m, block_east * spacing_m, 0.0))
        return Spot(
            (round(corner.lat_deg * 1e7), round(corner.lon_deg * 1e7)),
            north - block_north,
            east - block_east,
            away.north_m / spacing_m - north,
            away.east_m / spacing_m - east,
        )


def _piece_of(north: int, east: int) -> int:
    return east // PIECE + PIECES_EAST * (north // PIECE)
