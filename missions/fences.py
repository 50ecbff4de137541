"""The fence that goes onto a vehicle with one sortie: one inclusion polygon, and exclusions inside it.

It is a trip line round everything that the sortie may fly over, never beyond a hard limit. ArduPilot 4.6.3
takes several inclusions for the ground that they have in common unless FENCE_OPTIONS says otherwise
(AC_PolyFence_loader::breached), so there is exactly one; exclusions hold either way. Edges are straight in
degrees there: what is sent is looked at once more as the vehicle sees it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from missions.fencing.ground import Slack, SortieGround
from missions.fencing.rings import corners_of, ring_between
from missions.items import Command, Frame, MissionItem
from missions.limits import BoardLimits
from planner.errors import PlanningError
from planner.fleet import Vehicle
from planner.geodesy import GeoPoint, LocalFrame
from planner.route import PatrolPlan, Sortie
from planner.wording import counted

#: How much of the ground between the flight and its limits the fence may take up: as little as its corners
#: allow, so that it trips early.
_SLACKS = tuple(
    Slack(most_m, share)
    for most_m, share in ((10.0, 0.25), (20.0, 0.5), (40.0, 0.75), (80.0, 1.0), (160.0, 1.0), (320.0, 1.0))
)

_MOST_CORNERS = 255  # of one polygon: ArduPilot counts them in a byte
_HEADER_BYTES, _POLYGON_BYTES, _CORNER_BYTES = 5, 2, 8
_LOOKED_AT_EVERY_M = 100.0
_HALF_ROUND_DEG = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SortieFence:
    """A fence as items, and what it keeps."""

    items: tuple[MissionItem, ...]
    kept_m: float | None  # from the fence to the nearest limit; None: no limit is near
    stop_m: float  # after a breach: reaction, then stop or turn, with the wind; computed, not certified


@dataclass(frozen=True, slots=True)
class _Rings:
    inclusion: shapely.Polygon
    exclusions: tuple[shapely.Polygon, ...]

    @property
    def all(self) -> tuple[shapely.Polygon, ...]:
        return (self.inclusion, *self.exclusions)

    @property
    def corners(self) -> int:
        return sum(corners_of(ring) for ring in self.all)

    def fits(self, limits: BoardLimits) -> bool:
        taken = _HEADER_BYTES + len(self.all) * _POLYGON_BYTES + self.corners * _CORNER_BYTES
        return taken <= limits.fence_bytes and max(map(corners_of, self.all)) <= _MOST_CORNERS


def fence_of(
    plan: PatrolPlan, sortie: Sortie, vehicle: Vehicle, rally: Sequence[GeoPoint], limits: BoardLimits
) -> SortieFence:
    """The fence of one sortie, with as few corners as the board asks for.

    Raises:
        PlanningError: the flight comes too near to a limit for a fence between them, or none has so few
            corners that the board holds it; with the numbers.
    """
    _require_one_side(sortie)
    ground = SortieGround.of(plan, sortie, vehicle, rally)
    _require_room(ground, sortie)
    core = ground.core()
    if not isinstance(core, shapely.Polygon):
        raise PlanningError(
            f"What sortie {sortie.sortie_id} flies over falls into {len(shapely.get_parts(core))} parts, "
            "and a fence is one.",
            remedy="Raise the stand-off, or take rally points out that limits cut off from the flight.",
        )
    fewest: int | None = None
    for slack in _SLACKS:
        rings = _rings(ground, core, slack)
        if rings is None or not _is_true_in_degrees(rings, ground, core):
            continue
        fewest = rings.corners if fewest is None else min(fewest, rings.corners)
        if rings.fits(limits):
            return SortieFence(
                items=tuple(_items(rings, ground.frame)),
                kept_m=_kept_m(rings, ground),
                stop_m=ground.standoff.reaction_m + ground.standoff.stop_m + ground.standoff.wind_m,
            )
    raise _none_fits(sortie, fewest, limits)


def _require_one_side(sortie: Sortie) -> None:
    longitudes_deg = [at.lon_deg for at in sortie.path]
    if max(longitudes_deg) - min(longitudes_deg) > _HALF_ROUND_DEG:
        raise PlanningError(
            f"Sortie {sortie.sortie_id} crosses the meridian of 180°, and ArduPilot's fence cannot.",
            remedy="Split the area there, and launch on each side.",
        )


def _require_room(ground: SortieGround, sortie: Sortie) -> None:
    nearest = min(ground.limits, key=lambda near: near.off_m, default=None)
    if nearest is not None and nearest.off_m < ground.least_m:
        raise PlanningError(
            f"Sortie {sortie.sortie_id} comes within {nearest.off_m:.1f} m of {nearest.limit.what}, and a "
            f"fence between them needs {ground.least_m:g} m.",
            remedy=f"Raise the stand-off to {ground.least_m:g} m or more, or draw that limit farther off.",
        )


def _none_fits(sortie: Sortie, fewest: int | None, limits: BoardLimits) -> PlanningError:
    room = (limits.fence_bytes - _HEADER_BYTES - _POLYGON_BYTES) // _CORNER_BYTES
    if fewest is None:
        return PlanningError(
            f"No fence fits between sortie {sortie.sortie_id} and its limits.",
            remedy="Raise the stand-off, or draw the limits with fewer corners.",
        )
    return PlanningError(
        f"The fence of sortie {sortie.sortie_id} takes {counted(fewest, 'corner')} at least, and "
        f"{limits.firmware} holds {room}.",
        remedy="Draw limits with fewer corners, raise the stand-off, or split the area.",
    )


def _rings(ground: SortieGround, core: shapely.Polygon, slack: Slack) -> _Rings | None:
    room = ground.room(core, slack)
    parts = [part for part in shapely.get_parts(room).tolist() if shapely.covers(part, core)]
    if not parts:
        return None
    around = parts[0]
    inclusion = ring_between(core, shapely.Polygon(around.exterior))
    if inclusion is None:
        return None
    exclusions = []
    for hole in map(shapely.Polygon, around.interiors):
        if not shapely.intersects(inclusion, hole):
            continue
        free = shapely.difference(shapely.buffer(hole, slack.reach_m, quad_segs=2), core)
        exclusion = ring_between(hole, free)
        if exclusion is None:
            return None
        exclusions.append(exclusion)
    return _Rings(inclusion, tuple(exclusions))


def _is_true_in_degrees(rings: _Rings, ground: SortieGround, core: shapely.Polygon) -> bool:
    """Whether, with edges straight in degrees, all that is flown over is inside and every limit outside."""
    inclusion, *exclusions = (_as_the_vehicle_sees(ring, ground.frame) for ring in rings.all)
    allowed = shapely.difference(inclusion, shapely.union_all(exclusions))
    return bool(shapely.covers(allowed, core)) and ground.is_clear(allowed)


def _as_the_vehicle_sees(ring: shapely.Polygon, frame: LocalFrame) -> BaseGeometry:
    corners = frame.to_geo(shapely.get_coordinates(ring.exterior))
    degrees = np.array([(at.lat_deg, at.lon_deg) for at in corners])
    seen: list[GeoPoint] = []
    for here, there, length_m in zip(
        degrees, degrees[1:], np.hypot(*np.diff(frame.to_local(corners), axis=0).T), strict=False
    ):
        steps = int(length_m // _LOOKED_AT_EVERY_M) + 1
        for share in np.arange(steps) / steps:
            lat_deg, lon_deg = here + share * (there - here)
            seen.append(GeoPoint(lat_deg=float(lat_deg), lon_deg=float(lon_deg)))
    return shapely.Polygon(frame.to_local(seen))


def _kept_m(rings: _Rings, ground: SortieGround) -> float | None:
    edges = np.array([ring.exterior for ring in rings.all])
    return min((near.limit.worst(edges)[1] for near in ground.limits), default=None)


def _items(rings: _Rings, frame: LocalFrame) -> Iterator[MissionItem]:
    commands = [Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION]
    commands += [Command.NAV_FENCE_POLYGON_VERTEX_EXCLUSION] * len(rings.exclusions)
    for command, ring in zip(commands, rings.all, strict=True):
        count = (float(corners_of(ring)), 0.0, 0.0, 0.0)
        for point in frame.to_geo(shapely.get_coordinates(ring.exterior)[:-1]):
            yield MissionItem(command=command, frame=Frame.SEA, params=count, point=point)
