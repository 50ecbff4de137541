"""A mission against the fence that it brings along: outside it, the vehicle breaks the mission off."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from missions.expanded import Expanded
from missions.items import Command, Mission, MissionItem
from planner.errors import BriefError
from planner.findings import Finding, Level
from planner.geodesy import LocalFrame

_TOUCH_M = 0.05
_POLYGONS = (Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION, Command.NAV_FENCE_POLYGON_VERTEX_EXCLUSION)
_CIRCLES = (Command.NAV_FENCE_CIRCLE_INCLUSION, Command.NAV_FENCE_CIRCLE_EXCLUSION)
_INCLUSIONS = (Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION, Command.NAV_FENCE_CIRCLE_INCLUSION)


def fence_findings(mission: Mission, flight: Expanded) -> Iterator[Finding]:
    """Legs that leave the mission's own fence; several inclusions mean what they have in common."""
    corners = [item.point for item in mission.fence or () if item.point is not None]
    if not corners or not flight.legs:
        return
    try:
        frame = LocalFrame.around([*corners, *(point for leg in flight.legs for point in leg.path)])
    except BriefError as error:
        yield Finding(
            code="not-checkable",
            level=Level.ERROR,
            subject="fence",
            message=f"The fence cannot be compared with the flight: {error.problem}",
            remedy=error.remedy,
        )
        return
    lines = [
        frame.line(leg.path) if len(leg.path) > 1 else shapely.Point(*frame.to_local(leg.path))
        for leg in flight.legs
    ]
    for is_inclusion, shape in _shapes(mission.fence or (), frame):
        if is_inclusion:
            leaving = ~shapely.covers(shapely.buffer(shape, _TOUCH_M), lines)
        else:
            leaving = shapely.intersects(shapely.buffer(shape, -_TOUCH_M), lines)
        found = np.flatnonzero(leaving)
        if len(found):
            leg = flight.legs[int(found[0])]
            where = "leaves its own fence" if is_inclusion else "enters what its own fence leaves out"
            yield Finding(
                code="outside-own-fence",
                level=Level.ERROR,
                subject=leg.leg_id,
                message=f"The flight {where}: {len(found)} of {len(lines)} legs do, {leg.leg_id} first.",
                remedy="Widen the fence or move the items; at a breach the vehicle breaks the mission off.",
                at=leg.path[-1],
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
