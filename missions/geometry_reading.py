"""The shapes that a GeoJSON object holds, cleaned of what people's tools leave in them."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from missions.errors import MissionFileError
from missions.json_text import JsonObject
from planner.brief import Ring
from planner.geodesy import GeoPoint, wrapped_deg

WGS84_NAMES = ("crs84", "epsg:4326", "epsg::4326", "wgs84", "wgs 84", "epsg:4979", "epsg::4979")


class ShapeKind(Enum):
    """What a shape is; the Multi forms of GeoJSON are several shapes."""

    POLYGON = "polygon"
    LINE = "line"
    POINT = "point"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One polygon, line or point with the properties of its feature.

    `rings` are the outer ring and the holes, opened, or the path, or the point alone.
    """

    where: str  # such as features[3]
    kind: ShapeKind
    rings: tuple[Ring, ...]
    properties: JsonObject
    part: int | None = None  # of a feature that holds several shapes, counted from 1


class ShapeReader:
    """Reads the shapes of one file and remembers what it had to mend."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._mended: dict[str, int] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What was mended or left out, with how often, for the operator."""
        return tuple(
            f"{text} ({count}×)." if count > 1 else f"{text}." for text, count in self._mended.items()
        )

    def note(self, text: str) -> None:
        """Remember something to tell; without its full stop."""
        self._mended[text] = self._mended.get(text, 0) + 1

    def shapes(self, document: JsonObject) -> Iterator[Shape]:
        """Every shape of a GeoJSON object: a collection, a feature or a bare geometry.

        Raises:
            MissionFileError: it is no GeoJSON, not in WGS84, or a position is none.
        """
        self._require_wgs84(document.get("crs"))
        match document.get("type"):
            case "FeatureCollection":
                features = document.get("features")
                if not isinstance(features, list):
                    raise self._bad("features", features, "a list of features")
                for number, feature in enumerate(features):
                    yield from self.feature_shapes(feature, f"features[{number}]")
            case "Feature":
                yield from self.feature_shapes(document, "the feature")
            case _:
                yield from _parts(self._geometry(document, "the geometry", {}))

    def feature_shapes(self, feature: object, where: str) -> Iterator[Shape]:
        """The shapes of one feature."""
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise self._bad(where, feature, "a GeoJSON Feature")
        properties = feature.get("properties")
        if not isinstance(properties, dict | None):
            raise self._bad(f"{where}.properties", properties, "an object")
        if feature.get("geometry") is None:
            self.note("A feature without a geometry was left out")
            return
        yield from _parts(self._geometry(feature["geometry"], f"{where}.geometry", properties or {}))

    def _geometry(self, geometry: object, where: str, properties: JsonObject) -> Iterator[Shape]:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(geometry, dict) or not isinstance(kind, str):
            raise self._bad(where, geometry, "a GeoJSON geometry")
        if kind == "GeometryCollection":
            for number, member in enumerate(self._list(geometry.get("geometries"), f"{where}.geometries")):
                yield from self._geometry(member, f"{where}.geometries[{number}]", properties)
            return
        single = kind.removeprefix("Multi")
        read = self._reader_of(single)
        if read is None:
            raise self._bad(f"{where}.type", kind, "a geometry type of GeoJSON")
        at = f"{where}.coordinates"
        parts = (
            self._list(geometry.get("coordinates"), at) if kind != single else [geometry.get("coordinates")]
        )
        for number, part_coordinates in enumerate(parts):
            inside = f"{at}[{number}]" if kind != single else at
            rings = read(part_coordinates, inside)
            if not rings:
                self.note("An empty geometry was left out")
                continue
            yield Shape(where=where, kind=_KINDS[single], rings=rings, properties=properties)

    def _reader_of(self, kind: str) -> Callable[[object, str], tuple[Ring, ...]] | None:
        return {"Polygon": self._rings, "LineString": self._line, "Point": self._place}.get(kind)

    def _rings(self, coordinates: object, where: str) -> tuple[Ring, ...]:
        listed = self._list(coordinates, where)
        rings = [self._path(ring, f"{where}[{number}]") for number, ring in enumerate(listed)]
        return tuple(self._opened(ring) for ring in rings if ring)

    def _opened(self, ring: Ring) -> Ring:
        if len(ring) > 1 and ring[0] == ring[-1]:
            return ring[:-1]
        self.note("An open ring was closed")
        return ring

    def _line(self, coordinates: object, where: str) -> tuple[Ring, ...]:
        path = self._path(coordinates, where)
        return (path,) if path else ()

    def _place(self, coordinates: object, where: str) -> tuple[Ring, ...]:
        return ((self._position(coordinates, where),),) if coordinates != [] else ()

    def _path(self, coordinates: object, where: str) -> Ring:
        return tuple(
            self._position(position, f"{where}[{number}]")
            for number, position in enumerate(self._list(coordinates, where))
        )

    def _position(self, position: object, where: str) -> GeoPoint:
        if not (
            isinstance(position, list)
            and len(position) >= 2
            and all(isinstance(x, int | float) and not isinstance(x, bool) for x in position[:2])
        ):
            raise self._bad(where, position, "[longitude, latitude] in degrees")
        lon_deg, lat_deg = float(position[0]), float(position[1])
        if len(position) > 2:
            self.note("Heights in positions were left out: Vedette takes heights from the settings")
        if not (math.isfinite(lat_deg) and abs(lat_deg) <= 90):
            swapped = (
                " Latitude and longitude look swapped." if abs(lon_deg) <= 90 and abs(lat_deg) <= 180 else ""
            )
            raise MissionFileError(
                f"{self._name}: {where} has the latitude {lat_deg:g}°.{swapped}",
                remedy="GeoJSON wants longitude first, then latitude, both in degrees (WGS84).",
            )
        if not (math.isfinite(lon_deg) and abs(lon_deg) <= 360):
            raise MissionFileError(
                f"{self._name}: {where} has the longitude {lon_deg:g}°.",
                remedy="Give degrees (WGS84): it may be in metres of a projected system.",
            )
        if abs(lon_deg) > 180:
            self.note("A longitude beyond 180° was brought back")
            lon_deg = wrapped_deg(lon_deg)
        return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)

    def _require_wgs84(self, crs: object) -> None:
        if crs is None:
            return
        properties = crs.get("properties") if isinstance(crs, dict) else None
        called = str(properties.get("name", crs) if isinstance(properties, dict) else crs)
        if not called.lower().endswith(WGS84_NAMES):
            raise MissionFileError(
                f"{self._name} is in the reference system {called[:80]}.",
                remedy="Export it again in WGS84 (EPSG:4326).",
            )

    def _list(self, value: object, where: str) -> list[object]:
        if not isinstance(value, list):
            raise self._bad(where, value, "a list")
        return value

    def _bad(self, where: str, value: object, wanted: str) -> MissionFileError:
        shown = repr(value)
        return MissionFileError(
            f"{self._name}: {where} is {shown if len(shown) <= 60 else shown[:57] + '…'}.",
            remedy=f"It must be {wanted}.",
        )


def _parts(shapes: Iterator[Shape]) -> Iterator[Shape]:
    all_of_one = list(shapes)
    if len(all_of_one) == 1:
        return iter(all_of_one)
    return (replace(shape, part=number) for number, shape in enumerate(all_of_one, 1))


_KINDS = {"Polygon": ShapeKind.POLYGON, "LineString": ShapeKind.LINE, "Point": ShapeKind.POINT}
