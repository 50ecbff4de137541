"""The nearest point on a line of a net."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from missions.atlas.line_graph.net import LineFacts, LineNet, Numbers
from planner.geodesy import DEGREE_STEPS, GeoPoint, distance_m, wrapped_deg

_METRES_PER_DEGREE = 110_500.0  # of latitude, at least: boxes to look in come out a little too large
_LEAST_COSINE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """A point on a line: where, how far from what was asked, and on which line."""

    at: GeoPoint
    away_m: float
    piece: int  # of the net
    position: float  # along the piece: 2.25 is a quarter of the way from its point 2 to its point 3
    along_m: float  # from the piece's beginning
    facts: LineFacts


def snap(net: LineNet, near: GeoPoint, *, within_m: float = 20_000.0) -> Snap | None:
    """The point of the net's lines that lies nearest; None where none lies within the given distance."""
    best: tuple[float, int, float] | None = None
    for pieces in _around(net, near, within_m):
        found = _nearest(net, pieces, near)
        if found is not None and (best is None or found < best):
            best = found
    if best is None:
        return None
    _, piece, position = best
    at = point_on(net, piece, position)
    away_m = distance_m(near, at)
    if away_m > within_m:
        return None
    return Snap(
        at=at,
        away_m=away_m,
        piece=piece,
        position=position,
        along_m=along_of(net, piece, position),
        facts=net.facts_of(piece),
    )


def along_of(net: LineNet, piece: int, position: float) -> float:
    """Distance from the beginning of a piece to a position on it."""
    along_m = net.along_m(piece)
    return float(np.interp(position, np.arange(len(along_m)), along_m))


def point_on(net: LineNet, piece: int, position: float) -> GeoPoint:
    """Where a position on a piece is, as an autopilot holds it."""
    line = net.layer.line(piece)
    index = min(int(position), len(line) - 2)
    lon_deg, lat_deg = (line[index] + (position - index) * (line[index + 1] - line[index])).tolist()
    return held(lon_deg, lat_deg)


def held(lon_deg: float, lat_deg: float) -> GeoPoint:
    """A position rounded to 1e-7 degrees."""
    return GeoPoint(
        lat_deg=round(lat_deg * DEGREE_STEPS) / DEGREE_STEPS,
        lon_deg=round(wrapped_deg(lon_deg) * DEGREE_STEPS) / DEGREE_STEPS,
    )


def _around(net: LineNet, near: GeoPoint, within_m: float) -> Iterator[Numbers]:
    """The pieces whose bounds come near; also those on the other side of 180°."""
    north_deg = within_m / _METRES_PER_DEGREE
    cosine = max(math.cos(math.radians(min(abs(near.lat_deg) + north_deg, 90.0))), _LEAST_COSINE)
    east_deg = min(within_m / _METRES_PER_DEGREE / cosine, 180.0)
    for turn_deg in (0.0, -360.0, 360.0):
        west, east = near.lon_deg - east_deg + turn_deg, near.lon_deg + east_deg + turn_deg
        if turn_deg == 0.0 or (turn_deg < 0 and east > -180) or (turn_deg > 0 and west < 180):
            yield net.layer.within(
                west_deg=west,
                south_deg=near.lat_deg - north_deg,
                east_deg=east,
                north_deg=near.lat_deg + north_deg,
            )


def _nearest(net: LineNet, pieces: Numbers, near: GeoPoint) -> tuple[float, int, float] | None:
    """How far (squared, in degrees of latitude), which piece and where on it."""
    if not len(pieces):
        return None
    starts, layer = net.layer.starts, net.layer
    lengths = starts[pieces + 1] - starts[pieces]
    begins = np.concatenate(([0], np.cumsum(lengths)))
    index = np.arange(begins[-1]) + np.repeat(starts[pieces] - begins[:-1], lengths)
    xy = layer.lon_lat_deg[index] - (near.lon_deg, near.lat_deg)
    xy[:, 0] = ((xy[:, 0] + 180) % 360 - 180) * math.cos(math.radians(near.lat_deg))
    start, step = xy[:-1], np.diff(xy, axis=0)
    squared = (step**2).sum(axis=1)
    share = np.clip(-(start * step).sum(axis=1) / np.where(squared > 0, squared, 1.0), 0.0, 1.0)
    away = ((start + share[:, np.newaxis] * step) ** 2).sum(axis=1)
    away[begins[1:-1] - 1] = np.inf  # from one piece's end to the next one's beginning
    best = int(away.argmin())
    row = int(np.searchsorted(begins, best, side="right")) - 1
    return float(away[best]), int(pieces[row]), best - int(begins[row]) + float(share[best])
