"""A package onto a vehicle: mission, fence and rally points, each sent, read back and compared."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from missions.errors import UploadError
from missions.items import Mission
from missions.link.canonical import compare, digest, without_home
from missions.link.delivery import Delivered, Delivery, Result
from missions.link.downloads import read_items
from missions.link.exchange import IsCancelled, OnProgress, claimed, drive
from missions.link.failures import failure_of
from missions.link.fence_state import fence_notes
from missions.link.holdings import describe_held, describe_untouched
from missions.link.must_match import rally_limit_note
from missions.link.parts import Part, parts_of
from missions.link.preflight import learnt_item_limit, require_acceptable
from missions.link.protocol import Code, Kind, WireItem
from missions.link.session import Session
from missions.link.state import Progress, VehicleState
from missions.link.ways import way_to
from missions.link.wire import require_sendable
from missions.receipt import PartReceipt, Receipt
from planner.times import Instant


def upload_mission(
    session: Session,
    mission: Mission,
    *,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
    for_type: str | None = None,
) -> Receipt:
    """Send a mission with its fence and rally points, read all back and compare; one after another.

    Returns only when the vehicle holds all of it. Fence and rally points replace those on board, also by
    none, once the mission before them is verified; what a mission says nothing of stays as it is.

    Args:
        session: an open link; it is waited for some seconds.
        mission: ends in an explicit landing or return.
        progress: told some times a second, in the caller's thread.
        cancelled: asked some times a second; once true, sending stops and what is held is read.
        for_type: the vehicle type to take it for; None: the one it was written for.

    Raises:
        UploadError: it does not hold all; the message says what it holds of each, or that this is not known.
        LinkError: there is no vehicle, or another transfer is under way; nothing was sent.
    """
    state = session.wait_up()
    for part in parts_of(mission):
        require_sendable(part.items)
    require_acceptable(session, state, mission, for_type=for_type or mission.vehicle_type)
    with claimed(session):
        return _Upload(session, mission, state, progress=progress, cancelled=cancelled).run()


class _Upload:
    """One package on its way."""

    def __init__(
        self,
        session: Session,
        mission: Mission,
        state: VehicleState,
        *,
        progress: OnProgress | None,
        cancelled: IsCancelled | None,
    ) -> None:
        self._session = session
        self._mission = mission
        self._parts = parts_of(mission)
        self._state = state
        self._progress = progress
        self._cancelled = cancelled
        self._began_s = time.monotonic()
        self._before: dict[Kind, tuple[WireItem, ...]] = {}
        self._held: dict[Kind, tuple[WireItem, ...] | None] = {}  # as read back
        self._untouched: set[Kind] = set()  # nothing of them was stored
        self._retries = 0

    def run(self) -> Receipt:
        for part in self._parts:
            if part.kind is not Kind.MISSION:
                self._before[part.kind] = read_items(self._session, kind=part.kind, cancelled=self._cancelled)
        for part in self._parts:
            self._send(part)
        return self._receipt()

    def _send(self, part: Part) -> None:
        began_s = time.monotonic()
        if self._held and self._cancelled is not None and self._cancelled():
            raise UploadError(
                f"The upload was cancelled. {self._holdings()}", remedy="Upload again before flying."
            )
        delivery = self._delivery(part, began_s)
        drive(self._session, delivery, progress=self._teller(part), cancelled=self._cancelled, kind=part.kind)
        delivered = delivery.outcome
        self._held[part.kind] = delivered.held if delivered else None
        self._untouched.update({part.kind} if delivered and delivered.is_untouched else ())
        if delivered is None or delivered.held is None or delivered.result is not Result.VERIFIED:
            raise self._error(part, delivered, began_s)
        self._retries += delivered.retries

    def _delivery(self, part: Part, began_s: float) -> Delivery:
        session, vehicle_type = self._session, self._state.vehicle_type
        return Delivery(
            part.items,
            differences=lambda sent, held: (
                compare(sent, held, vehicle_type=vehicle_type, kind=part.kind).differences
            ),
            way=way_to(session, kind=part.kind, count=len(part.items)),
            # ArduPilot 4.6.3 answers "no space" to any mission in the first second after it was switched on.
            is_final=lambda code: (
                code != Code.NO_SPACE or bool(learnt_item_limit(session, since_s=began_s, kind=part.kind))
            ),
        )

    def _teller(self, part: Part) -> OnProgress | None:
        """Tells of all parts as of one transfer."""
        progress = self._progress
        if progress is None:
            return None
        steps = [2 * max(1, len(one.items)) for one in self._parts]
        behind, total = sum(steps[: self._parts.index(part)]), sum(steps)

        def tell(one: Progress) -> None:
            done, spent_s = behind + one.done, time.monotonic() - self._began_s
            eta_s = spent_s * (total - done) / done if done and spent_s > 0.5 else None
            name = "" if part.kind is Kind.MISSION or done == total else f" {part.name}"
            phase = "read back" if one.done == one.total and done < total else one.phase
            progress(replace(one, done=done, total=total, phase=f"{phase}{name}", eta_s=eta_s))

        return tell

    def _error(self, part: Part, delivered: Delivered | None, began_s: float) -> UploadError:
        why, remedy = failure_of(part, delivered, self._session, since_s=began_s)
        return UploadError(f"{why} {self._holdings()}", remedy=remedy)

    def _holdings(self) -> str:
        """What the vehicle holds now of each part."""
        sentences = []
        for part in self._parts:
            held = self._held.get(part.kind)
            if part.kind in self._untouched and held is not None:
                count = len(without_home(held, part.kind))
                sentences.append(describe_untouched(part, count, subject="The vehicle"))
            elif part.kind in self._held:
                kind, vehicle_type = part.kind, self._state.vehicle_type
                sentences.append(describe_held(held, part.items, vehicle_type=vehicle_type, kind=kind))
            else:
                sentences.append(describe_untouched(part, len(self._before[part.kind])))
        return " ".join(sentences)

    def _receipt(self) -> Receipt:
        state, mission = self._session.state, self._mission
        whole = {part.kind: self._part_receipt(part) for part in self._parts}
        return Receipt(
            system_id=state.system_id or 0,
            vehicle_type=state.vehicle_type or "unknown",
            firmware=state.firmware,
            uid=state.uid,
            at=Instant(utc=datetime.now(UTC)),
            sortie_id=mission.sortie_id,
            plan_id=mission.plan_id,
            item_count=len(mission.items),
            retries=self._retries,
            seconds_s=time.monotonic() - self._began_s,
            verified=True,
            differences=(),
            notes=(
                *self._notes(),
                *fence_notes(self._session, mission),
                *rally_limit_note(self._session, mission),
            ),
            sha256=whole[Kind.MISSION].sha256,
            lane_of_item=tuple(item.lane_id for item in mission.items),
            fence=whole.get(Kind.FENCE),
            rally=whole.get(Kind.RALLY),
        )

    def _notes(self) -> tuple[str, ...]:
        """What the vehicle does not keep of what was sent."""
        vehicle_type = self._state.vehicle_type
        return tuple(
            note
            for part in self._parts
            for note in compare(
                part.items, self._held[part.kind] or (), vehicle_type=vehicle_type, kind=part.kind
            ).notes
        )

    def _part_receipt(self, part: Part) -> PartReceipt:
        held, before = self._held[part.kind] or (), self._before.get(part.kind, ())
        vehicle_type, kind = self._state.vehicle_type, part.kind
        is_new = bool(compare(part.items, before, vehicle_type=vehicle_type, kind=kind).differences)
        return PartReceipt(
            item_count=len(without_home(held, kind)),
            replaced_count=len(before) if is_new else 0,
            sha256=digest(held, vehicle_type=vehicle_type, kind=kind),
        )
