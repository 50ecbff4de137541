"""What a vehicle held before an upload, put back; or everything that an upload sends, cleared."""

import time
from dataclasses import dataclass
from pathlib import Path

from missions.backups import Backup, keep_backup
from missions.errors import UploadError
from missions.items import Command, Frame, MissionItem
from missions.link.canonical import without_home
from missions.link.downloads import read_items
from missions.link.exchange import IsCancelled, OnProgress, claimed
from missions.link.parameter_sets import read_parameters
from missions.link.parts import Part
from missions.link.preflight import NOTHING_SENT, require_on_ground
from missions.link.protocol import Kind
from missions.link.sending import Before, Outgoing, Sending, Sent
from missions.link.session import Session
from missions.link.state import VehicleState
from missions.link.uploads import backup_of
from missions.link.wire import part_on_wire, to_wire
from missions.parameter_table import FENCE_SWITCH, FENCE_SWITCH_WHEN_ARMED
from missions.receipt import ParameterReceipt
from planner.wording import counted

_TOLD_WITHIN_S = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What the vehicle holds now, read back and equal."""

    system_id: int
    item_count: int  # home not counted
    fence_count: int
    rally_count: int
    parameters: tuple[ParameterReceipt, ...]
    seconds_s: float

    @property
    def words(self) -> str:
        """The same, in words."""
        changed = sum(one.before != one.after for one in self.parameters)
        return (
            f"{counted(self.item_count, 'mission item')}, {counted(self.fence_count, 'fence item')}, "
            f"{counted(self.rally_count, 'rally point')}, {counted(len(self.parameters), 'parameter')} "
            f"({changed:,} changed)"
        )


def restore_backup(
    session: Session,
    backup: Backup,
    *,
    force: bool = False,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> Restored:
    """Put back what a vehicle held, verified as an upload is; its fence is off meanwhile.

    Args:
        session: an open link; it is waited for some seconds.
        backup: what to put back.
        force: into another board too, where it is of the same type.
        progress: told some times a second, in the caller's thread.
        cancelled: asked some times a second; once true, sending stops and what is held is read.

    Raises:
        UploadError: it is another aircraft or armed, or does not hold all; says what it holds of each.
        LinkError: there is no vehicle, or another transfer is under way; nothing was sent.
    """
    state = session.wait_up()
    require_on_ground(state, doing="take its former mission")
    _require_its_board(session, backup, force=force)
    values = {one.name: one.value for one in backup.parameters}
    outgoing = Outgoing(parts=_parts_of(backup), values=values)
    with claimed(session):
        return _sent(session, outgoing, progress=progress, cancelled=cancelled)


def clear_vehicle(
    session: Session,
    *,
    backups: Path | None = None,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> Restored:
    """Empty mission, fence and rally points, the fence switched off, and see that they are.

    Raises:
        UploadError: it is armed, or does not hold none of it; says what it holds.
        LinkError: there is no vehicle, or another transfer is under way; nothing was sent.
        StorageError: what it holds could not be kept; nothing was sent.
    """
    require_on_ground(session.wait_up(), doing="clear its mission")
    with claimed(session):
        switches = read_parameters(session, (), optional=(FENCE_SWITCH, FENCE_SWITCH_WHEN_ARMED))
        if backups is not None:
            items = {kind: read_items(session, kind=kind, cancelled=cancelled) for kind in Kind}
            held = {name: one.value for name, one in switches.items()}
            keep_backup(backup_of(session.state, items, held, sortie_id=""), backups)
        parts = tuple(Part(kind=kind, items=()) for kind in Kind)
        outgoing = Outgoing(parts=parts, values=dict.fromkeys(switches, 0.0))
        return _sent(session, outgoing, progress=progress, cancelled=cancelled)


def _sent(
    session: Session, outgoing: Outgoing, *, progress: OnProgress | None, cancelled: IsCancelled | None
) -> Restored:
    began_s = time.monotonic()
    known = read_parameters(session, [*outgoing.values]) if outgoing.values else {}
    before = Before(items={}, parameters=known)
    sent: Sent = Sending(session, outgoing, before, progress=progress, cancelled=cancelled).run()
    counts = {kind: len(without_home(items, kind)) for kind, items in sent.items.items()}
    return Restored(
        system_id=session.state.system_id or 0,
        item_count=counts[Kind.MISSION],
        fence_count=counts[Kind.FENCE],
        rally_count=counts[Kind.RALLY],
        parameters=tuple(
            ParameterReceipt(name=name, before=known[name].value, after=value)
            for name, value in sent.parameters.items()
        ),
        seconds_s=time.monotonic() - began_s,
    )


def _parts_of(backup: Backup) -> tuple[Part, ...]:
    home = MissionItem(command=Command.NAV_WAYPOINT, frame=Frame.SEA, point=backup.home)
    mission = (to_wire(home), *part_on_wire(backup.mission)) if backup.mission else ()
    return (
        Part(kind=Kind.MISSION, items=mission),
        Part(kind=Kind.FENCE, items=part_on_wire(backup.fence)),
        Part(kind=Kind.RALLY, items=part_on_wire(backup.rally)),
    )


def _require_its_board(session: Session, backup: Backup, *, force: bool) -> None:
    state: VehicleState = session.state
    if state.vehicle_type != backup.vehicle_type:
        raise UploadError(
            f"The backup is of a {backup.vehicle_type} and the vehicle is a {state.vehicle_type}. "
            f"{NOTHING_SENT}",
            remedy=f"Connect the {backup.vehicle_type}.",
        )
    if force:
        return
    told = session.wait_until(lambda newest: newest.uid is not None, deadline_s=_TOLD_WITHIN_S)
    uid = None if told is None else told.uid
    if uid is None or uid != backup.uid:
        raise UploadError(
            f"The backup is of board {backup.uid or 'unknown'} and this is board {uid or 'unknown'}. "
            f"{NOTHING_SENT}",
            remedy="Connect the aircraft that it was taken from, or force it.",
        )
