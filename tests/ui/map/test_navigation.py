from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication

from missions.atlas import load_atlas
from planner.geodesy import GeoPoint, distance_m
from tests.ui.map.conftest import Desk
from tests.ui.map.plans import STRIP, lalzi_brief, plan_over
from ui.map.camera import Camera
from ui.map.layers.graticule import graticule_step_deg
from ui.map.layers.ground import attribution
from ui.map.layers.scale import paint_attribution, scale_bar
from ui.theme import DARK


def turn_wheel(desk: Desk, *, x: int, y: int, notches: int) -> None:
    at = QPointF(x, y)
    event = QWheelEvent(
        at,
        desk.view.mapToGlobal(at),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(desk.view, event)


@pytest.mark.parametrize("notches", [1, 3, -1, -2])
def test_the_wheel_zooms_about_the_cursor(desk: Desk, notches: int) -> None:
    under, zoom = desk.at(700, 120), desk.view.camera.zoom

    turn_wheel(desk, x=700, y=120, notches=notches)

    assert (desk.view.camera.zoom - zoom) * notches > 0
    assert desk.pixel(under) == QPoint(700, 120)


def test_dragging_carries_the_ground_with_the_mouse(desk: Desk) -> None:
    under = desk.at(300, 300)

    desk.drag(QPoint(300, 300), QPoint(450, 210))

    assert desk.pixel(under) == QPoint(450, 210)


def test_arrow_keys_pan_when_nothing_is_chosen(desk: Desk) -> None:
    before = desk.view.camera.centre

    desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Up)

    after = desk.view.camera.centre
    assert after.lon_deg > before.lon_deg
    assert after.lat_deg > before.lat_deg


def test_plus_and_minus_zoom_about_the_middle(desk: Desk) -> None:
    zoom, centre = desk.view.camera.zoom, desk.view.camera.centre

    desk.key(Qt.Key.Key_Plus)
    desk.key(Qt.Key.Key_Plus)
    desk.key(Qt.Key.Key_Minus)

    assert desk.view.camera.zoom == pytest.approx(zoom + 1)
    assert distance_m(desk.view.camera.centre, centre) < 1


def test_fitting_all_shows_every_corner_of_brief_and_plan(desk: Desk) -> None:
    brief = lalzi_brief()
    plan = plan_over(brief)
    desk.view.show_brief(brief)
    desk.view.show_plan(plan, stale=False)
    desk.view.centre_on(GeoPoint(lat_deg=0, lon_deg=0))

    desk.view.fit_all()

    shown = [desk.pixel(point) for sortie in plan.sorties for point in sortie.path] + [
        desk.pixel(corner) for corner in STRIP
    ]
    assert all(desk.view.rect().contains(pixel) for pixel in shown)


def test_moving_tells_the_rest_of_the_program(desk: Desk) -> None:
    with desk.qtbot.waitSignal(desk.view.view_changed, timeout=30_000):
        desk.view.zoom_in()


def test_the_cursor_s_position_is_told(desk: Desk) -> None:
    told: list[GeoPoint | None] = []
    desk.view.cursor_moved.connect(told.append)

    desk.click((123, 234))

    assert told
    assert told[-1] is not None
    assert distance_m(told[-1], desk.at(123, 234)) < desk.view.camera.metres_per_pixel


def test_resizing_keeps_the_middle(desk: Desk) -> None:
    centre = desk.view.camera.centre

    desk.view.resize(640, 480)
    desk.settle()

    assert distance_m(desk.view.camera.centre, centre) < 1
    assert (desk.view.camera.width_px, desk.view.camera.height_px) == (640, 480)


@pytest.mark.parametrize("lat_deg", [0.0, 41.5, 70.0])
@pytest.mark.parametrize("zoom", [3.0, 7.3, 11.0, 15.8, 19.0])
def test_the_scale_bar_is_round_and_true(lat_deg: float, zoom: float) -> None:
    middle = GeoPoint(lat_deg=lat_deg, lon_deg=19.5)
    camera = Camera.over(middle, zoom=zoom, width_px=1200, height_px=800)

    length_m, length_px = scale_bar(camera.metres_per_pixel)

    assert f"{length_m:.0e}"[0] in "125"
    assert 40 < length_px <= 140
    x_px, y_px = camera.pixel_of(middle)
    if zoom > 8:  # over a few hundred kilometres the parallel is no geodesic
        end = camera.point_at(x_px + length_px, y_px)
        assert distance_m(middle, end) == pytest.approx(length_m, rel=1e-4)


def test_graticule_lines_stay_apart_at_every_zoom() -> None:
    start = Camera.over(GeoPoint(lat_deg=41.5, lon_deg=19.5), zoom=3, width_px=1200, height_px=800)

    for tenth in range(30, 160):
        camera = replace(start, zoom=tenth / 10)
        spacing_px = graticule_step_deg(camera) / 360 * camera.scale_px
        assert 130 <= spacing_px < 420


def test_everyone_whose_data_is_shown_is_named_in_full(desk: Desk) -> None:
    parts = attribution(load_atlas())
    heights_px = []
    for width_px in (320, 700, 1600):
        desk.view.resize(width_px, 500)
        picture = QImage(width_px, 500, QImage.Format.Format_ARGB32)
        painter = QPainter(picture)
        heights_px.append(paint_attribution(painter, desk.view.camera, DARK, parts))
        painter.end()

    assert heights_px[0] > heights_px[1] > heights_px[2]
