"""Names of what is drawn stand in the picture, whole, wherever the map looks."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QFrame

from planner.brief import PatrolBrief, TaskArea
from planner.geodesy import GeoPoint
from tests.ui.map.conftest import Desk
from tests.ui.map.states import FlyingState
from ui.map.camera import Camera
from ui.map.labels import Lettering, label_size
from ui.map.layers.outlines import OutlinesLayer
from ui.map.vehicles import VehicleOnMap
from ui.theme import DARK

MIDDLE = GeoPoint(lat_deg=41.5, lon_deg=19.5)
NAME = "A strip with a name that is rather long"
WIDTH_PX, HEIGHT_PX = 500, 400


def square(camera: Camera, left_px: float, top_px: float, size_px: float) -> PatrolBrief:
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    outline = tuple(camera.point_at(left_px + size_px * x, top_px + size_px * y) for x, y in corners)
    return PatrolBrief(areas=(TaskArea(area_id="A1", outline=outline, name=NAME),))


def names_alone(brief: PatrolBrief, camera: Camera, margin: float) -> QImage:
    image = QImage(int(camera.width_px), int(camera.height_px), QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    layer = OutlinesLayer(DARK, margin=margin)
    layer.show(brief)
    painter = QPainter(image)
    for _ in layer.render_names(painter, camera):
        pass
    painter.end()
    return image


def inked_columns(brief: PatrolBrief, camera: Camera, margin: float) -> list[int]:
    """Columns of a picture that the names alone have coloured, counted from where the view begins."""
    image = names_alone(brief, camera, margin)
    beside = int(camera.width_px * margin / (1 + 2 * margin))
    rows, columns = range(image.height()), range(image.width())
    return [x - beside for x in columns if any(image.pixelColor(x, y).alpha() > 0 for y in rows)]


@pytest.mark.usefixtures("dressed")
def test_names_at_one_place_stand_below_one_another() -> None:
    camera = Camera.over(MIDDLE, zoom=12, width_px=WIDTH_PX, height_px=HEIGHT_PX)
    one = square(camera, 100, 150, 80)
    two = replace(one, areas=tuple(replace(one.areas[0], area_id=f"A{number}") for number in range(1, 3)))

    heights = [inked_rows(brief, camera) for brief in (one, two)]

    assert heights[1] >= 2 * heights[0] - 4


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("top_px", [-100, 5, 380])
def test_names_that_give_way_stay_in_view(top_px: float) -> None:
    camera = Camera.over(MIDDLE, zoom=12, width_px=WIDTH_PX, height_px=HEIGHT_PX)
    one = square(camera, 240, top_px, 150)
    crowd = replace(one, areas=tuple(replace(one.areas[0], area_id=f"A{number}") for number in range(1, 4)))

    single, several = (inked_rows(brief, camera) for brief in (one, crowd))

    assert several >= 3 * single - 6


def inked_rows(brief: PatrolBrief, camera: Camera) -> int:
    image = names_alone(brief, camera, 0.0)
    rows, columns = range(image.height()), range(image.width())
    return sum(any(image.pixelColor(x, y).alpha() > 0 for x in columns) for y in rows)


@pytest.mark.usefixtures("dressed")
def test_a_name_keeps_from_under_a_card(desk: Desk) -> None:
    def names() -> QImage:
        desk.settle()
        return desk.view.grab(card_box).toImage()

    camera = desk.view.camera
    desk.view.show_brief(square(camera, 430, 200, 80))
    card_box = QRect(450, 120, 400, 75)
    before = names()
    card = QFrame(desk.view)
    card.setGeometry(card_box)
    card.show()
    desk.view.heed_cards()
    desk.settle()
    card.hide()

    assert desk.view.grab(card_box).toImage() != before
    desk.view.heed_cards()
    assert names() == before


@pytest.mark.usefixtures("dressed")
def test_a_vehicles_plate_keeps_from_under_a_card(desk: Desk) -> None:
    state = FlyingState(point=desk.at(400, 300), heading_deg=30.0)
    vehicle = VehicleOnMap(state=state, colour=DARK.sortie(0), track=(), name="octo-1", is_chosen=True)
    card_box = QRect(413, 250, 260, 100)
    desk.view.show_vehicles([vehicle])
    desk.settle()
    without_card = desk.view.grab(card_box).toImage()
    card = QFrame(desk.view)
    card.setGeometry(card_box)
    card.show()

    desk.view.show_vehicles([vehicle])
    desk.settle()
    card.hide()

    beside_card = desk.view.grab(card_box).toImage()
    desk.view.show_vehicles([])
    desk.settle()
    empty = desk.view.grab(card_box).toImage()
    assert beside_card == empty
    assert without_card != empty


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("margin", [0.0, 0.2])
@pytest.mark.parametrize(
    ("left_px", "top_px", "size_px"),
    [(100, 150, 80), (430, 150, 200), (420, -300, 500), (-400, 120, 450), (480, 390, 300)],
)
def test_a_name_is_seen_whole_where_a_corner_is_seen(
    left_px: float, top_px: float, size_px: float, *, margin: float
) -> None:
    camera = Camera.over(MIDDLE, zoom=12, width_px=WIDTH_PX, height_px=HEIGHT_PX)
    brief = square(camera, left_px, top_px, size_px)

    columns = inked_columns(brief, camera.widened(margin=margin) if margin else camera, margin)

    lettering = Lettering(size_px=12, colour=DARK.area, halo=DARK.place_halo, bold=True)
    width_px, _ = label_size(NAME, lettering, 1.0)
    assert columns[0] >= 0
    assert columns[-1] < WIDTH_PX
    assert columns[-1] - columns[0] >= width_px - 8
