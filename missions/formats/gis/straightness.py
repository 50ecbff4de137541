"""Straight lines of a file's own system stay where they are: corners are added where they would bend."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from missions.formats.gis.mending import Shapes

Coordinates = npt.NDArray[np.float64]
ToDegrees = Callable[[Coordinates], Coordinates]

#: How far the straightest line on the ground may lie from where the file has the line. 10 km east and west
#: at 42° are 1.8 m apart, and it goes by the square of the length.
GREATEST_BEND_M = 0.1
_MOST_PIECES = 20_000  # of one line between two corners

_GROUND = pyproj.Geod(ellps="WGS84")


def kept_straight(
    shapes: Shapes, to_degrees: ToDegrees, *, short: float, require_few: Callable[[int], None]
) -> Shapes:
    """The same shapes with more corners where they need them.

    Args:
        shapes: In their own system.
        to_degrees: From there to longitude and latitude.
        short: Lines no longer than this, in that system's units, bend too little to matter.
        require_few: Told how many corners there will be, before they take any room; raises where too many.
    """
    corners = shapes.vertices
    require_few(corners)

    def divided(xy: Coordinates) -> Coordinates:
        nonlocal corners
        pieces = _pieces(xy, to_degrees, short)
        corners += int(pieces.sum()) - len(pieces)
        require_few(corners)
        return _divided(xy, pieces)

    made = shapes.geometries.copy()
    for number in np.flatnonzero(_have_long_lines(shapes, short)).tolist():
        made[number] = _with_corners(made[number], divided)
    return Shapes(geometries=made, feature=shapes.feature, notes=shapes.notes)


def _have_long_lines(shapes: Shapes, short: float) -> npt.NDArray[np.bool_]:
    xy, index = shapely.get_coordinates(shapes.geometries, return_index=True)
    is_long = (np.hypot(*np.diff(xy, axis=0).T) > short) & (np.diff(index) == 0)
    found = np.zeros(len(shapes.geometries), dtype=bool)
    found[index[:-1][is_long]] = True
    return found


def _with_corners(shape: shapely.Geometry, divided: ToDegrees) -> shapely.Geometry:
    match shape:
        case shapely.Polygon():
            outline, *holes = (
                divided(shapely.get_coordinates(ring)) for ring in (shape.exterior, *shape.interiors)
            )
            return shapely.Polygon(outline, holes)
        case shapely.LineString():
            return shapely.LineString(divided(shapely.get_coordinates(shape)))
        case _:
            return shape


def _pieces(xy: Coordinates, to_degrees: ToDegrees, short: float) -> npt.NDArray[np.intp]:
    """Into how many each line between two corners is to be divided."""
    step = np.diff(xy, axis=0)
    pieces = np.ones(len(step), dtype=np.intp)
    is_long = np.hypot(*step.T) > short
    if is_long.any():
        bend_m = _bends_m(xy[:-1][is_long], step[is_long], to_degrees)
        wanted = np.ceil(np.sqrt(bend_m / GREATEST_BEND_M))
        pieces[is_long] = np.clip(np.nan_to_num(wanted, nan=1.0), 1, _MOST_PIECES).astype(np.intp)
    return pieces


def _divided(xy: Coordinates, pieces: npt.NDArray[np.intp]) -> Coordinates:
    step = np.diff(xy, axis=0)
    edge = np.repeat(np.arange(len(step)), pieces)
    place = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = (place / pieces[edge])[:, np.newaxis]
    return np.concatenate((xy[:-1][edge] + share * step[edge], xy[-1:]))


def _bends_m(start: Coordinates, step: Coordinates, to_degrees: ToDegrees) -> npt.NDArray[np.float64]:
    """How far the middles of lines lie from those of the straightest lines on the ground."""
    first, middle, last = (to_degrees(start + share * step) for share in (0.0, 0.5, 1.0))
    first, middle, last = (np.where(np.isfinite(each), each, np.nan) for each in (first, middle, last))
    away_deg, _, length_m = _GROUND.inv(*first.T, *last.T)
    lon_deg, lat_deg = first.T
    lon_deg, lat_deg, _ = _GROUND.fwd(lon_deg, lat_deg, away_deg, np.asarray(length_m) / 2)
    return np.asarray(_GROUND.inv(lon_deg, lat_deg, *middle.T)[2])
