"""An operator's own coasts, borders, zones, areas and maps, in all formats that hold layers of shapes."""

from missions.formats.gis.kinds import HEAD_BYTES, KINDS
from missions.formats.gis.own_file import KEPT_WHOLE, OwnFile, open_own_file, read_brief
from missions.formats.gis.shaping import passage_words
from missions.formats.gis.values import LayerFound, Survey
from missions.own_wish import Box, OwnWish

__all__ = [
    "HEAD_BYTES",
    "KEPT_WHOLE",
    "KINDS",
    "Box",
    "LayerFound",
    "OwnFile",
    "OwnWish",
    "Survey",
    "open_own_file",
    "passage_words",
    "read_brief",
]
