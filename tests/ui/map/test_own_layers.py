"""Base layers of the operator's own are on the map, under the patrol, as long as they are wanted."""

from dataclasses import replace

import numpy as np
from PySide6.QtGui import QColor, QImage

from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from planner.own_layers import DrawnLines, OwnLayer
from tests.ui.map.conftest import Desk

AT_SEA = GeoPoint(lat_deg=41.5231, lon_deg=19.4437)
BUOY = GeoPoint(lat_deg=41.5131, lon_deg=19.4337)


def base_layer(*lines: list[tuple[float, float]]) -> PatrolBrief:
    drawn = DrawnLines.of([np.array(line) for line in lines])
    layer = OwnLayer(layer_id="O1", name="depths", file="/a", layer="a", role="base", crs="", drawn=drawn)
    return PatrolBrief(own_layers=(layer,))


def strongest(desk: Desk, at: GeoPoint, *, off_px: int = 0) -> int:
    """How far the brightest or darkest pixel there is from the sea's."""
    desk.settle()
    image: QImage = desk.view.grab().toImage()
    sea = QColor(desk.view.theme.sea)
    middle = desk.pixel(at)
    around = [
        image.pixelColor(middle.x() + right, middle.y() + off_px + down)
        for right in (-1, 0, 1)
        for down in (-1, 0, 1)
    ]
    return max(abs(pixel.lightness() - sea.lightness()) for pixel in around)


def test_lines_and_points_are_drawn_where_they_lie(desk: Desk) -> None:
    line = [(AT_SEA.lon_deg - 0.05, AT_SEA.lat_deg), (AT_SEA.lon_deg + 0.05, AT_SEA.lat_deg)]

    desk.view.show_brief(base_layer(line, [(BUOY.lon_deg, BUOY.lat_deg)]))

    assert strongest(desk, AT_SEA) > 60
    assert strongest(desk, BUOY) > 60
    assert strongest(desk, AT_SEA, off_px=6) < 15


def test_a_layer_that_is_switched_off_is_not_drawn(desk: Desk) -> None:
    line = [(AT_SEA.lon_deg - 0.05, AT_SEA.lat_deg), (AT_SEA.lon_deg + 0.05, AT_SEA.lat_deg)]
    brief = base_layer(line)
    desk.view.show_brief(brief)
    assert strongest(desk, AT_SEA) > 60

    desk.view.show_brief(replace(brief, own_layers=(replace(brief.own_layers[0], is_shown=False),)))

    assert strongest(desk, AT_SEA) < 15


def test_a_line_across_180_does_not_run_round_the_earth(desk: Desk) -> None:
    desk.view.show_brief(base_layer([(179.9, AT_SEA.lat_deg), (-179.9, AT_SEA.lat_deg)]))

    assert strongest(desk, AT_SEA) < 15
    desk.view.centre_on(GeoPoint(lat_deg=AT_SEA.lat_deg, lon_deg=180.0))
    assert strongest(desk, GeoPoint(lat_deg=AT_SEA.lat_deg, lon_deg=180.0)) > 40
