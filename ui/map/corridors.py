"""Areas along a line: so wide on both sides together, square at its ends."""

from dataclasses import replace

from planner.brief import GroundLine, LineKind, PatrolBrief, Ring
from planner.strip.linked import strip_areas
from planner.strip.values import SideWidth, Strip, StripSettings
from ui.map.edits import free_identity
from ui.map.features import Feature, FeatureKind


def with_new_corridor(brief: PatrolBrief, path: Ring, width_m: float) -> tuple[PatrolBrief, Feature]:
    """Add the ground within half a width of a line; where the line meets itself it may be several areas.

    Raises:
        BriefError: the line reaches too far for one map.
        PlanningError: nothing is left of the ground.
    """
    half = SideWidth.even(0, width_m / 2)
    strip = Strip(settings=StripSettings(left=half, right=half), start=path[0], end=path[-1])
    first = ""
    for piece in strip_areas(GroundLine(line_id="corridor", kind=LineKind.LINE, path=path, strip=strip)):
        identity = free_identity("A", (area.area_id for area in brief.areas))
        area = replace(piece, area_id=identity, name=f"Corridor {identity[1:]}")
        brief, first = replace(brief, areas=(*brief.areas, area)), first or identity
    return brief, Feature(kind=FeatureKind.AREA, identity=first)
