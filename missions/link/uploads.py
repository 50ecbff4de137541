"""A package onto a vehicle: mission, fence, rally points, parameters; each sent, read back and compared."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from missions.backups import Backup, LeftBehind, ParameterValue, keep_backup, note_left
from missions.errors import MissionFileError, StorageError, UploadError
from missions.items import Mission
from missions.link.canonical import compare, digest, without_home
from missions.link.downloads import read_items
from missions.link.exchange import IsCancelled, OnProgress, claimed
from missions.link.fence_state import fence_notes
from missions.link.in_flight import InFlight
from missions.link.must_match import battery_note, match_notes, parameters_of, rally_limit_note, watch_notes
from missions.link.parameter_sets import read_parameters
from missions.link.parts import Part, parts_of
from missions.link.preflight import NOTHING_SENT, require_acceptable
from missions.link.protocol import Kind, WireItem
from missions.link.sending import Before, Outgoing, Sending, Sent
from missions.link.session import Session
from missions.link.state import VehicleState
from missions.link.telemetry import place
from missions.link.wire import from_wire, require_sendable
from missions.receipt import ParameterReceipt, PartReceipt, Receipt
from planner.times import Instant


def upload_mission(  # noqa: PLR0913 - each is a choice of its own, and has its default
    session: Session,
    mission: Mission,
    *,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
    backups: Path | None = None,
    force_armed: bool = False,
) -> Receipt:
    """Send a mission with its fence, rally points and parameters, read all back and compare.

    Returns only when the vehicle holds all of it. Fence and rally points replace those on board, also by
    none, once the mission before them is verified, and parameters are set once all three are; what a mission
    says nothing of stays as it is. The fence is off meanwhile, and on after everything else.

    Args:
        session: an open link; it is waited for some seconds.
        mission: ends in an explicit landing or return.
        progress: told some times a second, in the caller's thread.
        cancelled: asked some times a second; once true, sending stops and what is held is read.
        backups: folder in which is kept what the vehicle holds, before anything is sent; None: it is not.
        force_armed: to an armed vehicle too, where it holds its place well inside the new fence and the way
            from there to the first item is clear (`in_flight`); its fence stays on meanwhile.

    Raises:
        UploadError: it does not hold all; the message says what it holds of each, or that this is not known.
        LinkError: there is no vehicle, or another transfer is under way; nothing was sent.
        StorageError: what it holds could not be kept; nothing was sent.
        PlanningError: its autopilot cannot do what the contingency plan asks for; nothing was sent.
    """
    state = session.wait_up()
    for part in parts_of(mission):
        require_sendable(part.items)
    require_acceptable(session, state, mission, force_armed=force_armed)
    with claimed(session):
        upload = _Upload(session, mission, progress=progress, cancelled=cancelled, backups=backups)
        return upload.run(InFlight(session, mission) if force_armed and session.state.armed else None)


class _Upload:
    """One package on its way, with a backup before it and a receipt after it."""

    def __init__(
        self,
        session: Session,
        mission: Mission,
        *,
        progress: OnProgress | None,
        cancelled: IsCancelled | None,
        backups: Path | None,
    ) -> None:
        self._session = session
        self._mission = mission
        self._parts = parts_of(mission)
        self._progress = progress
        self._cancelled = cancelled
        self._backups = backups
        self._began_s = time.monotonic()
        self._asked = parameters_of(session, mission)
        self._state: VehicleState = session.state

    def run(self, in_flight: InFlight | None) -> Receipt:
        if in_flight is not None:
            self._refused_early(in_flight)
        before = self._before()
        values = self._values(before)
        if in_flight is not None:
            held = {name: one.value for name, one in before.parameters.items()}
            in_flight.require_parameters(self._asked, held, values)
        self._note_before(before, values)
        kept = None if self._backups is None else self._keep(before, values, self._backups)
        sending = Sending(
            self._session,
            Outgoing(parts=self._parts, values=values, in_flight=in_flight),
            before,
            progress=self._progress,
            cancelled=self._cancelled,
        )
        try:
            sent = sending.run()
        except UploadError as error:
            error.backup = kept
            raise
        receipt = self._receipt(before, sent, kept)
        notes = () if in_flight is None else in_flight.notes
        return replace(receipt, notes=(*notes, *receipt.notes, *_left_notes(kept, receipt)))

    def _refused_early(self, in_flight: InFlight) -> None:
        """Before anything is read, for the vehicle waits in the air."""
        try:
            in_flight.require_fit(self._parts)
        except UploadError as error:
            if NOTHING_SENT in error.problem:
                raise
            raise UploadError(f"{error.problem} {NOTHING_SENT}", remedy=error.remedy) from error

    def _before(self) -> Before:
        names, watched = self._asked.names, [one.name for one in self._asked.watched]
        parameters = (
            read_parameters(self._session, names, optional=watched, cancelled=self._cancelled)
            if names
            else {}
        )
        kinds = [part.kind for part in self._parts] if self._backups is None else list(Kind)
        items = {
            kind: read_items(self._session, kind=kind, cancelled=self._cancelled)
            for kind in kinds
            if kind is not Kind.MISSION or self._backups is not None
        }
        return Before(items=items, parameters=parameters)

    def _note_before(self, before: Before, values: Mapping[str, float]) -> None:
        """For a failed upload has no receipt to say what each parameter was."""
        held = {name: one.value for name, one in before.parameters.items()}
        self._session.note("before-upload", parameters=held, wanted=values)

    def _values(self, before: Before) -> dict[str, float]:
        held = {name: one.value for name, one in before.parameters.items()}
        return {one.name: one.wanted(held) for one in self._asked.settings}

    def _keep(self, before: Before, values: Mapping[str, float], folder: Path) -> Path:
        kept = {name: before.parameters[name].value for name in values}
        backup = backup_of(self._state, before.items, kept, sortie_id=self._mission.sortie_id)
        return keep_backup(backup, folder)

    def _receipt(self, before: Before, sent: Sent, kept: Path | None) -> Receipt:
        state, mission = self._session.state, self._mission
        whole = {part.kind: self._part_receipt(part, before, sent) for part in self._parts}
        parameters = tuple(
            ParameterReceipt(name=name, before=before.parameters[name].value, after=value)
            for name, value in sent.parameters.items()
        )
        return Receipt(
            system_id=state.system_id or 0,
            vehicle_type=state.vehicle_type or "unknown",
            firmware=state.firmware,
            uid=state.uid,
            at=Instant(utc=datetime.now(UTC)),
            sortie_id=mission.sortie_id,
            plan_id=mission.plan_id,
            item_count=len(mission.items),
            retries=sent.retries,
            seconds_s=time.monotonic() - self._began_s,
            verified=True,
            differences=(),
            notes=self._notes(before, sent),
            sha256=whole[Kind.MISSION].sha256,
            lane_of_item=tuple(item.lane_id for item in mission.items),
            fence=whole.get(Kind.FENCE),
            rally=whole.get(Kind.RALLY),
            parameters=parameters if mission.safeguards is not None else None,
            backup=str(kept) if kept is not None else None,
        )

    def _notes(self, before: Before, sent: Sent) -> tuple[str, ...]:
        """What the vehicle does not keep of what was sent, and what its own parameters make of it."""
        vehicle_type = self._state.vehicle_type
        held = {name: one.value for name, one in before.parameters.items()} | dict(sent.parameters)
        return (
            *(
                note
                for part in self._parts
                for note in compare(
                    part.items, sent.items[part.kind], vehicle_type=vehicle_type, kind=part.kind
                ).notes
            ),
            *fence_notes(self._session, self._mission),
            *rally_limit_note(self._session, self._mission),
            *battery_note(self._mission),
            *match_notes(self._asked, held),
            *watch_notes(self._asked, held),
        )

    def _part_receipt(self, part: Part, before: Before, sent: Sent) -> PartReceipt:
        vehicle_type, kind = self._state.vehicle_type, part.kind
        held, was = sent.items[kind], before.items.get(kind, ())
        is_new = bool(compare(part.items, was, vehicle_type=vehicle_type, kind=kind).differences)
        return PartReceipt(
            item_count=len(without_home(held, kind)),
            replaced_count=len(was) if is_new and kind is not Kind.MISSION else 0,
            sha256=digest(held, vehicle_type=vehicle_type, kind=kind),
        )


def backup_of(
    state: VehicleState,
    items: Mapping[Kind, tuple[WireItem, ...]],
    parameters: Mapping[str, float],
    *,
    sortie_id: str,
) -> Backup:
    """What a vehicle holds, as it is kept.

    Raises:
        LinkError: an item on board lies at no place on Earth.
    """
    mission = items[Kind.MISSION]
    read = {
        kind: tuple(
            from_wire(item, number=number) for number, item in enumerate(without_home(items[kind], kind), 1)
        )
        for kind in Kind
    }
    return Backup(
        at=Instant(utc=datetime.now(UTC)),
        sortie_id=sortie_id,
        system_id=state.system_id or 0,
        uid=state.uid,
        vehicle_type=state.vehicle_type or "unknown",
        firmware=state.firmware,
        address=state.address,
        home=place(mission[0].x, mission[0].y) if mission else None,
        mission=read[Kind.MISSION],
        mission_sha256=digest(mission, vehicle_type=state.vehicle_type),
        fence=read[Kind.FENCE],
        rally=read[Kind.RALLY],
        parameters=tuple(ParameterValue(name=name, value=value) for name, value in parameters.items()),
    )


def _left_notes(kept: Path | None, receipt: Receipt) -> tuple[str, ...]:
    """Keeps with the backup how the upload left the vehicle; says so where the disk refuses that."""
    if kept is None:
        return ()
    parameters = tuple(ParameterValue(name=one.name, value=one.after) for one in receipt.parameters or ())
    try:
        note_left(kept, LeftBehind(mission_sha256=receipt.sha256, parameters=parameters))
    except (MissionFileError, StorageError) as error:
        return (
            f"The backup does not say that all was sent, so it counts as that of a failed upload: {error}",
        )
    return ()
