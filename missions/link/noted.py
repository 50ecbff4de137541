"""Uploads and flights with what they were and how they ended in the session's flight record."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from missions.flight import Flight
from missions.items import Mission
from missions.link import flights, uploads
from missions.link.session import Session
from missions.receipt import Receipt
from planner.errors import PatrolError

_Rest = ParamSpec("_Rest")


def _noted_upload(
    upload: Callable[Concatenate[Session, Mission, _Rest], Receipt],
) -> Callable[Concatenate[Session, Mission, _Rest], Receipt]:
    @functools.wraps(upload)
    def noted(session: Session, mission: Mission, /, *rest: _Rest.args, **named: _Rest.kwargs) -> Receipt:
        session.note(
            "package",
            plan_id=mission.plan_id,
            sortie_id=mission.sortie_id,
            mission=dataclasses.asdict(mission),
        )
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


upload_mission = _noted_upload(uploads.upload_mission)
fly_mission = _noted_flight(flights.fly_mission)
