"""What QGroundControl's loader demands of a .plan; written from its rules, the judge of ours."""

from collections.abc import Iterator

Json = dict[str, object]


def faults_in(document: Json) -> list[str]:
    """Everything for which the loader would refuse the plan or read it wrongly."""
    return list(_faults(document))


def _faults(document: Json) -> Iterator[str]:
    yield from _types(
        document,
        {
            "fileType": str,
            "version": int,
            "groundStation": str,
            "mission": dict,
            "geoFence": dict,
            "rallyPoints": dict,
        },
    )
    if document.get("fileType") != "Plan" or document.get("version") != 1:
        yield "the root is not version 1 of a Plan"
    mission, fence, rally = (document.get(key, {}) for key in ("mission", "geoFence", "rallyPoints"))
    assert isinstance(mission, dict)
    assert isinstance(fence, dict)
    assert isinstance(rally, dict)
    yield from _types(fence, {"version": int, "polygons": list, "circles": list})
    yield from _types(rally, {"version": int, "points": list})
    if (mission.get("version"), fence.get("version"), rally.get("version")) != (2, 2, 2):
        yield "mission, fence and rally points must be version 2, or are ignored without a word"
    yield from _mission_faults(mission)
    yield from _fence_faults(fence)
    points = rally.get("points", [])
    assert isinstance(points, list)
    for number, point in enumerate(points):
        if not _is_place(point, numbers=3):
            yield f"rally point {number} is not latitude, longitude and height"


def _fence_faults(fence: Json) -> Iterator[str]:
    polygons, circles = fence.get("polygons", []), fence.get("circles", [])
    assert isinstance(polygons, list)
    assert isinstance(circles, list)
    for number, one in enumerate(polygons):
        yield from _types(one, {"version": int, "polygon": list, "inclusion": bool})
        if one.get("version") != 1:
            yield f"polygon {number} is not version 1, and would be refused"
        corners = one.get("polygon")
        if not (isinstance(corners, list) and len(corners) >= 3 and all(map(_is_place, corners))):
            yield f"polygon {number} has no three corners of latitude and longitude"
    for number, one in enumerate(circles):
        yield from _types(one, {"version": int, "circle": dict, "inclusion": bool})
        circle = one.get("circle", {})
        if one.get("version") != 1:
            yield f"circle {number} is not version 1, and would be refused"
        if not _is_place(circle.get("center")) or type(circle.get("radius")) not in (int, float):
            yield f"circle {number} has no center or no radius"


def _is_place(value: object, *, numbers: int = 2) -> bool:
    is_list = isinstance(value, list) and len(value) == numbers
    return is_list and all(type(one) in (int, float) for one in value)  # type: ignore[attr-defined]  # a list by now


def _mission_faults(mission: Json) -> Iterator[str]:
    yield from _types(mission, {"plannedHomePosition": list, "items": list, "firmwareType": int})
    home, items = mission.get("plannedHomePosition"), mission.get("items")
    if not (isinstance(home, list) and len(home) == 3 and all(isinstance(x, int | float) for x in home)):
        yield "plannedHomePosition is not three numbers"
    if mission.get("firmwareType") not in (3, 12):
        yield "no firmware that is known"
    if mission.get("globalPlanAltitudeMode") not in (None, 0, 1, 2, 3, 4, 5):
        yield "no altitude mode that is known"
    assert isinstance(items, list)
    items = [*_flown(items)]
    jump_ids = [item.get("doJumpId") for item in items]
    if jump_ids != list(range(1, len(items) + 1)):
        yield "doJumpId does not count from 1"
    listed = mission.get("items")
    assert isinstance(listed, list)
    for number, item in enumerate(listed):
        if item.get("type") == "ComplexItem":
            yield from (f"complex item {number}: {fault}" for fault in _complex_faults(item))
    for number, item in enumerate(items):
        yield from (f"item {number}: {fault}" for fault in _item_faults(item, jump_ids))


def _flown(items: list[Json]) -> Iterator[Json]:
    """Single items, and those baked into complex ones, as they are numbered and flown."""
    for item in items:
        transects = item.get("TransectStyleComplexItem")
        if not isinstance(transects, dict):
            yield item
            continue
        yield from transects.get("Items", [])


def _complex_faults(item: Json) -> Iterator[str]:
    kind = item.get("complexItemType")
    if kind == "survey":
        yield from _types(item, {"version": int, "entryLocation": int, "polygon": list})
        yield from _types(item, {"flyAlternateTransects": bool, "splitConcavePolygons": bool})
        yield from _numbers(item, "angle")
        if item.get("version") != 5:
            yield "a survey is version 5"
    elif kind == "CorridorScan":
        yield from _types(item, {"version": int, "EntryPoint": int, "polyline": list})
        yield from _numbers(item, "CorridorWidth")
        if item.get("version") != 2:
            yield "a corridor scan is version 2"
    else:
        yield f"no complex item is a {kind}: it would vanish without a word"
    ring = item.get("polygon", item.get("polyline"))
    if not (isinstance(ring, list) and all(map(_is_place, ring)) and len(ring) >= 2):
        yield "has no ground"
    yield from _transect_faults(item.get("TransectStyleComplexItem"))


def _transect_faults(transects: object) -> Iterator[str]:
    if not isinstance(transects, dict):
        yield "TransectStyleComplexItem is missing"
        return
    yield from _types(
        transects, {"version": int, "CameraCalc": dict, "VisualTransectPoints": list, "Items": list}
    )
    yield from _types(
        transects, dict.fromkeys(("CameraTriggerInTurnAround", "HoverAndCapture", "Refly90Degrees"), bool)
    )
    yield from _numbers(transects, "TurnAroundDistance", "CameraShots")
    camera = transects.get("CameraCalc", {})
    yield from _types(camera, {"version": int, "CameraName": str, "DistanceMode": int})
    yield from _numbers(camera, "AdjustedFootprintSide", "AdjustedFootprintFrontal", "DistanceToSurface")
    if not all(map(_is_place, transects.get("VisualTransectPoints", []))):
        yield "a visual transect point is no place"


def _numbers(holder: Json, *keys: str) -> Iterator[str]:
    for key in keys:
        if type(holder.get(key)) not in (int, float):
            yield f"{key} is no number"


def _item_faults(item: Json, jump_ids: list[object]) -> Iterator[str]:
    yield from _types(item, {"type": str, "frame": int, "command": int, "params": list, "autoContinue": bool})
    params = item.get("params")
    if item.get("type") != "SimpleItem":
        yield "is no SimpleItem"
    if not isinstance(params, list) or len(params) != 7:
        yield "has not exactly 7 params"
        return
    if not all(param is None or type(param) in (int, float) for param in params):
        yield "has a param that is neither a number nor null"
    modes = {"AltitudeMode", "Altitude", "AMSLAltAboveTerrain"} & set(item)
    if modes and len(modes) != 3:
        yield "has some of the three altitude members, not all"
    if item.get("command") == 177 and params[0] not in jump_ids:
        yield "jumps to an id that no item has"


def _types(holder: Json, wanted: dict[str, type]) -> Iterator[str]:
    for key, kind in wanted.items():
        if key not in holder:
            yield f"{key} is missing"
        elif type(holder[key]) is not kind:
            yield f"{key} is no {kind.__name__}"
