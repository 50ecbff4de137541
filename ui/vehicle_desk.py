"""Joins the vehicle panel with the flight deck and the document."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from missions.errors import LinkError
from missions.flight import Flight
from missions.link.state import Progress, Role, VehicleState
from missions.receipt import Receipt
from planner.errors import BriefError, PatrolError
from planner.findings import TAKE_OFF_HEADING
from ui.actions import Actions
from ui.armed_watch import ArmedWatch
from ui.document import Document
from ui.flight_deck import Order
from ui.messages import Weight
from ui.panels.side_panel import Page, SidePanel
from ui.preferences import Preferences
from ui.simulator import SimulatorKind, Stand, airframe_of, ardupilot_binary
from ui.units import distance_text, duration_text


class VehicleDesk(QObject):
    """Every button about the vehicle, wherever it is, and every outcome beside its button."""

    def __init__(
        self,
        armed: ArmedWatch,
        *,
        document: Document,
        side: SidePanel,
        actions: Actions,
        preferences: Preferences,
    ) -> None:
        super().__init__(side)
        self._armed = armed
        self._deck = deck = armed.deck
        self._document = document
        self._side = side
        self._panel = side.vehicle
        self._actions = actions
        self._preferences = preferences
        self._kind = SimulatorKind.OURS  # of the vehicle simulated last
        self._panel.link.address.setText(preferences.address)
        self._panel.link.set_speed_up(preferences.speed_up)
        deck.simulator.ardupilot_folder = preferences.ardupilot_folder
        self._panel.link.offer_ardupilot(found=ardupilot_binary(preferences.ardupilot_folder) is not None)
        self._join_panel()
        self._join_actions()
        self._join_deck()
        self.refresh()

    def simulate(self, kind: SimulatorKind = SimulatorKind.OURS, speed_up: float | None = None) -> None:
        """Start a simulated vehicle at the launch of the brief, and connect to it."""
        self._side.show_page(Page.VEHICLE)
        stand = self._stand()
        if stand is None:
            self._panel.link.message.show_error(
                BriefError(
                    "The brief has no launch, so a vehicle has nowhere to stand.", remedy="Place the launch."
                )
            )
            return
        times = speed_up or self._panel.link.chosen_speed_up
        self._panel.link.message.dismiss()
        self._kind = kind
        self._preferences.speed_up = times
        self._deck.simulate(stand, kind=kind, speed_up=times)

    def use_ardupilot(self, folder: Path) -> None:
        """Fly on the ArduPilot simulator of this folder from now on."""
        if ardupilot_binary(folder) is None:
            problem = f"{folder} holds no program named arducopter."
            remedy = "Choose the folder that ArduPilot's build put it into, such as build/sitl/bin."
            self._panel.link.message.show_error(LinkError(problem, remedy=remedy))
            return
        self._preferences.ardupilot_folder = folder
        self._deck.simulator.ardupilot_folder = folder
        self._panel.link.message.dismiss()
        self._panel.link.offer_ardupilot(found=True)

    def upload(self, sortie_id: str = "", *, force_armed: bool = False) -> None:
        """Send the chosen sortie."""
        self._side.show_page(Page.VEHICLE)
        sortie = self._document.sortie(sortie_id or self._panel.send.chosen_id)
        plan, is_stale = self._document.plan, self._document.plan_is_stale
        why_not = self._deck.why_not_upload(plan, is_stale=is_stale, force_armed=force_armed)
        if plan is not None and sortie is not None and why_not is None:
            self._deck.upload(plan, sortie, force_armed=force_armed)

    def refresh(self) -> None:
        """Show what is possible now."""
        deck, document = self._deck, self._document
        is_connecting = deck.bridge.is_connecting or (deck.simulator.is_running and not deck.is_connected)
        self._panel.link.show_link(deck.state, is_connected=deck.is_connected, is_connecting=is_connecting)
        why_not = deck.why_not_upload(document.plan, is_stale=document.plan_is_stale)
        self._panel.send.show_readiness(why_not)
        self._panel.send.in_flight.show_ability(
            is_armed=deck.is_armed and not deck.observes,
            mode=(deck.state.mode or "") if deck.state else "",
            is_holding=deck.is_holding,
            why_not=deck.why_not_upload(document.plan, is_stale=document.plan_is_stale, force_armed=True),
        )
        can_put_back = deck.bridge.is_up and not deck.transfer.is_busy and not deck.is_armed
        kept = None if deck.original is None else str(deck.original)
        self._panel.send.show_original(kept, can_put_back=can_put_back)
        self._show_board()
        self._panel.fly.show_ability(
            can_start=deck.can_fly,
            why_not=deck.why_not_fly() or "",
            can_order=deck.is_armed and not deck.observes,
            what=deck.receipt.sortie_id if deck.receipt else "nothing",
        )
        is_engaged = deck.is_connected or is_connecting
        for name, is_possible in (
            ("simulate", not is_engaged),
            ("connect", not is_engaged),
            ("disconnect", is_engaged),
            ("upload", why_not is None),
            ("start", deck.can_fly),
            ("pause", deck.is_armed and not deck.observes),
            ("go_on", deck.is_armed and not deck.observes),
            ("return", deck.is_armed and not deck.observes),
        ):
            self._actions[name].setEnabled(is_possible)
        if not deck.is_connected:
            self._panel.vehicle.show_state(None)

    def _show_board(self) -> None:
        sortie = self._document.sortie(self._panel.send.chosen_id)
        fleet = {one.aircraft_id: one for one in self._document.brief.aircraft}
        aircraft = None if sortie is None else fleet.get(sortie.aircraft_id)
        state = self._deck.state
        self._panel.send.show_board(aircraft.uid if aircraft else "", state.uid if state else None)

    def _bind(self, sortie_id: str, on: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        sortie, state = self._document.sortie(sortie_id), self._deck.state
        uid = (state.uid if state else None) or ""
        if sortie is None or (on and not uid):
            return
        brief = self._document.brief
        fleet = tuple(
            replace(one, uid=uid if on else "") if one.aircraft_id == sortie.aircraft_id else one
            for one in brief.aircraft
        )
        label = f"{'Bind' if on else 'Unbind'} {sortie.aircraft_id}"
        self._document.change(replace(brief, aircraft=fleet), label=label)

    def _ask_for_ardupilot(self) -> None:
        dialog = QFileDialog(self._panel, "The folder that holds ArduPilot's simulator")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(False)
        dialog.fileSelected.connect(lambda folder: self.use_ardupilot(Path(folder)))
        dialog.show()

    def _join_panel(self) -> None:
        link, send, fly = self._panel.link, self._panel.send, self._panel.fly
        link.connect_wanted.connect(self._connect)
        link.disconnect_wanted.connect(self._disconnect)
        link.simulator_wanted.connect(self.simulate)
        link.ardupilot_folder_wanted.connect(self._ask_for_ardupilot)
        send.upload_wanted.connect(self.upload)
        send.upload_in_flight_wanted.connect(lambda sortie_id: self.upload(sortie_id, force_armed=True))
        send.in_flight.hold_wanted.connect(lambda: self._deck.order(Order.HOLD))
        send.cancel_wanted.connect(self._deck.transfer.cancel)
        send.put_back_wanted.connect(self._deck.put_back)
        send.clear_wanted.connect(self._deck.clear)
        send.bind_wanted.connect(self._bind)
        send.sortie_chosen.connect(lambda _sortie: self._show_board())
        fly.start_confirmed.connect(self._deck.fly)
        fly.order_wanted.connect(self._deck.order)

    def _join_actions(self) -> None:
        actions = self._actions
        actions["simulate"].triggered.connect(self._on_simulate_action)
        actions["connect"].triggered.connect(self._on_connect_action)
        actions["disconnect"].triggered.connect(lambda _checked=False: self._disconnect())
        actions["upload"].triggered.connect(self._on_upload_action)
        actions["start"].triggered.connect(self._on_start_action)
        for name, order in (("pause", Order.PAUSE), ("go_on", Order.GO_ON), ("return", Order.RETURN)):
            actions[name].triggered.connect(lambda _checked=False, asked=order: self._deck.order(asked))

    def _join_deck(self) -> None:
        deck, panel = self._deck, self._panel
        deck.changed.connect(self.refresh)
        deck.news.connect(self._on_news)
        self._panel.link.role_wanted.connect(self._change_role)
        deck.link_failed.connect(self._on_link_failed)
        deck.simulator_failed.connect(self._on_simulator_failed)
        deck.transfer.busy_changed.connect(lambda busy: panel.send.show_busy(busy=busy))
        deck.upload_progressed.connect(panel.send.show_progress)
        deck.uploaded.connect(self._on_uploaded)
        deck.upload_failed.connect(panel.send.show_failure)
        deck.restored.connect(panel.send.show_restored)
        deck.flight_progressed.connect(self._on_flight_progress)
        deck.flight_ended.connect(self._on_flight_ended)
        deck.flight_failed.connect(self._on_flight_failed)
        deck.order_failed.connect(panel.fly.show_failure)
        self._document.plan_changed.connect(self._on_plan)
        self._on_plan()

    def _connect(self, address: str) -> None:
        self._preferences.address = address
        role = Role.OBSERVER if self._panel.link.observe.isChecked() else Role.IN_COMMAND
        self._deck.connect_to(address, role)

    def _disconnect(self) -> None:
        if not self._asks_first("Disconnect all the same", self._deck.disconnect_vehicle):
            self._deck.disconnect_vehicle()

    def _asks_first(self, words: str, act: Callable[[], object]) -> bool:
        """Whether an armed vehicle would be left alone: then the act is offered, with what comes of it."""
        state = self._deck.state
        if state is None or not self._deck.is_armed or self._deck.observes or self._deck.simulator.is_running:
            return False
        text = f"The vehicle is armed. {self._armed.what_then(state)}"
        self._panel.link.message.show_text(text, weight=Weight.WARNING, acts=((words, act),))
        self._reveal(self._panel.link)
        return True

    def _change_role(self, role: Role, *, despite_others: bool = False) -> None:
        session = self._deck.bridge.session
        if session is None:
            return
        if role is Role.OBSERVER and self._asks_first("Give it all the same", session.give_command):
            return
        try:
            if role is Role.OBSERVER:
                session.give_command()
            else:
                session.take_command(despite_others=despite_others)
        except LinkError as error:
            all_the_same = ("Take it all the same", lambda: self._change_role(role, despite_others=True))
            text = f"{error.problem} {error.remedy}"
            self._panel.link.message.show_text(text, weight=Weight.WARNING, acts=(all_the_same,))

    def _on_connect_action(self) -> None:
        self._side.show_page(Page.VEHICLE)
        self._connect(self._panel.link.address.text().strip())

    def _on_simulate_action(self) -> None:
        self.simulate()

    def _on_upload_action(self) -> None:
        self.upload()

    def _on_start_action(self) -> None:
        self._side.show_page(Page.VEHICLE)
        self._panel.fly.ask()
        self._reveal(self._panel.fly)

    def _reveal(self, card: QWidget) -> None:
        """Once the page has been laid out anew."""
        if self._side.page is Page.VEHICLE:
            QTimer.singleShot(0, self._panel, lambda: self._side.reveal(card))

    def _on_link_failed(self, error: PatrolError) -> None:
        self._panel.link.message.show_error(error)
        self._reveal(self._panel.link)

    def _on_simulator_failed(self, error: PatrolError) -> None:
        again = ("Start again", lambda: self.simulate(self._kind))
        self._panel.link.message.show_text(str(error), weight=Weight.ERROR, acts=(again,))
        self._reveal(self._panel.link)

    def _on_news(self, state: VehicleState) -> None:
        self._panel.vehicle.show_state(state)
        self.refresh()

    def _on_plan(self) -> None:
        self._panel.send.show_plan(self._document.plan)
        self.refresh()

    def _on_uploaded(self, receipt: Receipt) -> None:
        self._panel.send.show_receipt(receipt)
        self._document.add_receipt(receipt)
        self._reveal(self._panel.fly)

    def _on_flight_progress(self, progress: Progress) -> None:
        receipt = self._deck.receipt
        lane = (
            receipt.lane_of_item[progress.done - 1]
            if receipt and 0 < progress.done <= receipt.item_count
            else None
        )
        eta = "" if progress.eta_s is None else f", {' '.join(duration_text(progress.eta_s))} to go"
        on_lane = f", lane {lane}" if lane else ""
        if self._panel.fly.progress.isHidden():
            self._reveal(self._panel.fly)
        self._panel.fly.show_progress(
            f"{progress.phase.capitalize()}: item {progress.done} of {progress.total}{on_lane}{eta}"
        )

    def _on_flight_ended(self, flight: Flight) -> None:
        self._panel.fly.show_progress("")
        flown = f"{' '.join(distance_text(flight.flown_m))} in {' '.join(duration_text(flight.seconds_s))}"
        self._panel.fly.show_outcome(
            f"{flight.sortie_id}: {flight.ended}; flown {flown}.", is_complete=flight.complete
        )
        self._reveal(self._panel.fly)
        self._document.add_flight(flight)

    def _on_flight_failed(self, error: PatrolError) -> None:
        self._panel.fly.show_progress("")
        self._panel.fly.show_failure(error)
        self._reveal(self._panel.fly)

    def _stand(self) -> Stand | None:
        """At the first launch of the brief, as its aircraft, the nose along the take-off that is planned."""
        standing = (one for one in self._document.brief.aircraft if one.launch is not None)
        aircraft = next(standing, None)
        if aircraft is None or aircraft.launch is None:
            return None
        findings = self._document.plan.findings if self._document.plan is not None else ()
        headings = (
            finding.measured
            for finding in findings
            if finding.code == TAKE_OFF_HEADING and finding.subject == aircraft.aircraft_id
        )
        heading_deg = next(headings, None) or 0.0
        return Stand(home=aircraft.launch, airframe=airframe_of(aircraft.vehicle), heading_deg=heading_deg)
