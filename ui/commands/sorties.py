"""Which missions of a file are to be sent or flown, and the record of it in the file."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from missions.compile import compile_sortie
from missions.errors import MissionFileError
from missions.flight import Flight
from missions.formats import read_mission
from missions.items import Mission
from missions.link import Session, note_plan
from missions.mission_checks import check_mission
from missions.package import compile_package
from missions.patrol_file import ENDING, Patrol, open_patrol, save_patrol
from missions.receipt import Receipt
from missions.waivers import Waiver, waived
from planner.errors import PlanningError
from planner.figures import battery_share
from planner.findings import Level
from planner.route import PatrolPlan, Sortie
from planner.times import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFly:
    """One mission; `plan` is None when the file holds nothing but the mission."""

    mission: Mission
    plan: PatrolPlan | None
    sortie: Sortie | None = None  # of that plan
    battery_share: float | None = None  # of a full battery that it takes, reserve included
    waivers: tuple[Waiver, ...] = ()  # that hold now for the plan's warnings


def to_fly(path: Path, *, number: int | None, everything: bool = False) -> tuple[ToFly, ...]:
    """The sorties asked for: a number from 1, everything, or the first not yet flown.

    Raises:
        MissionFileError: the file holds no plan, no such sortie, or a mission without items.
        PlanningError: an error-level finding blocks the plan or the mission.
    """
    if path.suffix.lower() != ENDING:
        mission = read_mission(path).mission
        if not mission.items:
            raise MissionFileError(
                f"{path.name} holds 0 mission items.",
                remedy="Sending it would clear the mission on board; vedette clear does that.",
            )
        _require_sound(mission, path)
        return (ToFly(mission=mission, plan=None),)
    patrol = open_patrol(path)
    plan = _sound_plan(patrol, path)
    if everything:
        chosen = plan.sorties
    elif number is not None:
        if not 1 <= number <= len(plan.sorties):
            raise MissionFileError(
                f"{path.name} has {len(plan.sorties)} sorties, no sortie {number}.",
                remedy=f"Ask for 1 to {len(plan.sorties)}.",
            )
        chosen = (plan.sorties[number - 1],)
    else:
        flown = {flight.plan_id for flight in patrol.flights if flight.complete}
        left = [one for one in plan.sorties if compile_sortie(plan, one).plan_id not in flown]
        chosen = tuple(left[:1])
        if not chosen:
            raise MissionFileError(
                f"All {len(plan.sorties)} sorties of {path.name} have been flown.",
                remedy="Name one with --sortie to fly it again.",
            )
    now = Instant(utc=datetime.now(UTC))
    standing = tuple(waived(plan.findings, plan, patrol.waivers, now=now).values())
    return tuple(
        ToFly(
            mission=compile_package(plan, sortie),
            plan=plan,
            sortie=sortie,
            battery_share=battery_share(plan, sortie),
            waivers=standing,
        )
        for sortie in chosen
    )


def note_origin(session: Session, one: ToFly) -> None:
    """Put what a mission was planned from into the session's flight record; a bare mission has nothing."""
    if one.plan is not None and one.sortie is not None:
        note_plan(session, one.plan, one.sortie, one.mission, one.waivers)


def record(path: Path, *, receipt: Receipt | None = None, flight: Flight | None = None) -> None:
    """Add an upload or a flight to a saved patrol; other files keep no record.

    Raises:
        StorageError: the disk refused.
    """
    if path.suffix.lower() != ENDING:
        return
    patrol = open_patrol(path)
    receipts = (*patrol.receipts, receipt) if receipt is not None else patrol.receipts
    flights = (*patrol.flights, flight) if flight is not None else patrol.flights
    save_patrol(replace(patrol, receipts=receipts, flights=flights), path)


def _require_sound(mission: Mission, path: Path) -> None:
    errors = [one for one in check_mission(mission).findings if one.level is Level.ERROR]
    if errors:
        raise PlanningError(
            f"{path.name}: {len(errors)} error(s) block the upload; the first: {errors[0].message}",
            remedy=errors[0].remedy,
        )


def _sound_plan(patrol: Patrol, path: Path) -> PatrolPlan:
    if patrol.plan is None or patrol.plan_is_stale:
        state = "no plan" if patrol.plan is None else "a plan of an earlier brief"
        raise MissionFileError(
            f"{path.name} holds {state}.", remedy=f"Plan it: vedette plan {path.name} -o {path.name}"
        )
    require_sound(patrol.plan)
    return patrol.plan


def require_sound(plan: PatrolPlan) -> None:
    """Refuse a plan that an error-level finding blocks.

    Raises:
        PlanningError: says how many errors there are and what the first is.
    """
    errors = [finding for finding in plan.findings if finding.level is Level.ERROR]
    if errors:
        raise PlanningError(
            f"{len(errors)} error(s) block this plan; the first: {errors[0].message}", remedy=errors[0].remedy
        )
