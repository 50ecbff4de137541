"""What RFC 7946 asks of a file, written from its text: the judge of everything we write as GeoJSON."""

import itertools
from collections.abc import Iterator


def faults_in(document: dict[str, object]) -> list[str]:
    """Every sentence of sections 3 and 4 that the document breaks; empty when it is valid."""
    return list(_faults(document))


def _faults(document: dict[str, object]) -> Iterator[str]:
    if document.get("type") != "FeatureCollection" or not isinstance(document.get("features"), list):
        yield "1.4: no FeatureCollection"
        return
    if "crs" in document:
        yield "4: a crs member"
    if {"coordinates", "geometries", "geometry", "properties"} & set(document):
        yield "7.1: members of another type"
    for number, feature in enumerate(document["features"]):  # type: ignore[arg-type,var-annotated]  # just checked
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            yield f"3.3: {number} is no Feature"
            continue
        if "properties" not in feature or "geometry" not in feature:
            yield f"3.2: {number} lacks properties or geometry"
        yield from (f"{number}: {fault}" for fault in _geometry_faults(feature["geometry"]))


def _geometry_faults(geometry: dict[str, object]) -> Iterator[str]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "MultiPolygon":
        for polygon in coordinates:  # type: ignore[attr-defined]  # a list by 3.1.7
            yield from _geometry_faults({"type": "Polygon", "coordinates": polygon})
    elif kind == "Polygon":
        for ring_number, ring in enumerate(coordinates):  # type: ignore[arg-type,var-annotated]  # a list by 3.1.6
            yield from _ring_faults(ring, is_outer=ring_number == 0)
    elif kind == "LineString":
        yield from _position_faults(coordinates, at_least=2)
    elif kind == "Point":
        yield from _position_faults([coordinates], at_least=1)
    else:
        yield f"1.4: {kind} is none of ours"


def _ring_faults(ring: list[list[float]], *, is_outer: bool) -> Iterator[str]:
    yield from _position_faults(ring, at_least=4)
    if ring[0] != ring[-1]:
        yield "3.1.6: a ring is not closed"
    area = 0.0
    east = [0.0]
    for here, there in itertools.pairwise(ring):
        step = there[0] - here[0]
        east.append(east[-1] + (step + 180) % 360 - 180)
    for index in range(len(ring) - 1):
        area += (east[index + 1] - east[index]) * (ring[index + 1][1] + ring[index][1] - 2 * ring[0][1])
    clockwise = area > 1e-6
    anticlockwise = area < -1e-6
    if (is_outer and clockwise) or (not is_outer and anticlockwise):
        yield "3.1.6: a ring breaks the right-hand rule"


def _position_faults(positions: object, *, at_least: int) -> Iterator[str]:
    if not isinstance(positions, list) or len(positions) < at_least:
        yield "3.1: too few positions"
        return
    for position in positions:
        if len(position) != 2 or not all(type(number) is float for number in position):
            yield f"3.1.1: {position} is no position"
        elif not (abs(position[0]) <= 180 and abs(position[1]) <= 90):
            yield f"4: {position} is not longitude, latitude in degrees"
