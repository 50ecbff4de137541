"""What must not happen with several vehicles: orders, sorties and buttons that reach the wrong one."""

import contextlib
from collections.abc import Iterator

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.missions.link.peer import ARDUPILOT, ARMED, Peer
from tests.ui.test_fleet_desk import click, connect
from ui.main_window import MainWindow
from ui.panels.side_panel import Page

PATIENCE_MS = 60_000
ROVER, CUSTOM_MODE, STANDBY = 10, 81, 3


@contextlib.contextmanager
def speaking(*kinds: int, armed: bool = True) -> Iterator[str]:
    """The port that we listen on, where vehicles of these types beat as systems 1, 2 …; its address."""
    peer, beat = Peer(), QTimer(interval=100)

    def say() -> None:
        mode = CUSTOM_MODE | (ARMED if armed else 0)
        for system_id, kind in enumerate(kinds, start=1):
            peer.say(system_id, 1, "heartbeat", kind, ARDUPILOT, mode, 4, STANDBY, 3)

    beat.timeout.connect(say)
    beat.start()
    with contextlib.closing(peer):
        yield f"udpin:127.0.0.1:{peer.port}"
        beat.stop()


def test_a_rover_without_a_known_mode_to_hold_in_says_so(qtbot: QtBot, window: MainWindow) -> None:
    window.side.show_page(Page.VEHICLE)
    with speaking(ROVER) as address:
        connect(qtbot, window, address)
        panel = window.side.vehicle
        qtbot.waitUntil(panel.send.in_flight.hold.isVisible, timeout=PATIENCE_MS)

        click(panel.send.in_flight.hold)

        qtbot.waitUntil(lambda: bool(panel.fly.message.text), timeout=PATIENCE_MS)
        assert "Rover" in panel.fly.message.text
        window.fleet.remove(window.deck)
