"""What goes onto a vehicle with a mission and what becomes of what it holds: said before anything is sent."""

from collections.abc import Sequence

from missions.items import Mission
from planner.wording import counted

_PARAMETERS = "Parameters on the vehicle stay as they are."
MISSION_ALONE = (
    "Only the mission is sent: fence, rally points and parameters on the vehicle stay as they are."
)


def before_sending(mission: Mission) -> str:
    """Of one mission, which may leave out a fence or rally points: then those on board stay."""
    if mission.fence is None and mission.rally is None:
        return MISSION_ALONE
    return " ".join((_fence(mission.fence), _rally(mission.rally), _PARAMETERS))


def before_sending_sorties(rally_points: int) -> str:
    """Of the sorties of a plan, whose brief has so many rally points: each takes those that it can use."""
    along = (
        f"Of {counted(rally_points, 'rally point')} those within reach go with it and replace those on board."
        if rally_points
        else "No rally points go with it: those on board are cleared."
    )
    return f"{_FENCED} {along} {_PARAMETERS}"


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
