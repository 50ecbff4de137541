"""Missions of anybody, imported in the window: their findings are shown, their ground is drawn."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from missions.formats import write_mission
from planner.geodesy import GeoPoint
from tests.missions.flown_items import LAND, TAKE_OFF, at, mission, other
from tests.missions.formats.qgc_texts import plan_file, simple, survey
from tests.ui.patrols import small_patrol
from ui.main_window import MainWindow
from ui.messages import Weight
from ui.mission_news import mission_news

PATIENCE_MS = 60_000


def imported(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.files.mission_check.busy_changed, timeout=PATIENCE_MS):
        window.files.import_from(path)
    qtbot.waitUntil(lambda: not window.files.mission_check.is_busy, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "Checking" not in window.message.text, timeout=PATIENCE_MS)


def test_the_findings_of_a_mission_are_shown(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    write_mission(mission(TAKE_OFF, at(100, 0)), tmp_path / "hangs.waypoints")
    before = window.document.brief

    imported(qtbot, window, tmp_path / "hangs.waypoints")

    assert window.message.weight is Weight.ERROR
    assert "until its battery is empty" in window.message.text
    assert window.document.brief == before


def test_a_mission_is_held_against_the_open_patrol(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    write_mission(mission(TAKE_OFF, at(100, 0), LAND), tmp_path / "other.plan")

    imported(qtbot, window, tmp_path / "other.plan")

    assert f"held against “{window.document.brief.name}”" in window.message.text


def test_the_ground_of_a_survey_is_drawn_and_undone_in_one_step(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    before = window.document.brief
    path = plan_file(tmp_path, simple(22), survey(simple()), simple(20))

    imported(qtbot, window, path)

    assert len(window.document.brief.areas) == len(before.areas) + 1
    window.document.undo_stack.undo()
    assert window.document.brief == before


def test_ground_comes_onto_the_newest_brief_and_the_file_is_read_beside_the_window(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = plan_file(tmp_path, simple(22), survey(simple()), simple(20))
    renamed = replace(window.document.brief, name="Renamed meanwhile")

    with qtbot.waitSignal(window.files.opened, timeout=PATIENCE_MS):
        window.files.import_from(path)
        window.document.change(renamed, label="Rename")

    assert (window.document.brief.name, len(window.document.brief.areas)) == ("Renamed meanwhile", 1)


def test_the_news_of_a_mission_bring_its_ground_along(tmp_path: Path) -> None:
    path = plan_file(tmp_path, simple(22), survey(simple()), simple(20))
    base = small_patrol().brief

    news = mission_news(path, base)

    assert news.base == base
    assert news.ground is not None
    assert len(news.ground.brief.areas) == len(base.areas) + 1


def test_an_item_far_away_cannot_be_checked_and_that_is_an_error(tmp_path: Path) -> None:
    places = [GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg) for lat_deg, lon_deg in ((66.0, 19.4), (41.5, 49.0))]
    away = [replace(at(0, 0), point=point) for point in places]
    write_mission(mission(TAKE_OFF, other(178, 1, 300), *away, LAND), tmp_path / "far.plan")

    news = mission_news(tmp_path / "far.plan", small_patrol().brief)

    assert news.weight is Weight.ERROR
    assert "cannot be held against “" in news.text
    assert "too far for one map" in news.text
    assert "checked by itself" not in news.text


def test_a_damaged_mission_is_an_error_and_changes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    before = window.document.brief
    path = tmp_path / "bad.waypoints"
    path.write_text("QGC WPL 110\n1 2 3\n", encoding="utf-8")

    imported(qtbot, window, path)

    assert window.message.weight is Weight.ERROR
    assert "line 2 has 3 columns" in window.message.text
    assert window.document.brief == before
