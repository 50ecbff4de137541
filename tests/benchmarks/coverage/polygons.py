"""Whole polygons out of whatever an operation left."""

import shapely


def largest(shape: shapely.Geometry) -> shapely.Polygon:
    """The largest part with an area."""
    return max(parts_of(shape), key=lambda part: part.area)


def parts_of(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """Every part with an area, mended where it touches itself."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape))).tolist()
    return [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
