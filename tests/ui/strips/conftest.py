"""A bench for strips."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.strips.bench import Bench
from ui.main_window import MainWindow


@pytest.fixture
def bench(window: MainWindow, qtbot: QtBot) -> Bench:
    bench = Bench(window, qtbot)
    bench.wait(window.map.isVisible)
    return bench
