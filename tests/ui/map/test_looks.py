"""What is on the screen, judged by flat colours at known places, never by letters."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage

from missions.atlas import Atlas
from planner.brief import GroundLine, LineKind, PatrolBrief, TaskArea, Territory
from planner.findings import Finding, Level
from planner.fleet import Footprint
from planner.geodesy import GeoPoint
from planner.zones import Zone, ZoneOutline
from tests.ui.map.conftest import Desk
from tests.ui.map.plans import BOX, HOLE, LAUNCH, STRIP, dense_plan, lalzi_brief, plan_over
from tests.ui.map.states import FlyingState
from ui.map.picture import draw_map_picture
from ui.map.vehicles import VehicleOnMap
from ui.theme import DARK, THEMES, Theme

ROOT = Path(__file__).parents[3]
AT_SEA = GeoPoint(lat_deg=41.5231, lon_deg=19.4437)
ON_LAND = GeoPoint(lat_deg=41.5171, lon_deg=19.5433)


def colours(image: QImage) -> int:
    small = image.scaled(300, 200)
    return len({small.pixel(x, y) for x in range(300) for y in range(200)})


def shown(desk: Desk) -> QImage:
    desk.settle()
    return desk.view.grab().toImage()


def near(pixel: QColor, wanted: str, *, by: int = 6) -> bool:
    aim = QColor(wanted)
    apart = (pixel.red() - aim.red(), pixel.green() - aim.green(), pixel.blue() - aim.blue())
    return max(abs(part) for part in apart) <= by


def share_alike(one: QImage, other: QImage, *, right_px: int = 0) -> float:
    """How much of one picture, moved left by so much, looks like the other."""
    grid = [(x, y) for x in range(0, 900 - right_px, 3) for y in range(40, 560, 3)]
    pairs = ((one.pixelColor(x + right_px, y), other.pixelColor(x, y).name()) for x, y in grid)
    return sum(near(pixel, wanted, by=3) for pixel, wanted in pairs) / len(grid)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_sea_is_sea_and_land_is_land(desk: Desk, theme: Theme) -> None:
    desk.view.set_theme(theme)

    image = shown(desk)

    assert near(image.pixelColor(desk.pixel(AT_SEA)), theme.sea)
    assert near(image.pixelColor(desk.pixel(ON_LAND)), theme.land)
    assert colours(image) > 20


def test_a_moved_map_looks_at_once_as_it_will_when_drawn_again(lalzi: Desk) -> None:
    before = shown(lalzi)
    lalzi.view.look(lalzi.view.camera.panned(right_px=120, down_px=0))

    moved = lalzi.view.grab().toImage()  # nothing has been drawn again yet
    drawn = shown(lalzi)

    assert share_alike(moved, drawn) > 0.98
    assert share_alike(before, moved, right_px=120) > 0.97
    assert share_alike(before, moved) < 0.93


@pytest.mark.parametrize("by", [0.5, -0.4])
def test_a_zoomed_map_is_scaled_until_it_is_drawn_again(lalzi: Desk, by: float) -> None:
    before = shown(lalzi)
    lalzi.view.look(lalzi.view.camera.zoomed(by=by))

    scaled = lalzi.view.grab().toImage()  # nothing has been drawn again yet
    drawn = shown(lalzi)

    assert share_alike(scaled, drawn) > 0.95
    assert share_alike(scaled, drawn) > share_alike(before, drawn) + 0.02


def test_an_exclusion_is_hatched_and_an_area_tinted(desk: Desk) -> None:
    plain = shown(desk)
    desk.view.show_brief(lalzi_brief())
    image = shown(desk)

    for outline, is_red in ((BOX, True), (STRIP, False)):
        edge = (desk.pixel(outline[2]) + desk.pixel(outline[3])) / 2
        there = image.pixelColor(edge)
        assert there != plain.pixelColor(edge)
        assert (there.red() > there.blue()) is is_red


def test_lanes_carry_their_sortie_s_colour_and_a_stale_plan_fades(lalzi: Desk) -> None:
    plan = plan_over(lalzi_brief())
    lane = next(leg for leg in plan.sorties[1].legs if leg.lane_id is not None)
    points = [lane.path[0], lane.path[-1]]
    middle = (lalzi.pixel(points[0]) * 3 + lalzi.pixel(points[1]) * 2) / 5

    def strength(image: QImage) -> int:
        around = [QPoint(x, y) for x in range(-3, 4) for y in range(-3, 4)]
        return max(image.pixelColor(middle + step).red() for step in around)

    without = strength(shown(lalzi))
    lalzi.view.show_plan(plan, stale=False)
    fresh = strength(shown(lalzi))
    lalzi.view.show_plan(plan, stale=True)
    stale = strength(shown(lalzi))

    assert fresh > stale + 40
    assert stale > without + 20


def test_what_is_seen_fills_in_as_the_track_grows(lalzi: Desk) -> None:
    track = [GeoPoint(lat_deg=41.50 + n * 1e-4, lon_deg=19.47) for n in range(200)]
    footprint = Footprint(left_m=150, right_m=150, ahead_m=150, behind_m=150)
    beside = GeoPoint(lat_deg=track[150].lat_deg, lon_deg=19.4709)

    lalzi.view.show_seen([track[:100]], footprint)
    before = shown(lalzi).pixelColor(lalzi.pixel(beside))
    lalzi.view.show_seen([track], footprint)
    after = lalzi.view.grab().toImage().pixelColor(lalzi.pixel(beside))
    lalzi.view.zoom_in()
    redrawn = shown(lalzi).pixelColor(lalzi.pixel(beside))

    assert near(before, DARK.sea)
    assert after.green() > before.green() + 30
    assert redrawn == after


def test_a_side_look_tints_one_side_only(lalzi: Desk) -> None:
    track = [GeoPoint(lat_deg=41.50 + n * 1e-4, lon_deg=19.47) for n in range(100)]
    lalzi.view.show_seen([track], Footprint(left_m=-50, right_m=400, ahead_m=100, behind_m=100))

    image = shown(lalzi)

    sides = (GeoPoint(lat_deg=41.505, lon_deg=lon_deg) for lon_deg in (19.473, 19.467))
    east, west = (image.pixelColor(lalzi.pixel(side)) for side in sides)

    assert east.green() > west.green() + 30


def test_a_vehicle_and_a_finding_are_drawn_where_they_are(lalzi: Desk) -> None:
    state = FlyingState(point=AT_SEA, heading_deg=30.0)
    finding = Finding(
        code="leg-outside", level=Level.ERROR, subject="S1", message="Out.", remedy="Back.", at=LAUNCH
    )
    plain = shown(lalzi)

    lalzi.view.show_vehicles([VehicleOnMap(state=state, colour=DARK.sortie(0), track=STRIP[:4])])
    lalzi.view.show_findings([finding], selected=finding)

    image = lalzi.view.grab().toImage()
    for point in (AT_SEA, LAUNCH, STRIP[2]):
        assert image.pixelColor(lalzi.pixel(point)) != plain.pixelColor(lalzi.pixel(point))


def test_every_kind_of_thing_can_be_shown_and_hidden_again(desk: Desk) -> None:
    plain = shown(desk)
    full = replace(
        lalzi_brief(),
        zones=(Zone(zone_id="Z1", shape=ZoneOutline(outline=BOX), name="CTR"),),
        territories=(Territory(territory_id="T1", outline=STRIP, holes=(HOLE,)),),
        lines=(GroundLine(line_id="B1", kind=LineKind.BORDER, path=STRIP[:5]),),
        rally_points=(AT_SEA,),
    )

    desk.view.show_brief(full)
    crowded = shown(desk)
    desk.view.show_brief(PatrolBrief())

    assert crowded != plain
    assert shown(desk) == plain


def test_an_area_across_the_antimeridian_is_one_area(desk: Desk) -> None:
    corners = [(-17.0, 179.5), (-16.5, 179.6), (-16.5, -179.4), (-17.0, -179.5)]
    outline = tuple(GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg) for lat_deg, lon_deg in corners)
    brief = PatrolBrief(areas=(TaskArea(area_id="A1", outline=outline),))
    middle = GeoPoint(lat_deg=-16.7, lon_deg=-180)
    desk.view.show_brief(brief)
    desk.view.show_plan(dense_plan(brief, points=200, lanes=10, middle=middle), stale=False)

    desk.view.fit(outline)

    image = shown(desk)
    assert desk.view.camera.zoom > 8
    assert image.rect().contains(desk.pixel(outline[0]))
    assert image.rect().contains(desk.pixel(outline[2]))
    assert abs(desk.pixel(outline[0]).x() - desk.pixel(outline[2]).x()) > 300
    seam = [image.pixelColor(desk.pixel(GeoPoint(lat_deg=-16.95, lon_deg=lon))) for lon in (179.9, -179.9)]
    assert all(not near(colour, DARK.sea, by=2) for colour in seam)


def test_the_world_at_its_smallest_and_the_ground_at_its_largest(desk: Desk) -> None:
    for by in (-30, 40):
        desk.view.look(desk.view.camera.zoomed(by=by))
        assert not shown(desk).isNull()


def test_a_picture_needs_no_window(desk: Desk, atlas: Atlas) -> None:
    brief = lalzi_brief()
    plan = plan_over(brief)
    track = plan.sorties[0].path[:12]

    image = draw_map_picture(atlas, DARK, (1200, 800), brief, plan, [track], lines=("Seen 99 %",))

    assert (image.width(), image.height()) == (1200, 800)
    assert colours(image) > 100
    pixels = [image.pixelColor(x, y) for x in range(0, 1200, 7) for y in range(0, 800, 7)]
    for wanted in (DARK.sea, DARK.land):
        assert sum(near(pixel, wanted, by=1) for pixel in pixels) > 500
    assert image == draw_map_picture(atlas, DARK, (1200, 800), brief, plan, [track], lines=("Seen 99 %",))
    assert image != draw_map_picture(atlas, DARK, (1200, 800), brief, plan, [], lines=("Seen 99 %",))


_FINE_SCREEN = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv)
from PySide6.QtCore import QElapsedTimer
from missions.atlas import load_atlas
from planner.geodesy import GeoPoint
from planner.zones import Zone, ZoneOutline
from ui.map.view import MapView
from ui.theme import DARK
view = MapView(load_atlas(), DARK)
view.resize(600, 400)
view.show()
view.centre_on(GeoPoint(lat_deg=41.52, lon_deg=19.515))
clock = QElapsedTimer()
clock.start()
while not view.is_settled and clock.elapsed() < 60_000:
    app.processEvents()
image = view.grab().toImage()
scale = image.devicePixelRatio()
for lat_deg, lon_deg in ((41.5231, 19.4437), (41.5171, 19.5633)):
    x, y = view.camera.pixel_of(GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg))
    print(image.pixelColor(round(x * scale), round(y * scale)).name(), end=" ")
x, y = (round(part * scale) for part in view.camera.pixel_of(GeoPoint(lat_deg=41.525, lon_deg=19.516)))
blocks = [
    {image.pixel(x + right + dx, y + down + dy) for dx in (0, 1) for dy in (0, 1)}
    for right in range(-20 - x % 2, 20, 2)
    for down in range(-20 - y % 2, 20, 2)
]
print(image.width(), image.height(), scale, sum(len(block) > 1 for block in blocks))
"""


def test_a_fine_screen_is_drawn_in_its_own_pixels() -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}

    ran = subprocess.run(
        [sys.executable, "-c", _FINE_SCREEN],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    *known, uneven = ran.stdout.split()
    assert known == [DARK.sea, DARK.land, "1200", "800", "2.0"]
    assert (
        int(uneven) > 10
    )  # the coast runs through blocks of 2 × 2 pixels: it is not a coarse image blown up
