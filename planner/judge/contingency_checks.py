"""Whether something is done about every failure, and whether the autopilot can do it.

Source: ArduPilot 4.6.3, ArduCopter/events.cpp and fence.cpp, ArduPlane/events.cpp: a Copter's fence cannot
take the return path; a Plane's RTL takes it wherever there is one (RTL_AUTOLAND 4).
"""

from collections.abc import Iterator

from planner.brief import PatrolBrief
from planner.contingency import Action, Contingency
from planner.findings import Finding, Level
from planner.fleet import FixedWing, carrier_of

_ASKS_FOR = {
    "lost_link": "a lost link",
    "low_battery": "a low battery",
    "critical_battery": "a critical battery",
    "breach": "a breach of its fence",
    "lost_position": "a lost position",
}


def contingency_findings(brief: PatrolBrief) -> list[Finding]:
    """What is to be said of the contingency plan of the brief; nothing of a brief without aircraft."""
    if not brief.aircraft:
        return []
    plan = brief.settings.contingency
    return [*_left_alone(plan), *_impossible(brief, plan)]


def _left_alone(plan: Contingency) -> Iterator[Finding]:
    for field, failure in _ASKS_FOR.items():
        if getattr(plan, field) is Action.NONE:
            yield Finding(
                code="no-contingency",
                level=Level.WARNING,
                subject=field.replace("_", "-"),
                message=f"Nothing is done about {failure}: the aircraft flies on.",
                remedy=f"Choose what is done about {failure}.",
            )
    if plan.lost_rc is Action.NONE and plan.lost_link is Action.NONE:
        yield Finding(
            code="no-contingency",
            level=Level.WARNING,
            subject="lost-rc",
            message="With neither remote control nor link the aircraft flies on, out of everybody's hands.",
            remedy="Choose what is done about a lost link.",
        )


def _impossible(brief: PatrolBrief, plan: Contingency) -> Iterator[Finding]:
    rotors = [one.aircraft_id for one in brief.aircraft if not isinstance(carrier_of(one.vehicle), FixedWing)]
    if rotors and plan.breach is Action.RETURN_PATH:
        yield Finding(
            code="contingency-unknown",
            level=Level.ERROR,
            subject="breach",
            message=f"ArduPilot Copter cannot take the return path at a breach ({', '.join(rotors)}).",
            remedy="Let it fly straight home or land at a breach.",
        )
