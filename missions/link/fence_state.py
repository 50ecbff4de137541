"""What the vehicle's own parameters make of a fence on board; none of them is set from here.

Source: ArduPilot 4.6.3, AC_Fence. A Copter's FENCE_TYPE is 7 as it comes: beside polygons a circle of
FENCE_RADIUS about home and a ceiling of FENCE_ALT_MAX above it, which end any longer or higher patrol.
"""

from collections.abc import Iterator

from missions.errors import LinkError
from missions.items import Mission
from missions.link.parameters import get_parameter
from missions.link.session import Session
from missions.package_words import breach_words
from planner.geodesy import distance_m

_CEILING, _CIRCLE, _POLYGONS = 1, 2, 4  # bits of FENCE_TYPE
_REPORT_ONLY = 0  # FENCE_ACTION


def fence_notes(session: Session, mission: Mission) -> tuple[str, ...]:
    """Whether the fence that was sent is enforced on board, and what it keeps; nothing where none was sent.

    What would end the patrol is said too: `require_room_in_fence` refuses to arm with it.
    """
    if not mission.fence:
        return ()
    kept = tuple(filter(None, (breach_words(mission),)))
    try:
        return (*kept, *_enforcement(session), *_in_the_way(session, mission))
    except LinkError as error:
        return (*kept, f"Whether the fence is enforced is not known: {error.problem}")


def require_room_in_fence(session: Session, mission: Mission) -> None:
    """Refuse to arm where circle or ceiling of the vehicle's fence would end the mission.

    Raises:
        LinkError: with both numbers, or the vehicle does not tell its parameters.
    """
    for problem in _in_the_way(session, mission):
        raise LinkError(
            problem,
            remedy="Widen it on the vehicle, or take it out of FENCE_TYPE (4 is polygons alone).",
        )


def _enforcement(session: Session) -> Iterator[str]:
    if not _is_on(session):
        yield "The fence is on board and not enforced: FENCE_ENABLE is 0."
        return
    kinds, action = int(get_parameter(session, "FENCE_TYPE")), int(get_parameter(session, "FENCE_ACTION"))
    if not kinds & _POLYGONS:
        yield f"The fence is on board and not enforced: FENCE_TYPE {kinds} leaves polygons out."
    elif action == _REPORT_ONLY:
        yield "The fence is on board; a breach is only reported: FENCE_ACTION is 0."
    else:
        yield f"The fence is enforced on board: FENCE_ENABLE 1, FENCE_TYPE {kinds}, FENCE_ACTION {action}."


def _in_the_way(session: Session, mission: Mission) -> Iterator[str]:
    if not _is_on(session):
        return
    kinds = int(get_parameter(session, "FENCE_TYPE"))
    points = [item.point for item in mission.items if item.point is not None]
    if kinds & _CIRCLE and mission.home is not None and points:
        radius_m = get_parameter(session, "FENCE_RADIUS")
        farthest_m = max(distance_m(mission.home, point) for point in points)
        if farthest_m >= radius_m:
            yield (
                f"The vehicle's fence has a circle of {radius_m:.0f} m about home (FENCE_TYPE {kinds}), and "
                f"sortie {mission.sortie_id} goes {farthest_m:.0f} m away."
            )
    if kinds & _CEILING:
        ceiling_m = get_parameter(session, "FENCE_ALT_MAX")
        highest_m = max((item.height_m for item in mission.items), default=0.0)
        if highest_m >= ceiling_m:
            yield (
                f"The vehicle's fence has a ceiling of {ceiling_m:.0f} m above home (FENCE_TYPE {kinds}), "
                f"and sortie {mission.sortie_id} climbs to {highest_m:.0f} m."
            )


def _is_on(session: Session) -> bool:
    """Now, or from arming or take-off on."""
    return get_parameter(session, "FENCE_ENABLE") > 0 or get_parameter(session, "FENCE_AUTOENABLE") > 0
