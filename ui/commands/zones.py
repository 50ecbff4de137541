"""The zones of a patrol in words and in JSON."""

from collections.abc import Sequence
from datetime import date

from missions.enforcement import enforcement_of
from missions.items import Mission
from missions.package import compile_package
from missions.patrol_file import Patrol
from missions.value_codec import to_json
from planner.brief import PatrolBrief
from planner.errors import PlanningError
from planner.zone_words import height_words, hour_words, source_words, title_words
from planner.zones import Zone, ZoneCircle, ZoneCorridor, ZoneOutline, ZoneShape


def packages_of(patrol: Patrol) -> tuple[Mission, ...]:
    """What the vehicles would be given, where the patrol has zones: their fences say what enforces those."""
    if patrol.plan is None or patrol.plan_is_stale or not patrol.brief.zones:
        return ()
    try:
        return tuple(compile_package(patrol.plan, sortie) for sortie in patrol.plan.sorties)
    except PlanningError:
        return ()  # nothing can be sent


def zone_lines(brief: PatrolBrief, sent: Sequence[Mission], *, today: date) -> list[str]:
    """One line a zone: what is known of it, and what enforces it where this is sent."""
    return [_line(zone, sent, today) for zone in brief.zones]


def zone_members(brief: PatrolBrief, sent: Sequence[Mission]) -> list[dict[str, object]]:
    """Zones for scripts: as they are saved, and where they are enforced when this is sent."""
    members = []
    for zone in brief.zones:
        saved = to_json(zone)
        if not isinstance(saved, dict):
            raise TypeError("a zone's JSON is an object")
        members.append({**saved, "enforcement": enforcement_of(zone, sent).value})
    return members


def _line(zone: Zone, sent: Sequence[Mission], today: date) -> str:
    called = title_words(zone)
    words = [
        f"{called[:1].upper()}{called[1:]}: {_shape(zone.shape)}",
        height_words(zone),
        hour_words(zone),
        f"{zone.standoff_m:g} m kept" if zone.standoff_m is not None else "the patrol's stand-off",
        enforcement_of(zone, sent).value if zone.is_on else "switched off",
        source_words(zone, today=today),
    ]
    return f"{'; '.join(words)}."


def _shape(shape: ZoneShape) -> str:
    match shape:
        case ZoneOutline():
            return f"an outline of {len(shape.outline)} corners"
        case ZoneCircle():
            return f"a circle of {shape.radius_m:,.0f} m radius"
        case ZoneCorridor():
            return f"a corridor {shape.width_m:,.0f} m wide"
