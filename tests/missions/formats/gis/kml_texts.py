"""KML as people's programs write it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import shapely

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT = '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'


def document(*inside: str) -> str:
    return f"{HEAD}{ROOT}<Document><name>Chart</name>{''.join(inside)}</Document></kml>"


def folder(name: str, *inside: str) -> str:
    return f"<Folder><name>{name}</name>{''.join(inside)}</Folder>"


def placemark(name: str, *inside: str) -> str:
    return f"<Placemark><name>{name}</name>{''.join(inside)}</Placemark>"


def coordinates(path: Iterable[Sequence[float]]) -> str:
    tuples = (",".join(f"{number!r}" for number in position) for position in path)
    return f"<coordinates>{' '.join(tuples)}</coordinates>"


def ring(path: Iterable[Sequence[float]]) -> str:
    return f"<LinearRing>{coordinates(path)}</LinearRing>"


def polygon(shape: shapely.Polygon, before: str = "") -> str:
    holes = "".join(f"<innerBoundaryIs>{ring(hole.coords)}</innerBoundaryIs>" for hole in shape.interiors)
    outer = f"<outerBoundaryIs>{ring(shape.exterior.coords)}</outerBoundaryIs>"
    return f"<Polygon>{before}{outer}{holes}</Polygon>"


def many(*inside: str) -> str:
    return f"<MultiGeometry>{''.join(inside)}</MultiGeometry>"


def data(**values: str) -> str:
    inside = (f'<Data name="{name}"><value>{value}</value></Data>' for name, value in values.items())
    return f"<ExtendedData>{''.join(inside)}</ExtendedData>"


def packed(path: Path, **members: str) -> Path:
    """A KMZ archive; a double underscore stands for a slash, and the ending is .kml."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(f"{name.replace('__', '/')}.kml", text)
    return path


def apart_m(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """How far the outlines of two shapes lie apart where they do most, at least."""
    return float(shapely.hausdorff_distance(one.normalize(), other.normalize())) * 111_500.0
