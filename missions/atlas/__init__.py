"""The built-in atlas: coast, lakes, borders and names of places, for orientation and for cutting strips.

The packs beside this file carry their licences, sources and accuracy; `Atlas.packs` hands them out.
"""

from __future__ import annotations

from pathlib import Path

from missions.atlas.atlas import Atlas
from missions.atlas.citing import ORIENTATION, cited, ground_line
from missions.atlas.gazetteer import Gazetteer
from missions.atlas.layers import (
    GREATEST_LAT_DEG,
    BorderFacts,
    BorderKind,
    BorderLayer,
    BorderPiece,
    LineworkLayer,
    PackNotice,
    Place,
    PlaceKind,
    Region,
    ShoreFacts,
    ShoreKind,
    ShorePiece,
)
from missions.atlas.packfile import damaged, read_pack
from missions.atlas.reach import StateNear
from missions.atlas.states import State, StateFacts, WatersEdge

__all__ = [
    "GREATEST_LAT_DEG",
    "ORIENTATION",
    "Atlas",
    "BorderFacts",
    "BorderKind",
    "BorderLayer",
    "BorderPiece",
    "Gazetteer",
    "LineworkLayer",
    "PackNotice",
    "Place",
    "PlaceKind",
    "Region",
    "ShoreFacts",
    "ShoreKind",
    "ShorePiece",
    "State",
    "StateFacts",
    "StateNear",
    "WatersEdge",
    "cited",
    "ground_line",
    "load_atlas",
]

_FOLDER = Path(__file__).parent


def load_atlas(folder: Path = _FOLDER) -> Atlas:
    """Open the packs; the caller keeps the result.

    Raises:
        MissionFileError: a pack is missing or damaged; it names the file.
    """
    coast = read_pack(folder / "coast.npz")
    try:
        regions = tuple(Region(**region) for region in coast.facts["regions"])
        cuts_deg = tuple((tuple(x), tuple(y)) for x, y in coast.facts["cuts_deg"])
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(coast.path, f"regions: {error}") from error
    return Atlas(
        coast_pack=coast,
        border_packs=tuple(read_pack(folder / name) for name in ("borders.npz", "borders_world.npz")),
        gazetteer=Gazetteer(read_pack(folder / "places.npz")),
        regions=regions,
        cuts_deg=cuts_deg,
    )
