"""What there is to know of a file of the operator's own before anything is done with it."""

from __future__ import annotations

from dataclasses import dataclass

from missions.own_wish import IGNORED, LINE_ROLES, POINT_ROLES, POLYGON_ROLES, ROLES, Box

#: What GDAL reads for us; a .zip holds one of the others.
ENDINGS = {
    "GeoPackage": (".gpkg",),
    "Shapefile": (".shp", ".zip"),
    "FlatGeobuf": (".fgb",),
    "S-57 chart": (".000",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFound:
    """One layer of a file, read and mended, before anything is done with it."""

    name: str
    lines: int
    polygons: int
    points: int
    vertices: int
    role: str  # that was asked for, or that its class implies; empty: it has none
    suggestion: str  # what its name suggests; empty: nothing
    has_own_roles: bool  # its features say what they are
    crs: str
    transformation: str
    transformation_m: float | None
    bounds_deg: Box | None
    date: str
    notes: tuple[str, ...]  # what was mended or left out, what is known of the transformation
    is_mended: bool = False  # some of the notes are of shapes
    problem: str = ""  # why it cannot be used as it is, and what to do; empty: it can

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that its shapes may have."""
        kinds = (
            (self.polygons, POLYGON_ROLES),
            (self.lines, LINE_ROLES),
            (self.points, POINT_ROLES),
        )
        fits = [roles for count, roles in kinds if count]
        found = [role for role in ROLES if any(role in roles for roles in fits)]
        return tuple(found) or (IGNORED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is in a file."""

    name: str
    format: str
    layers: tuple[LayerFound, ...]
