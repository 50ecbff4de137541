"""A sortie's lanes as a survey or a corridor scan, so that QGroundControl can edit them.

The item holds our own mission items baked in, which it flies until somebody edits it; so it changes nothing
of what is flown. It is written only where QGroundControl's pattern is about ours.

Source: QGroundControl, TransectStyleComplexItem.cc, SurveyComplexItem.cc, CorridorScanComplexItem.cc,
CameraCalc.cc; what its loader requires.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from missions.formats.qgc_items import RELATIVE
from missions.formats.qgc_scans import MANUAL_CAMERA
from missions.items import Frame, Mission, MissionItem
from missions.json_text import JsonObject
from planner.brief import GroundLine, LineKind, TaskArea
from planner.geodesy import GeoPoint, LocalFrame
from planner.route import PatrolPlan, PlannedLane
from planner.strip.values import SideWidth

_SAME_BEARING_DEG = 1.0
_ALONG_SHARE = 0.8  # of the lanes' length: their ends hold turns that see, which no transect has
_SAME_GROUND = (
    0.03  # share of an area that a corridor's ground may differ by: ends and bends are drawn otherwise
)

#: A mission item as QGroundControl has it, with its number.
SimpleItem = Callable[[MissionItem, int], JsonObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class Editable:
    """A complex item, and which of a mission's items it takes the place of: `first` up to before `end`."""

    item: JsonObject
    first: int
    end: int


def editable(plan: PatrolPlan, mission: Mission, *, simple_item: SimpleItem) -> Editable | None:
    """The lanes of a plan as one complex item; None where QGroundControl has no such pattern.

    It has one for a plain sweep over one area without holes, flown in one sortie at one height above home,
    and one for lanes along a line on both sides of it.
    """
    area = _only_area(plan)
    block = _lane_items(mission)
    if area is None or block is None or len(plan.sorties) != 1:
        return None
    first, end = block
    baked = mission.items[first:end]
    height_m = _only_height_m(baked)
    if height_m is None:
        return None
    pattern = _corridor_of(plan, area) or _sweep_of(plan, area)
    if pattern is None:
        return None
    transects: JsonObject = {
        "version": 2,
        "CameraCalc": {
            "version": 2,
            "CameraName": MANUAL_CAMERA,
            "AdjustedFootprintSide": plan.brief.settings.track_spacing_m,
            "AdjustedFootprintFrontal": plan.brief.settings.track_spacing_m,
            "DistanceToSurface": height_m,
            "DistanceMode": RELATIVE,
        },
        "CameraShots": 0,
        "CameraTriggerInTurnAround": False,
        "HoverAndCapture": False,
        "Refly90Degrees": False,
        "TurnAroundDistance": 0.0,
        "VisualTransectPoints": [_pair(item.point) for item in baked if item.point is not None],
        "Items": [simple_item(item, number) for number, item in enumerate(baked, first + 1)],
    }
    item = {"type": "ComplexItem", **pattern, "TransectStyleComplexItem": transects}
    return Editable(item=item, first=first, end=end)


def _only_area(plan: PatrolPlan) -> TaskArea | None:
    areas = {lane.area_id for lane in plan.lanes}
    chosen = [area for area in plan.brief.areas if area.area_id in areas]
    return chosen[0] if len(chosen) == len(plan.brief.areas) == 1 and not chosen[0].holes else None


def _lane_items(mission: Mission) -> tuple[int, int] | None:
    """From where the first lane begins to where the last one ends."""
    ends = [number for number, item in enumerate(mission.items) if item.lane_id is not None]
    if not ends:
        return None
    begins = next(
        (number for number in range(ends[0] - 1, -1, -1) if mission.items[number].point is not None), None
    )
    return None if begins is None else (begins, ends[-1] + 1)


def _only_height_m(items: Sequence[MissionItem]) -> float | None:
    heights = {(item.frame, item.height_m) for item in items if item.point is not None}
    frame, height_m = next(iter(heights))
    return height_m if len(heights) == 1 and frame == Frame.HOME else None


def _sweep_of(plan: PatrolPlan, area: TaskArea) -> JsonObject | None:
    axis_deg = _axis_deg(plan.lanes)
    if axis_deg is None:
        return None
    return {
        "complexItemType": "survey",
        "version": 5,
        "angle": axis_deg,
        "entryLocation": 0,
        "flyAlternateTransects": False,
        "splitConcavePolygons": False,
        "polygon": [_pair(corner) for corner in area.outline],
    }


def _axis_deg(lanes: Sequence[PlannedLane]) -> float | None:
    """The bearing along which nearly all of the lanes run, turns at their ends apart, if there is one."""
    frame = LocalFrame.around([point for lane in lanes for point in lane.path])
    paths_m = frame.to_local_each([lane.path for lane in lanes])
    steps_m = np.concatenate([np.diff(path_m, axis=0) for path_m in paths_m])
    lengths_m = np.hypot(*steps_m.T)
    turns_deg = np.degrees(np.arctan2(*steps_m.T))
    longest_deg = turns_deg[lengths_m.argmax()]
    off_deg = (turns_deg - longest_deg + 90) % 180 - 90
    along = np.abs(off_deg) <= _SAME_BEARING_DEG
    if lengths_m[along].sum() < _ALONG_SHARE * lengths_m.sum():
        return None
    axis_deg = longest_deg + np.average(off_deg[along], weights=lengths_m[along])
    return round(float(axis_deg) % 180, 3)


def _corridor_of(plan: PatrolPlan, area: TaskArea) -> JsonObject | None:
    for line, width_m in _widened(plan):
        frame = LocalFrame.around((*line.path, *area.outline))
        ground = frame.line(line.path).buffer(width_m / 2, cap_style="flat", join_style="mitre")
        drawn = shapely.make_valid(frame.polygon(area.outline))
        if shapely.symmetric_difference(ground, drawn).area <= _SAME_GROUND * drawn.area:
            return {
                "complexItemType": "CorridorScan",
                "version": 2,
                "CorridorWidth": width_m,
                "EntryPoint": 0,
                "polyline": [_pair(point) for point in line.path],
            }
    return None


def _widened(plan: PatrolPlan) -> Iterator[tuple[GroundLine, float]]:
    """Lines with ground of even width on both sides."""
    for line in plan.brief.lines:
        if line.strip is not None:
            sides = (line.strip.settings.left, line.strip.settings.right)
            if sides[0] == sides[1] and sides[0] is not None and _reaches_evenly(sides[0]):
                yield line, 2 * sides[0].reach_m
        elif line.kind is LineKind.LINE and line.width_m is not None:
            yield line, line.width_m


def _reaches_evenly(side: SideWidth) -> bool:
    return side.is_even and side.places[0].from_m == 0


def _pair(point: GeoPoint) -> list[float]:
    return [point.lat_deg, point.lon_deg]
