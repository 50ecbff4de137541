"""What of a brief can be pointed at on the map: outlines, lines and sites, by kind and identity."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from planner.brief import PatrolBrief, Ring
from planner.geodesy import GeoPoint
from planner.strip.linked import strip_of
from planner.zone_ground import zone_rings
from planner.zones import Zone, ZoneOutline


class FeatureKind(Enum):
    """What a feature is."""

    LAUNCH = "launch"
    RECOVERY = "recovery"
    RALLY = "rally point"
    AREA = "area"
    EXCLUSION = "exclusion"
    ZONE = "zone"
    FENCE = "fence"
    LINE = "line"
    TERRITORY = "territory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One thing of the brief; a launch or recovery is named by its aircraft, a rally point by its number."""

    kind: FeatureKind
    identity: str

    @property
    def is_site(self) -> bool:
        """Whether it is a single position."""
        return self.kind in (FeatureKind.LAUNCH, FeatureKind.RECOVERY, FeatureKind.RALLY)

    @property
    def is_closed(self) -> bool:
        """Whether its corners enclose ground."""
        return not self.is_site and self.kind is not FeatureKind.LINE

    @property
    def public_identity(self) -> str:
        """The identity that the rest of the program uses: sites as `AIRCRAFT:launch`."""
        return f"{self.identity}:{self.kind.value}" if self.is_site else self.identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """One corner of a feature: ring 0 is the outline, the others its holes."""

    ring: int
    index: int


def features_of(brief: PatrolBrief) -> Iterator[Feature]:
    """Everything that can be pointed at, what lies on top first."""
    for aircraft in brief.aircraft:
        if aircraft.launch is not None:
            yield Feature(kind=FeatureKind.LAUNCH, identity=aircraft.aircraft_id)
        if aircraft.recovery is not None:
            yield Feature(kind=FeatureKind.RECOVERY, identity=aircraft.aircraft_id)
    for number in range(len(brief.rally_points)):
        yield Feature(kind=FeatureKind.RALLY, identity=f"{number + 1}")
    for kind, identities in (
        (FeatureKind.EXCLUSION, [exclusion.exclusion_id for exclusion in brief.exclusions]),
        (FeatureKind.AREA, [area.area_id for area in brief.areas]),
        (FeatureKind.ZONE, [zone.zone_id for zone in brief.zones]),
        (FeatureKind.LINE, [line.line_id for line in brief.lines]),
        (FeatureKind.FENCE, [fence.fence_id for fence in brief.fences]),
        (FeatureKind.TERRITORY, [territory.territory_id for territory in brief.territories]),
    ):
        yield from (Feature(kind=kind, identity=identity) for identity in identities)


def feature_named(brief: PatrolBrief, public_identity: str) -> Feature | None:
    """The feature that the rest of the program calls so, or None."""
    return next(
        (feature for feature in features_of(brief) if feature.public_identity == public_identity), None
    )


def strip_line_id(brief: PatrolBrief, feature: Feature) -> str | None:
    """Identity of the line of the strip that a feature is, or is a piece of; None of anything else."""
    if feature.kind is FeatureKind.AREA:
        line = strip_of(brief, feature.identity)
        return line.line_id if line is not None else None
    is_line = feature.kind is FeatureKind.LINE
    known = is_line and any(line.line_id == feature.identity for line in brief.strips)
    return feature.identity if known else None


def is_strip(brief: PatrolBrief, feature: Feature) -> bool:
    """Whether a feature is a strip, or a piece of one."""
    return strip_line_id(brief, feature) is not None


def rings_of(brief: PatrolBrief, feature: Feature) -> tuple[Ring, ...]:
    """Corners of a feature: outline and holes, the path of a line, the one position of a site.

    Empty when the brief has no such feature.
    """
    identity = feature.identity
    match feature.kind:
        case FeatureKind.AREA:
            found = [(area.outline, *area.holes) for area in brief.areas if area.area_id == identity]
        case FeatureKind.TERRITORY:
            found = [(one.outline, *one.holes) for one in brief.territories if one.territory_id == identity]
        case FeatureKind.EXCLUSION:
            found = [(one.outline,) for one in brief.exclusions if one.exclusion_id == identity]
        case FeatureKind.ZONE:
            found = [(one.shape.corners,) for one in brief.zones if one.zone_id == identity]
        case FeatureKind.FENCE:
            found = [(one.outline,) for one in brief.fences if one.fence_id == identity]
        case FeatureKind.LINE:
            found = [(one.path,) for one in brief.lines if one.line_id == identity]
        case FeatureKind.LAUNCH | FeatureKind.RECOVERY | FeatureKind.RALLY:
            site = site_of(brief, feature)
            found = [((site,),)] if site is not None else []
    return found[0] if found else ()


def ground_of(brief: PatrolBrief, feature: Feature) -> tuple[Ring, ...]:
    """The outlines of a feature's ground: of a zone's circle or corridor not what it is drawn by."""
    zone = zone_of(brief, feature)
    return zone_rings(zone.shape) if zone is not None else rings_of(brief, feature)


def corners_close(brief: PatrolBrief, feature: Feature) -> bool:
    """Whether the positions that a feature is drawn by are an outline."""
    zone = zone_of(brief, feature)
    if zone is not None and not isinstance(zone.shape, ZoneOutline):
        return False
    return feature.is_closed


def zone_of(brief: PatrolBrief, feature: Feature | None) -> Zone | None:
    """The zone that a feature is; None of anything else."""
    if feature is None or feature.kind is not FeatureKind.ZONE:
        return None
    return next((zone for zone in brief.zones if zone.zone_id == feature.identity), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFeature:
    """A feature with its name and where it lies."""

    feature: Feature
    name: str  # what the operator calls it, else its kind and identity
    rings: tuple[Ring, ...]


def listed_features(brief: PatrolBrief) -> Iterator[ListedFeature]:
    """Everything that can be pointed at as `features_of` has it, in time of its number."""
    alone = len(brief.aircraft) == 1  # then its sites go by their kind
    for feature in features_of(brief):
        if not feature.is_site:
            continue
        word = feature.kind.value.capitalize()
        by_kind = alone and feature.kind is not FeatureKind.RALLY
        name = word if by_kind else f"{word} {feature.identity}"
        yield ListedFeature(feature=feature, name=name, rings=rings_of(brief, feature))
    for kind, identity, name, rings in _outlined(brief):
        feature = Feature(kind=kind, identity=identity)
        named = name.strip() or f"{kind.value.capitalize()} {identity}"
        yield ListedFeature(feature=feature, name=named, rings=rings)


def _outlined(brief: PatrolBrief) -> Iterator[tuple[FeatureKind, str, str, tuple[Ring, ...]]]:
    for exclusion in brief.exclusions:
        yield FeatureKind.EXCLUSION, exclusion.exclusion_id, exclusion.name, (exclusion.outline,)
    for area in brief.areas:
        yield FeatureKind.AREA, area.area_id, area.name, (area.outline, *area.holes)
    for zone in brief.zones:
        yield FeatureKind.ZONE, zone.zone_id, zone.name, (zone.shape.corners,)
    for line in brief.lines:
        yield FeatureKind.LINE, line.line_id, line.name, (line.path,)
    for fence in brief.fences:
        yield FeatureKind.FENCE, fence.fence_id, fence.name, (fence.outline,)
    for territory in brief.territories:
        yield (
            FeatureKind.TERRITORY,
            territory.territory_id,
            territory.name,
            (territory.outline, *territory.holes),
        )


def site_of(brief: PatrolBrief, feature: Feature) -> GeoPoint | None:
    """Position of a launch, a recovery or a rally point."""
    if feature.kind is FeatureKind.RALLY:
        number = int(feature.identity)
        return brief.rally_points[number - 1] if number <= len(brief.rally_points) else None
    for aircraft in brief.aircraft:
        if aircraft.aircraft_id == feature.identity:
            return aircraft.launch if feature.kind is FeatureKind.LAUNCH else aircraft.recovery
    return None
