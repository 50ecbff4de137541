"""The vehicle: its link, what it says of itself, sending a sortie, and flying it."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from missions.link.state import LinkState, VehicleState
from ui.link_words import link_word
from ui.panels.fly_card import FlyCard
from ui.panels.link_card import LinkCard
from ui.panels.parts import Card, Figure, text_label
from ui.panels.send_card import SendCard
from ui.units import number_text


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
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for card in (self.link, self.vehicle, self.send, self.fly):
            layout.addWidget(card)

    def forget(self) -> None:
        """Put away what was said about a vehicle that is gone: another takes its place."""
        for message in (self.link.message, self.link.warning, self.send.message, self.fly.message):
            message.dismiss()
        self.fly.show_progress("")


def _rounded(value: float | None, *, decimals: int = 0) -> str | None:
    return None if value is None else number_text(value, decimals=decimals)
