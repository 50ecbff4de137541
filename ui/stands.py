"""Where simulated vehicles of a brief stand, and as which of its aircraft."""

from collections.abc import Collection

from planner.brief import PatrolBrief
from planner.findings import TAKE_OFF_HEADING
from planner.fleet import Aircraft
from planner.route import PatrolPlan
from ui.simulator import Stand, airframe_of

_GREATEST_ID = 250


def stands_of(brief: PatrolBrief, plan: PatrolPlan | None) -> tuple[Stand, ...]:
    """For each aircraft with a launch: there, the nose along the take-off that is planned.

    Each has a system id of its own: that of the brief, else its place in the fleet, else one that is free.
    """
    taken = {one.system_id for one in brief.aircraft if one.system_id is not None}
    stands = []
    for place, aircraft in enumerate(brief.aircraft, start=1):
        system_id = aircraft.system_id or _free_id(place, taken)
        taken.add(system_id)
        if aircraft.launch is not None:
            stands.append(
                Stand(
                    home=aircraft.launch,
                    airframe=airframe_of(aircraft.vehicle),
                    heading_deg=_heading_deg(aircraft, plan),
                    system_id=system_id,
                    aircraft_id=aircraft.aircraft_id,
                )
            )
    return tuple(stands)


def next_stand(stands: Collection[Stand], standing: Collection[Stand]) -> Stand | None:
    """The first that nobody stands for yet; where all do, the first again under another system id."""
    ids = {stand.aircraft_id for stand in standing}
    free = next((stand for stand in stands if stand.aircraft_id not in ids), None)
    if free is not None or not stands:
        return free
    first = next(iter(stands))
    taken = {stand.system_id for stand in standing} | {stand.system_id for stand in stands}
    return Stand(
        home=first.home,
        airframe=first.airframe,
        heading_deg=first.heading_deg,
        system_id=_free_id(len(stands) + 1, taken),
    )


def _free_id(wanted: int, taken: Collection[int]) -> int:
    order: tuple[int, ...] = (*range(wanted, _GREATEST_ID + 1), *range(1, wanted))
    return next(number for number in order if number not in taken)


def _heading_deg(aircraft: Aircraft, plan: PatrolPlan | None) -> float:
    findings = plan.findings if plan is not None else ()
    headings = (
        finding.measured
        for finding in findings
        if finding.code == TAKE_OFF_HEADING and finding.subject == aircraft.aircraft_id
    )
    return next(headings, None) or 0.0
