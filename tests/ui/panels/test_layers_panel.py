"""The layer list: every box shows or hides its layer, and the choice outlives the window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from missions.atlas import Atlas
from planner.geodesy import FloatArray
from tests.ui.conftest import MakeWindow
from tests.ui.map.conftest import Desk, atlas, desk, lalzi
from tests.ui.map.plans import STRIP, lalzi_brief, plan_over
from ui.actions import TOOLS
from ui.main_window import MainWindow
from ui.map.features import Feature
from ui.map.shown import MapLayer, layer_groups
from ui.map.tools import TOOLS as MAP_TOOLS
from ui.menus import MENUS
from ui.panels.side_panel import Page
from ui.theme import DARK

__all__ = ["atlas", "desk", "lalzi"]  # fixtures

LEFT = Qt.MouseButton.LeftButton


def picture(desk: Desk) -> QImage:
    desk.settle()
    desk.view.repaint()
    return desk.view.grab().toImage()


def pixels_of(image: QImage) -> FloatArray:
    shown = image.convertToFormat(QImage.Format.Format_RGB32)
    values = np.frombuffer(shown.constBits(), dtype=np.uint8)
    return values.reshape(shown.height(), shown.bytesPerLine())[:, : 4 * shown.width()].astype(np.float64)


@pytest.mark.parametrize(
    "layer",
    [
        MapLayer.LAND,
        MapLayer.PLACES,
        MapLayer.GRATICULE,
        MapLayer.AREAS,
        MapLayer.EXCLUSIONS,
        MapLayer.LANES,
        MapLayer.TRANSITS,
        MapLayer.FINDINGS,
    ],
)
def test_a_hidden_layer_leaves_the_picture_and_comes_back(lalzi: Desk, layer: MapLayer) -> None:
    plan = plan_over(lalzi_brief())
    lalzi.view.show_plan(plan)
    lalzi.view.show_findings(plan.findings)
    lalzi.view.zoom_out()
    whole = picture(lalzi)

    lalzi.view.hide_layers(frozenset({layer}))
    assert picture(lalzi) != whole
    lalzi.view.hide_layers(frozenset())

    assert picture(lalzi) == whole


def test_a_hidden_border_line_is_not_drawn(desk: Desk) -> None:
    desk.view.go_to(desk.view.camera.centre, zoom=7)
    whole = picture(desk)

    desk.view.hide_layers(frozenset({MapLayer.BORDERS}))

    assert picture(desk) != whole


@pytest.mark.parametrize(
    "layer",
    [MapLayer.LAND, MapLayer.PLACES, MapLayer.GRATICULE, MapLayer.AREAS, MapLayer.LANES, MapLayer.FINDINGS],
)
def test_a_faint_layer_lies_between_the_whole_and_the_hidden_one(lalzi: Desk, layer: MapLayer) -> None:
    plan = plan_over(lalzi_brief())
    lalzi.view.show_plan(plan)
    lalzi.view.show_findings(plan.findings)
    lalzi.view.zoom_out()
    whole = pixels_of(picture(lalzi))
    lalzi.view.hide_layers(frozenset({layer}))
    hidden = pixels_of(picture(lalzi))
    lalzi.view.hide_layers(frozenset())

    lalzi.view.fade_layers({layer: 0.4})
    faint = pixels_of(picture(lalzi))
    lalzi.view.fade_layers({})

    away, to_hidden = np.abs(faint - whole).sum(), np.abs(faint - hidden).sum()
    assert away > 0
    assert 0 < to_hidden < np.abs(whole - hidden).sum()
    assert (pixels_of(picture(lalzi)) == whole).all()


def test_what_is_hidden_cannot_be_clicked(lalzi: Desk) -> None:
    def clicked() -> Feature | None:
        QTest.mouseClick(lalzi.view, LEFT, pos=lalzi.pixel(STRIP[0]))
        return lalzi.view.selected

    area = clicked()
    assert area is not None

    lalzi.view.hide_layers(frozenset({MapLayer.AREAS}))
    let_go = lalzi.view.selected
    assert (let_go, clicked()) == (None, None)

    lalzi.view.hide_layers(frozenset())
    assert clicked() == area


def test_a_slider_goes_by_arrow_keys_and_its_place_outlives_the_window(make_window: MakeWindow) -> None:
    window = make_window()
    window.actions_by_name["page_layers"].trigger()
    slider = window.layers.sliders[MapLayer.ZONES]
    slider.setFocus()
    for _ in range(4):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.value() == 80
    assert "80 %" in slider.toolTip()
    window.preferences.sync()

    again = make_window()
    assert again.layers.sliders[MapLayer.ZONES].value() == 80
    show_all = next(one for one in again.layers.findChildren(QPushButton) if one.text() == "Show all layers")
    assert show_all.isEnabled()
    show_all.click()
    assert again.layers.sliders[MapLayer.ZONES].value() == 100
    assert again.preferences.layer_opacities == {}


def test_the_list_opens_by_its_key_and_a_box_is_pressed_by_space(window: MainWindow) -> None:
    window.map.setFocus()

    QTest.keyClick(window.map, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert window.side.page is Page.LAYERS
    box = window.layers.boxes[MapLayer.ZONES]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)

    assert not box.isChecked()
    assert "kept to all the same: zones" in window.layers.note
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert window.layers.note == ""


def test_hidden_layers_are_hidden_in_the_next_window(make_window: MakeWindow) -> None:
    first = make_window()
    first.side.show_page(Page.LAYERS)
    QTest.mouseClick(first.layers.boxes[MapLayer.PLACES], LEFT, pos=QPoint(9, 12))

    second = make_window()

    assert not second.layers.boxes[MapLayer.PLACES].isChecked()
    assert second.layers.boxes[MapLayer.LAND].isChecked()


def test_every_layer_has_a_row_and_data_say_where_they_come_from(atlas: Atlas) -> None:
    rows = {row.layer: row for _, group in layer_groups(atlas, DARK) for row in group}

    assert set(rows) == set(MapLayer)
    for layer in (MapLayer.LAND, MapLayer.BORDERS, MapLayer.DISPUTED, MapLayer.PLACES):
        source, date, accuracy = rows[layer].source.split(" · ")
        assert source
        assert date.startswith("20")
        assert accuracy.startswith("within")
        assert "95th percentile" in rows[layer].more or "accuracy" in rows[layer].more


def test_menu_and_tool_bar_know_every_tool(window: MainWindow, qtbot: QtBot) -> None:
    assert set(TOOLS.values()) == set(MAP_TOOLS)
    named = {row.name for rows in MENUS.values() for row in rows if row is not None}
    assert set(TOOLS) <= named
    window.document.change(lalzi_brief(), label="Test")

    for name, kind in TOOLS.items():
        window.actions_by_name[name].trigger()
        assert window.map.tool is kind

    assert len(STRIP) == len(window.document.brief.areas[0].outline)
