"""What is done with a vehicle: simulate, connect, send, fly, pause, return; one signal for each outcome.

It decides nothing about the flight: whether a mission may be sent or a vehicle armed is judged in `planner`
and `missions`, and their refusals are passed on as they are.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from missions.backups import find_original
from missions.data_folder import backups_folder
from missions.errors import UploadError
from missions.flight import Flight
from missions.items import Mission, ground_speed_at
from missions.link import (
    HOLDING,
    Keeping,
    Restored,
    Role,
    Session,
    fly_mission,
    require_battery,
    swap_simulated_battery,
)
from missions.link.state import Progress, VehicleState
from missions.receipt import Receipt
from missions.waivers import Waiver
from planner.errors import PatrolError
from planner.figures import battery_share
from planner.findings import blocks_upload
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan, Sortie
from ui import refusals
from ui.errand import Errand
from ui.flight_orders import FlightOrders, Order
from ui.flown_track import FlownTrack
from ui.link_bridge import KeySource, LinkBridge
from ui.simulator import Simulator, SimulatorKind, Stand
from ui.transfer_job import TransferJob


class FlightDeck(QObject):
    """One vehicle and everything asked of it."""

    began = Signal()  # another vehicle is looked for in this place
    changed = Signal()  # something that buttons depend on
    news = Signal(object)  # VehicleState
    link_failed = Signal(object)  # PatrolError
    simulator_failed = Signal(object)  # LinkError: it did not start, or it ended
    uploaded = Signal(object)  # Receipt
    restored = Signal(object)  # Restored: what was there before is there again, or nothing is
    upload_failed = Signal(object)  # PatrolError
    upload_progressed = Signal(object)  # Progress
    flight_progressed = Signal(object)  # Progress, in mission items
    flight_ended = Signal(object)  # Flight
    flight_failed = Signal(object)  # PatrolError: refused before it began, or lost from sight
    order_failed = Signal(object)  # PatrolError

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        keeping: Callable[[], Keeping | None] = lambda: None,
        key_source: Callable[[], KeySource] = lambda: lambda: None,
    ) -> None:
        """`keeping` says where a new session keeps .tlog and flight record, `key_source` what signs it."""
        super().__init__(parent)
        self._key_source = key_source
        self._keeping = keeping
        self.simulator = Simulator(self)
        self.bridge = LinkBridge(self)
        self.transfer = TransferJob(self)
        self._flight = Errand("flight", self)
        self._orders = FlightOrders(self)
        self._mission: Mission | None = None
        self._battery_share: float | None = None  # what the sortie sent last takes, reserve included
        self._receipt: Receipt | None = None
        self._sortie: Sortie | None = None  # that the receipt, or the transfer under way, is for
        self.backups = backups_folder()  # where what vehicles held is kept
        self._original: Path | None = None
        self._kept: Path | None = None  # what it held before the upload that failed
        self._board: str | None = None  # whose original that is
        self._track = FlownTrack()
        self.stand: Stand | None = None  # of the simulated vehicle, where it is one
        self.address = ""  # where it is, or is looked for
        self.hindrance: str | None = None  # why nothing may be asked of it, known outside of here
        self._join()

    @property
    def state(self) -> VehicleState | None:
        """The newest news; None without a connection."""
        return self.bridge.state

    @property
    def receipt(self) -> Receipt | None:
        """Of the last upload over this connection."""
        return self._receipt

    @property
    def sortie(self) -> Sortie | None:
        """What it is known to hold, sent over this connection, or is just being sent."""
        return self._sortie if self._receipt is not None or self.transfer.is_busy else None

    @property
    def original(self) -> Path | None:
        """Backup of what the connected vehicle held before the first upload; None: there is none."""
        return self._original

    @property
    def track(self) -> tuple[GeoPoint, ...]:
        """Where the vehicle has been since it armed."""
        return self._track.points

    @property
    def is_connected(self) -> bool:
        """Whether there is a session, heard or not."""
        return self.bridge.session is not None

    @property
    def is_engaged(self) -> bool:
        """Whether a vehicle is connected or looked for, or a simulated one starts."""
        return self.is_connected or self.bridge.is_connecting or self.simulator.is_running

    @property
    def is_busy(self) -> bool:
        """Whether something asked of a vehicle here has not ended yet, connected still or not."""
        return self._flight.is_busy or self._orders.is_busy or self.transfer.is_busy

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way, so that another vehicle may take this place."""
        return not self.is_engaged and not self.is_busy

    @property
    def is_armed(self) -> bool:
        """Whether motors may turn, as far as is known."""
        return bool(self.state and self.state.armed)

    @property
    def is_holding(self) -> bool:
        """Whether it is in a mode in which it stays where it is until told otherwise."""
        state = self.state
        return bool(state and state.mode in HOLDING.get(state.vehicle_type or "", ()))

    @property
    def observes(self) -> bool:
        """Whether we may command nothing."""
        return self.state is not None and self.state.role is Role.OBSERVER

    @property
    def is_flying_mission(self) -> bool:
        """Whether a flight started here is being followed."""
        return self._flight.is_busy

    @property
    def can_fly(self) -> bool:
        """Whether there is a verified mission on the connected vehicle and nothing under way."""
        return self.why_not_fly() is None

    def simulate(self, stand: Stand, *, kind: SimulatorKind, speed_up: float) -> None:
        """Start a simulated vehicle and connect to it."""
        self.disconnect_vehicle()
        self.stand = stand
        self.simulator.start(stand, kind=kind, speed_up=speed_up)
        self.changed.emit()

    def connect_to(self, address: str, role: Role = Role.IN_COMMAND, *, system_id: int | None = None) -> None:
        """Look for a vehicle, any or the one of a system id; `link_failed` tells when there is none."""
        self._forget()
        is_ours = self.simulator.is_running  # it knows no signing
        self.address, self.stand = address, self.stand if is_ours else None
        self.began.emit()
        key = (lambda: None) if is_ours else self._key_source()
        self.bridge.connect_to(address, system_id=system_id, keeping=self._keeping(), role=role, key=key)
        self.changed.emit()

    def disconnect_vehicle(self) -> None:
        """Hang up, and stop the simulated vehicle if it was one."""
        self._flight.cancel()
        self.transfer.cancel()
        self.bridge.cancel()
        self.bridge.close()
        self.simulator.stop()
        self.stand, self.address = None, ""
        self._forget()
        self.changed.emit()

    def why_not_upload(
        self, plan: PatrolPlan | None, *, is_stale: bool, force_armed: bool = False
    ) -> str | None:
        """Why nothing can be sent now, in a sentence; None when it can. An armed vehicle takes it forced."""
        checks = (
            (plan is None or not plan.sorties, refusals.NO_PLAN),
            (is_stale, refusals.STALE),
            (plan is not None and blocks_upload(plan.findings), refusals.ERRORS),
        )
        return (
            refusals.first_of(checks) or self._why_not_ask() or (None if force_armed else self._why_not_armed)
        )

    def why_not_restore(self) -> str | None:
        """Why it can neither be cleared nor given back what it held; None when it can be asked of it."""
        return self._why_not_ask() or self._why_not_armed

    def why_not_fly(self) -> str | None:
        """Why nothing can be started now, in a sentence; None when it can be asked of the vehicle."""
        checks = (
            (self._flight.is_busy or self.is_armed, refusals.FLIES),
            (self._receipt is None, refusals.NOTHING_SENT),
        )
        return self._why_not_ask() or refusals.first_of(checks)

    def _why_not_ask(self) -> str | None:
        """Why nothing at all can be asked of it on the ground."""
        checks = (
            (not self.bridge.is_up, refusals.NOT_CONNECTED),
            (self.observes, refusals.OBSERVES),
            (bool(self.state and self.state.twins), refusals.TWINS),
            (self.hindrance is not None, self.hindrance or ""),
            (self.transfer.is_busy, refusals.SENDING),
        )
        return refusals.first_of(checks)

    @property
    def _why_not_armed(self) -> str | None:
        return refusals.ARMED if self.is_armed else None

    def upload(
        self,
        plan: PatrolPlan,
        sortie: Sortie,
        *,
        force_armed: bool = False,
        waivers: tuple[Waiver, ...] = (),
    ) -> None:
        """Send one sortie and read it back; ends in `uploaded` or `upload_failed`.

        The waivers of its warnings go into the flight record.
        """
        why_not = self.why_not_upload(plan, is_stale=False, force_armed=force_armed)
        session = self._session_unless(why_not)
        if session is not None:
            self._sortie, self._battery_share = sortie, battery_share(plan, sortie)
            self.transfer.send(
                session, plan, sortie, backups=self.backups, force_armed=force_armed, waivers=waivers
            )
            self.changed.emit()

    def put_back(self, path: Path | None = None) -> None:
        """Restore what a backup keeps (None: the original); ends in `restored` or `upload_failed`."""
        path = path or self._original
        session = None if path is None else self._session_unless(self.why_not_restore())
        if session is not None and path is not None:
            self.transfer.put_back(session, path)
            self.changed.emit()

    def clear(self) -> None:
        """Empty the vehicle, its fence off; ends in `restored` or `upload_failed`."""
        session = self._session_unless(self.why_not_restore())
        if session is not None:
            self.transfer.clear(session, backups=self.backups)
            self.changed.emit()

    def refuse(self, why_not: str) -> None:
        """Say why nothing was sent; what the last failure offers is offered still."""
        remedy = "Put that right, then try again."
        self.upload_failed.emit(UploadError(why_not, remedy=remedy, backup=self._kept))

    def fly(self) -> None:
        """Arm, start the mission that was sent last, and follow it to its end."""
        session, mission = self.bridge.session, self._mission
        if session is None or mission is None or not self.can_fly:
            return
        self._track.clear()
        needed, is_ours = self._battery_share, self.simulator.is_running

        def work(report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Flight:
            if is_ours and (session.state.battery_share or 1.0) < (needed or 0.0):
                swap_simulated_battery(session)
            require_battery(session, needed, sortie_id=mission.sortie_id)
            return fly_mission(session, mission, progress=report, cancelled=cancelled)

        self._flight.start(work)

    def order(self, order: Order) -> None:
        """Ask something of the vehicle in flight; `order_failed` tells when it refuses.

        While it is still busy with the last order, the newest one waits for that to end.
        """
        if self.bridge.session is not None:
            self._orders.give(self.bridge.session, order, planned_mps=self._planned_mps)

    def give_up(self) -> None:
        """Have what is under way end; `hang_up` waits for a transfer."""
        for errand in (self._flight, self._orders, self.transfer):
            errand.cancel()

    def hang_up(self) -> None:
        """Have the link end; `stop` waits for it."""
        self.transfer.stop()
        self.bridge.hang_up()

    def stop(self) -> None:
        """Let go of everything, at the end of the program."""
        self.give_up()
        self.hang_up()
        self.bridge.stop()
        for errand in (self._flight, self._orders):
            errand.stop()
        self.simulator.stop()

    def _join(self) -> None:
        self.simulator.started.connect(self._on_simulator)
        self.simulator.failed.connect(self._on_simulator_failed)
        self.bridge.failed.connect(self._on_link_failed)
        self.bridge.news.connect(self._on_news)
        self.transfer.done.connect(self._on_done)
        self.transfer.failed.connect(self._on_transfer_failed)
        self.transfer.progressed.connect(self.upload_progressed)
        self._flight.done.connect(self._on_landed)
        self._flight.failed.connect(self.flight_failed)
        self._flight.progressed.connect(self.flight_progressed)
        self._orders.failed.connect(self.order_failed)
        for busy in (self.bridge.busy_changed, self.transfer.busy_changed, self._flight.busy_changed):
            busy.connect(self._on_change)
        for happened in (self.bridge.connected, self.bridge.closed, self.simulator.stopped):
            happened.connect(self._on_change)

    def _planned_mps(self) -> float | None:
        """Over ground, where the mission is now."""
        mission, item = self._mission, self.state.item if self.state is not None else None
        return ground_speed_at(mission, item) if mission is not None and item is not None else None

    def _on_change(self) -> None:
        self.changed.emit()

    def _on_news(self, state: VehicleState) -> None:
        if state.uid is not None and state.uid != self._board:
            self._board = state.uid
            self._look_for_original()
        if state.armed and state.point is not None:
            self._track.add(state.point)
        self.news.emit(state)

    def _on_simulator(self, address: str) -> None:
        self.connect_to(address, system_id=self.stand.system_id if self.stand else None)

    def _on_link_failed(self, error: object) -> None:
        self.simulator.stop()
        self.link_failed.emit(error)
        self.changed.emit()

    def _on_simulator_failed(self, error: object) -> None:
        self.simulator_failed.emit(error)
        self.changed.emit()

    def _on_done(self, outcome: Receipt | Restored) -> None:
        self._look_for_original()
        if isinstance(outcome, Receipt):
            self._receipt = outcome if outcome.verified else None
            self._mission = self.transfer.sent
            self.uploaded.emit(outcome)
        else:
            self.restored.emit(outcome)
        self.changed.emit()

    def _on_transfer_failed(self, error: object) -> None:
        self._kept = error.backup if isinstance(error, UploadError) else None
        self._look_for_original()
        self.upload_failed.emit(error)
        self.changed.emit()

    def _look_for_original(self) -> None:
        self._original = None
        with contextlib.suppress(PatrolError):
            self._original = find_original(self.backups, self.state.uid if self.state else None)

    def _on_landed(self, flight: Flight) -> None:
        self.flight_ended.emit(flight)
        self.changed.emit()

    def _session_unless(self, why_not: str | None) -> Session | None:
        """The session over which it is to be given something else to hold; None, and told, if it is not."""
        session = self.bridge.session
        if session is None or why_not is not None:
            self.refuse(why_not or refusals.NOT_CONNECTED)
            return None
        self._unlearn()
        return session

    def _unlearn(self) -> None:
        self._receipt = self._mission = self._sortie = self._kept = None

    def _forget(self) -> None:
        self._unlearn()
        self._board = self._original = None
        self._track.clear()
