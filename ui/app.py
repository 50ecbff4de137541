"""Builds and joins everything, shows the window, and keeps running until it is closed."""

import faulthandler
import logging
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from missions.atlas import load_atlas
from missions.patrol_file import Patrol
from planner.brief import PatrolBrief
from planner.fleet import Aircraft
from planner.profiles import DEFAULT_VEHICLE, SENSORS, VEHICLES
from planner.route import PatrolPlan, Sortie
from ui.last_resort import LastResort
from ui.main_window import Equipment, MainWindow
from ui.planning_job import PlanPatrol
from ui.planning_process import PlanningProcess
from ui.preferences import Preferences, standard_path, state_folder
from ui.strips.process import StripProcess

EXIT_NO_DISPLAY = 3


def has_display() -> bool:
    """Whether a window can be shown here."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_app(path: Path | None = None) -> int:
    """Show the window with the patrol in `path`, or with the sample patrol, until it is closed.

    Returns:
        The exit code: 0 when the window was closed, 3 when there is nowhere to show one.
    """
    if not has_display():
        sys.stderr.write(
            "There is no display to show the window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
            "Set one, or run `vedette demo` for pictures instead.\n"
        )
        return EXIT_NO_DISPLAY
    folder = state_folder()
    notes = _start_notes(folder)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("a QCoreApplication is running where a QApplication is needed")
    app.setApplicationName("Vedette")
    app.setDesktopFileName("vedette")
    planner, strips = PlanningProcess(), StripProcess()
    equipment = replace(standard_equipment(planner), make_areas=strips)
    window = MainWindow(equipment, Preferences(standard_path()))
    last_resort = LastResort(window.document, window.message, folder)
    QTimer.singleShot(0, lambda: open_first(window, path))
    window.show_on_screen()
    threading.Thread(target=planner.start, name="planner start", daemon=True).start()
    try:
        return app.exec()
    finally:
        planner.close()
        strips.close()
        last_resort.remove()
        faulthandler.disable()
        notes.close()


def open_first(window: MainWindow, path: Path | None) -> None:
    """Open what the program was started with; one that cannot be opened leaves the sample and a message."""
    if path is None or not window.files.open(path):
        failure = window.message.text
        window.files.open_sample()
        if failure:
            window.message.show()
    window.records.offer_unfinished(window.fleet, then=window.safekeeping.offer)


def standard_equipment(plan_patrol: PlanPatrol) -> Equipment:
    """What a window works with outside tests."""
    return Equipment(
        atlas=load_atlas(),
        vehicles=VEHICLES,
        sensors=SENSORS,
        plan_patrol=plan_patrol,
        count_items=count_items,
        new_patrol=new_patrol,
        journals=state_folder() / "journals",
        records=state_folder() / "flights",
    )


def new_patrol() -> Patrol:
    """An empty patrol, with one aircraft to fly it."""
    return Patrol(brief=PatrolBrief(aircraft=(Aircraft(aircraft_id="A1", vehicle=DEFAULT_VEHICLE),)))


def count_items(plan: PatrolPlan, sortie: Sortie) -> int:
    """How many items a sortie takes on a vehicle, home not counted."""
    from missions.compile import compile_sortie  # noqa: PLC0415 - not needed before there is a plan

    return len(compile_sortie(plan, sortie).items)


def _start_notes(folder: Path) -> TextIO:
    """Log to a file of this user's, and have a crash of the interpreter written there too."""
    folder.mkdir(parents=True, exist_ok=True)
    notes = (folder / "vedette.log").open("a", encoding="utf-8")
    logging.basicConfig(
        level=logging.INFO, stream=notes, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    faulthandler.enable(file=notes)
    return notes
