"""What the file dialogs offer: endings and the formats behind them."""

from missions.formats import FORMATS

SUFFIX = ".vedette"
OPEN_FILTER = f"Patrols (*{SUFFIX});;All files (*)"
EXPORT_FILTERS = (
    "QGroundControl plan (*.plan)",
    "QGC WPL 110 (*.waypoints)",
    "GeoJSON (*.geojson)",
    "GeoPackage (*.gpkg)",
    "KML (*.kml)",
    "KMZ (*.kmz)",
    "DJI waylines (*.wpml.kmz)",
    "GPX routes (*.gpx)",
    "Table of items (*.csv)",
    "ArduPilot fence (*.fen)",
    "ArduPilot rally points (*.ral)",
)


def import_filter() -> str:
    """What the file dialog offers: everything that a brief is read from, then each format."""
    offered = [one for one in FORMATS if one.read_brief and SUFFIX not in one.endings]
    patterns = [" ".join(f"*{ending}" for ending in one.endings) for one in offered]
    every = " ".join(dict.fromkeys(" ".join(patterns).split()))
    each = [f"{one.name} ({pattern})" for one, pattern in zip(offered, patterns, strict=True)]
    return ";;".join((f"Areas, lines and maps ({every})", *each, "All files (*)"))
