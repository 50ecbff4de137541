"""DXF drawings, through GDAL: each of their layers is one of ours, a closed line is an outline.

A drawing names no reference system: it is asked for, as of a shapefile without its .prj.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import shapely

from missions.errors import MissionFileError
from missions.formats.gis.driver import layer_infos, read_layer
from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers import binary
from missions.formats.gis.readers.dxf_blocks import drawn_count
from missions.formats.gis.readers.gathering import MOST_FEATURES, Gathered, held_layers, too_many
from missions.formats.gis.readers.text import content_of

_GREATEST_MB = 20  # GDAL holds all of a drawing, and takes seventeen times its size
# No blank can be taken in two ways: such a pattern takes the square of a text's length.
_BEGINS = re.compile(rb"\s*(?:999[ \t\r]*\n[^\n]*\n\s*)*+0[ \t\r]*\n\s*SECTION")
_CURVES = re.compile(rb"\n[ \t]*(?:ARC|CIRCLE|ELLIPSE|SPLINE)\r?\n|\n 42\r?\n")
_UNITS = re.compile(rb"\$INSUNITS[ \t\r]*\n[ \t]*70[ \t\r]*\n[ \t]*(\d{1,9})")
#: AutoCAD's numbers for units; 0 is none and 6 metres.
_CALLED = {1: "inches", 2: "feet", 3: "miles", 4: "millimetres", 5: "centimetres", 7: "kilometres"}
_COLUMNS = ("Layer", "Text", "PaperSpace")
_POLYGON, _MOST_NESTED = 3, 40  # of shapely's type numbers the last that is single; blocks in blocks


def looks_like(head: bytes) -> bool:
    """Whether a file begins as a drawing in text does."""
    return _BEGINS.match(head) is not None


def layers(path: Path) -> tuple[HeldLayer, ...]:
    """What a drawing's layers hold, blocks drawn where they were put; texts and sheets are left out.

    Raises:
        MissionFileError: it is no drawing that can be read.
    """
    name, content = path.name, content_of(path, greatest_mb=_GREATEST_MB)
    if not looks_like(content[:4_096]):
        raise MissionFileError(
            f"{name} is no DXF drawing in text.", remedy="Save it as DXF (ASCII) where it was drawn."
        )
    _require_few(content, name)
    found: dict[str, Gathered] = {}
    for info in layer_infos(path, name=name):
        if info.features > MOST_FEATURES:
            raise too_many(name)
        raw = read_layer(path, info, columns=_COLUMNS, bounds=None, name=name)
        for wkb, layer, text, sheet in zip(raw.wkb, *(raw.columns[each] for each in _COLUMNS), strict=True):
            into = found.setdefault(str(layer or "0"), Gathered(name=str(layer or "0"), crs=""))
            shape = shapely.from_wkb(wkb, on_invalid="ignore") if wkb is not None else None
            if shape is None or sheet == 1:
                into.notes["What is drawn on a sheet, or cannot be, was left out"] += 1
            elif text and isinstance(shape, shapely.Point):
                into.notes["A text was left out"] += 1
            else:
                into.add(binary.collection([_outlined(part) for part in _single(shape)]), {})
    made = [layer for layer in found.values() if layer.geometries]
    for first in made[:1]:
        first.notes.update(drawing_notes(content))
    if not made:
        raise MissionFileError(
            f"{name} holds 0 shapes.", remedy="Choose a drawing with lines or outlines in it."
        )
    return held_layers(made, name=name)


def _require_few(content: bytes, name: str) -> None:
    """Before GDAL draws all of it, and does not come back."""
    count = drawn_count(content)
    if count is None:
        raise MissionFileError(
            f"{name} has a block that holds itself.", remedy="Explode the blocks where it was drawn."
        )
    if count > MOST_FEATURES:
        raise too_many(name)


def _single(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """Its parts: a block is drawn as one shape of many."""
    parts = np.array([shape], dtype=object)
    for _ in range(_MOST_NESTED):
        parts = shapely.get_parts(parts)
        if not (shapely.get_type_id(parts) > _POLYGON).any():
            break
    return list(parts)


def _outlined(shape: shapely.Geometry) -> bytes:
    """A closed line is the outline that it draws."""
    path = shapely.get_coordinates(shape)
    is_line = isinstance(shape, shapely.LineString)
    if is_line and len(path) > 3 and np.array_equal(path[0], path[-1]):
        return binary.polygon([path])
    wkb: bytes = shapely.to_wkb(shape)
    return wkb


def drawing_notes(content: bytes) -> list[str]:
    """What is to be said of a drawing: of its curves and its units."""
    notes = []
    if _CURVES.search(content):
        notes.append("Arcs, circles and bulges are drawn as straight pieces, half a degree of arc each")
    units = _UNITS.search(content[:1_000_000])
    called = _CALLED.get(int(units[1])) if units is not None else None
    if called:
        notes.append(
            f"The drawing says that it is in {called}: its numbers were taken in the system's own unit"
        )
    return notes
