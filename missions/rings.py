"""Outlines as drawn, and as GeoJSON wants them: closed, outer rings anticlockwise, holes clockwise."""

import itertools
from collections.abc import Sequence

from planner.brief import Ring
from planner.geodesy import GeoPoint, wrapped_deg

Position = list[float]


def position(point: GeoPoint) -> Position:
    """[longitude, latitude]."""
    return [float(point.lon_deg), float(point.lat_deg)]


def positions(path: Sequence[GeoPoint]) -> list[Position]:
    """A path as GeoJSON writes it; one that crosses 180° stays whole and jumps from 180 to -180."""
    return [position(point) for point in path]


def runs_clockwise(ring: Sequence[GeoPoint]) -> bool:
    """Whether the outline encloses more ground clockwise than anticlockwise; it may cross 180°."""
    east_deg = [0.0]
    for here, there in itertools.pairwise(ring):
        east_deg.append(east_deg[-1] + wrapped_deg(there.lon_deg - here.lon_deg))
    north_deg = [point.lat_deg - ring[0].lat_deg for point in ring]
    doubled_area = sum(
        east_deg[i - 1] * north_deg[i] - east_deg[i] * north_deg[i - 1] for i in range(len(ring))
    )
    return doubled_area < 0


def turned(ring: Ring) -> Ring:
    """The same outline run the other way, from the same first corner."""
    return (ring[0], *reversed(ring[1:]))


def turned_edges(edges: Sequence[tuple[int, int]], *, corners: int) -> tuple[tuple[int, int], ...]:
    """Edges of an outline, numbered as on the outline turned."""
    return tuple(((corners - end) % corners, (corners - start) % corners) for start, end in edges)


def polygon_coordinates(outline: Ring, holes: Sequence[Ring] = ()) -> tuple[list[list[Position]], list[int]]:
    """Rings as RFC 7946 section 3.1.6 wants them, and the numbers of those that were turned for it."""
    rings = [outline, *holes]
    wrong = [number for number, ring in enumerate(rings) if runs_clockwise(ring) == (number == 0)]
    right = [turned(ring) if number in wrong else ring for number, ring in enumerate(rings)]
    return [positions((*ring, ring[0])) for ring in right], wrong
