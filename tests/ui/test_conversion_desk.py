"""File, Convert a file: the same as the command line, beside the window, with the same report."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from missions.formats import read_brief, read_mission
from planner.brief import PatrolBrief
from ui.cli import main
from ui.conversion_desk import ConversionDesk
from ui.file_names import with_ending
from ui.main_window import MainWindow
from ui.messages import Weight

PATIENCE_MS = 60_000
RING = [[19.4, 41.4], [19.42, 41.4], [19.42, 41.42], [19.4, 41.42], [19.4, 41.4]]


@pytest.fixture
def desk(window: MainWindow) -> ConversionDesk:
    return window.conversion


def area_file(folder: Path) -> Path:
    feature = {
        "type": "Feature",
        "properties": {"role": "area"},
        "geometry": {"type": "Polygon", "coordinates": [RING]},
    }
    path = folder / "bay.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def converted(qtbot: QtBot, desk: ConversionDesk, source: Path, target: Path) -> None:
    with qtbot.waitSignal(desk.ended, timeout=PATIENCE_MS):
        desk.convert(source, target)


def test_an_area_becomes_another_format_and_what_is_open_stays(
    qtbot: QtBot, window: MainWindow, desk: ConversionDesk, tmp_path: Path
) -> None:
    before, target = window.document.brief, tmp_path / "bay.kml"

    converted(qtbot, desk, area_file(tmp_path), target)

    (area,) = read_brief(target, PatrolBrief()).brief.areas
    assert [(point.lon_deg, point.lat_deg) for point in area.outline] == [tuple(at) for at in RING[:-1]]
    assert window.document.brief is before
    assert "bay.geojson was converted to" in window.message.text
    assert "bay.kml" in window.message.text


def test_the_report_is_that_of_the_command_line(
    qtbot: QtBot,
    window: MainWindow,
    desk: ConversionDesk,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = tmp_path / "line.waypoints"
    source.write_text(
        "QGC WPL 110\n# by hand\n0 1 0 16 0 0 0 0 41.4 19.4 12 1\n1 0 3 16 0 0 0 0 41.41 19.41 60 1\n",
        encoding="utf-8",
    )
    assert main(["convert", str(source), str(tmp_path / "by-command.plan"), "--json"]) == 0
    notes = json.loads(capsys.readouterr().out)["notes"]

    converted(qtbot, desk, source, tmp_path / "line.plan")

    assert notes
    assert all(note in window.message.text for note in notes)
    assert read_mission(tmp_path / "line.plan").mission.items == read_mission(source).mission.items


def test_what_cannot_be_converted_says_why_and_writes_nothing(
    qtbot: QtBot, window: MainWindow, desk: ConversionDesk, tmp_path: Path
) -> None:
    source = tmp_path / "torn.plan"
    source.write_text('{"fileType": "Plan", "mission": ', encoding="utf-8")

    converted(qtbot, desk, source, tmp_path / "torn.waypoints")

    assert "torn.plan" in window.message.text
    assert window.message.weight is Weight.ERROR
    assert not (tmp_path / "torn.waypoints").exists()


def test_it_can_be_cancelled_before_it_is_done(
    qtbot: QtBot, window: MainWindow, desk: ConversionDesk, tmp_path: Path
) -> None:
    with qtbot.waitSignal(desk.ended, timeout=PATIENCE_MS):
        desk.convert(area_file(tmp_path), tmp_path / "bay.kml")
        desk.cancel()

    assert not desk.is_busy
    assert "was not converted" in window.message.text
    assert not (tmp_path / "bay.kml").exists()


def test_what_the_dialog_did_not_ask_about_is_not_replaced_unasked(
    qtbot: QtBot, window: MainWindow, desk: ConversionDesk, tmp_path: Path
) -> None:
    source, target = area_file(tmp_path), tmp_path / "chart.kml"
    target.write_text("somebody's chart")

    desk.offer(source, with_ending(str(tmp_path / "chart"), "KML (*.kml)"), agreed=tmp_path / "chart")

    assert not desk.is_busy
    assert "chart.kml is there already" in window.message.text
    assert target.read_text() == "somebody's chart"
    with qtbot.waitSignal(desk.ended, timeout=PATIENCE_MS):
        QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
    assert "<kml" in target.read_text()
    with qtbot.waitSignal(desk.ended, timeout=PATIENCE_MS):
        desk.offer(source, target, agreed=target)  # as typed: the dialog has asked


def test_a_file_is_not_converted_onto_itself(
    window: MainWindow, desk: ConversionDesk, tmp_path: Path
) -> None:
    source = area_file(tmp_path)
    before = source.read_text()

    desk.offer(source, source, agreed=source)

    assert not desk.is_busy
    assert "bay.geojson would be written over itself" in window.message.text
    assert source.read_text() == before


def test_a_second_conversion_waits_for_the_first(
    qtbot: QtBot, window: MainWindow, desk: ConversionDesk, tmp_path: Path
) -> None:
    source = area_file(tmp_path)

    with qtbot.waitSignal(desk.ended, timeout=PATIENCE_MS):
        desk.convert(source, tmp_path / "one.kml")
        desk.convert(source, tmp_path / "two.kml")
        assert "Converting bay.geojson" in window.message.text

    assert (tmp_path / "one.kml").exists()
    assert not (tmp_path / "two.kml").exists()


@pytest.mark.parametrize(
    ("name", "row", "meant"),
    [
        ("chart", "KML (*.kml)", "chart.kml"),
        ("chart", "GeoJSON (*.geojson *.json)", "chart.geojson"),
        ("chart.gpx", "KML (*.kml)", "chart.gpx"),
    ],
)
def test_a_name_without_an_ending_gets_that_of_the_chosen_format(name: str, row: str, meant: str) -> None:
    assert with_ending(name, row) == Path(meant)
