"""The vehicle: its link, what it says of itself, sending a sortie, and flying it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from missions.link.state import LinkState, VehicleState
from ui.flight_deck import link_word
from ui.messages import MessageBar
from ui.panels.fly_card import FlyCard
from ui.panels.parts import Card, ChoiceField, Figure, named, text_label
from ui.panels.send_card import SendCard
from ui.simulator import SimulatorKind
from ui.units import number_text

_SPEED_UP_PX = 78
_SPEED_UPS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


class LinkCard(Card):
    """Where the vehicle is: an address, or a simulated one by one click."""

    connect_wanted = Signal(str)  # address
    disconnect_wanted = Signal()
    simulator_wanted = Signal(object, float)  # SimulatorKind, speed-up
    ardupilot_folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Link", parent)
        self.address = named(QLineEdit(), "Address of the vehicle")
        self.address.setToolTip("tcp:HOST:PORT, udpin:HOST:PORT, udpout:HOST:PORT or serial:DEVICE[:BAUD]")
        self.button = QPushButton("Connect")
        self.simulate = QPushButton("Simulated vehicle")
        self.simulate.setToolTip("Start a simulated vehicle at the launch and connect to it (Ctrl+Shift+V).")
        self.ardupilot = QPushButton("ArduPilot")
        self.speed_up = ChoiceField("Speed-up of the simulation")
        self.speed_up.addItems([f"× {times:g}" for times in _SPEED_UPS])
        self.speed_up.setFixedWidth(_SPEED_UP_PX)
        self.speed_up.setToolTip("How many times faster than life the simulated vehicle flies.")
        self.who = text_label("", role="caption", wrap=True)
        self.message = MessageBar(name="Problem with the link")
        self._offers = QWidget()
        first, second = QHBoxLayout(), QHBoxLayout(self._offers)
        second.setContentsMargins(0, 0, 0, 0)
        first.addWidget(self.address, 1)
        first.addWidget(self.button)
        second.addWidget(self.simulate, 1)
        second.addWidget(self.ardupilot)
        second.addWidget(self.speed_up)
        self.body.addLayout(first)
        self.body.addWidget(self._offers)
        self.body.addWidget(self.who)
        self.body.addWidget(self.message)
        self.button.clicked.connect(self._on_button)
        self.address.returnPressed.connect(self._on_button)
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
            "The same on ArduPilot's own simulator, found on this machine."
            if found
            else "Choose the folder that holds ArduPilot's simulator, to fly on the real autopilot."
        )

    def set_speed_up(self, times: float) -> None:
        """Show a speed-up, the nearest there is."""
        nearest = min(_SPEED_UPS, key=lambda offered: abs(offered - times))
        self.speed_up.setCurrentIndex(_SPEED_UPS.index(nearest))

    @property
    def chosen_speed_up(self) -> float:
        """How many times faster than life to simulate."""
        return _SPEED_UPS[self.speed_up.currentIndex()]

    def show_link(self, state: VehicleState | None, *, is_connected: bool, is_connecting: bool) -> None:
        """Show who is there and what can be done about the link."""
        self._is_engaged = is_connected or is_connecting
        self.button.setText("Cancel" if is_connecting else "Disconnect" if is_connected else "Connect")
        self.address.setEnabled(not self._is_engaged)
        self._offers.setVisible(not self._is_engaged)
        self.who.setText("Looking for a vehicle …" if is_connecting else _who(state))
        self.who.setVisible(bool(self.who.text()))

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


class StateCard(Card):
    """What the vehicle says of itself; unknown is a dash."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Vehicle", parent)
        names = ("Mode", "Battery", "Position", "Above home", "Over ground", "Link")
        self.figures = {name: Figure(name) for name in names}
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for number, figure in enumerate(self.figures.values()):
            grid.addWidget(figure, number // 3, number % 3)
            grid.setColumnStretch(number % 3, 1)
        self.body.addLayout(grid)
        self.said = text_label("", role="caption", wrap=True)
        self.said.setAccessibleName("What the vehicle said last")
        self.body.addWidget(self.said)
        self.show_state(None)

    def show_state(self, state: VehicleState | None) -> None:
        """Show the newest news."""
        figures = self.figures
        is_fresh = state is not None and state.link is LinkState.UP
        for name, figure in figures.items():
            figure.setEnabled(
                state is None or is_fresh or name == "Link"
            )  # faded: that is how it was when last heard
        if state is None:
            for figure in figures.values():
                figure.show_value(None)
            self.said.hide()
            return
        armed = "armed" if state.armed else "" if state.armed is None else "disarmed"
        figures["Mode"].show_value(
            state.mode or None,
            why=f"Flight mode; {armed or 'arming unknown'}.",
            state="good" if state.armed else "",
        )
        self._show_battery(state)
        fix_state = "" if state.position_good is None else "good" if state.position_good else "bad"
        satellites = "" if state.satellites is None else f"{state.satellites} sat"
        figures["Position"].show_value(
            state.fix or None, satellites, why="GPS fix, and satellites in use.", state=fix_state
        )
        figures["Above home"].show_value(
            _rounded(state.height_above_home_m),
            "m",
            why="Height above home: where it armed, not the ground below.",
        )
        figures["Over ground"].show_value(
            _rounded(state.ground_speed_mps, decimals=1), "m/s", why="Speed over ground."
        )
        self._show_link(state)
        self._show_texts(state)

    def _show_link(self, state: VehicleState) -> None:
        loss, silent_s = state.loss_share, state.silent_s
        is_up = state.link is LinkState.UP
        value, unit = (None, "") if loss is None else (f"{1 - loss:.0%}", "")
        if not is_up:
            value, unit = ("Lost", "") if silent_s is None else (f"{silent_s:.0f}", "s silent")
        self.figures["Link"].show_value(
            value,
            unit,
            why=f"{link_word(state)}; share of its messages that arrived.",
            state="good" if is_up else "bad",
        )

    def _show_battery(self, state: VehicleState) -> None:
        share, volts = state.battery_share, state.battery_v
        level = "" if share is None else "good" if share > 0.4 else "caution" if share > 0.25 else "bad"
        self.figures["Battery"].show_value(
            None if share is None else f"{share * 100:.0f}",
            "%",
            why="Charge left, as the vehicle reckons it" + ("." if volts is None else f"; {volts:.1f} V."),
            state=level,
        )

    def _show_texts(self, state: VehicleState) -> None:
        last = state.texts[-2:]
        self.said.setText("\n".join(text.text for text in last))
        self.said.setToolTip("\n".join(text.text for text in state.texts))
        self.said.setVisible(bool(last))


class VehiclePanel(QWidget):
    """Link, state, send and fly, from top to bottom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link = LinkCard()
        self.vehicle = StateCard()
        self.send = SendCard()
        self.fly = FlyCard()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        for card in (self.link, self.vehicle, self.send, self.fly):
            layout.addWidget(card)
        layout.addStretch(1)


def _who(state: VehicleState | None) -> str:
    if state is None:
        return ""
    kind = state.vehicle_type or "Vehicle"
    parts = (f"{kind} {state.firmware or ''}".strip(), f"system {state.system_id}", state.address)
    return " · ".join(part for part in parts if part) + (f"\n{state.problem}" if state.problem else "")


def _rounded(value: float | None, *, decimals: int = 0) -> str | None:
    return None if value is None else number_text(value, decimals=decimals)
