"""What gestures make of a brief: a new brief, or BriefError when it cannot be."""

from collections.abc import Iterable
from dataclasses import replace

from planner.brief import Exclusion, PatrolBrief, Ring, TaskArea
from planner.errors import BriefError
from planner.fleet import Aircraft, Vehicle
from planner.geodesy import DEGREE_STEPS, GeoPoint, LocalFrame
from planner.strip.linked import owns, without_strip
from ui.map.features import Corner, Feature, FeatureKind, rings_of, site_of, strip_line_id

#: Where a brief keeps what has a name, and what tells it apart there.
_MEMBERS = {
    FeatureKind.AREA: ("areas", "area_id"),
    FeatureKind.EXCLUSION: ("exclusions", "exclusion_id"),
    FeatureKind.ZONE: ("zones", "zone_id"),
    FeatureKind.FENCE: ("fences", "fence_id"),
    FeatureKind.LINE: ("lines", "line_id"),
    FeatureKind.TERRITORY: ("territories", "territory_id"),
}


def held(point: GeoPoint) -> GeoPoint:
    """The position as an autopilot and a file hold it: whole 1e-7 degrees."""
    return GeoPoint(
        lat_deg=round(point.lat_deg * DEGREE_STEPS) / DEGREE_STEPS,
        lon_deg=round(point.lon_deg * DEGREE_STEPS) / DEGREE_STEPS,
    )


def free_identity(prefix: str, taken: Iterable[str]) -> str:
    """The prefix with the first number past all in use: an identity is not soon given again."""
    numbers = [
        int(name[len(prefix) :])
        for name in taken
        if name.startswith(prefix) and name[len(prefix) :].isdecimal()
    ]
    return f"{prefix}{max(numbers, default=0) + 1}"


def with_new_area(brief: PatrolBrief, outline: Ring) -> tuple[PatrolBrief, Feature]:
    """Add a task area."""
    identity = free_identity("A", (area.area_id for area in brief.areas))
    area = TaskArea(area_id=identity, outline=outline, name=f"Area {identity[1:]}")
    feature = Feature(kind=FeatureKind.AREA, identity=identity)
    return replace(brief, areas=(*brief.areas, area)), feature


def with_new_exclusion(brief: PatrolBrief, outline: Ring) -> tuple[PatrolBrief, Feature]:
    """Add an exclusion."""
    identity = free_identity("X", (exclusion.exclusion_id for exclusion in brief.exclusions))
    exclusion = Exclusion(exclusion_id=identity, outline=outline, name=f"Exclusion {identity[1:]}")
    feature = Feature(kind=FeatureKind.EXCLUSION, identity=identity)
    return replace(brief, exclusions=(*brief.exclusions, exclusion)), feature


def with_new_hole(brief: PatrolBrief, area_id: str, hole: Ring) -> PatrolBrief:
    """Cut a hole into an area."""
    areas = tuple(
        replace(area, holes=(*area.holes, hole)) if area.area_id == area_id else area for area in brief.areas
    )
    return replace(brief, areas=areas)


def with_site(
    brief: PatrolBrief, kind: FeatureKind, point: GeoPoint, *, aircraft_id: str | None, vehicle: Vehicle
) -> tuple[PatrolBrief, Feature]:
    """Put a launch or a recovery; a brief without aircraft gets its first, a `vehicle`."""
    fleet = brief.aircraft or (Aircraft(aircraft_id="U1", vehicle=vehicle),)
    identities = [aircraft.aircraft_id for aircraft in fleet]
    chosen = aircraft_id if aircraft_id in identities else identities[0]
    feature = Feature(kind=kind, identity=chosen)
    return with_rings(replace(brief, aircraft=fleet), feature, ((held(point),),)), feature


def with_new_rally_point(brief: PatrolBrief, point: GeoPoint) -> tuple[PatrolBrief, Feature]:
    """Add a rally point."""
    points = (*brief.rally_points, held(point))
    return replace(brief, rally_points=points), Feature(kind=FeatureKind.RALLY, identity=f"{len(points)}")


def with_rings(brief: PatrolBrief, feature: Feature, rings: tuple[Ring, ...]) -> PatrolBrief:
    """Give a feature these corners; the number of corners of an area's outline stays."""
    identity, outline, holes = feature.identity, rings[0], rings[1:]
    match feature.kind:
        case FeatureKind.AREA:
            areas = (
                replace(one, outline=outline, holes=holes) if one.area_id == identity else one
                for one in brief.areas
            )
            return replace(brief, areas=tuple(areas))
        case FeatureKind.TERRITORY:
            territories = (
                replace(one, outline=outline, holes=holes) if one.territory_id == identity else one
                for one in brief.territories
            )
            return replace(brief, territories=tuple(territories))
        case FeatureKind.LAUNCH | FeatureKind.RECOVERY | FeatureKind.RALLY:
            return _with_site_at(brief, feature, outline[0])
        case _:
            return _with_outline(brief, feature, outline)


def with_name(brief: PatrolBrief, feature: Feature, name: str) -> PatrolBrief:
    """Call a feature otherwise; sites have no names of their own."""
    if feature.is_site:
        return brief
    members, identity = _MEMBERS[feature.kind]
    called = tuple(
        replace(one, name=name) if getattr(one, identity) == feature.identity else one
        for one in getattr(brief, members)
    )
    return replace(brief, **{members: called})  # type: ignore[arg-type]  # members of a brief


def picked(brief: PatrolBrief, feature: Feature) -> PatrolBrief:
    """A brief that holds one feature alone; of a strip its line and all its ground."""
    line_id = strip_line_id(brief, feature)
    if line_id is not None:
        line = next(one for one in brief.lines if one.line_id == line_id)
        own = tuple(area for area in brief.areas if owns(line, area.area_id))
        return PatrolBrief(lines=(line,), areas=own)
    site = site_of(brief, feature) if feature.is_site else None
    if feature.kind is FeatureKind.RALLY:
        return PatrolBrief(rally_points=() if site is None else (site,))
    if site is not None:
        owner = next(one for one in brief.aircraft if one.aircraft_id == feature.identity)
        is_launch = feature.kind is FeatureKind.LAUNCH
        launch, recovery = (site, None) if is_launch else (None, site)
        bare = replace(owner, launch=launch, recovery=recovery, alternates=())
        return PatrolBrief(aircraft=(bare,))
    members, identity = _MEMBERS[feature.kind]
    kept = tuple(one for one in getattr(brief, members) if getattr(one, identity) == feature.identity)
    return replace(PatrolBrief(), **{members: kept})  # type: ignore[arg-type]  # members of a brief


def with_corner_at(brief: PatrolBrief, feature: Feature, corner: Corner, point: GeoPoint) -> PatrolBrief:
    """Move one corner."""
    rings = moved_corner(rings_of(brief, feature), corner, held(point))
    return with_rings(brief, feature, rings)


def moved_corner(rings: tuple[Ring, ...], corner: Corner, point: GeoPoint) -> tuple[Ring, ...]:
    """The rings with one corner elsewhere."""
    ring = rings[corner.ring]
    changed = (*ring[: corner.index], point, *ring[corner.index + 1 :])
    return (*rings[: corner.ring], changed, *rings[corner.ring + 1 :])


def inserted_corner(rings: tuple[Ring, ...], corner: Corner, point: GeoPoint) -> tuple[Ring, ...]:
    """The rings with a new corner before the one at this place."""
    ring = rings[corner.ring]
    changed = (*ring[: corner.index], point, *ring[corner.index :])
    return (*rings[: corner.ring], changed, *rings[corner.ring + 1 :])


def with_corner_inserted(
    brief: PatrolBrief, feature: Feature, corner: Corner, point: GeoPoint
) -> PatrolBrief:
    """Split the edge before this place with a new corner; both halves of a free edge are free."""
    rings = inserted_corner(rings_of(brief, feature), corner, held(point))
    if feature.kind is not FeatureKind.AREA or corner.ring > 0:
        return with_rings(brief, feature, rings)
    area = _area(brief, feature.identity)
    count, index = len(area.outline), corner.index
    kept = []
    for start, _ in area.free_edges:
        first = start if start < index else start + 1
        kept.append((first, (first + 1) % (count + 1)))
        if start == (index - 1) % count:
            kept.append((index, (index + 1) % (count + 1)))
    return _with_area(brief, replace(area, outline=rings[0], free_edges=tuple(sorted(kept))))


def with_corner_deleted(brief: PatrolBrief, feature: Feature, corner: Corner) -> PatrolBrief:
    """Take a corner out; the edge that closes the gap is free when both it replaces were.

    A hole left with fewer than three corners goes altogether.

    Raises:
        BriefError: the outline would have fewer than three corners, or the line fewer than two.
    """
    rings = rings_of(brief, feature)
    ring = rings[corner.ring]
    shorter = (*ring[: corner.index], *ring[corner.index + 1 :])
    if corner.ring > 0 and len(set(shorter)) < 3:
        return with_rings(brief, feature, (*rings[: corner.ring], *rings[corner.ring + 1 :]))
    changed = (*rings[: corner.ring], shorter, *rings[corner.ring + 1 :])
    if feature.kind is not FeatureKind.AREA or corner.ring > 0:
        return with_rings(brief, feature, changed)
    area = _area(brief, feature.identity)
    free = {start for start, _ in area.free_edges}
    count, index = len(area.outline), corner.index
    joined_free = {index, (index - 1) % count} <= free
    starts = [start if start < index else start - 1 for start in free - {index, (index - 1) % count}]
    starts += [(index - 1) % (count - 1)] if joined_free else []
    kept = tuple((start, (start + 1) % (count - 1)) for start in sorted(starts))
    return _with_area(brief, replace(area, outline=shorter, free_edges=kept))


def moved_rings(rings: tuple[Ring, ...], *, start: GeoPoint, end: GeoPoint) -> tuple[Ring, ...]:
    """The rings carried from one position to another, keeping their shape on the ground in metres."""
    before, after = LocalFrame(origin=start), LocalFrame(origin=held(end))
    return tuple(after.to_geo(before.to_local(ring)) for ring in rings)


def without(brief: PatrolBrief, feature: Feature) -> PatrolBrief:
    """Take a feature out; a site is taken from its aircraft, a piece of a strip with all of it."""
    line_id = strip_line_id(brief, feature)
    if line_id is not None:
        return without_strip(brief, line_id)
    if feature.is_site:
        return _with_site_at(brief, feature, None)
    gone, kind = feature.identity, FeatureKind
    return replace(
        brief,
        areas=tuple(one for one in brief.areas if (feature.kind, gone) != (kind.AREA, one.area_id)),
        exclusions=tuple(
            one for one in brief.exclusions if (feature.kind, gone) != (kind.EXCLUSION, one.exclusion_id)
        ),
        zones=tuple(one for one in brief.zones if (feature.kind, gone) != (kind.ZONE, one.zone_id)),
        fences=tuple(one for one in brief.fences if (feature.kind, gone) != (kind.FENCE, one.fence_id)),
        lines=tuple(one for one in brief.lines if (feature.kind, gone) != (kind.LINE, one.line_id)),
        territories=tuple(
            one for one in brief.territories if (feature.kind, gone) != (kind.TERRITORY, one.territory_id)
        ),
    )


def _with_outline(brief: PatrolBrief, feature: Feature, outline: Ring) -> PatrolBrief:
    identity = feature.identity
    match feature.kind:
        case FeatureKind.EXCLUSION:
            exclusions = (
                replace(one, outline=outline) if one.exclusion_id == identity else one
                for one in brief.exclusions
            )
            return replace(brief, exclusions=tuple(exclusions))
        case FeatureKind.ZONE:
            zones = (
                replace(one, shape=one.shape.with_corners(outline)) if one.zone_id == identity else one
                for one in brief.zones
            )
            return replace(brief, zones=tuple(zones))
        case FeatureKind.FENCE:
            fences = (
                replace(one, outline=outline) if one.fence_id == identity else one for one in brief.fences
            )
            return replace(brief, fences=tuple(fences))
        case FeatureKind.LINE:
            lines = (replace(one, path=outline) if one.line_id == identity else one for one in brief.lines)
            return replace(brief, lines=tuple(lines))
        case _:
            raise AssertionError(f"{feature} has more than an outline")


def _with_site_at(brief: PatrolBrief, feature: Feature, point: GeoPoint | None) -> PatrolBrief:
    if feature.kind is FeatureKind.RALLY:
        number, points = int(feature.identity), brief.rally_points
        there = () if point is None else (point,)
        return replace(brief, rally_points=(*points[: number - 1], *there, *points[number:]))
    fleet = tuple(
        aircraft
        if aircraft.aircraft_id != feature.identity
        else replace(aircraft, launch=point)
        if feature.kind is FeatureKind.LAUNCH
        else replace(aircraft, recovery=point)
        for aircraft in brief.aircraft
    )
    return replace(brief, aircraft=fleet)


def _area(brief: PatrolBrief, area_id: str) -> TaskArea:
    for area in brief.areas:
        if area.area_id == area_id:
            return area
    raise BriefError(f"There is no area {area_id}.", remedy="Choose an area that is on the map.")


def _with_area(brief: PatrolBrief, changed: TaskArea) -> PatrolBrief:
    areas = tuple(changed if area.area_id == changed.area_id else area for area in brief.areas)
    return replace(brief, areas=areas)
