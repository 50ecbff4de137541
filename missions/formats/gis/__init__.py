"""GeoPackage, Shapefile, FlatGeobuf and S-57 charts: an operator's own coasts, borders, zones and maps."""

from missions.formats.gis.own_file import KEPT_WHOLE, OwnFile, open_own_file, read_brief
from missions.formats.gis.shaping import passage_words
from missions.formats.gis.values import ENDINGS, LayerFound, Survey
from missions.own_wish import Box, OwnWish

__all__ = [
    "ENDINGS",
    "KEPT_WHOLE",
    "Box",
    "LayerFound",
    "OwnFile",
    "OwnWish",
    "Survey",
    "open_own_file",
    "passage_words",
    "read_brief",
]
