"""Make the coast pack: every level of detail from two resolutions of GSHHG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from shapely import Polygon

from missions.atlas.clipping import OUTSIDE, Box
from missions.atlas.layers import GREATEST_LAT_DEG, LEVEL_TOLERANCES_M, WORLD_LEVEL, Degrees, ShoreKind
from missions.atlas.making.generalise import Piece, fill_pieces, grid_cells, shore_lines, simplify_ring
from missions.atlas.making.gshhg import ShoreRing, read_shores
from missions.atlas.packfile import Linework, linework_of

# Islands below the first, lakes and what is in them below the second area are left out, km² by level.
_LEAST_LAND_KM2 = (60.0, 5.0, 0.3, 0.01, 0.0)
_LEAST_LAKE_KM2 = (3_000.0, 300.0, 20.0, 0.2, 0.0)
_CELL_DEG = (360.0, 30.0, 5.0, 1.0, 0.5)
QUANTUM_DEG = (1e-3, 1e-3, 2e-4, 1e-5, 1e-5)
_WORLD: Box = (-180.0, -GREATEST_LAT_DEG, 180.0, GREATEST_LAT_DEG)


def coast_layers(
    wheel: Path, *, regions: Sequence[Box], say: Callable[[str], None]
) -> dict[str, tuple[Linework, float]]:
    """Fill rings and shore lines of every level, ready for the pack."""
    world = list(read_shores(wheel, resolution="h"))
    fine = [ring for ring in read_shores(wheel, resolution="f") if _meets(ring, regions)]
    layers: dict[str, tuple[Linework, float]] = {}
    for level in range(len(LEVEL_TOLERANCES_M)):
        is_fine = level > WORLD_LEVEL
        polygons = list(_level_polygons(fine if is_fine else world, level=level))
        cells = _cells(level, regions)
        fill = list(fill_pieces(polygons, cells=cells, regions=regions))
        lines = [
            piece
            for polygon, kind in (polygons if is_fine else ())
            for piece in shore_lines(polygon, kind=kind, regions=regions)
            if piece[2] >= 0
        ]
        groups = {f"fill{level}": fill}
        if is_fine:
            groups[f"line{level}"] = lines
        elif level == WORLD_LEVEL:
            groups[f"fill{level}"] = [piece for piece in fill if piece[2] != OUTSIDE]
            groups["outside"] = [piece for piece in fill if piece[2] == OUTSIDE]
        for name, pieces in groups.items():
            linework = linework_of(_painted_in_order(_on_grid(pieces, QUANTUM_DEG[level])))
            layers[name] = (linework, QUANTUM_DEG[level])
            say(f"{name}: {len(linework.kind)} pieces, {len(linework.lon_lat_deg)} points")
    return layers


def _meets(ring: ShoreRing, regions: Sequence[Box]) -> bool:
    west, south = ring.lon_lat_deg.min(axis=0)
    east, north = ring.lon_lat_deg.max(axis=0)
    return any(west < b[2] and east > b[0] and south < b[3] and north > b[1] for b in regions)


def _level_polygons(rings: Sequence[ShoreRing], *, level: int) -> Iterator[tuple[Polygon, ShoreKind]]:
    for ring in rings:
        least_km2 = (_LEAST_LAND_KM2 if ring.kind is ShoreKind.LAND else _LEAST_LAKE_KM2)[level]
        if ring.area_km2 >= least_km2:
            for polygon in simplify_ring(ring.lon_lat_deg, tolerance_m=LEVEL_TOLERANCES_M[level]):
                yield polygon, ring.kind


def _cells(level: int, regions: Sequence[Box]) -> tuple[Box, ...]:
    if level > WORLD_LEVEL:
        return tuple(cell for box in regions for cell in grid_cells(box, size_deg=_CELL_DEG[level]))
    cuts = regions if level == WORLD_LEVEL else ()
    return grid_cells(_WORLD, size_deg=_CELL_DEG[level], also_at=cuts)


def cut_lines_deg(level: int, regions: Sequence[Box]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Longitudes and latitudes along which a level's rings are cut, to tell those edges from the coast."""
    cells = _cells(level, regions)
    return (
        tuple(sorted({x for box in cells for x in (box[0], box[2])})),
        tuple(sorted({y for box in cells for y in (box[1], box[3])})),
    )


def _on_grid(pieces: Sequence[Piece], quantum_deg: float) -> Iterator[tuple[Degrees, int]]:
    """Put points on the pack's grid and drop those that then coincide."""
    for points, kind, _ in pieces:
        steps = np.rint(points / quantum_deg)
        keep = np.concatenate(([True], (np.diff(steps, axis=0) != 0).any(axis=1)))
        is_ring = bool((steps[0] == steps[-1]).all())
        if int(keep.sum()) >= (4 if is_ring else 2):
            yield steps[keep] * quantum_deg, kind


def _painted_in_order(pieces: Iterator[tuple[Degrees, int]]) -> list[tuple[Degrees, int]]:
    return sorted(pieces, key=lambda piece: piece[1])
