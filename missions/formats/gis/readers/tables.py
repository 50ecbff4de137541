"""Tables of text (CSV): a column of WKT, or latitudes and longitudes, under names in several languages."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from missions.errors import MissionFileError
from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers import wkt
from missions.formats.gis.readers.corners import Listed, as_anything, as_points
from missions.formats.gis.readers.gathering import MOST_FEATURES, WGS84, Gathered, held_layers, too_many
from missions.formats.gis.readers.numbers import degrees_of, number_of
from missions.formats.gis.readers.text import GREATEST_TEXT_MB, decoded, glimpse

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "wkt": ("wkt", "geom", "geometry", "the_geom", "wkt_geom", "shape_wkt", "geometry_wkt"),
    "lat": (
        *(
            "lat",
            "latitude",
            "lat_deg",
            "lat_dd",
            "latdeg",
            "gps_lat",
            "gps_latitude",
            "wgs84_lat",
            "lat_wgs84",
        ),
        *("latitud", "latitudine", "breite", "breitengrad", "gjeresia", "gjerësia", "širina", "sirina"),
    ),
    "lon": (
        *("lon", "long", "lng", "longitude", "lon_deg", "long_deg", "lon_dd", "long_dd", "lng_deg", "londeg"),
        *("gps_lon", "gps_lng", "gps_longitude", "wgs84_lon", "lon_wgs84", "longitud", "longitudine"),
        *("länge", "laenge", "längengrad", "laengengrad", "gjatesia", "gjatësia", "dužina", "duzina"),
    ),
    "y": ("y", "northing", "north", "y_coord", "ycoord", "hochwert", "n"),
    "x": ("x", "easting", "east", "x_coord", "xcoord", "rechtswert", "e"),
    "group": (
        *("polygon", "polygon_id", "poly", "poly_id", "shape", "shape_id", "ring", "ring_id", "feature"),
        *(
            "feature_id",
            "fid",
            "area",
            "area_id",
            "zone",
            "zone_id",
            "group",
            "outline",
            "line_id",
            "track_id",
        ),
    ),
    "height": ("alt", "altitude", "height", "ele", "elevation", "z"),
}
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_SEPARATORS = ("\t", ";", ",", "|")
#: A row that says one of these is a place of its own.
_OF_PLACES = ("role", "radius_m")


def looks_like(head: bytes) -> bool:
    """Whether the first line of a text names columns that positions stand in."""
    lines = glimpse(head).strip().splitlines()
    return bool(lines) and bool(_positions(_found(_header(lines[0])[1])))


def layers(content: bytes, *, name: str) -> tuple[HeldLayer, ...]:
    """The rows of a table: shapes of their own, or positions that may be places, lines or outlines.

    Raises:
        MissionFileError: it names no columns with positions, or a row holds something else there.
    """
    text, letters = decoded(content, name=name)
    text = text.strip()
    separator, header = _header(text.partition("\n")[0])
    columns = _found(header)
    kind = _positions(columns)
    if not kind:
        raise MissionFileError(
            f"{name} has the columns {', '.join(header)[:80]!r}.",
            remedy="Name one WKT, or two of them lat and lon (or x and y), in its first line.",
        )
    rows = _rows(text, separator, header, name)
    if kind == "wkt":
        made = [_shapes(rows, header[columns["wkt"]], name)]
    else:
        made = _listed(rows, {ours: header[at] for ours, at in columns.items()}, kind, name)
    for layer in made[:1]:
        layer.notes.update(letters)
    held = held_layers(made, name=name)
    if not held:
        raise MissionFileError(f"{name} holds 0 rows with positions.", remedy="Choose another file.")
    return held


def _header(line: str) -> tuple[str, list[str]]:
    """What separates columns, and their names."""
    separator = max(_SEPARATORS, key=line.count)
    csv.field_size_limit(GREATEST_TEXT_MB * 1_000_000)  # an outline may be long
    names = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    return separator, [name.strip().lstrip("\ufeff") for name in names]


def _found(header: Sequence[str]) -> dict[str, int]:
    """Where our columns stand."""
    plain = [
        re.split(r"[\[(]", name, maxsplit=1)[0].strip().lower().replace(" ", "_").rstrip("._°")
        for name in header
    ]
    at = {
        ours: next((plain.index(each) for each in theirs if each in plain), -1)
        for ours, theirs in _COLUMNS.items()
    }
    return {ours: where for ours, where in at.items() if where >= 0}


def _positions(columns: Mapping[str, int]) -> str:
    """How a table says where: by WKT, degrees, or numbers of an unknown system; empty: not at all."""
    for kind, needed in (("wkt", ("wkt",)), ("degrees", ("lat", "lon")), ("numbers", ("x", "y"))):
        if all(column in columns for column in needed):
            return kind
    return ""


def _rows(text: str, separator: str, header: list[str], name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line's number."""
    lines = (found[0] for found in _LINE.finditer(text))  # one at a time: all of them take room
    table = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    try:
        next(table, None)
        for number, row in enumerate(table):
            if number >= MOST_FEATURES:
                raise too_many(name)
            if any(cell.strip() for cell in row):
                yield table.line_num, dict(zip(header, (cell.strip() for cell in row), strict=False))
    except csv.Error as error:
        raise MissionFileError(
            f"{name}: line {table.line_num} is no row of a table: {error}.",
            remedy="It may be damaged: use another copy, or export it again.",
        ) from error


def _shapes(rows: Iterator[tuple[int, dict[str, str]]], column: str, name: str) -> Gathered:
    layer, systems = Gathered(name="rows", crs=""), set[str]()
    for line, row in rows:
        if not row.get(column):
            layer.notes["A row without a shape was left out"] += 1
            continue
        wkb, srid = wkt.geometry_of(row[column], where=f"{name}: line {line}")
        systems.add(srid)
        layer.add(wkb, row)
    if len(systems) > 1:
        raise MissionFileError(
            f"{name} names {len(systems)} reference systems in one column.",
            remedy="Make a file for each of them.",
        )
    if systems and (srid := systems.pop()):
        layer.crs = f"EPSG:{srid}"
    else:
        wkt.take_for_degrees(layer)
    return layer


def _listed(
    rows: Iterator[tuple[int, dict[str, str]]], columns: Mapping[str, str], kind: str, name: str
) -> list[Gathered]:
    groups: dict[str, list[Listed]] = {}
    notes: Counter[str] = Counter()
    of_places = False
    for line, row in rows:
        where = [row.get(columns[axis], "") for axis in (("lon", "lat") if kind == "degrees" else ("x", "y"))]
        if not any(where):
            notes["A row without a position was left out"] += 1
            continue
        of_places = of_places or any(row.get(column) for column in _OF_PLACES)
        if row.get(columns.get("height", ""), "") not in ("", "0"):
            notes["Heights were left out: Vedette takes heights from the settings"] = 1
        place = _position(where, kind, f"{name}: line {line}")
        groups.setdefault(row.get(columns.get("group", ""), ""), []).append((place, row))
    crs = WGS84 if kind == "degrees" else ""
    if of_places or all(len(group) == 1 for group in groups.values()):
        made = [as_points([each for group in groups.values() for each in group], crs=crs)]
    else:
        made = as_anything(groups, crs=crs)
    made[0].notes.update(notes)
    return made


def _position(said: Sequence[str], kind: str, where: str) -> tuple[float, float]:
    if kind == "degrees":
        numbers = [degrees_of(said[0], "lon"), degrees_of(said[1], "lat")]
    else:
        numbers = [number_of(text) for text in said]
    if numbers[0] is None or numbers[1] is None:
        degrees = "degrees that there are, such as 41.325, 41°19'30\"N or 411930N"
        raise MissionFileError(
            f"{where} has the position {said[1][:25]!r}, {said[0][:25]!r}.",
            remedy=f"It must be two {degrees if kind == 'degrees' else 'numbers'}.",
        )
    return numbers[0], numbers[1]
