"""Pictures of the window for README and guide: `python -m tests.screenshots --out docs`.

The sample patrol is opened, planned, sent to a simulated vehicle and flown part of the way; nothing is posed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from planner.plan import plan_patrol
from ui.app import open_first, standard_equipment
from ui.document import PlanState
from ui.main_window import MainWindow
from ui.panels.side_panel import Page
from ui.preferences import Preferences, ThemeChoice

PATIENCE_S = 180.0
SPEED_UP = 20.0
FLOWN_SHARE = 0.55  # of the first sortie, before the pictures are taken


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; 1 when the window did not come to where they are taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("--size", default="1600x1000", help="of the window, such as 1280x800")
    chosen = parser.parse_args(arguments)
    width_px, height_px = (int(part) for part in chosen.size.split("x"))
    chosen.out.mkdir(parents=True, exist_ok=True)
    QApplication.instance() or QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="vedette-pictures-") as folder:
        os.environ["XDG_DATA_HOME"] = folder
        window = MainWindow(standard_equipment(plan_patrol), Preferences(Path(folder) / "vedette.ini"))
        window.resize(width_px, height_px)
        window.show()
        try:
            take_pictures(window, chosen.out)
        except TimeoutError as error:
            sys.stderr.write(f"No pictures: {error}.\n")
            return 1
        finally:
            window.let_go()
    return 0


def take_pictures(window: MainWindow, folder: Path) -> None:
    """Plan, send, fly, and picture each page on the way.

    Raises:
        TimeoutError: a step did not end.
    """
    open_first(window, None)
    wait_until(lambda: window.document.plan_state is PlanState.CURRENT, "the sample was not planned")
    window.map.fit_all()
    keep(window, folder / "screenshot-brief.png")
    window.side.show_page(Page.SORTIES)
    window.side.sorties.chosen.emit(window.side.vehicle.send.chosen_id)
    keep(window, folder / "screenshot-sorties.png")
    window.map.highlight(None)
    window.profile.choose(None)
    take_off(window)
    wait_until(lambda: flown_share(window) > FLOWN_SHARE, "the vehicle did not get far")
    keep(window, folder / "screenshot-fly.png")
    window.set_theme(ThemeChoice.LIGHT)
    keep(window, folder / "screenshot-light.png")
    window.set_theme(ThemeChoice.SUNLIGHT)
    keep(window, folder / "screenshot-sunlight.png")
    window.set_theme(ThemeChoice.DARK)
    window.side.show_page(Page.BRIEF)
    keep(window, folder / "screenshot.png")


def take_off(window: MainWindow) -> None:
    """Send the first sortie to a simulated vehicle and start it."""
    panel, deck = window.side.vehicle, window.deck
    panel.link.set_speed_up(SPEED_UP)
    window.actions_by_name["simulate"].trigger()
    wait_until(window.actions_by_name["upload"].isEnabled, "no simulated vehicle came up")
    window.actions_by_name["upload"].trigger()
    wait_until(lambda: deck.can_fly, f"the upload failed: {panel.send.message.text}")
    window.actions_by_name["start"].trigger()
    panel.fly.confirm.click()
    wait_until(lambda: deck.is_armed, "the vehicle did not arm")


def flown_share(window: MainWindow) -> float:
    """How far along the first sortie the vehicle is, 0 to 1."""
    plan, along_m = window.document.plan, window.profile.vehicle_along_m
    return along_m / plan.sorties[0].length_m if plan and along_m is not None else 0.0


def wait_until(holds: Callable[[], bool], otherwise: str) -> None:
    """Let the window run until something holds.

    Raises:
        TimeoutError: it never did.
    """
    until_s = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > until_s:
            raise TimeoutError(otherwise)
        settle(50)


def settle(milliseconds: int) -> None:
    """Let the window run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def keep(window: MainWindow, path: Path) -> None:
    """Picture the window as it is, once it is drawn sharp."""
    settle(1_200)
    window.grab().save(str(path))
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    sys.exit(main())
