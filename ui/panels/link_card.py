"""The link: an address or a simulated vehicle, who is there, how good it is, and who commands."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from missions.link.state import Role, VehicleState
from planner.wording import listed
from ui.fleet_deck import serves_one
from ui.messages import MessageBar, Weight
from ui.panels.parts import Card, ChoiceField, named, text_label
from ui.simulator import SimulatorKind

_SPEED_UP_PX = 78
_SYSTEM_PX = 46
_GREATEST_SYSTEM = 250
_MOST_OFFERED = 3
_SPEED_UPS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


class LinkCard(Card):
    """Where the vehicle is: an address, or a simulated one by one click."""

    connect_wanted = Signal(str)  # address; the system id is `system_id`
    other_wanted = Signal(int)  # system id of another vehicle on the same link
    disconnect_wanted = Signal()
    simulator_wanted = Signal(object, float)  # SimulatorKind, speed-up
    ardupilot_folder_wanted = Signal()
    role_wanted = Signal(object)  # Role

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Link", parent)
        self.address = named(QLineEdit(), "Address of the vehicle")
        self.address.setToolTip("tcp:HOST:PORT, udpin:HOST:PORT, udpout:HOST:PORT or serial:DEVICE[:BAUD]")
        self.system = named(QLineEdit(), "System id of the vehicle")
        self.system.setPlaceholderText("any")
        self.system.setFixedWidth(_SYSTEM_PX)
        self.system.setValidator(QIntValidator(1, _GREATEST_SYSTEM, self))
        self.system.setToolTip("MAVLink system id of the vehicle, where a router or a radio carries several.")
        self.button = QPushButton("Connect")
        self.simulate = QPushButton("Simulated vehicle")
        self.simulate.setToolTip("Start a simulated vehicle at the launch and connect to it (Ctrl+Shift+V).")
        self.ardupilot = QPushButton("ArduPilot")
        self.speed_up = ChoiceField("Speed-up of the simulation")
        self.speed_up.addItems([f"× {times:g}" for times in _SPEED_UPS])
        self.speed_up.setFixedWidth(_SPEED_UP_PX)
        self.speed_up.setToolTip("How many times faster than life the simulated vehicle flies.")
        self.who = text_label("", role="caption", wrap=True)
        self.observe = QCheckBox("Observe only")
        self.observe.setToolTip(
            "Send the vehicle nothing that changes anything, and speak as system 252, beside the station in "
            "command. Else this station commands, as system 255, and its heartbeats feed the failsafe."
        )
        self.quality = text_label("", role="caption", wrap=True)
        self.quality.setAccessibleName("How good the link is")
        self.role = QPushButton("Give command")
        self.warning = MessageBar(name="Warning about the link", is_narrow=True)
        self.message = MessageBar(name="Problem with the link", is_narrow=True)
        self._offers = QWidget()
        self._lay_out()
        self.button.clicked.connect(self._on_button)
        self.role.clicked.connect(self._on_role)
        self._role = Role.IN_COMMAND
        self._warned: tuple[str, ...] = ()
        self.address.returnPressed.connect(self._on_button)
        self.system.returnPressed.connect(self._on_button)
        self.simulate.clicked.connect(lambda: self._simulate(SimulatorKind.OURS))
        self.ardupilot.clicked.connect(self._on_ardupilot)
        self._knows_ardupilot = False
        self.offer_ardupilot(found=False)
        self.show_link(None, is_connected=False, is_connecting=False)

    def offer_ardupilot(self, *, found: bool) -> None:
        """Offer to fly on a real ArduPilot, or else to say where there is one."""
        self._knows_ardupilot = found
        self.ardupilot.setText("ArduPilot" if found else "ArduPilot…")
        self.ardupilot.setToolTip(
            "The same on ArduPilot's own simulator, found on this machine. It listens on every network of "
            "the machine: anybody there can command it."
            if found
            else "Choose the folder that holds ArduPilot's simulator, to fly on the real autopilot."
        )

    def set_speed_up(self, times: float) -> None:
        """Show a speed-up, the nearest there is."""
        nearest = min(_SPEED_UPS, key=lambda offered: abs(offered - times))
        self.speed_up.setCurrentIndex(_SPEED_UPS.index(nearest))

    @property
    def system_id(self) -> int | None:
        """The vehicle that is meant at the address; None: whichever is there."""
        return int(self.system.text()) if self.system.hasAcceptableInput() else None

    @property
    def chosen_speed_up(self) -> float:
        """How many times faster than life to simulate."""
        return _SPEED_UPS[self.speed_up.currentIndex()]

    def show_link(self, state: VehicleState | None, *, is_connected: bool, is_connecting: bool) -> None:
        """Show who is there and what can be done about the link."""
        self._is_engaged = is_connected or is_connecting
        self.button.setText("Cancel" if is_connecting else "Disconnect" if is_connected else "Connect")
        self.address.setEnabled(not self._is_engaged)
        self.system.setVisible(not self._is_engaged)
        self._offers.setVisible(not self._is_engaged)
        self.who.setText("Looking for a vehicle …" if is_connecting else _who(state))
        self.who.setVisible(bool(self.who.text()))
        self.quality.setText(quality_words(state) if is_connected and state else "")
        self.quality.setVisible(bool(self.quality.text()))
        self._show_role(state if is_connected else None)
        self._show_warnings(state if is_connected else None)

    def _lay_out(self) -> None:
        offers, first, second = QVBoxLayout(self._offers), QHBoxLayout(), QHBoxLayout()
        offers.setContentsMargins(0, 0, 0, 0)
        offers.addWidget(self.observe)
        offers.addLayout(second)
        first.addWidget(self.address, 1)
        first.addWidget(self.system)
        first.addWidget(self.button)
        second.addWidget(self.simulate, 1)
        second.addWidget(self.ardupilot)
        second.addWidget(self.speed_up)
        self.body.addLayout(first)
        for widget in (self._offers, self.who, self.quality, self.role, self.warning, self.message):
            self.body.addWidget(widget)

    def _show_role(self, state: VehicleState | None) -> None:
        self.role.setVisible(state is not None)
        if state is not None:
            self._role = state.role
            is_command = state.role is Role.IN_COMMAND
            self.role.setText("Give command" if is_command else "Take command")
            self.role.setToolTip(
                "Only observe from now on, so that another station may take command."
                if is_command
                else "Command the vehicle from here, once the station in command has given it."
            )

    def _show_warnings(self, state: VehicleState | None) -> None:
        """A warning put away stays away until there is another."""
        warnings = state.warnings if state is not None else ()
        if warnings == self._warned:
            return
        self._warned = warnings
        if state is not None and warnings:
            others = state.rivals[:_MOST_OFFERED]
            how = "instead" if serves_one(state.address) else "too"
            acts = [(f"Follow {one} {how}", partial(self.other_wanted.emit, one)) for one in others]
            self.warning.show_text("\n".join(warnings), weight=Weight.WARNING, acts=acts)
        else:
            self.warning.dismiss()

    def _on_role(self) -> None:
        self.message.dismiss()
        self.role_wanted.emit(Role.OBSERVER if self._role is Role.IN_COMMAND else Role.IN_COMMAND)

    def _on_button(self) -> None:
        self.message.dismiss()
        if self._is_engaged:
            self.disconnect_wanted.emit()
        else:
            self.connect_wanted.emit(self.address.text().strip())

    def _on_ardupilot(self) -> None:
        if self._knows_ardupilot:
            self._simulate(SimulatorKind.ARDUPILOT)
        else:
            self.ardupilot_folder_wanted.emit()

    def _simulate(self, kind: SimulatorKind) -> None:
        self.message.dismiss()
        self.simulator_wanted.emit(kind, self.chosen_speed_up)


def quality_words(state: VehicleState) -> str:
    """How good the link is and who else is on it, in plain words; what is not known is left out."""
    found = []
    if state.loss_share is not None:
        found.append(f"{1 - state.loss_share:.0%} of its messages arrive")
    if state.round_trip_s is not None:
        found.append(f"answers take {state.round_trip_s * 1000:.0f} ms")
    if state.messages_per_s is not None and state.bytes_per_s is not None:
        found.append(f"{state.messages_per_s:.0f} messages, {state.bytes_per_s / 1000:.1f} kB a second")
    lines = [", ".join(found)] if found else []
    vehicles = [one for one in state.vehicles if one != state.system_id]
    others = [("vehicle", vehicles), ("ground station", state.stations)]
    also = [f"{what}{'s' if len(ids) > 1 else ''} {listed(ids)}" for what, ids in others if ids]
    if also:
        lines.append(f"Also on this link: {listed(also)}.")
    if state.role is Role.OBSERVER:
        lines.append(f"You observe, as system {state.station_id}: nothing is sent that changes anything.")
    return "\n".join(lines)


def _who(state: VehicleState | None) -> str:
    if state is None:
        return ""
    kind = state.vehicle_type or "Vehicle"
    parts = (f"{kind} {state.firmware or ''}".strip(), f"system {state.system_id}", state.address)
    return " · ".join(part for part in parts if part) + (f"\n{state.problem}" if state.problem else "")
