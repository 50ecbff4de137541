"""Well-known text: POLYGON ((…)) and the like, one or many, with or without SRID=…; before them.

Source: OGC 06-103r4, section 7.2; SRID as PostGIS writes it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import numpy as np
import shapely

from missions.errors import MissionFileError
from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers.gathering import MOST_FEATURES, WGS84, Gathered, held_layers, too_many
from missions.formats.gis.readers.text import decoded, glimpse

ASSUMED = "Its reference system is not said: it was taken to be WGS84, longitude first"

GREATEST_MB = 25  # GEOS and we hold it several times over
_KINDS = "POINT|LINESTRING|LINEARRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION"
_BEGINS = re.compile(
    rf"\s*(?:SRID\s*=\s*(?P<srid>\d{{1,6}})\s*;\s*)?(?P<wkt>(?:{_KINDS})\b.*)", re.IGNORECASE | re.DOTALL
)
_BETWEEN = " \t\r\n;,"
_EMPTY = re.compile(
    rf"\A(?:[\s;,]*+(?:SRID\s*=\s*\d+\s*;\s*+)?(?:{_KINDS})\s++(?:ZM?\s++|M\s++)?EMPTY)*+[\s;,]*",
    re.IGNORECASE,
)
_MOST_NESTED = 12  # GEOS calls itself for each level


def looks_like(head: bytes) -> bool:
    """Whether a text begins with a geometry."""
    return _BEGINS.match(glimpse(head)) is not None


def layers(content: bytes, *, name: str) -> tuple[HeldLayer, ...]:
    """The geometries of a file, a layer for each reference system that they name.

    Raises:
        MissionFileError: something in it is no geometry; names which.
    """
    text, letters = decoded(content, name=name)
    found: dict[str, Gathered] = {}
    for number, piece in enumerate(_pieces(text, name), 1):
        if number > MOST_FEATURES:
            raise too_many(name)
        wkb, srid = geometry_of(piece, where=f"{name}: geometry {number}")
        crs = f"EPSG:{srid}" if srid else ""
        layer = found.setdefault(crs, Gathered(name=crs or "shapes", crs=crs))
        layer.add(wkb, {})
    if "" in found:
        take_for_degrees(found[""])
    for layer in list(found.values())[:1]:
        layer.notes.update(letters)
    held = held_layers(list(found.values()), name=name)
    if not held:
        raise MissionFileError(f"{name} holds 0 geometries.", remedy="Choose a file with WKT in it.")
    return held


def geometry_of(text: str, *, where: str) -> tuple[bytes, str]:
    """A geometry as WKB, and the number of the reference system that it names; empty: none.

    Raises:
        MissionFileError: it is no geometry, or one of curves; it begins with `where`.
    """
    found = _BEGINS.match(text)
    depth = max((depth for _, depth in _brackets(text)), default=0)
    shape = None
    if found is not None and depth <= _MOST_NESTED:
        with np.errstate(all="ignore"), contextlib.suppress(NotImplementedError):  # curves
            shape = shapely.from_wkt(found["wkt"].strip(), on_invalid="fix")
    if found is None or shape is None:
        raise MissionFileError(
            f"{where} is {text.strip()[:50]!r}.",
            remedy="It must be well-known text such as POINT (19.4 41.3), not too deep and without curves.",
        )
    wkb: bytes = shapely.to_wkb(shape)
    return wkb, found["srid"] or ""


def take_for_degrees(layer: Gathered) -> None:
    """Shapes without a system are in degrees where all of them could be; else the system is asked for."""
    bounds = layer.bounds()
    if (
        bounds is not None
        and abs(np.array(bounds[::2])).max() <= 180
        and abs(np.array(bounds[1::2])).max() <= 90
    ):
        layer.crs = WGS84
        layer.notes[ASSUMED] += 1


def _pieces(text: str, name: str) -> Iterator[str]:
    """What lies between the closing bracket of one geometry and that of the next."""
    begins = 0
    for at, depth in _brackets(text):
        if depth < 0:
            raise MissionFileError(
                f"{name} closes a bracket that is not open, near {text[max(at - 20, 0) : at + 1]!r}.",
                remedy="It may be damaged: use another copy.",
            )
        if depth == 0:
            yield _EMPTY.sub("", text[begins : at + 1])
            begins = at + 1
    rest = _EMPTY.sub("", text[begins:]).strip(_BETWEEN)
    if rest:
        yield rest


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Where each bracket stands, and how many are open behind it."""
    depth = 0
    for found in re.finditer(r"[()]", text):
        depth += 1 if found[0] == "(" else -1
        yield found.start(), depth
