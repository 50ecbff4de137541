"""What gestures and the zone card make of the zones of a brief."""

from dataclasses import replace

from planner.brief import PatrolBrief
from planner.zones import Zone, ZoneShape
from ui.map.edits import free_identity
from ui.map.features import Feature, FeatureKind


def with_new_zone(brief: PatrolBrief, shape: ZoneShape) -> tuple[PatrolBrief, Feature]:
    """Add a zone: its heights and hours are unknown until somebody gives them, so it binds everywhere."""
    identity = free_identity("Z", (zone.zone_id for zone in brief.zones))
    zone = Zone(zone_id=identity, shape=shape, name=f"Zone {identity[1:]}")
    return replace(brief, zones=(*brief.zones, zone)), Feature(kind=FeatureKind.ZONE, identity=identity)


def with_zone(brief: PatrolBrief, changed: Zone) -> PatrolBrief:
    """The brief with a zone in place of the one with its identity."""
    zones = tuple(changed if zone.zone_id == changed.zone_id else zone for zone in brief.zones)
    return replace(brief, zones=zones)


def without_zone(brief: PatrolBrief, zone_id: str) -> PatrolBrief:
    """The brief without a zone."""
    return replace(brief, zones=tuple(zone for zone in brief.zones if zone.zone_id != zone_id))
