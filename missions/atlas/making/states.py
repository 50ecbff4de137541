"""Put states together from the very lines that are drawn as their borders, so that both agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Polygon

from missions.atlas.clipping import OUTSIDE, Box, split_at_boxes
from missions.atlas.layers import BorderKind, Degrees
from missions.atlas.making.generalise import METRES_PER_DEGREE, polygons_of
from missions.atlas.making.names import kind_between

#: Faces smaller than this lie between two lines that should be one.
_LEAST_FACE_KM2 = 1e-4


def faces(
    lines: Iterable[Degrees], regions: Sequence[Box], *, quantum_deg: float, inside: bool
) -> tuple[Polygon, ...]:
    """What the lines and the regions' edges enclose, inside the regions or outside, on the pack's grid."""
    on_grid = [LineString(np.rint(line / quantum_deg) * quantum_deg) for line in lines]
    edges = [shapely.boundary(shapely.box(*region)) for region in regions]
    noded = shapely.union_all([*on_grid, *edges], grid_size=quantum_deg)
    enclosed = shapely.get_parts(shapely.polygonize([noded]))
    middles = shapely.point_on_surface(enclosed)
    in_regions = np.zeros(len(enclosed), dtype=np.bool_)
    for region in regions:
        in_regions |= shapely.within(middles, shapely.box(*region))
    return tuple(enclosed[in_regions == inside])


def states_of(
    enclosed: Sequence[Polygon], outlines: Mapping[str, MultiPolygon], *, quantum_deg: float
) -> Iterator[tuple[tuple[str, ...], MultiPolygon]]:
    """The faces of each state as one, and those that several states claim, by the claimants' codes.

    Args:
        enclosed: faces that share edges.
        outlines: what each state claims; one that holds an enclave of another covers it too.
        quantum_deg: the grid that the faces' points lie on.
    """
    parts = [(code, part) for code, outline in sorted(outlines.items()) for part in outline.geoms]
    tree = shapely.STRtree([part for _, part in parts])
    middles = shapely.point_on_surface(list(enclosed))
    claimed = [[parts[i] for i in sorted(tree.query(middle, predicate="covered_by"))] for middle in middles]
    by_codes: dict[tuple[str, ...], list[Polygon]] = {}
    for face, claims in zip(enclosed, claimed, strict=True):
        codes = tuple(sorted({code for code, part in claims if not _holds_enclave((code, part), claims)}))
        by_codes.setdefault(codes, []).append(face)
    for codes, held in sorted(by_codes.items()):
        whole = shapely.union_all(held, grid_size=quantum_deg)
        kept = [part for part in polygons_of(whole) if _area_km2(part) > _LEAST_FACE_KM2]
        if kept and codes:
            yield codes, MultiPolygon(kept)


def _holds_enclave(claim: tuple[str, Polygon], claims: Sequence[tuple[str, Polygon]]) -> bool:
    """Whether another's claim lies wholly inside this one, as San Marino's does in Italy's."""
    code, part = claim
    return any(
        shapely.area(shapely.difference(inner, part)) < 1e-9
        for other, inner in claims
        if other != code and kind_between((code, other), at_sea=False) is not BorderKind.DISPUTED
    )


def free_edges(
    outlines: Mapping[str, MultiPolygon], shared: Iterable[Degrees], regions: Sequence[Box]
) -> Iterator[Degrees]:
    """What bounds an outline and is no line between two: the sea's edge; cut at the regions."""
    drawn = shapely.union_all([LineString(line) for line in shared])
    for outline in outlines.values():
        rest = shapely.line_merge(shapely.difference(shapely.boundary(outline), drawn))
        for part in shapely.get_parts(rest):
            for region, piece in split_at_boxes(np.asarray(part.coords), regions):
                if region != OUTSIDE:
                    yield piece


def simplified(line: Degrees, *, tolerance_m: float) -> Degrees:
    """The line with at most this much error; a ring stays one."""
    closed = bool((line[0] == line[-1]).all())
    simple = shapely.simplify(
        LineString(line), tolerance_m / METRES_PER_DEGREE, preserve_topology=closed and len(line) < 50
    )
    points: Degrees = shapely.get_coordinates(simple)
    return points


def rings_of(outlines: Sequence[MultiPolygon]) -> Iterator[tuple[Degrees, int]]:
    """All rings, each with twice its state's number, and one more for a hole in the ring before."""
    for number, outline in enumerate(outlines):
        for part in shapely.get_parts(outline):
            yield shapely.get_coordinates(part.exterior), 2 * number
            for hole in part.interiors:
                yield shapely.get_coordinates(hole), 2 * number + 1


def _area_km2(polygon: Polygon) -> float:
    degree_km = METRES_PER_DEGREE / 1_000
    return float(polygon.area * degree_km**2 * np.cos(np.radians(polygon.centroid.y)))
