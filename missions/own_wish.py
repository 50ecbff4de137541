"""What an operator wishes of a file of his own data: which layers, in which roles, from where on Earth."""

from __future__ import annotations

from dataclasses import dataclass

from planner.heights import HeightReference
from planner.own_layers import BASE

#: What is read, found, and passed over.
IGNORED = "ignore"

LINE_ROLES = ("coastline", "border", "line", "zone", BASE, IGNORED)
POLYGON_ROLES = (  # as a coastline or border their outlines are taken
    *("area", "exclusion", "zone", "territory", "fence", "coastline", "border", BASE, IGNORED),
)
POINT_ROLES = ("rally", "launch", "recovery", "alternate", "zone", BASE, IGNORED)
ROLES = tuple(dict.fromkeys((*LINE_ROLES, *POLYGON_ROLES, *POINT_ROLES)))

Box = tuple[float, float, float, float]  # west, south, east, north, in degrees; west may be above east


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWish:
    """How a file is to be read. Features that say their own role keep it."""

    layers: tuple[str, ...] = ()  # none named: all
    role: str = ""  # of every layer that `roles` does not name; empty: as its features or its class say
    roles: tuple[tuple[str, str], ...] = ()  # layer and role
    crs: str = ""  # in place of what the file says; empty: that
    swap_axes: bool = False  # the file has northing or latitude where easting or longitude belongs
    accuracy_m: float | None = None  # of its lines, where features do not say; None: unknown
    heights_above: HeightReference | None = None  # of zones, where the file does not say; None: unknown
    near: Box | None = None  # only what reaches into this box is wanted

    def role_of(self, layer: str) -> str:
        """The role asked for; empty: none."""
        return dict(self.roles).get(layer, self.role)

    def wants(self, layer: str) -> bool:
        """Whether a layer was asked for, or none was named."""
        return not self.layers or layer in self.layers
