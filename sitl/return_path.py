"""Where the flight joins a return path or a landing sequence of the mission."""

import math

from sitl.craft import INFO, WARNING, Craft
from sitl.dialect import mavlink
from sitl.earth import Offset
from sitl.mission_engine import LAND_START, RETURN_PATH_START, MissionEngine, MissionState
from sitl.stored_item import has_place

_LANDINGS = (
    int(mavlink.MAV_CMD_NAV_LAND),
    int(mavlink.MAV_CMD_NAV_VTOL_LAND),
    int(mavlink.MAV_CMD_DO_PARACHUTE),
    LAND_START,
)


def join_return_path(engine: MissionEngine, craft: Craft) -> bool:
    """Go to the end of the nearest leg after any DO_RETURN_PATH_START; says whether there is one.

    The way there is straight, as on the vehicle, and nothing checks what it crosses.
    """
    if engine.state is MissionState.RUNNING and (engine.in_landing or engine.in_return_path):
        craft.say(INFO, "Landing sequence active" if engine.in_landing else "Return path active")
        return True
    here = craft.mover.stopping_point(craft.limits)
    best: tuple[float, int] | None = None
    for seq, item in enumerate(engine.store.items):
        if seq > 0 and item.command == RETURN_PATH_START:
            found = _nearest_leg(engine, craft, seq, here)
            if found is not None and (best is None or found[0] <= best[0]):
                best = found
    if best is None or not engine.set_current(best[1]):
        return False
    engine.in_return_path = True
    craft.say(INFO, "Return path started")
    return True


def join_landing(engine: MissionEngine, craft: Craft) -> bool:
    """Go to the nearest DO_LAND_START; says whether there is one."""
    here = craft.mover.stopping_point(craft.limits)
    starts = [
        (_distance_m(here, craft.offset_of_item(item)) if item.has_position else math.inf, seq)
        for seq, item in enumerate(engine.store.items)
        if seq > 0 and item.command == LAND_START
    ]
    if starts and engine.set_current(min(starts)[1]):
        craft.say(INFO, "Landing sequence start")
        return True
    craft.say(WARNING, "Unable to start landing sequence")
    return False


def _nearest_leg(engine: MissionEngine, craft: Craft, start: int, here: Offset) -> tuple[float, int] | None:
    best: tuple[float, int] | None = None
    before: Offset | None = None
    for seq in engine.walk(start):
        item = engine.store.items[seq]
        if has_place(item.command) and item.has_position:
            end = craft.offset_of_item(item)
            distance_m = _distance_m(here, end) if before is None else _leg_distance_m(here, before, end)
            if best is None or distance_m < best[0]:
                best = (distance_m, seq)
            before = end
        if item.command in _LANDINGS:
            break
    return best


def _distance_m(start: Offset, end: Offset) -> float:
    return math.dist(start, end)


def _leg_distance_m(point: Offset, start: Offset, end: Offset) -> float:
    leg = [b - a for a, b in zip(start, end, strict=True)]
    length2 = sum(part * part for part in leg)
    if length2 == 0.0:
        return math.dist(point, start)
    along = sum((p - a) * part for p, a, part in zip(point, start, leg, strict=True)) / length2
    share = min(1.0, max(0.0, along))
    return math.dist(point, [a + share * part for a, part in zip(start, leg, strict=True)])
