"""Read the world's land borders from Natural Earth 1:10m, as `world-atlas` packs it (TopoJSON)."""

from __future__ import annotations

import json
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import shapely.affinity
from shapely import MultiPolygon, Polygon

from missions.atlas.layers import Degrees
from missions.atlas.making.generalise import polygons_of
from missions.atlas.making.names import ALPHA_3

#: Outlines that cross the antimeridian are cut there.
WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)


def read_borders(package: Path) -> Iterator[tuple[tuple[str, str], tuple[str, str], Degrees]]:
    """Each border line once, with the codes and names of its two sides.

    An arc that two states' outlines share is a border; an arc of one state alone is coast.
    """
    topology = _topology(package)
    states = topology["objects"]["countries"]["geometries"]
    borders: dict[tuple[int, int], list[Degrees]] = defaultdict(list)
    for arc, owners in _sides(states).items():
        if len(owners) > 1:
            one, other, *_ = sorted(owners, key=lambda index: str(states[index]["properties"]["name"]))
            borders[one, other].append(_points(topology, arc))
    for pair, arcs in borders.items():
        codes = (_code(states[pair[0]]), _code(states[pair[1]]))
        names = (states[pair[0]]["properties"]["name"], states[pair[1]]["properties"]["name"])
        merged = shapely.line_merge(shapely.multilinestrings([shapely.linestrings(arc) for arc in arcs]))
        for line in shapely.get_parts(merged):
            yield codes, names, np.asarray(line.coords)


def read_states(package: Path) -> tuple[dict[str, tuple[str, MultiPolygon]], tuple[Degrees, ...]]:
    """The land of each state with its name, and the lines that bound one state alone: the coasts.

    A territory without a code of its own stands under its name.
    """
    topology = _topology(package)
    states = topology["objects"]["countries"]["geometries"]
    coasts = [
        piece
        for arc, owners in _sides(states).items()
        if len(owners) == 1
        for piece in _cut_at_antimeridian(_points(topology, arc))
        if len(piece) > 1
    ]
    found: dict[str, tuple[str, MultiPolygon]] = {}
    for state in states:
        name = str(state["properties"]["name"])
        code = _code(state) or name
        polygons = state["arcs"] if state["type"] == "MultiPolygon" else [state["arcs"]]
        parts = [_polygon(topology, rings) for rings in polygons]
        known = found.get(code, (name, MultiPolygon()))
        found[code] = (known[0], MultiPolygon(polygons_of(shapely.union_all([*parts, known[1]]))))
    return found, tuple(coasts)


def _polygon(topology: dict[str, Any], rings: list[list[int]]) -> shapely.Geometry:
    whole = [
        _unrolled(
            np.concatenate([_points(topology, a) if a >= 0 else _points(topology, ~a)[::-1] for a in ring])
        )
        for ring in rings
    ]
    whole = [ring for ring in whole if len(ring) >= 4]  # the rest was rounded to nothing
    shape = shapely.make_valid(Polygon(whole[0], whole[1:])) if whole else Polygon()
    turned = [shapely.affinity.translate(shape, xoff=turn) for turn in (-360.0, 0.0, 360.0)]
    return shapely.union_all(shapely.intersection(turned, WORLD))


def _unrolled(ring: Degrees) -> Degrees:
    """A ring that goes on past the antimeridian instead of jumping back; round a pole it is closed there."""
    turns = -np.cumsum(np.rint(np.diff(ring[:, 0], prepend=ring[0, 0]) / 360.0))
    unrolled = ring + np.column_stack((360.0 * turns, np.zeros(len(ring))))
    if turns[-1]:
        pole = np.array([[unrolled[-1, 0], -90.0], [unrolled[0, 0], -90.0]])  # Antarctica alone is like that
        unrolled = np.concatenate((unrolled, pole, unrolled[:1]))
    return unrolled


def _cut_at_antimeridian(line: Degrees) -> Iterator[Degrees]:
    jumps = np.flatnonzero(np.abs(np.diff(line[:, 0])) > 180.0)
    start, head = 0, np.empty((0, 2))
    for jump in jumps:
        here, there = line[jump], line[jump + 1]
        side = 180.0 if here[0] > 0 else -180.0
        share = (side - here[0]) / ((there[0] + 2 * side - here[0]) or 1.0)
        lat_deg = here[1] + share * (there[1] - here[1])
        yield np.concatenate((head, line[start : jump + 1], [[side, lat_deg]]))
        start, head = int(jump) + 1, np.array([[-side, lat_deg]])
    yield np.concatenate((head, line[start:]))


def _topology(package: Path) -> dict[str, Any]:
    with tarfile.open(package) as archive:
        file = archive.extractfile("package/countries-10m.json")
        if file is None:
            raise FileNotFoundError(f"package/countries-10m.json is not in {package.name}")
        topology: dict[str, Any] = json.load(file)
    return topology


def _sides(states: list[dict[str, Any]]) -> dict[int, set[int]]:
    """Which states each arc bounds."""
    sides: dict[int, set[int]] = defaultdict(set)
    for index, state in enumerate(states):
        for arc in _flat(state["arcs"]):
            sides[arc if arc >= 0 else ~arc].add(index)
    return sides


def _flat(arcs: Any) -> Iterator[int]:  # nested lists of JSON, as deep as the geometry's type says
    if isinstance(arcs, int):
        yield arcs
    else:
        for part in arcs:
            yield from _flat(part)


def _points(topology: dict[str, Any], arc: int) -> Degrees:
    steps = np.cumsum(np.asarray(topology["arcs"][arc], dtype=np.float64), axis=0)
    transform = topology["transform"]
    points: Degrees = steps * transform["scale"] + transform["translate"]
    return points


def _code(state: dict[str, Any]) -> str:
    if state["properties"]["name"] == "Kosovo":
        return "XKX"
    return ALPHA_3.get(str(state.get("id", "")), "")
