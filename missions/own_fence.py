"""A mission against the fence that it brings along: outside it, the vehicle breaks the mission off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from missions.expanded import Expanded
from missions.items import Command, Mission, MissionItem
from planner.errors import BriefError
from planner.findings import Finding, Level
from planner.geodesy import GeoPoint, LocalFrame
from planner.profiles import SITL_PLANE
from planner.route import Leg
from planner.wording import counted

_TOUCH_M = 0.05
_POLYGONS = (Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION, Command.NAV_FENCE_POLYGON_VERTEX_EXCLUSION)
_CIRCLES = (Command.NAV_FENCE_CIRCLE_INCLUSION, Command.NAV_FENCE_CIRCLE_EXCLUSION)
_INCLUSIONS = (Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION, Command.NAV_FENCE_CIRCLE_INCLUSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flown:
    """Something that must keep inside the fence, and what is said of it when it does not."""

    subject: str
    name: str
    line: shapely.Geometry
    at: GeoPoint


def fence_findings(mission: Mission, flight: Expanded) -> Iterator[Finding]:
    """What leaves the mission's own fence; several inclusions mean what they have in common."""
    fence, rally = mission.fence or (), [item.point for item in mission.rally or () if item.point is not None]
    corners = [item.point for item in fence if item.point is not None]
    if not corners or not flight.legs:
        return
    paths = [*(leg.path for leg in flight.legs), *(way.path for way in flight.return_paths)]
    try:
        frame = LocalFrame.around([*corners, *rally, *(point for path in paths for point in path)])
    except BriefError as error:
        yield Finding(
            code="not-checkable",
            level=Level.ERROR,
            subject="fence",
            message=f"The fence cannot be compared with the flight: {error.problem}",
            remedy=error.remedy,
        )
        return
    for fenced in _shapes(fence, frame):
        yield from _leaving(fenced, [_leg(leg, frame) for leg in flight.legs], "leg")
        yield from _leaving(fenced, [*_ways_home(flight, frame)], "way home")
        yield from _ignored(fenced, [*_rally_points(mission, rally, frame)])


def _leg(leg: Leg, frame: LocalFrame) -> _Flown:
    return _Flown(subject=leg.leg_id, name="flight", line=_line(leg.path, frame), at=leg.path[-1])


def _ways_home(flight: Expanded, frame: LocalFrame) -> Iterator[_Flown]:
    for number, way in enumerate(flight.return_paths, 1):
        line = _line(way.path, frame)
        if way.descent is not None:
            middle = shapely.Point(frame.to_local([way.descent.centre])[0])
            line = shapely.union(line, shapely.boundary(shapely.buffer(middle, way.descent.radius_m)))
        yield _Flown(subject=f"return-{number}", name="way home", line=line, at=way.path[0])


def _rally_points(mission: Mission, rally: Sequence[GeoPoint], frame: LocalFrame) -> Iterator[_Flown]:
    """A plane circles about them."""
    circle_m = SITL_PLANE.loiter_radius_m if mission.vehicle_type == "Plane" else 0.0
    for number, point in enumerate(rally, 1):
        around = shapely.buffer(_line((point,), frame), circle_m) if circle_m else _line((point,), frame)
        yield _Flown(subject=f"rally-{number}", name="rally point", line=around, at=point)


def _line(path: Sequence[GeoPoint], frame: LocalFrame) -> shapely.Geometry:
    return frame.line(path) if len(path) > 1 else shapely.Point(*frame.to_local(path))


def _outside(fenced: tuple[bool, shapely.Geometry], flown: Sequence[_Flown]) -> list[_Flown]:
    is_inclusion, shape = fenced
    lines = [one.line for one in flown]
    if is_inclusion:
        leaving = ~shapely.covers(shapely.buffer(shape, _TOUCH_M), lines)
    else:
        leaving = shapely.intersects(shapely.buffer(shape, -_TOUCH_M), lines)
    return [flown[number] for number in np.flatnonzero(leaving).tolist()]


def _leaving(fenced: tuple[bool, shapely.Geometry], flown: Sequence[_Flown], noun: str) -> Iterator[Finding]:
    found = _outside(fenced, flown)
    if found:
        where = "leaves its own fence" if fenced[0] else "enters what its own fence leaves out"
        does = "do" if len(found) > 1 else "does"
        yield Finding(
            code="outside-own-fence",
            level=Level.ERROR,
            subject=found[0].subject,
            message=f"The {found[0].name} {where}: {len(found)} of {counted(len(flown), noun)} {does}, "
            f"{found[0].subject} first.",
            remedy="Widen the fence or move the items; at a breach the vehicle breaks the mission off.",
            at=found[0].at,
            measured=len(found),
            limit=0,
        )


def _ignored(fenced: tuple[bool, shapely.Geometry], rally: Sequence[_Flown]) -> Iterator[Finding]:
    found = _outside(fenced, rally)
    if found:
        lie = "lies" if len(found) == 1 else "lie"
        yield Finding(
            code="rally-outside-own-fence",
            level=Level.WARNING,
            subject=found[0].subject,
            message=f"{counted(len(found), 'rally point')} of {len(rally)} {lie} outside the fence that the "
            f"mission brings, circles counted ({found[0].subject} first).",
            remedy="Move them inside or widen the fence: a vehicle ignores rally points outside its fence.",
            at=found[0].at,
            measured=len(found),
            limit=0,
        )


def _shapes(fence: Sequence[MissionItem], frame: LocalFrame) -> Iterator[tuple[bool, shapely.Geometry]]:
    rest = [*fence]
    while rest:
        first = rest[0]
        count = int(first.params[0]) if first.command in _POLYGONS else 1
        group, rest = rest[:count], rest[count:]
        points = [item.point for item in group if item.point is not None]
        if first.command in _POLYGONS:
            yield first.command in _INCLUSIONS, shapely.make_valid(frame.polygon(points))
        elif first.command in _CIRCLES:
            centre = shapely.Point(*frame.to_local(points[:1]))
            yield first.command in _INCLUSIONS, shapely.buffer(centre, first.params[0], quad_segs=32)
