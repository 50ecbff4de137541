"""Lists of positions: nobody but the operator knows whether they are places, a line or an outline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from missions.formats.gis.readers import binary
from missions.formats.gis.readers.gathering import WGS84, Gathered

Position = tuple[float, float]  # longitude or easting first
Listed = tuple[Position, Mapping[str, object]]  # with what is said of it

_POINTS, _LINES, _OUTLINES = "points", "lines", "outlines"


def as_points(listed: Sequence[Listed], *, crs: str = WGS84) -> Gathered:
    """Each position a place of its own."""
    layer = Gathered(name=_POINTS, crs=crs)
    for position, attributes in listed:
        layer.add(binary.point(np.array(position)), attributes)
    return layer


def as_anything(groups: Mapping[str, Sequence[Listed]], *, crs: str = WGS84) -> list[Gathered]:
    """The same positions as places, as lines and as outlines, of which one can be meant.

    Args:
        groups: Positions in order by what they belong to; the name goes to what is made of them.
        crs: Their system; empty: unknown.
    """
    points = as_points([each for group in groups.values() for each in group], crs=crs)
    lines, outlines = Gathered(name=_LINES, crs=crs), Gathered(name=_OUTLINES, crs=crs)
    for name, group in groups.items():
        path = np.array([position for position, _ in group])
        attributes = dict(group[0][1]) | ({"name": name} if name else {})
        if len(path) > 1:
            lines.add(binary.line(path), attributes)
        if len(path) > 2:
            outlines.add(binary.polygon([_closed(path)]), attributes)
    made = [layer for layer in (points, lines, outlines) if layer.geometries]
    for layer in made if len(made) > 1 else ():
        layer.same_as = "positions"
    return made


def _closed(path: binary.Positions) -> binary.Positions:
    return path if (path[0] == path[-1]).all() else np.concatenate((path, path[:1]))
