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

from missions.atlas.layers import Degrees
from missions.atlas.making.names import ALPHA_3


def read_borders(package: Path) -> Iterator[tuple[tuple[str, str], tuple[str, str], Degrees]]:
    """Each border line once, with the codes and names of its two sides.

    An arc that two states' outlines share is a border; an arc of one state alone is coast.
    """
    with tarfile.open(package) as archive:
        file = archive.extractfile("package/countries-10m.json")
        if file is None:
            raise FileNotFoundError(f"package/countries-10m.json is not in {package.name}")
        topology = json.load(file)
    states = topology["objects"]["countries"]["geometries"]
    sides: dict[int, set[int]] = defaultdict(set)
    for index, state in enumerate(states):
        for arc in _flat(state["arcs"]):
            sides[arc if arc >= 0 else ~arc].add(index)
    borders: dict[tuple[int, int], list[Degrees]] = defaultdict(list)
    for arc, owners in sides.items():
        if len(owners) > 1:
            one, other, *_ = sorted(owners, key=lambda index: str(states[index]["properties"]["name"]))
            borders[one, other].append(_points(topology, arc))
    for pair, arcs in borders.items():
        codes = (_code(states[pair[0]]), _code(states[pair[1]]))
        names = (states[pair[0]]["properties"]["name"], states[pair[1]]["properties"]["name"])
        merged = shapely.line_merge(shapely.multilinestrings([shapely.linestrings(arc) for arc in arcs]))
        for line in shapely.get_parts(merged):
            yield codes, names, np.asarray(line.coords)


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
