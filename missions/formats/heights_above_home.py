"""Heights of rally points and of places to return to, for files that have them above home alone."""

from missions.errors import MissionFileError
from missions.items import Frame, Mission, MissionItem

_WORDS: dict[int, str] = {Frame.SEA: "the sea", Frame.GROUND: "the ground"}


def above_home_m(item: MissionItem, mission: Mission, *, what: str) -> float:
    """How high an item lies above home.

    Raises:
        MissionFileError: it is given above something that cannot be compared with home.
    """
    if item.frame == Frame.HOME:
        return item.height_m
    if item.frame == Frame.SEA and mission.home_amsl_m is not None:
        return round(item.height_m - mission.home_amsl_m, 2)
    above = _WORDS.get(item.frame, f"what frame {item.frame} means")
    raise MissionFileError(
        f"{what} of {mission.sortie_id} lies {item.height_m:g} m above {above}, and such a file has heights "
        "above home.",
        remedy="Give its height above home, or home's height above the sea.",
    )
