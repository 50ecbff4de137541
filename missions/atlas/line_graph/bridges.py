"""Gaps between different lines of a net: a barrier island's inlets, a harbour island's channel."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import shapely

from missions.atlas.layers import Degrees
from missions.atlas.line_graph.net import LineNet, Numbers
from missions.atlas.line_graph.search import Bridge, Jump
from missions.atlas.line_graph.snapping import point_on
from planner.geodesy import distance_m

Window = tuple[float, float, float, float]  # west, south, east, north


def bridges_within(net: LineNet, window_deg: Window, *, gap_m: float) -> Iterator[Bridge]:
    """Where lines that do not meet inside a window come nearer to each other than the gap.

    One for each two pieces, where they are nearest.
    """
    west, south, east, north = window_deg
    pieces = np.sort(net.layer.within(west_deg=west, south_deg=south, east_deg=east, north_deg=north))
    lines = [_flat(net, int(piece)) for piece in pieces]
    tree, body = shapely.STRtree(lines), _bodies(net, pieces)
    # The flat map is Mercator's: a metre on it is cos(latitude) of a metre on the ground.
    reach = math.degrees(gap_m / 6_371_000.0) / math.cos(math.radians(max(abs(south), abs(north))))
    pairs = np.sort(tree.query(lines, predicate="dwithin", distance=reach), axis=0)
    for one, other in np.unique(pairs[:, body[pairs[0]] != body[pairs[1]]], axis=1).T.tolist():
        shortest = shapely.get_coordinates(shapely.shortest_line(lines[one], lines[other]))
        places = [
            (int(pieces[i]), _position(lines[i], xy)) for i, xy in zip((one, other), shortest, strict=True)
        ]
        start, end = (point_on(net, piece, position) for piece, position in places)
        if (apart_m := distance_m(start, end)) <= gap_m:
            jump = Jump(start=start, end=end, length_m=apart_m)
            yield Bridge(one=places[0], other=places[1], jump=jump)


def _flat(net: LineNet, piece: int) -> shapely.LineString:
    lon_lat_deg = net.layer.line(piece)
    northing = np.degrees(np.arctanh(np.sin(np.radians(lon_lat_deg[:, 1]))))
    return shapely.LineString(np.column_stack((lon_lat_deg[:, 0], northing)))


def _bodies(net: LineNet, pieces: Numbers) -> Numbers:
    """A number for each piece, the same for pieces that hang together inside the window."""
    head: dict[int, int] = {}

    def root(node: int) -> int:
        while head.setdefault(node, node) != node:
            head[node] = head[head[node]]
            node = head[node]
        return node

    for piece in pieces.tolist():
        head[root(int(net.first_node[piece]))] = root(int(net.last_node[piece]))
    return np.array([root(int(net.first_node[piece])) for piece in pieces.tolist()], dtype=np.intp)


def _position(line: shapely.LineString, xy: Degrees) -> float:
    """Where on a piece a point of its flat line is."""
    points = shapely.get_coordinates(line)
    start, step = points[:-1], np.diff(points, axis=0)
    squared = np.maximum((step**2).sum(axis=1), 1e-30)
    share = np.clip(((xy - start) * step).sum(axis=1) / squared, 0.0, 1.0)
    away = ((start + share[:, np.newaxis] * step - xy) ** 2).sum(axis=1)
    index = int(away.argmin())
    return index + float(share[index])
