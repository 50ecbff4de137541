"""From the shapes of a layer to those that a brief is made of: each with its role, accuracy and source."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from missions.errors import MissionFileError
from missions.formats.gis.hours import HOUR_FIELDS, HoursRead, hours_read
from missions.formats.gis.layer import ReadLayer
from missions.formats.gis.limits import LimitRead, limit_remarks, limits_read
from missions.formats.gis.roles import columns_of, fits, metres, roles_for, text
from missions.geometry_reading import Shape, ShapeKind
from missions.json_text import JsonObject
from missions.own_wish import IGNORED, Box, OwnWish
from missions.value_codec import to_json
from planner.geodesy import GeoPoint, geo_points
from planner.own_layers import BASE, DrawnLines
from planner.times import Instant
from planner.wording import counted

_KINDS = {0: ShapeKind.POINT, 1: ShapeKind.LINE, 3: ShapeKind.POLYGON}
_POLYGON = 3
_LINE_ROLES = ("coastline", "border")
LIMITS = ("floor", "ceiling")

Degrees = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Each shape of a layer with its role."""

    layer: ReadLayer
    roles: tuple[str, ...]  # of each shape, in order

    @property
    def used(self) -> tuple[str, ...]:
        """The roles that are not passed over, each once."""
        return tuple(dict.fromkeys(role for role in self.roles if role != IGNORED))

    def vertices(self) -> int:
        """Positions of shapes that are used and not only drawn."""
        is_used = np.array([role not in (IGNORED, BASE) for role in self.roles], dtype=bool)
        return int(shapely.get_num_coordinates(self.layer.shapes.geometries[is_used]).sum())


def meant(layer: ReadLayer, wish: OwnWish, *, name: str) -> Meant:
    """What each shape of a layer is: as it says, as is asked, as its class implies; other polygons are areas.

    Raises:
        MissionFileError: lines or points have no role.
    """
    own = [text(role).lower() for role in _column(layer, "role")]
    asked = wish.role_of(layer.info.name)
    default = asked or layer.info.role
    kinds = shapely.get_type_id(layer.shapes.geometries).tolist()
    left_out: Counter[int] = Counter()
    roles = []
    for kind, role in zip(kinds, own, strict=True):
        chosen = role or default or ("area" if kind == _POLYGON else "")
        if not role and chosen and not fits(chosen, kind):
            chosen = IGNORED if asked else BASE
            left_out[kind] += 1 if asked else 0
        if not chosen:
            raise _no_role(layer, kind, kinds.count(kind), name)
        roles.append(chosen)
    for kind, count in left_out.items():
        layer.shapes.notes[f"A {_KINDS[kind].value} was left out: it cannot be of the role {asked}"] = count
    return Meant(layer=layer, roles=tuple(roles))


def brief_shapes(one: Meant, wish: OwnWish, *, near: Box | None, file_name: str) -> Iterator[Shape]:
    """The shapes that a brief takes, lines and territories cut to what is near."""
    layer = one.layer
    several = np.bincount(layer.shapes.feature, minlength=1) > 1 if one.roles else np.zeros(1, dtype=bool)
    part: Counter[int] = Counter()
    for number, role in enumerate(one.roles):
        if role in (IGNORED, BASE):
            continue
        feature = int(layer.shapes.feature[number])
        properties = _properties(layer, number, role, wish, file_name)
        for kind, rings in _cut(layer.shapes.geometries[number], role, near):
            part[feature] += 1
            yield Shape(
                where=f"{layer.info.name}[{feature}]",
                kind=kind,
                rings=rings,
                properties=properties,
                part=part[feature] if several[feature] or part[feature] > 1 else None,
            )


def drawn_lines(one: Meant, *, near: Box | None) -> DrawnLines:
    """What is only drawn: lines, outlines and points."""
    lines: list[Degrees] = []
    for geometry, role in zip(one.layer.shapes.geometries, one.roles, strict=True):
        if role == BASE:
            whole = shapely.boundary(geometry) if shapely.get_type_id(geometry) == _POLYGON else geometry
            parts = shapely.get_parts(whole if near is None else _near(whole, near))
            lines += [shapely.get_coordinates(part) for part in parts]
    return DrawnLines.of([line for line in lines if len(line)])


def accuracy_of(layer: ReadLayer, number: int, wish: OwnWish) -> float | None:
    """Of a shape: its own with that of the transformation on top; None: one of them is unknown."""
    feature = _column(layer, "accuracy_m")[number]
    own_m = metres(feature) if text(feature) else None
    own_m = wish.accuracy_m if own_m is None else own_m
    passage_m = layer.passage.accuracy_m
    return None if own_m is None or passage_m is None else own_m + passage_m


def zone_hours(layer: ReadLayer, number: int, *, now: Instant) -> HoursRead:
    """The hours that a shape's attributes give."""
    return hours_read({ours: text(_column(layer, ours)[number]) for ours in HOUR_FIELDS}, now=now)


def hours_notes(one: Meant) -> Iterator[str]:
    """What was read of hours, and what was not."""
    now, layer = _now(), one.layer
    features = {int(layer.shapes.feature[at]): at for at, role in enumerate(one.roles) if role == "zone"}
    reads = [zone_hours(layer, at, now=now) for at in features.values()]
    given = [read.hours for read in reads if read.hours]
    if given:
        columns = [theirs for ours, theirs in columns_of(layer.info.fields).items() if ours in HOUR_FIELDS]
        over = sum(all(hours.ends is not None and hours.ends <= now for hours in one) for one in given)
        past = f"; {over} of them {'is' if over == 1 else 'are'} over" if over else ""

        yield f"the hours of {counted(len(given), 'zone')} were read from {', '.join(columns)}{past}"
    for unread, count in Counter(read.unread for read in reads if read.unread).items():
        taken = "it is" if count == 1 else "they are"
        zones = counted(count, "zone")
        yield f"the hours of {zones} could not be read ({unread[:60]}): {taken} taken as always in force"


def limit_notes(one: Meant, wish: OwnWish) -> Iterator[str]:
    """What was made of floors and ceilings that do not say all."""
    reads = [
        read
        for number, role in enumerate(one.roles)
        if role == "zone"
        for read in _limits(one.layer, number, wish).values()
    ]
    yield from limit_remarks(reads, above=wish.heights_above)


def source_text(layer: ReadLayer, file_name: str, said: str = "") -> str:
    """Where a shape comes from, for whoever reads the patrol later."""
    passage = layer.passage
    where = file_name if layer.info.name in file_name else f"{file_name}, layer {layer.info.name}"
    if passage.operation is None:
        way = passage.crs
    else:
        known = passage_words(passage.accuracy_m)
        way = f"{passage.crs}, brought to WGS84 by {passage.name}, {known}"
    return ". ".join(filter(None, (said, f"{where}, in {way}")))


def passage_words(accuracy_m: float | None) -> str:
    """How accurate a transformation is."""
    match accuracy_m:
        case None:
            return "with unknown accuracy"
        case 0.0:
            return "exactly"
        case _:
            return f"to within {accuracy_m:g} m"


def _no_role(layer: ReadLayer, kind: int, count: int, name: str) -> MissionFileError:
    return MissionFileError(
        f"{name}: {count} {_KINDS[kind].value}(s) of the layer {layer.info.name} have no role.",
        remedy=f"Say what they are with --role: {', '.join(roles_for(kind))}; or give each an attribute "
        "role. Choose layers with --layer.",
    )


def _properties(layer: ReadLayer, number: int, role: str, wish: OwnWish, file_name: str) -> JsonObject:
    said = {ours: text(_column(layer, ours)[number]) for ours in ("id", "name", "source", *LIMITS)}
    members: JsonObject = {"role": role, "source": source_text(layer, file_name, said.pop("source"))}
    members |= {ours: value for ours, value in said.items() if value}
    for size in ("width_m", "radius_m"):
        number_m = metres(_column(layer, size)[number])
        if number_m is not None:
            members[size] = number_m
    if role == "zone":
        limits = {ours: read.height for ours, read in _limits(layer, number, wish).items() if read.is_known}
        members |= {ours: to_json(height) if height else None for ours, height in limits.items()}
        members |= {"origin": "published", "source_date": _date(text(_column(layer, "date")[number]))}
        read = zone_hours(layer, number, now=_now())
        members |= {"hours": [to_json(one) for one in read.hours]} if read.hours else {}
        members |= {"display_zone": read.clock} if read.clock else {}
    if role in ("coastline", "border", "line", "territory"):
        members["accuracy_m"] = accuracy_of(layer, number, wish)
        members["transformation_m"] = layer.passage.accuracy_m or 0.0
    return members


def _now() -> Instant:
    return Instant(utc=datetime.now(UTC))


def _limits(layer: ReadLayer, number: int, wish: OwnWish) -> dict[str, LimitRead]:
    """What the attributes of a zone say of its floor and ceiling."""
    found = {ours: _column(layer, ours)[number] for ours in LIMITS}
    said = {ours: f"{value:f}" if _is_fraction(value) else text(value) for ours, value in found.items()}
    return limits_read(said, above=wish.heights_above)


def _is_fraction(value: object) -> bool:
    """Of a column of numbers: its point stands before decimals, for no text was written by anybody."""
    return isinstance(value, float | np.floating) and math.isfinite(value)


def _date(said: str) -> str | None:
    """As ISO 8601 has it; None: nothing that is a date."""
    try:
        return date.fromisoformat(said[:10]).isoformat()
    except ValueError:
        return None


def _column(layer: ReadLayer, ours: str) -> npt.NDArray[Any]:
    """A field of the feature of each shape."""
    feature = layer.shapes.feature
    values = layer.columns.get(ours)
    return np.full(len(feature), None, dtype=object) if values is None else values[feature]


def _cut(
    geometry: shapely.Geometry, role: str, near: Box | None
) -> Iterator[tuple[ShapeKind, tuple[tuple[GeoPoint, ...], ...]]]:
    if role in _LINE_ROLES and shapely.get_type_id(geometry) == _POLYGON:
        geometry = shapely.boundary(geometry)
    is_cut = near is not None and role in (*_LINE_ROLES, "territory")
    for part in shapely.get_parts(_near(geometry, near) if is_cut and near is not None else geometry):
        match part:
            case shapely.Polygon():
                rings = (part.exterior, *part.interiors)
                yield ShapeKind.POLYGON, tuple(_points(shapely.get_coordinates(ring)[:-1]) for ring in rings)
            case shapely.LineString() if len(part.coords) > 1:
                yield ShapeKind.LINE, (_points(shapely.get_coordinates(part)),)
            case shapely.Point():
                yield ShapeKind.POINT, (_points(shapely.get_coordinates(part)),)


def _near(geometry: shapely.Geometry, near: Box) -> shapely.Geometry:
    """What of a shape lies in a box, wherever round the Earth its degrees are counted."""
    west, south, east, north = near
    east += 360.0 if east < west else 0.0
    left, _, right, _ = shapely.bounds(geometry)
    boxes = [
        shapely.box(west + turn, south, east + turn, north)
        for turn in (-360.0, 0.0, 360.0)
        if west + turn <= right and left <= east + turn
    ]
    parts = [part for box in boxes for part in _parts(shapely.intersection(geometry, box))]
    same = shapely.get_dimensions(geometry)  # a polygon may touch the box along an edge
    return shapely.GeometryCollection([part for part in parts if shapely.get_dimensions(part) == same])


def _parts(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    merged = shapely.line_merge(geometry) if shapely.get_type_id(geometry) == 5 else geometry
    return list(shapely.get_parts(shapely.get_parts(merged)))


def _points(degrees: Degrees) -> tuple[GeoPoint, ...]:
    lon_deg = (degrees[:, 0] + 180.0) % 360.0 - 180.0
    is_outside = np.abs(degrees[:, 0]) > 180.0
    lon_deg = np.where(is_outside, lon_deg, degrees[:, 0])
    return geo_points(degrees[:, 1], lon_deg)
