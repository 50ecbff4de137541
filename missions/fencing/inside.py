"""A place, and the way from there to another, held against a fence as it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from missions.fencing.outlines import fence_rings
from missions.items import MissionItem
from planner.geodesy import GeoPoint, LocalFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class FencedGround:
    """What a fence of polygons allows, in metres."""

    frame: LocalFrame
    allowed: BaseGeometry

    @classmethod
    def of(cls, fence: Sequence[MissionItem]) -> "FencedGround":
        """The ground inside every inclusion and outside every exclusion; none without an inclusion."""
        rings = fence_rings(fence)
        frame = LocalFrame.around([corner for ring in rings for corner in ring.corners])
        outlines = {ring: shapely.Polygon(frame.to_local(ring.corners)) for ring in rings}
        inside = [outline for ring, outline in outlines.items() if not ring.is_exclusion]
        outside = [outline for ring, outline in outlines.items() if ring.is_exclusion]
        common = shapely.intersection_all(inside) if inside else shapely.Polygon()
        return cls(frame=frame, allowed=shapely.difference(common, shapely.union_all(outside)))

    def room_m(self, point: GeoPoint) -> float:
        """How far a place lies from the nearest edge; negative where it is outside."""
        at = shapely.Point(self.frame.to_local((point,))[0])
        off_m = float(shapely.distance(at, shapely.boundary(self.allowed)))
        return off_m if shapely.covers(self.allowed, at) else -off_m

    def leg_outside_m(self, start: GeoPoint, end: GeoPoint) -> float:
        """How much of the straight leg between two places lies outside."""
        return float(shapely.length(shapely.difference(self._leg(start, end), self.allowed)))

    def leg_room_m(self, start: GeoPoint, end: GeoPoint) -> float:
        """How near a leg that lies inside comes to an edge."""
        return float(shapely.distance(self._leg(start, end), shapely.boundary(self.allowed)))

    def holds_leg(self, start: GeoPoint, end: GeoPoint, *, about_start_m: float, room_m: float) -> bool:
        """Whether the leg stays inside by so much, from wherever it is begun so near to its start."""
        begun = shapely.buffer(shapely.Point(self.frame.to_local((start,))[0]), about_start_m)
        ended = shapely.Point(self.frame.to_local((end,))[0])
        band = shapely.convex_hull(shapely.union(begun, ended)) if about_start_m else self._leg(start, end)
        return bool(shapely.covers(self.allowed, shapely.buffer(band, room_m)))

    def _leg(self, start: GeoPoint, end: GeoPoint) -> BaseGeometry:
        return shapely.LineString(self.frame.to_local((start, end)))
