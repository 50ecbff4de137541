"""GeoJSON as people's tools write it."""

Json = dict[str, object]

SQUARE = [[19.0, 41.0], [20.0, 41.0], [20.0, 42.0], [19.0, 42.0], [19.0, 41.0]]


def polygon(*rings: object) -> Json:
    return {"type": "Polygon", "coordinates": list(rings)}


def line(*positions: object) -> Json:
    return {"type": "LineString", "coordinates": list(positions)}


def point(lon_deg: float, lat_deg: float) -> Json:
    return {"type": "Point", "coordinates": [lon_deg, lat_deg]}


def feature(geometry: object, **properties: object) -> Json:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> Json:
    return {"type": "FeatureCollection", "features": list(features)}
