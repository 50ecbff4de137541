"""Missions onto a vehicle, off it, and away; each ends with what the vehicle then holds."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from missions.errors import LinkError, UploadError
from missions.items import Mission, MissionItem
from missions.link.canonical import compare, digest
from missions.link.delivery import Delivered, Delivery, Result
from missions.link.exchange import IsCancelled, OnProgress, drive
from missions.link.holdings import describe_held
from missions.link.preflight import learnt_item_limit, require_acceptable, require_on_ground
from missions.link.protocol import Code, WireItem, meaning
from missions.link.reading import Clear, Download
from missions.link.session import Session
from missions.link.state import VehicleState
from missions.link.telemetry import place
from missions.link.transfer import Ending, Outcome
from missions.link.wire import from_wire, mission_on_wire, require_sendable
from missions.receipt import Receipt
from planner.geodesy import GeoPoint
from planner.times import Instant

#: Said wherever an upload is offered or reported, until fence and rally points go with the mission.
MISSION_ONLY_NOTICE = (
    "Only the mission is sent: fence, rally points and parameters on the vehicle stay as they are."
)

_READ_TRIES = 3
_BUSY_TRIES = 12
_FAST_CLOCK = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadedMission:
    """What a vehicle holds. `home` is its own, None where it has none yet."""

    home: GeoPoint | None
    items: tuple[MissionItem, ...]


def upload_mission(
    session: Session,
    mission: Mission,
    *,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
    for_type: str | None = None,
) -> Receipt:
    """Send a mission, read it back and compare; returns only when the vehicle holds it.

    Args:
        session: an open link; it is waited for some seconds.
        mission: ends in an explicit landing or return.
        progress: told some times a second, in the caller's thread.
        cancelled: asked some times a second; once true, sending stops and what is held is read.
        for_type: the vehicle type to take it for; None: the one it was written for.

    Raises:
        UploadError: it does not hold the mission; the message says what it holds, or that this is not known.
        LinkError: there is no vehicle, or another transfer is under way; nothing was sent.
    """
    state = session.wait_up()
    items = mission_on_wire(mission)
    require_sendable(items)
    require_acceptable(session, state, mission, for_type=for_type or mission.vehicle_type)
    kind = state.vehicle_type
    began_s = time.monotonic()
    is_fast = session.clock_rate > _FAST_CLOCK
    delivery = Delivery(
        items,
        differences=lambda sent, held: compare(sent, held, vehicle_type=kind).differences,
        # A simulated vehicle that runs fast gives up fast: at 50 times, its 8 s are 0.16 s of ours.
        attempts=8 if is_fast else 3,
        pause_s=2.0 / session.clock_rate,
        # ArduPilot 4.6.3 answers "no space" to any mission in the first second after it was switched on.
        is_final=lambda code: code != Code.NO_SPACE or bool(learnt_item_limit(session, since_s=began_s)),
    )
    drive(session, delivery, progress=progress, cancelled=cancelled)
    delivered = delivery.outcome
    if delivered is None or delivered.held is None or delivered.result is not Result.VERIFIED:
        raise _upload_error(session, items, delivered, state, began_s)
    return _receipt(session, mission, items, delivered, began_s)


def download_mission(
    session: Session, *, progress: OnProgress | None = None, cancelled: IsCancelled | None = None
) -> DownloadedMission:
    """Read what the vehicle holds.

    Raises:
        LinkError: it could not be read; the vehicle holds what it held.
    """
    session.wait_up()
    held = read_items(session, progress=progress, cancelled=cancelled)
    items = tuple(from_wire(item, number=number) for number, item in enumerate(held) if number > 0)
    return DownloadedMission(home=place(held[0].x, held[0].y) if held else None, items=items)


def clear_mission(session: Session, *, cancelled: IsCancelled | None = None) -> None:
    """Empty the vehicle's mission and see that it is.

    Raises:
        UploadError: it is armed, or holds a mission still.
        LinkError: there is no vehicle, or another transfer is under way.
    """
    require_on_ground(session.wait_up(), doing="clear its mission")
    clear = Clear()
    drive(session, clear, cancelled=cancelled)
    held = read_items(session, cancelled=None)
    if len(held) > 1:
        raise UploadError(
            f"The mission was not cleared: {_why(clear.outcome)}. The vehicle holds {len(held) - 1} items.",
            remedy="Try again.",
        )


def read_items(
    session: Session, *, progress: OnProgress | None = None, cancelled: IsCancelled | None = None
) -> tuple[WireItem, ...]:
    """All items as the vehicle holds them, home at 0.

    Raises:
        LinkError: they could not be read.
    """
    outcome: Outcome | None = None
    for attempt in range(_BUSY_TRIES):
        download = Download()
        drive(session, download, progress=progress, cancelled=cancelled)
        outcome = download.outcome
        if outcome is not None and outcome.items is not None:
            return outcome.items
        is_busy = outcome is not None and outcome.code == Code.DENIED
        is_over = outcome is None or outcome.ending in {Ending.CANCELLED, Ending.REFUSED}
        if is_over or session.is_closed or (attempt + 1 >= _READ_TRIES and not is_busy):
            break
        time.sleep(1.0 / session.clock_rate)
    raise LinkError(
        f"The vehicle's mission could not be read: {_why(outcome)}.",
        remedy="The vehicle holds what it held; try again.",
    )


def _receipt(
    session: Session,
    mission: Mission,
    items: tuple[WireItem, ...],
    delivered: Delivered,
    began_s: float,
) -> Receipt:
    state = session.state
    held = delivered.held or ()
    return Receipt(
        system_id=state.system_id or 0,
        vehicle_type=state.vehicle_type or "unknown",
        firmware=state.firmware,
        uid=state.uid,
        at=Instant(utc=datetime.now(UTC)),
        sortie_id=mission.sortie_id,
        plan_id=mission.plan_id,
        item_count=len(mission.items),
        retries=delivered.retries,
        seconds_s=time.monotonic() - began_s,
        verified=True,
        differences=(),
        notes=compare(items, held, vehicle_type=state.vehicle_type).notes,
        sha256=digest(held, vehicle_type=state.vehicle_type),
        lane_of_item=tuple(item.lane_id for item in mission.items),
    )


def _upload_error(
    session: Session,
    items: tuple[WireItem, ...],
    delivered: Delivered | None,
    state: VehicleState,
    began_s: float,
) -> UploadError:
    held = delivered.held if delivered else None
    now = describe_held(held, items, vehicle_type=state.vehicle_type)
    if delivered is None or delivered.result is Result.FAILED:
        why = "the vehicle stopped answering" if held is None else "the vehicle kept losing the transfer"
        if session.is_closed:
            why = "the link was closed"
        return UploadError(
            f"The mission was not uploaded: {why}. {now}", remedy="Reconnect and upload again."
        )
    if delivered.result is Result.CANCELLED:
        return UploadError(
            f"The upload was cancelled. {now}", remedy="Upload again before flying, or clear the mission."
        )
    if delivered.result is Result.DIFFERS:
        found = " ".join(delivered.differences[:3])
        places = len(delivered.differences)
        return UploadError(
            f"What the vehicle holds differs from what was sent in {places} places: {found} {now}",
            remedy="Do not fly it; upload again, or clear the mission.",
        )
    if delivered.code == Code.NO_SPACE:
        limit = learnt_item_limit(session, since_s=began_s)
        room = f"room for {limit - 1} items" if limit else "less room"
        return UploadError(
            f"The mission has {len(items) - 1} items and the vehicle has {room}. {now}",
            remedy="Split the sortie, or space the lanes wider.",
        )
    at = f" item {delivered.number}" if delivered.number is not None else " the mission"
    return UploadError(
        f"The vehicle refused{at}: {meaning(delivered.code or 0)}. {now}",
        remedy="Change the mission, or wait until the vehicle is free, and upload again.",
    )


def _why(outcome: Outcome | None) -> str:
    if outcome is None or outcome.ending is Ending.SILENT:
        return "it does not answer"
    if outcome.ending is Ending.CANCELLED:
        return "this was cancelled"
    return meaning(outcome.code) if outcome.code else "the mission changed meanwhile"
