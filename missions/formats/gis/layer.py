"""One layer of a file: read, mended, laid out in WGS84."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj.exceptions import ProjError

from missions.errors import MissionFileError
from missions.formats.gis.contents import features_of
from missions.formats.gis.crs import Passage, passage_from
from missions.formats.gis.files import Source
from missions.formats.gis.layers import LayerInfo
from missions.formats.gis.mending import Shapes, shapes_of
from missions.formats.gis.roles import columns_of
from missions.formats.gis.straightness import kept_straight
from missions.own_wish import Box, OwnWish

#: More corners than this are no coast round a patrol.
GREATEST_CORNERS = 3_000_000

_POLE_DEG = 90.0
_DIGITS = 9  # of a degree: 0.1 mm


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLayer:
    """Shapes in degrees, longitude first and going on beyond 180°, with the fields of their features."""

    info: LayerInfo
    passage: Passage
    shapes: Shapes
    columns: Mapping[str, npt.NDArray[Any]]  # by our names for them

    @property
    def bounds_deg(self) -> Box | None:
        """Round all shapes."""
        if not len(self.shapes.geometries):
            return None
        west, south, east, north = shapely.total_bounds(self.shapes.geometries).tolist()
        return west, south, east, north

    @property
    def notes(self) -> tuple[str, ...]:
        """What was mended, and what is to be said of the way into WGS84; without full stops."""
        return (*self.passage.notes, *self.info.notes, *counted_notes(self.shapes.notes))


def counted_notes(notes: Counter[str]) -> tuple[str, ...]:
    """Each note, with how often where that is more than once."""
    return tuple(f"{text} ({count}×)" if count > 1 else text for text, count in notes.items() if count)


def read_in_degrees(source: Source, info: LayerInfo, wish: OwnWish, *, name: str) -> ReadLayer:
    """A layer as it is wished for.

    Raises:
        MissionFileError: it has no reference system or one without a known way to WGS84, cannot be read, is
            too large, or lies where nothing can.
    """
    where = f"{name}, layer {info.name}" if info.name not in name else name
    passage = passage_from(_crs_text(source, info, wish, where), _bounds(info, wish), name=where)
    near = passage.box_of(wish.near) if wish.near is not None and not wish.swap_axes else None
    columns = columns_of(info.fields)
    raw = features_of(source, info, columns=tuple(dict.fromkeys(columns.values())), bounds=near, name=name)
    try:
        with np.errstate(all="ignore"):  # numbers that make no sense are looked for, not run into
            shapes = shapes_of(raw.wkb, is_geographic=passage.is_geographic, swap_axes=wish.swap_axes)
            straight = kept_straight(
                shapes,
                passage.to_degrees,
                short=passage.short,
                require_few=lambda corners: _require_few(corners, where),
            )
            laid = _in_degrees(straight, passage, where)
    except shapely.errors.ShapelyError as error:
        raise MissionFileError(
            f"{where} holds a shape that nothing can be made of: {str(error)[:100]}.",
            remedy="Mend it where it was made, and export it again.",
        ) from error
    if info.is_curved:
        laid.notes["Curves are drawn as short straight pieces, half a degree of arc each"] += 1
    if wish.crs and info.crs:
        laid.notes[f"Taken to be in {passage.crs}, as was asked, and not as the file says"] += 1
    return ReadLayer(
        info=info,
        passage=passage,
        shapes=laid,
        columns={ours: raw.columns[theirs] for ours, theirs in columns.items()},
    )


def _crs_text(source: Source, info: LayerInfo, wish: OwnWish, where: str) -> str:
    text = wish.crs or info.crs
    if text:
        return text
    lacks = "its .prj file is missing" if source.lacks_crs_file else "it names none"
    raise MissionFileError(
        f"{where} is in an unknown reference system: {lacks}.",
        remedy="Ask whoever made it, and name the system by its code: --crs EPSG:32634, say. "
        "A wrong guess can be hundreds of metres off.",
    )


def _bounds(info: LayerInfo, wish: OwnWish) -> Box | None:
    if info.bounds is None or not wish.swap_axes:
        return info.bounds
    west, south, east, north = info.bounds
    return south, west, north, east


def _require_few(corners: int, where: str) -> None:
    if corners > GREATEST_CORNERS:
        raise MissionFileError(
            f"{where} holds {corners:,} corners, and at most {GREATEST_CORNERS:,} can be kept.",
            remedy="Cut it down to the ground round the patrol, or draw the area first: "
            "only what is near is read.",
        )


def _in_degrees(shapes: Shapes, passage: Passage, where: str) -> Shapes:
    def laid(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        degrees = passage.to_degrees(xy)
        is_nowhere = ~(np.isfinite(degrees).all(axis=1) & (np.abs(degrees[:, 1]) <= _POLE_DEG))
        if is_nowhere.any():
            raise _misplaced(xy[is_nowhere][0], xy, passage, where)
        return np.round(degrees, _DIGITS)

    try:
        geometries = shapely.transform(shapes.geometries, laid)
    except ProjError as error:
        raise MissionFileError(
            f"{where} cannot be brought to WGS84: {error}.",
            remedy="Name the system that it really is in: --crs EPSG:….",
        ) from error
    return Shapes(geometries=geometries, feature=shapes.feature, notes=shapes.notes)


def _misplaced(
    first: npt.NDArray[np.float64], xy: npt.NDArray[np.float64], passage: Passage, where: str
) -> MissionFileError:
    x, y = first.tolist()
    looks_swapped = passage.is_geographic and bool((np.abs(xy[:, 0]) <= _POLE_DEG).all())
    hint = " Latitude and longitude look swapped." if looks_swapped else ""
    return MissionFileError(
        f"{where} has the position {x:,.6g}, {y:,.6g}, which lies nowhere in {passage.crs}.{hint}",
        remedy="Turn the two numbers round with --swap-axes."
        if looks_swapped
        else "Name the system that it really is in: --crs EPSG:….",
    )
