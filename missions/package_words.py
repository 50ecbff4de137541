"""What goes onto a vehicle with a mission and what becomes of what it holds: said before anything is sent."""

from collections.abc import Sequence

from missions.fencing.outlines import fence_rings
from missions.items import Mission
from planner.wording import counted

_PARAMETERS = "Parameters on the vehicle stay as they are."
_SET = "Parameters for a lost link, the battery, returns and the fence are set."
_KEPT = "What the vehicle holds now is kept first, and can be put back."
MISSION_ALONE = (
    "Only the mission is sent: fence, rally points and parameters on the vehicle stay as they are."
)


def before_sending(mission: Mission, *, is_kept: bool) -> str:
    """Of one mission, which may leave out a fence or rally points: then those on board stay.

    Args:
        mission: that is sent.
        is_kept: whether what the vehicle holds is kept first.
    """
    kept = (_KEPT,) if is_kept else ()
    if mission.fence is None and mission.rally is None:
        return " ".join((MISSION_ALONE, *kept))
    parameters = _PARAMETERS if mission.safeguards is None else _SET
    return " ".join((_fence(mission.fence), _rally(mission.rally), parameters, *kept))


def before_sending_sorties(rally_points: int) -> str:
    """Of the sorties of a plan, whose brief has so many rally points: each takes those that it can use."""
    along = (
        f"Of {counted(rally_points, 'rally point')} those within reach go with it and replace those on board."
        if rally_points
        else "No rally points go with it: those on board are cleared."
    )
    return f"{_FENCED} {along} {_SET} {_KEPT}"


def fence_words(mission: Mission) -> str:
    """What the fence of a sortie is, and what it keeps; empty where it has none."""
    rings = fence_rings(mission.fence or ())
    if not rings:
        return ""
    corners = sum(len(ring.corners) for ring in rings)
    out = sum(ring.is_exclusion for ring in rings)
    holes = f", {counted(out, 'exclusion')} cut out" if out else ""
    size = f"Its fence has {counted(corners, 'corner')}{holes}."
    return " ".join(filter(None, (size, breach_words(mission))))


def breach_words(mission: Mission) -> str:
    """How far a fence keeps off the limits, and where a vehicle in breach stops; empty: none is near."""
    kept_m, stop_m = mission.fence_kept_m, mission.breach_stop_m
    if kept_m is None or stop_m is None:
        return ""
    stops = f"after a breach the vehicle stops within {stop_m:.0f} m (computed, not certified)"
    short = "" if stop_m <= kept_m else ": that is farther"
    return f"The fence keeps {kept_m:.0f} m from the nearest limit; {stops}{short}."


_FENCED = "The mission is sent with a fence, which replaces the one on board."


def _fence(fence: Sequence[object] | None) -> str:
    if fence is None:
        return "The mission is sent without a fence: the one on board stays."
    if not fence:
        return "The mission is sent with no fence: the one on board is cleared."
    return f"The mission is sent with a fence of {counted(len(fence), 'item')}, in place of the one on board."


def _rally(rally: Sequence[object] | None) -> str:
    if rally is None:
        return "Rally points on board stay."
    if not rally:
        return "No rally points go with it: those on board are cleared."
    return f"{counted(len(rally), 'rally point')} go with it, in place of those on board."
