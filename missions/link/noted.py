"""Uploads, restores and flights, with what they were and how they ended, in the session's flight record.

Brief, plan and package are kept whole, once in a record and then by their hash: with the versions in its
first line they are all that a plan followed from.
"""

import dataclasses
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from missions.backups import Backup
from missions.flight import Flight
from missions.items import Mission
from missions.link import flights, restores, uploads
from missions.link.restores import Restored
from missions.link.session import Session
from missions.patrol_file import Patrol, document_of
from missions.receipt import Receipt
from missions.value_codec import to_json
from missions.waivers import Waiver
from planner.errors import PatrolError
from planner.findings import Finding
from planner.route import HomeMargin, PatrolPlan, Sortie

_Rest = ParamSpec("_Rest")
_FINDINGS, _MARGINS, _WAIVERS = tuple[Finding, ...], tuple[HomeMargin, ...], tuple[Waiver, ...]


def note_plan(
    session: Session,
    plan: PatrolPlan,
    sortie: Sortie,
    package: Mission,
    waivers: tuple[Waiver, ...] = (),
) -> None:
    """Put what a package was made of into the flight record: brief, sortie, findings, waivers."""
    brief = session.keep("brief", document_of(Patrol(brief=plan.brief), name="brief"))
    margins = tuple(one for one in plan.margins if one.sortie_id == sortie.sortie_id)
    planned = {
        "sortie": to_json(sortie),
        "standoff_m": plan.standoff_m,
        "margins": to_json(margins, _MARGINS),
    }
    what = {"brief_sha256": brief, "plan_id": package.plan_id, "sortie_id": sortie.sortie_id}
    session.keep("plan", planned, **what)
    session.note("findings", **what, findings=to_json(plan.findings, _FINDINGS))
    if waivers:
        session.note("waivers", **what, waivers=to_json(waivers, _WAIVERS))


def _noted_upload(
    upload: Callable[Concatenate[Session, Mission, _Rest], Receipt],
) -> Callable[Concatenate[Session, Mission, _Rest], Receipt]:
    @functools.wraps(upload)
    def noted(session: Session, mission: Mission, /, *rest: _Rest.args, **named: _Rest.kwargs) -> Receipt:
        what = {"plan_id": mission.plan_id, "sortie_id": mission.sortie_id}
        is_forced = bool(named.get("force_armed", False))
        session.keep("package", dataclasses.asdict(mission), **what, force_armed=is_forced)
        try:
            receipt = upload(session, mission, *rest, **named)
        except PatrolError as error:
            session.note("upload-failed", plan_id=mission.plan_id, why=str(error))
            raise
        session.note("receipt", receipt=dataclasses.asdict(receipt))
        return receipt

    return noted


def _noted_flight(
    fly: Callable[Concatenate[Session, Mission, _Rest], Flight],
) -> Callable[Concatenate[Session, Mission, _Rest], Flight]:
    @functools.wraps(fly)
    def noted(session: Session, mission: Mission, /, *rest: _Rest.args, **named: _Rest.kwargs) -> Flight:
        what = {"plan_id": mission.plan_id, "sortie_id": mission.sortie_id}
        session.note("flight-asked-for", **what)
        try:
            flight = fly(session, mission, *rest, **named)
        except PatrolError as error:
            session.note("flight-refused", **what, why=str(error))
            raise
        session.note(
            "flight", **what, ended=flight.ended, complete=flight.complete, seconds_s=flight.seconds_s
        )
        return flight

    return noted


def _noted_restore(
    restore: Callable[Concatenate[Session, Backup, _Rest], Restored],
) -> Callable[Concatenate[Session, Backup, _Rest], Restored]:
    @functools.wraps(restore)
    def noted(session: Session, backup: Backup, /, *rest: _Rest.args, **named: _Rest.kwargs) -> Restored:
        session.keep("restore-asked-for", dataclasses.asdict(backup))
        return _noted_end(session, lambda: restore(session, backup, *rest, **named))

    return noted


def _noted_clearing(
    clear: Callable[Concatenate[Session, _Rest], Restored],
) -> Callable[Concatenate[Session, _Rest], Restored]:
    @functools.wraps(clear)
    def noted(session: Session, /, *rest: _Rest.args, **named: _Rest.kwargs) -> Restored:
        session.note("clearing-asked-for")
        return _noted_end(session, lambda: clear(session, *rest, **named))

    return noted


def _noted_end(session: Session, act: Callable[[], Restored]) -> Restored:
    try:
        restored = act()
    except PatrolError as error:
        session.note("restore-failed", why=str(error))
        raise
    session.note("restored", restored=dataclasses.asdict(restored))
    return restored


upload_mission = _noted_upload(uploads.upload_mission)
fly_mission = _noted_flight(flights.fly_mission)
restore_backup = _noted_restore(restores.restore_backup)
clear_vehicle = _noted_clearing(restores.clear_vehicle)
