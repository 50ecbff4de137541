"""GeoJSON features with a role, onto a brief."""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import pyproj
import shapely

from missions.errors import MissionFileError
from missions.feature_writing import AREA_DRAWN
from missions.geometry_reading import Shape, ShapeKind, ShapeReader
from missions.json_text import JsonObject
from missions.rings import position, positions, turned, turned_edges
from missions.sites import SITE_ROLES, Site, with_sites
from missions.value_codec import FieldError, T, from_json
from missions.zone_reading import readable_members
from planner.brief import Exclusion, Fence, GroundLine, PatrolBrief, Ring, TaskArea, Territory
from planner.errors import BriefError
from planner.geodesy import GeoPoint, LocalFrame
from planner.zones import Zone

#: What a plan adds to a file; made again from the plan, so passed over when a brief is read.
DERIVED_ROLES = ("path", "lane", "gap")


@dataclass(slots=True)
class _Found:
    """What a file adds to a brief, as it is collected."""

    areas: list[TaskArea] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    territories: list[Territory] = field(default_factory=list)
    lines: list[GroundLine] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    rally_points: list[GeoPoint] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)


def onto_brief(shapes: Iterable[Shape], *, base: PatrolBrief, name: str, reader: ShapeReader) -> PatrolBrief:
    """`base` with everything added that the shapes hold, by their roles.

    Raises:
        MissionFileError: a shape has no role and needs one, an unknown one, or properties that make no sense.
    """
    collector = _Collector(base=base, name=name, reader=reader)
    for shape in shapes:
        collector.take(shape)
    found = collector.found
    try:
        return replace(
            base,
            areas=(*base.areas, *found.areas),
            exclusions=(*base.exclusions, *found.exclusions),
            zones=(*base.zones, *found.zones),
            territories=(*base.territories, *found.territories),
            lines=(*base.lines, *found.lines),
            fences=(*base.fences, *found.fences),
            rally_points=(*base.rally_points, *found.rally_points),
            aircraft=with_sites(base.aircraft, found.sites, reader=reader),
        )
    except BriefError as error:
        raise MissionFileError(f"{name}: {error.problem}", remedy=error.remedy) from error


class _Collector:
    def __init__(self, *, base: PatrolBrief, name: str, reader: ShapeReader) -> None:
        self.found = _Found()
        self._name = name
        self._reader = reader
        self._taken = {
            "area_id": {area.area_id for area in base.areas},
            "exclusion_id": {exclusion.exclusion_id for exclusion in base.exclusions},
            "zone_id": {zone.zone_id for zone in base.zones},
            "territory_id": {territory.territory_id for territory in base.territories},
            "line_id": {line.line_id for line in base.lines},
            "fence_id": {fence.fence_id for fence in base.fences},
        }
        self._last_number = dict.fromkeys(self._taken, 0)
        self._by_role: dict[str, tuple[ShapeKind | None, Callable[[Shape], None]]] = {  # None: any kind
            "area": (ShapeKind.POLYGON, self._area),
            "exclusion": (ShapeKind.POLYGON, self._exclusion),
            "zone": (None, self._zone),
            "territory": (ShapeKind.POLYGON, self._territory),
            "fence": (ShapeKind.POLYGON, self._fence),
            "line": (ShapeKind.LINE, self._corridor),
            "border": (ShapeKind.LINE, self._ground_line),
            "coastline": (ShapeKind.LINE, self._ground_line),
            "rally": (ShapeKind.POINT, self._rally),
            **dict.fromkeys(SITE_ROLES, (ShapeKind.POINT, self._site)),
        }

    def take(self, shape: Shape) -> None:
        role = shape.properties.get("role")
        if role is None and shape.kind is ShapeKind.POLYGON:
            role = "area"
        if role is None:
            raise MissionFileError(
                f"{self._name}: the {shape.kind.value} at {shape.where} has no role.",
                remedy=f"Give it the property role: {', '.join(self._roles_of(shape.kind))}.",
            )
        if role in DERIVED_ROLES:
            self._reader.note(f"What has the role {role} was left out: a plan makes it anew")
            return
        if not isinstance(role, str) or role not in self._by_role:
            raise MissionFileError(
                f"{self._name}: {shape.where} has the role {str(role)[:40]!r}, which means nothing here.",
                remedy=f"Use one of: {', '.join(self._by_role)}.",
            )
        kind, put = self._by_role[role]
        if kind not in (None, shape.kind):
            raise MissionFileError(
                f"{self._name}: {shape.where} is a {shape.kind.value} with the role {role}.",
                remedy=f"The role {role} belongs to a {kind.value if kind else shape.kind.value}.",
            )
        put(shape)

    def _roles_of(self, kind: ShapeKind) -> list[str]:
        return [role for role, (wanted, _) in self._by_role.items() if wanted in (None, kind)]

    def _area(self, shape: Shape) -> None:
        outline, *holes = _as_drawn(shape)
        members: JsonObject = {"holes": [positions(hole) for hole in holes]}
        if shape.properties.get("free_edges"):
            members["free_edges"] = self._free_edges(shape, corners=len(outline))
        members["outline"] = positions(outline)
        self.found.areas.append(self._value(TaskArea, shape, ("area_id", "A"), **members))

    def _free_edges(self, shape: Shape, *, corners: int) -> list[list[int]]:
        if shape.part is not None:
            self._reader.note("Free edges of an area in several parts were taken as hard")
            return []
        edges = self._named(shape, "free_edges", tuple[tuple[int, int], ...])
        for edge in edges:
            if not all(0 <= corner <= corners for corner in edge):
                raise MissionFileError(
                    f"{self._name}: {shape.where} has the free edge {list(edge)} and {corners} corners.",
                    remedy=f"Name both ends of each edge by their numbers, 0 to {corners - 1}.",
                )
        # The last edge may be numbered by the closing position, and either end may come first.
        wrapped = [(start % corners, end % corners) for start, end in edges]
        ahead = [(end, start) if start == (end + 1) % corners else (start, end) for start, end in wrapped]
        if 0 in _turned_rings(shape):
            ahead = list(turned_edges(ahead, corners=corners))
        return [list(edge) for edge in ahead]

    def _exclusion(self, shape: Shape) -> None:
        outline, *holes = _as_drawn(shape)
        if holes:
            self._reader.note("A hole in an exclusion was closed: all inside its outline is kept out of")
        self.found.exclusions.append(
            self._value(Exclusion, shape, ("exclusion_id", "E"), outline=positions(outline))
        )

    def _zone(self, shape: Shape) -> None:
        members = readable_members(shape.properties, self._reader)
        match shape.kind:
            case ShapeKind.POLYGON:
                outline, *holes = _as_drawn(shape)
                if holes:
                    self._reader.note("A hole in a zone was closed: all inside its outline is kept out of")
                members["shape"] = {"kind": "zone-outline", "outline": positions(outline)}
            case ShapeKind.POINT:
                radius_m = self._named(shape, "radius_m", float)
                centre = position(shape.rings[0][0])
                members["shape"] = {"kind": "zone-circle", "centre": centre, "radius_m": radius_m}
            case ShapeKind.LINE:
                width_m = self._named(shape, "width_m", float)
                path = positions(shape.rings[0])
                members["shape"] = {"kind": "zone-corridor", "path": path, "width_m": width_m}
        self.found.zones.append(self._value(Zone, shape, ("zone_id", "Z"), **members))

    def _territory(self, shape: Shape) -> None:
        outline, *holes = _as_drawn(shape)
        self.found.territories.append(
            self._value(
                Territory,
                shape,
                ("territory_id", "T"),
                outline=positions(outline),
                holes=[positions(hole) for hole in holes],
            )
        )

    def _fence(self, shape: Shape) -> None:
        outline, *holes = _as_drawn(shape)
        self.found.fences.append(self._value(Fence, shape, ("fence_id", "F"), outline=positions(outline)))
        for hole in holes:
            self._reader.note("A hole in a fence became an exclusion")
            hole_id = self._free_identity("exclusion_id", "E")
            exclusion = Exclusion(exclusion_id=hole_id, outline=hole, name="Hole in a fence")
            self.found.exclusions.append(exclusion)

    def _corridor(self, shape: Shape) -> None:
        if shape.properties.get(AREA_DRAWN) is True:
            self._ground_line(shape)
            return
        width_m = self._named(shape, "width_m", float)
        if not 0 < width_m <= 100_000:
            raise MissionFileError(
                f"{self._name}: {shape.where} has the width_m {width_m:g}.",
                remedy="Give the corridor's full width in metres, above 0 and at most 100000.",
            )
        where = f"{self._name}: {shape.where}"
        for outline, holes in _corridor_outlines(shape.rings[0], width_m, where=where):
            if holes:
                self._reader.note("A corridor closes on itself: what it rings is kept out of")
            self.found.areas.append(
                TaskArea(
                    area_id=self._identity(shape, "area_id", "A"),
                    name=_name_of(shape),
                    outline=outline,
                    holes=holes,
                )
            )

        self._ground_line(shape)

    def _ground_line(self, shape: Shape) -> None:
        strip = shape.properties.get("strip")
        prefix = {"border": "B", "coastline": "C"}.get(str(shape.properties["role"]), "L")
        line = self._value(
            GroundLine,
            shape,
            ("line_id", prefix),
            path=positions(shape.rings[0]),
            kind=shape.properties["role"],
            strip=strip if isinstance(strip, dict) else None,  # others may call something else so
        )
        if line.strip is not None and line.line_id != shape.properties.get("id"):
            # Its areas have new identities too: they are no longer known to be its own.
            self._reader.note("A strip came apart from its line, whose identity was taken")
            line = replace(line, strip=None)
        self.found.lines.append(line)

    def _rally(self, shape: Shape) -> None:
        self.found.rally_points.append(shape.rings[0][0])

    def _site(self, shape: Shape) -> None:
        owner = shape.properties.get("aircraft")
        self.found.sites.append(
            Site(
                role=str(shape.properties["role"]),
                aircraft_id=owner if isinstance(owner, str) else None,
                at=shape.rings[0][0],
            )
        )

    def _value(self, of: type[T], shape: Shape, identity: tuple[str, str], /, **members: object) -> T:
        wanted = {
            known.name
            for known in dataclasses.fields(of)  # type: ignore[arg-type]  # only value classes come
        }
        document = {key: value for key, value in shape.properties.items() if key in wanted}
        if "source" in wanted:
            document["source"] = str(shape.properties.get("source") or "")
        document |= members | {identity[0]: self._identity(shape, *identity), "name": _name_of(shape)}
        try:
            return from_json(of, document)
        except FieldError as error:
            error.trail.append(shape.where)
            raise error.named(self._name) from error

    def _named(self, shape: Shape, member: str, kind: type[T]) -> T:
        try:
            return from_json(kind, shape.properties.get(member), under=member)
        except FieldError as error:
            error.trail.append(shape.where)
            raise error.named(self._name) from error

    def _identity(self, shape: Shape, kind: str, prefix: str) -> str:
        given = shape.properties.get("id")
        identity = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
        if not identity.strip() or identity in self._taken[kind]:
            return self._free_identity(kind, prefix)
        self._taken[kind].add(identity)
        return identity

    def _free_identity(self, kind: str, prefix: str) -> str:
        taken = self._taken[kind]
        number = self._last_number[kind] + 1
        while f"{prefix}{number}" in taken:
            number += 1
        self._last_number[kind] = number
        taken.add(f"{prefix}{number}")
        return f"{prefix}{number}"


def _as_drawn(shape: Shape) -> tuple[Ring, ...]:
    wrong = _turned_rings(shape)
    return tuple(turned(ring) if number in wrong else ring for number, ring in enumerate(shape.rings))


def _turned_rings(shape: Shape) -> tuple[object, ...]:
    marked = shape.properties.get("turned")
    return tuple(marked) if isinstance(marked, list) and shape.part is None else ()


def _name_of(shape: Shape) -> str:
    given = shape.properties.get("name", shape.properties.get("title"))
    name = given if isinstance(given, str) else "" if given is None else str(given)[:200]
    return f"{name} ({shape.part})" if name and shape.part is not None else name


def _corridor_outlines(path: Ring, width_m: float, *, where: str) -> list[tuple[Ring, tuple[Ring, ...]]]:
    """Ground within half the width of a line, ending square with it as corridor scans do."""
    if len(set(path)) < 2:
        raise MissionFileError(
            f"{where} has {len(set(path))} position(s).", remedy="Give the line at least two."
        )
    try:
        frame = LocalFrame.around(path)
        ground = frame.line(path).buffer(width_m / 2, quad_segs=8, cap_style="flat")
        parts = [part for part in shapely.get_parts(ground) if not part.is_empty]
        return [
            (
                frame.to_geo(part.exterior.coords[:-1]),
                tuple(frame.to_geo(hole.coords[:-1]) for hole in part.interiors),
            )
            for part in parts
        ]
    except (BriefError, pyproj.exceptions.ProjError, shapely.errors.ShapelyError) as error:
        raise MissionFileError(
            f"{where} is no line that a corridor can follow: {error}.",
            remedy="Draw it again, or cut it into shorter pieces.",
        ) from error
