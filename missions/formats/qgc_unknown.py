"""Members of a .plan that QGroundControl does not write and Vedette does not carry: said, for they get lost.

Source: PX4 files seen with UUID, MISSION_ITEM_ID and groupTag; QGroundControl, MissionController.cc,
SimpleMissionItem.cc.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from missions.json_text import JsonObject
from planner.wording import listed as in_words

_ROOT = {"fileType", "version", "groundStation", "mission", "geoFence", "rallyPoints"}
_MISSION = {
    *("version", "items", "plannedHomePosition", "firmwareType", "vehicleType"),
    *("cruiseSpeed", "hoverSpeed", "globalPlanAltitudeMode"),
}
_ITEM = {
    *("type", "command", "frame", "params", "autoContinue", "doJumpId", "coordinate", "id"),
    *("param1", "param2", "param3", "param4", "AltitudeMode", "Altitude", "AMSLAltAboveTerrain"),
}
_SHOWN = 6


def unknown_notes(document: JsonObject, mission: JsonObject, items: Sequence[object]) -> Iterator[str]:
    """One note that names them, with how often each occurs; none where there are none."""
    names = Counter(name for name in document if name not in _ROOT)
    names.update(f"mission.{name}" for name in mission if name not in _MISSION)
    for item in items:
        if isinstance(item, dict) and item.get("type") != "ComplexItem":
            names.update(f"items: {name}" for name in item if name not in _ITEM)
    if not names:
        return
    often = names.most_common()
    told = [f"{name[:40]!r}" + (f" ({count} times)" if count > 1 else "") for name, count in often]
    more = [f"{len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
    yield f"Members that are no part of a .plan were left out: {in_words([*told[:_SHOWN], *more])}."
