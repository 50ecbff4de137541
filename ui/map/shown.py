"""What the map can show or leave out, with where it comes from; the legend of the layer list."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from missions.atlas import Atlas
from missions.atlas.layers import PackNotice
from ui.map.features import FeatureKind
from ui.theme import Theme


class MapLayer(Enum):
    """One layer, by the word that it is kept under in the preferences."""

    LAND = "land"
    LAKES = "lakes"
    BORDERS = "borders"
    SEA_BORDERS = "sea_borders"
    DISPUTED = "disputed"
    ADMINISTRATIVE = "administrative"
    PLACES = "places"
    GRATICULE = "graticule"
    OWN = "own"
    AREAS = "areas"
    EXCLUSIONS = "exclusions"
    ZONES = "zones"
    TERRITORIES = "territories"
    LINES = "lines"
    FENCES = "fences"
    LANES = "lanes"
    TRANSITS = "transits"
    RETURNS = "returns"
    CONTINGENCIES = "contingencies"
    SENT_FENCE = "sent_fence"
    GAPS = "gaps"
    SEEN = "seen"
    FINDINGS = "findings"


Hidden = frozenset[MapLayer]
NOTHING_HIDDEN: Hidden = frozenset()

#: How much of a layer is drawn over what lies below it: 0 to 1, and 1 for those not named.
Opacities = Mapping[MapLayer, float]
ALL_OPAQUE: Opacities = MappingProxyType({})

#: Fainter than this a layer could be taken for one that is hidden.
LEAST_OPACITY = 0.1

#: Layers of the kept images, by the image that they are drawn into.
GROUND_LAYERS = frozenset(
    {
        MapLayer.LAND,
        MapLayer.LAKES,
        MapLayer.BORDERS,
        MapLayer.SEA_BORDERS,
        MapLayer.DISPUTED,
        MapLayer.ADMINISTRATIVE,
    }
)

MISSION_LAYERS = frozenset(
    {
        MapLayer.AREAS,
        MapLayer.EXCLUSIONS,
        MapLayer.ZONES,
        MapLayer.TERRITORIES,
        MapLayer.LINES,
        MapLayer.FENCES,
        MapLayer.LANES,
        MapLayer.TRANSITS,
        MapLayer.RETURNS,
        MapLayer.GAPS,
    }
)

#: The layers of what can be pointed at; launches, recoveries and rally points are always shown.
FEATURE_LAYERS = MappingProxyType(
    {
        FeatureKind.AREA: MapLayer.AREAS,
        FeatureKind.EXCLUSION: MapLayer.EXCLUSIONS,
        FeatureKind.ZONE: MapLayer.ZONES,
        FeatureKind.FENCE: MapLayer.FENCES,
        FeatureKind.LINE: MapLayer.LINES,
        FeatureKind.TERRITORY: MapLayer.TERRITORIES,
    }
)

#: Hidden, these are limits all the same: planning and checks keep to them.
LIMITS = frozenset(
    {MapLayer.EXCLUSIONS, MapLayer.ZONES, MapLayer.TERRITORIES, MapLayer.LINES, MapLayer.FENCES}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """One row of the layer list."""

    layer: MapLayer
    title: str
    colour: str
    source: str = ""  # where it comes from, of when, how accurate
    more: str = ""  # all that is known of that


def layer_groups(atlas: Atlas, theme: Theme) -> tuple[tuple[str, tuple[LayerRow, ...]], ...]:
    """The rows of the layer list under their headings, bottom of the map first."""
    packs = {pack.name: pack for pack in atlas.packs}
    coast, borders = packs.get("coast"), packs.get("borders")
    places = packs.get("places")
    ground = (
        _row(MapLayer.LAND, "Land and coast", theme.coast, coast),
        _row(MapLayer.LAKES, "Lakes", theme.lake, coast),
        _row(MapLayer.BORDERS, "Borders between states", theme.border, borders),
        _row(MapLayer.SEA_BORDERS, "Borders and edges at sea", theme.border, borders),
        _row(MapLayer.DISPUTED, "Disputed lines", theme.border_disputed, borders),
        _row(MapLayer.ADMINISTRATIVE, "Administrative lines", theme.border_disputed, borders),
        _row(MapLayer.PLACES, "Names of places and waters", theme.place, places),
        _row(MapLayer.GRATICULE, "Graticule", theme.graticule, None),
        _row(MapLayer.OWN, "Base layers of your files", theme.place, None),
    )
    brief = (
        _row(MapLayer.AREAS, "Areas to patrol", theme.area, None),
        _row(MapLayer.EXCLUSIONS, "Exclusions", theme.exclusion, None),
        _row(MapLayer.ZONES, "Zones", theme.zone, None),
        _row(MapLayer.TERRITORIES, "State ground and territory", theme.territory, None),
        _row(MapLayer.LINES, "Borders and coasts of the patrol", theme.brief_border, None),
        _row(MapLayer.FENCES, "Fences", theme.fence, None),
    )
    plan = (
        _row(MapLayer.LANES, "Lanes and turns", theme.sortie(0), None),
        _row(MapLayer.TRANSITS, "Legs to, from and between lanes", theme.sortie(0), None),
        _row(MapLayer.RETURNS, "Ways home", theme.sortie(0), None),
        _row(MapLayer.CONTINGENCIES, "When something fails", theme.way_home, None),
        _row(MapLayer.SENT_FENCE, "Fence of the chosen sortie", theme.fence, None),
        _row(MapLayer.GAPS, "Gaps: seen by no lane", theme.gap, None),
        _row(MapLayer.SEEN, "Ground seen in flight", theme.seen, None),
        _row(MapLayer.FINDINGS, "Findings", theme.caution, None),
    )
    return (("Base map", ground), ("Patrol", brief), ("Plan and flight", plan))


def _row(layer: MapLayer, title: str, colour: str, pack: PackNotice | None) -> LayerRow:
    if pack is None:
        return LayerRow(layer=layer, title=title, colour=colour)
    worst = f"{pack.accuracy_m / 1000:g} km" if pack.accuracy_m >= 1000 else f"{pack.accuracy_m:g} m"
    named = pack.attribution.split(": ", 1)[-1].split(" by ")[0].split(", ")[0]
    return LayerRow(
        layer=layer,
        title=title,
        colour=colour,
        source=f"{named} · {pack.date.split(' ')[0]} · within {worst}",
        more=f"{pack.attribution}. {pack.source}, {pack.version}, of {pack.date}. {pack.accuracy_note}",
    )
