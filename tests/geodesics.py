"""Distances on the ellipsoid by pyproj alone: what the planner's flat map is measured with."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyproj

from planner.geodesy import GeoPoint

Floats = npt.NDArray[np.float64]

GEOD = pyproj.Geod(ellps="WGS84")

#: Lines are first looked at so coarsely, then finely where they are nearest.
_COARSE_M, _FINE_M = 200.0, 1.0
_LOOKED_AT = 4


def degrees(path: Sequence[GeoPoint], *, closed: bool = False) -> Floats:
    """Longitudes and latitudes, (n, 2)."""
    corners = [(point.lon_deg, point.lat_deg) for point in path]
    return np.array([*corners, *(corners[:1] if closed else [])])


def length_m(line_deg: Floats) -> float:
    """Along geodesics."""
    return float(GEOD.line_length(line_deg[:, 0], line_deg[:, 1]))


def densified(line_deg: Floats, *, every_m: float) -> Floats:
    """The line with positions on its geodesics at least so often."""
    if len(line_deg) < 2:
        return line_deg
    (lons, lats), (next_lons, next_lats) = line_deg[:-1].T, line_deg[1:].T
    azimuths, _, steps_m = (np.asarray(each) for each in GEOD.inv(lons, lats, next_lons, next_lats))
    counts = np.maximum(np.ceil(steps_m / every_m).astype(int), 1)
    edge = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[edge]
    lon, lat, _ = GEOD.fwd(lons[edge], lats[edge], azimuths[edge], share * steps_m[edge])
    return np.vstack([np.column_stack([lon, lat]), line_deg[-1:]])


def least_distance_m(one_deg: Floats, other_deg: Floats) -> float:
    """Between two lines that do not cross: coarsely everywhere, then to the centimetre round the nearest."""
    one, other = (densified(line, every_m=_COARSE_M) for line in (one_deg, other_deg))
    away_m = _away_m(one, other)
    best_m = float(away_m.min())
    near = np.argwhere(away_m <= best_m + 2 * _COARSE_M)
    order = np.argsort(away_m[tuple(near.T)], kind="stable")
    seen: list[tuple[int, int]] = []
    for i, k in near[order].tolist():
        if any(abs(i - a) < _LOOKED_AT and abs(k - b) < _LOOKED_AT for a, b in seen):
            continue
        seen.append((i, k))
        parts = (
            one[max(i - _LOOKED_AT, 0) : i + _LOOKED_AT + 1],
            other[max(k - _LOOKED_AT, 0) : k + _LOOKED_AT + 1],
        )
        fine = [densified(part, every_m=_COARSE_M / 20) for part in parts]
        at = np.unravel_index(int(_away_m(*fine).argmin()), (len(fine[0]), len(fine[1])))
        finest = [
            densified(part[max(n - 2, 0) : n + 3], every_m=_FINE_M) for part, n in zip(fine, at, strict=True)
        ]
        best_m = min(best_m, float(_geodesics_m(*finest).min()))
    return best_m


def _away_m(one: Floats, other: Floats) -> Floats:
    """Straight through the ground, which over these distances is as good for finding the nearest."""
    a, b = _earth_centred(one), _earth_centred(other)
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2 * a @ b.T
    away_m: Floats = np.sqrt(np.maximum(squares, 0.0))
    return away_m


def _geodesics_m(one: Floats, other: Floats) -> Floats:
    shape = (len(one), len(other))
    lon1, lat1 = (np.repeat(axis, shape[1]) for axis in one.T)
    lon2, lat2 = (np.tile(axis, shape[0]) for axis in other.T)
    _, _, metres = GEOD.inv(lon1, lat1, lon2, lat2)
    return np.asarray(metres, dtype=float).reshape(shape)


def _earth_centred(line_deg: Floats) -> Floats:
    """X, y, z in metres."""
    to_xyz = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    lon, lat = line_deg.T
    return np.column_stack(to_xyz.transform(lon, lat, np.zeros(len(line_deg))))


def side_of_line(line_deg: Floats, at_deg: Floats) -> tuple[Floats, Floats]:
    """For each position: its distance from a line, and 1 to its left, -1 to its right, 0 beyond its ends.

    At a corner both edges count: the sign is that of the sum of their unit normals.
    """
    distances, sides = np.empty(len(at_deg)), np.empty(len(at_deg))
    lons, lats = line_deg.T
    for number, (lon, lat) in enumerate(at_deg.tolist()):
        azimuth, _, away = GEOD.inv(np.full(len(lons), lon), np.full(len(lats), lat), lons, lats)
        turns = np.radians(np.asarray(azimuth))
        flat = np.asarray(away)[:, None] * np.column_stack([np.sin(turns), np.cos(turns)])
        distances[number], sides[number] = _side_of_flat(flat)
    return distances, sides


def _side_of_flat(corners: Floats) -> tuple[float, float]:
    """The same of the origin, for corners in metres round it."""
    edges = np.diff(corners, axis=0)
    squares = np.maximum((edges**2).sum(axis=1), 1e-12)
    shares = np.clip(-(corners[:-1] * edges).sum(axis=1) / squares, 0.0, 1.0)
    feet = corners[:-1] + shares[:, None] * edges
    away = np.hypot(*feet.T)
    nearest_m = float(away.min())
    lefts = np.column_stack([-edges[:, 1], edges[:, 0]]) / np.sqrt(squares)[:, None]
    near = np.flatnonzero(away <= nearest_m + 1e-6)
    first, last = near[0] == 0 and shares[0] == 0.0, near[-1] == len(edges) - 1 and shares[-1] == 1.0
    if first or last:
        return nearest_m, 0.0
    side = float(-(lefts[near].sum(axis=0) * feet[near[0]]).sum())
    return nearest_m, float(np.sign(side))
