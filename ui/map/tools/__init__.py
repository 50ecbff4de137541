"""The gestures of the map, one module a gesture."""

from ui.map.tools.measure import MeasureTool
from ui.map.tools.outline import AreaTool, ExclusionTool, HoleTool
from ui.map.tools.place import LaunchTool, RallyTool, RecoveryTool
from ui.map.tools.select import SelectTool
from ui.map.tools.strip import BorderStripTool, CoastStripTool
from ui.map.tools.tool import Tool, ToolKind
from ui.map.tools.zone import CorridorTool, ZoneCircleTool, ZoneCorridorTool, ZoneTool

TOOLS: dict[ToolKind, type[Tool]] = {
    tool.kind: tool
    for tool in (
        SelectTool,
        AreaTool,
        CorridorTool,
        CoastStripTool,
        BorderStripTool,
        ExclusionTool,
        HoleTool,
        ZoneTool,
        ZoneCircleTool,
        ZoneCorridorTool,
        LaunchTool,
        RecoveryTool,
        RallyTool,
        MeasureTool,
    )
}
