"""What is known of the shore: how well, cell by cell, and the names of lakes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from missions.atlas.layers import Degrees, Place, PlaceKind, Region, ShoreFacts, ShoreKind
from missions.atlas.packfile import Pack, damaged

#: Outside the regions nothing was measured: the worst region's figure and what the world's level leaves out.
_ELSEWHERE_M = 2_500.0


class ShoreKnowledge:
    """The measured cells of the coast pack, and the lakes that have a name."""

    def __init__(self, pack: Pack, regions: Sequence[Region], waters: Sequence[Place]) -> None:
        """Read what the pack was measured with.

        Raises:
            MissionFileError: the pack does not say it, or not in order.
        """
        try:
            said = pack.facts["accuracy"]
            self._cell_deg = float(said["cell_deg"])
            self._cells = {
                (int(column), int(row)): float(accuracy_m) for column, row, accuracy_m in said["cells"]
            }
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            raise damaged(pack.path, f"accuracy: {error}") from error
        self._notice = pack.notice
        self._regions = tuple(regions)
        self._lakes = tuple(water for water in waters if water.kind is PlaceKind.LAKE)

    def facts(self, line: Degrees, kind: ShoreKind) -> ShoreFacts:
        """What is known of a line of shore: the worst of the cells that it passes through."""
        accuracy_m, is_measured = self._accuracy(line, kind)
        return ShoreFacts(
            kind=kind,
            name=self._name(line) if kind is ShoreKind.LAKE else "",
            accuracy_m=accuracy_m,
            is_measured=is_measured,
            source=self._notice.name,
            attribution=self._notice.attribution,
        )

    def _accuracy(self, line: Degrees, kind: ShoreKind) -> tuple[float, bool]:
        cells = np.unique(np.floor(line / self._cell_deg).astype(int), axis=0)
        measured = [self._cells.get((column, row)) for column, row in cells.tolist()]
        known = [accuracy_m for accuracy_m in measured if accuracy_m is not None]
        if kind is ShoreKind.LAND and len(known) == len(measured):
            return max(known), True
        inside = [region for region in self._regions if _meets(region, line)]
        if not inside or not _covered(line, inside):
            return max([_ELSEWHERE_M, *known]), False
        of_lakes = kind is not ShoreKind.LAND
        said = [region.lake_accuracy_m if of_lakes else region.coast_accuracy_m for region in inside]
        return max([*said, *(() if of_lakes else known)]), False

    def _name(self, line: Degrees) -> str:
        """The name that is written in a lake; a shore that was cut is closed for the question."""
        if len(line) < 4:
            return ""
        lake = shapely.make_valid(shapely.polygons(np.concatenate((line, line[:1]))))
        spots = shapely.points([(water.lon_deg, water.lat_deg) for water in self._lakes])
        named = np.flatnonzero(shapely.intersects(lake, spots))
        return self._lakes[int(named[0])].name if len(named) else ""


def _meets(region: Region, line: Degrees) -> bool:
    (west, south), (east, north) = line.min(axis=0), line.max(axis=0)
    return bool(
        west < region.east_deg
        and east > region.west_deg
        and south < region.north_deg
        and north > region.south_deg
    )


def _covered(line: Degrees, regions: Sequence[Region]) -> bool:
    x, y = line.T
    inside = np.zeros(len(line), dtype=np.bool_)
    for region in regions:
        inside |= (
            (x >= region.west_deg)
            & (x <= region.east_deg)
            & (y >= region.south_deg)
            & (y <= region.north_deg)
        )
    return bool(inside.all())
