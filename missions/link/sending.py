"""Parts and parameters onto a vehicle, one after another, each read back; and what it holds when that fails.

The vehicle's fence is switched off while what is on board is not whole, and on after everything else: a
fence is never left on with a mission that it does not belong to. In flight it stays on instead: there it
guards where the vehicle is, and no mission is flown.
"""

import contextlib
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from missions.errors import LinkError, UploadError
from missions.link.canonical import compare
from missions.link.delivery import Delivered, Delivery, Result
from missions.link.exchange import IsCancelled, OnProgress, drive
from missions.link.failures import failure_of
from missions.link.holdings import describe_held, describe_parameters, describe_untouched
from missions.link.in_flight import InFlight
from missions.link.parameter_sets import HeldParameter, write_parameters
from missions.link.parameters import float32
from missions.link.parts import Part
from missions.link.preflight import learnt_item_limit, require_still_on_ground
from missions.link.protocol import Code, Kind, WireItem
from missions.link.roles import require_allowed
from missions.link.session import Session
from missions.link.state import Progress, VehicleState
from missions.link.ways import Way, way_to
from missions.parameter_table import FENCE_SWITCH, FENCE_SWITCH_WHEN_ARMED

_SWITCHES = (FENCE_SWITCH, FENCE_SWITCH_WHEN_ARMED)
_FENCE_TYPE = "FENCE_TYPE"
_CANCELLED = ("The upload was cancelled.", "Upload again before flying.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What is to be sent, parts, then parameters, in their order; and to whom, where that is in the air."""

    parts: tuple[Part, ...]
    values: Mapping[str, float]
    in_flight: InFlight | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the vehicle held before anything was sent; parts that were not read are missing."""

    items: Mapping[Kind, tuple[WireItem, ...]]
    parameters: Mapping[str, HeldParameter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """All of it, as read back."""

    items: Mapping[Kind, tuple[WireItem, ...]]
    parameters: Mapping[str, float]
    retries: int


class Sending:
    """One package on its way; `run` returns only when the vehicle holds all of it."""

    def __init__(
        self,
        session: Session,
        outgoing: Outgoing,
        before: Before,
        *,
        progress: OnProgress | None,
        cancelled: IsCancelled | None,
    ) -> None:
        """Say what to send, and what was there."""
        self._session = session
        self._state: VehicleState = session.state
        self._parts = outgoing.parts
        self._values = {name: float32(value) for name, value in outgoing.values.items()}
        self._before = before
        self._in_flight = outgoing.in_flight
        self._progress = progress
        self._cancelled = cancelled
        self._began_s = time.monotonic()
        self._held: dict[Kind, tuple[WireItem, ...] | None] = {}  # as read back
        self._untouched: set[Kind] = set()  # nothing of them was stored
        self._now = dict(before.parameters)
        self._told: dict[str, float | None] = {}  # parameters as read back
        self._retries = 0

    def run(self) -> Sent:
        """Send everything.

        Raises:
            UploadError: the vehicle does not hold all; says what it holds of each, or that this is not known.
            LinkError: nothing is ours to send; nothing was sent.
        """
        state = self._session.state
        require_allowed("mission_count", (), role=state.role, twins=state.twins)
        try:
            self._send_all()
        except LinkError as error:  # such as a role that was given up, or a second vehicle of this id
            raise self._error(error.problem, error.remedy) from error
        whole = {kind: held for kind, held in self._held.items() if held is not None}
        return Sent(items=whole, parameters=self._values, retries=self._retries)

    def _send_all(self) -> None:
        if self._in_flight is None:
            self._look()
            self._switch_fence_off()
        for part in self._parts:
            self._look()
            self._send(part)
        self._look()
        self._set_parameters()
        self._aim()

    # Whether it may be given this now

    def _look(self) -> None:
        """See that a vehicle on the ground is not armed by now, and one in the air still where it may be."""
        try:
            if self._in_flight is None:
                require_still_on_ground(self._session)
            else:
                self._in_flight.look()
        except UploadError as error:
            raise self._error(error.problem, error.remedy) from error

    def _aim(self) -> None:
        if self._in_flight is None:
            return
        self._look()
        self._in_flight.aim()

    # The parts

    def _send(self, part: Part) -> None:
        began_s = time.monotonic()
        if self._is_cancelled():
            raise self._error(*_CANCELLED)
        delivery = self._delivery(part, began_s)
        self._held[part.kind] = None  # not known until it is read back
        drive(self._session, delivery, progress=self._teller(part), cancelled=self._cancelled, kind=part.kind)
        delivered = delivery.outcome
        self._held[part.kind] = delivered.held if delivered else None
        self._untouched.update({part.kind} if delivered and delivered.is_untouched else ())
        if delivered is None or delivered.held is None or delivered.result is not Result.VERIFIED:
            raise self._part_error(part, delivered, began_s)
        self._retries += delivered.retries

    def _delivery(self, part: Part, began_s: float) -> Delivery:
        session, vehicle_type = self._session, self._state.vehicle_type
        return Delivery(
            part.items,
            differences=lambda sent, held: (
                compare(sent, held, vehicle_type=vehicle_type, kind=part.kind).differences
            ),
            way=self._way(part),
            # ArduPilot 4.6.3 answers "no space" to any mission in the first second after it was switched on.
            is_final=lambda code: (
                code != Code.NO_SPACE or bool(learnt_item_limit(session, since_s=began_s, kind=part.kind))
            ),
        )

    def _way(self, part: Part) -> Way:
        if self._in_flight is None:
            return way_to(self._session, kind=part.kind, count=len(part.items))
        try:
            return self._in_flight.way(part)
        except UploadError as error:
            raise self._error(error.problem, error.remedy) from error

    # The parameters

    def _switch_fence_off(self) -> None:
        """Only where the switch is set again in the end."""
        on = [name for name in _SWITCHES if name in self._values and self._before.parameters[name].value]
        if not on or not self._parts:
            return
        held = self._write(dict.fromkeys(on, 0.0))
        stuck = [name for name in on if held[name] != 0.0]
        if stuck:
            raise self._error(
                f"{stuck[0]} could not be set to 0, and the fence of before must not meet another mission.",
                "Look at the link, then try again.",
            )

    def _set_parameters(self) -> None:
        last = {name: value for name, value in self._values.items() if name in _SWITCHES and value}
        first = {name: value for name, value in self._values.items() if name not in last}
        for stage in (first, last):
            self._tell_parameters("setting parameters")
            if self._is_cancelled():
                raise self._error(*_CANCELLED)
            held = self._write(stage, cancelled=self._cancelled)
            if any(held[name] != value for name, value in stage.items()):
                if self._is_cancelled():
                    raise self._error(*_CANCELLED)
                raise self._parameter_error(stage)
            if stage is first and self._in_flight is not None:
                self._look()
                self._renew_fence()
        self._tell_parameters("done")

    def _renew_fence(self) -> None:
        """ArduPilot watches another FENCE_TYPE only once its switch has been off: in flight for a moment."""
        before = self._before.parameters.get(_FENCE_TYPE)
        if before is None or before.value == self._values.get(_FENCE_TYPE):
            return
        self._switch_fence_off()

    def _write(
        self, values: Mapping[str, float], *, cancelled: IsCancelled | None = None
    ) -> dict[str, float | None]:
        known = self._now
        # Until they are read back: should that fail, they are to be set again whatever they are to hold.
        unknown = {name: None for name, value in values.items() if known[name].value != value}
        self._learn(unknown)
        held = write_parameters(self._session, values, known=known, cancelled=cancelled)
        self._learn(held)
        return held

    def _learn(self, held: Mapping[str, float | None]) -> None:
        self._told |= held
        self._now = self._now | {
            name: replace(self._now[name], value=math.nan if value is None else value)
            for name, value in held.items()
        }

    # What is told

    def _teller(self, part: Part) -> OnProgress | None:
        """Tells of all parts as of one transfer."""
        progress = self._progress
        if progress is None:
            return None
        steps = self._steps()
        behind, total = sum(steps[: self._parts.index(part)]), sum(steps) + len(self._values)

        def tell(one: Progress) -> None:
            done, spent_s = behind + one.done, time.monotonic() - self._began_s
            eta_s = spent_s * (total - done) / done if done and spent_s > 0.5 else None
            name = "" if part.kind is Kind.MISSION or done == total else f" {part.name}"
            phase = "read back" if one.done == one.total and done < total else one.phase
            progress(replace(one, done=done, total=total, phase=f"{phase}{name}", eta_s=eta_s))

        return tell

    def _tell_parameters(self, phase: str) -> None:
        if self._progress is None or not self._values:
            return
        behind = sum(self._steps())
        total = behind + len(self._values)
        known = sum(self._told.get(name) == value for name, value in self._values.items())
        done = total if phase == "done" else behind + min(known, len(self._values) - 1)
        self._progress(Progress(done=done, total=total, phase=phase))

    def _steps(self) -> list[int]:
        return [2 * max(1, len(one.items)) for one in self._parts]

    # What went wrong

    def _part_error(self, part: Part, delivered: Delivered | None, began_s: float) -> UploadError:
        why, remedy = failure_of(part, delivered, self._session, since_s=began_s)
        return self._error(why, remedy)

    def _parameter_error(self, stage: Mapping[str, float]) -> UploadError:
        refused = [
            f"{name} holds {self._told[name]:g}, not {value:g}"
            for name, value in stage.items()
            if self._told[name] not in (None, value)
        ]
        why = "; ".join(refused[:3]) or "the vehicle stopped answering"
        return self._error(
            f"The parameters were not all set: {why}.",
            "Look at the ranges the vehicle allows and at the link.",
        )

    def _error(self, why: str, remedy: str) -> UploadError:
        self._put_fence_back()
        if self._in_flight is not None:
            remedy = f"{remedy} Until then keep it out of AUTO."
        return UploadError(f"{why} {self._holdings()}", remedy=remedy)

    def _put_fence_back(self) -> None:
        """Switch the fence on again where it still guards the mission of before, or a vehicle in the air.

        Never off: where it was off before, it guards by now what was sent.
        """
        before = {name: self._before.parameters[name].value for name in _SWITCHES if name in self._told}
        off = {name: value for name, value in before.items() if value and value != self._told[name]}
        if off and (self._in_flight is not None or self._session.state.armed or self._is_as_before()):
            with contextlib.suppress(LinkError):  # then what they hold is not known, and said so
                self._write(off)

    def _is_as_before(self) -> bool:
        vehicle_type = self._state.vehicle_type
        return all(
            held is not None
            and kind in self._before.items
            and not compare(self._before.items[kind], held, vehicle_type=vehicle_type, kind=kind).differences
            for kind, held in self._held.items()
        )

    def _holdings(self) -> str:
        """What the vehicle holds now of each part, and of the parameters."""
        sentences = []
        for part in self._parts:
            held = self._held.get(part.kind)
            if part.kind in self._untouched and held is not None:
                sentences.append(describe_untouched(part, held, subject="The vehicle"))
            elif part.kind in self._held:
                kind, vehicle_type = part.kind, self._state.vehicle_type
                sentences.append(describe_held(held, part.items, vehicle_type=vehicle_type, kind=kind))
            elif part.kind in self._before.items:
                sentences.append(describe_untouched(part, self._before.items[part.kind]))
            else:
                sentences.append(f"Of the {part.name} nothing was sent.")
        if self._values:
            before = {name: one.value for name, one in self._before.parameters.items()}
            sentences.append(describe_parameters(self._values, before, self._told))
        return " ".join(sentences)

    def _is_cancelled(self) -> bool:
        return self._cancelled is not None and self._cancelled()
