"""Outlines that several tests draw."""

import shapely

SQUARE = shapely.box(19.40, 41.30, 19.44, 41.34)
HOLED = shapely.Polygon(
    SQUARE.exterior.coords,
    [
        shapely.box(19.41, 41.31, 19.42, 41.32).exterior.coords,
        shapely.box(19.43, 41.33, 19.435, 41.335).exterior.coords,
    ],
)
