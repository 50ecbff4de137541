"""The limits of a brief as rings and lines with a title, for formats that only draw."""

from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from planner.brief import PatrolBrief, Ring
from planner.geodesy import GeoPoint, LocalFrame
from planner.zone_words import height_words, hour_words, title_words
from planner.zones import Zone, ZoneCircle, ZoneCorridor, ZoneOutline


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRings:
    """Ground with an edge, and holes in it."""

    kind: str  # exclusion, zone, territory or fence
    identity: str
    title: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """A border, or a line for reference."""

    kind: str
    identity: str
    title: str
    path: tuple[GeoPoint, ...]


def limit_rings(brief: PatrolBrief) -> Iterator[LimitRings]:
    """Exclusions, zones that are on, territories and fences; round zones have corners."""
    for one in brief.exclusions:
        yield _limit("exclusion", one.exclusion_id, one.name, (one.outline,))
    for zone in brief.zones:
        if zone.is_on:
            said = f"{title_words(zone)}, {height_words(zone)}, {hour_words(zone)}"
            for ring in _zone_rings(zone):
                yield LimitRings(kind="zone", identity=zone.zone_id, title=said, rings=(ring,))
    for part in brief.territories:
        yield _limit("territory", part.territory_id, part.name, (part.outline, *part.holes))
    for fence in brief.fences:
        yield _limit("fence", fence.fence_id, fence.name, (fence.outline,))


def limit_lines(brief: PatrolBrief) -> Iterator[LimitLine]:
    """Borders, coasts and other lines."""
    for line in brief.lines:
        title = f"{line.kind.value} {line.name or line.line_id}"
        yield LimitLine(kind=line.kind.value, identity=line.line_id, title=title, path=line.path)


def _limit(kind: str, identity: str, name: str, rings: tuple[Ring, ...]) -> LimitRings:
    return LimitRings(kind=kind, identity=identity, title=f"{kind} {name or identity}", rings=rings)


def _zone_rings(zone: Zone) -> Iterator[Ring]:
    shape = zone.shape
    match shape:
        case ZoneOutline():
            yield shape.outline
            return
        case ZoneCircle():
            frame = LocalFrame.around([shape.centre])
            ground = shapely.Point(*frame.to_local([shape.centre])[0]).buffer(shape.radius_m, quad_segs=32)
        case ZoneCorridor():
            frame = LocalFrame.around(shape.path)
            ground = frame.line(shape.path).buffer(shape.width_m / 2, cap_style="flat")
    for part in shapely.get_parts(ground):
        yield frame.to_geo_unrounded(part.exterior.coords[:-1])
