"""The fence of the chosen sortie is on the map before anything is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from missions.fencing.outlines import FenceRing, fence_rings
from missions.package import compile_package
from missions.package_words import fence_words
from missions.patrol_file import Patrol
from planner.brief import Exclusion, PatrolBrief
from planner.geodesy import GeoPoint, point_at
from planner.plan import plan_patrol
from tests.ui.patrols import AT_SEA, small_brief, small_plan, square
from ui.main_window import MainWindow
from ui.map.camera import Camera
from ui.map.layers.sent_fence import SentFenceLayer
from ui.map.shown import MapLayer
from ui.panels.side_panel import Page
from ui.theme import DARK

LIMIT_MS = 60_000


def with_hole() -> PatrolBrief:
    """The small patrol about an exclusion."""
    brief = small_brief()
    hole = square(point_at(AT_SEA, bearing_deg=90.0, distance_m=300.0), side_m=120.0)
    return replace(brief, exclusions=(Exclusion(exclusion_id="wreck", name="Wreck", outline=hole),))


def said(window: MainWindow) -> str:
    return window.side.vehicle.send.fence.text()


def fence_pixels(window: MainWindow) -> int:
    """How many pixels of the map have the colour of a fence."""
    image = window.map.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return count(image, DARK.fence)


def count(image: QImage, colour: str) -> int:
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def test_it_is_drawn_and_said_for_the_sortie_that_would_be_sent(window: MainWindow, qtbot: QtBot) -> None:
    plan = small_plan()
    window.document.open_patrol(Patrol(brief=plan.brief, plan=plan), path=None)
    assert "is being laid out" in said(window)

    qtbot.waitUntil(lambda: "corner" in said(window), timeout=LIMIT_MS)

    mission = compile_package(plan, plan.sorties[0])
    assert said(window) == fence_words(mission)
    window.side.show_page(Page.LAYERS)
    shown = fence_pixels(window)
    assert shown > 200
    window.layers.boxes[MapLayer.SENT_FENCE].setChecked(False)
    assert fence_pixels(window) < shown / 10


def test_a_plan_that_no_longer_follows_from_the_brief_has_no_fence(window: MainWindow, qtbot: QtBot) -> None:
    plan = small_plan()
    window.document.open_patrol(Patrol(brief=plan.brief, plan=plan), path=None)
    qtbot.waitUntil(lambda: "corner" in said(window), timeout=LIMIT_MS)

    window.document.change(replace(plan.brief, areas=()), label="Remove area")

    assert said(window) == ""
    assert not window.fences.job.is_busy


def test_why_a_sortie_can_get_no_fence_is_said_before_it_is_sent(window: MainWindow, qtbot: QtBot) -> None:
    middle = GeoPoint(lat_deg=-17.0, lon_deg=180.0)
    brief = small_brief()
    across = replace(
        brief,
        areas=(replace(brief.areas[0], outline=square(middle)),),
        aircraft=(replace(brief.aircraft[0], launch=middle),),
    )
    window.document.open_patrol(Patrol(brief=across, plan=plan_patrol(across)), path=None)

    qtbot.waitUntil(lambda: "cannot be sent" in said(window), timeout=LIMIT_MS)

    assert "crosses the meridian of 180°" in said(window)


def test_rings_of_a_fence_are_those_of_its_items() -> None:
    plan = plan_patrol(with_hole())
    mission = compile_package(plan, plan.sorties[0])
    rings = fence_rings(mission.fence or ())

    assert [ring.is_exclusion for ring in rings] == [False, True]
    assert [item.point for item in mission.fence or ()] == [at for ring in rings for at in ring.corners]
    assert "1 exclusion cut out" in fence_words(mission)


@pytest.mark.parametrize("is_exclusion", [False, True])
def test_a_ring_is_drawn_where_it_lies(is_exclusion: bool) -> None:
    layer = SentFenceLayer(DARK)
    layer.show([FenceRing(corners=square(side_m=1000.0), is_exclusion=is_exclusion)])
    camera = Camera.over(AT_SEA, zoom=14.0, width_px=400, height_px=400)
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    layer.paint(painter, camera)
    painter.end()

    side_px = 1000.0 / camera.metres_per_pixel
    middle = image.copy(150, 190, 100, 20)
    assert count(image, DARK.fence) > side_px
    lit = sum(middle.pixel(x, y) != QColor(0, 0, 0).rgb() for x in range(100) for y in range(20))
    assert (lit > 0) == is_exclusion
