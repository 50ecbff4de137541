"""A window as the app builds it, and the pieces it is built from."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from planner.plan import plan_patrol
from planner.route import PatrolPlan
from tests.ui.patrols import small_patrol, small_plan
from ui.app import standard_equipment
from ui.document import Document
from ui.main_window import Equipment, MainWindow
from ui.preferences import Preferences
from ui.theme import DARK, apply_theme

MakeWindow = Callable[[], MainWindow]


@pytest.fixture(scope="session")
def equipment() -> Equipment:
    service = f"vedette-tests-{secrets.token_hex(4)}"  # never the key of whoever runs the tests
    return replace(standard_equipment(plan_patrol), key_service=service)


@pytest.fixture(scope="session")
def plan() -> PatrolPlan:
    return small_plan()


@pytest.fixture
def document() -> Document:
    return Document(small_patrol())


@pytest.fixture
def dressed(qapp: object) -> None:
    apply_theme(qapp, DARK)  # type: ignore[arg-type]  # pytest-qt's QApplication


@pytest.fixture
def make_window(qtbot: QtBot, equipment: Equipment, tmp_path: Path) -> Iterator[MakeWindow]:
    made: list[MainWindow] = []

    def make() -> MainWindow:
        tools = replace(equipment, journals=tmp_path / "journals")
        window = MainWindow(tools, Preferences(tmp_path / "vedette.ini"))
        window.resize(1280, 800)
        window.show()
        made.append(window)
        return window

    yield make
    for window in made:
        window.let_go()
        window.hide()
        window.deleteLater()
    qtbot.wait(1)


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()
