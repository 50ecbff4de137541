from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit

from planner.brief import GroundLine, LineKind
from planner.geodesy import distance_m
from tests.ui.strips.bench import (
    BAY_NORTH,
    BAY_SOUTH,
    FRONTIER,
    NAXOS,
    OHRID,
    PAROS,
    Bench,
    at,
    reach_m,
)
from ui.map.tools.tool import ToolKind
from ui.strips.in_hand import Phase


def test_two_clicks_make_a_coast_strip_in_one_step(bench: Bench) -> None:
    bench.make_bay_strip()

    assert bench.steps == ["Draw coast strip"]
    assert bench.line.kind is LineKind.COASTLINE
    assert "GSHHG" in bench.line.source
    assert bench.line.accuracy_m is not None
    assert reach_m(bench.brief) == pytest.approx((500, 2_500), abs=10)
    assert bench.map.tool is ToolKind.SELECT
    assert bench.map.selected is not None
    assert bench.map.selected.identity == bench.line.line_id
    assert bench.card.isVisible()
    assert bench.card.title.text() == bench.line.name


def test_the_pointer_snaps_and_says_to_what(bench: Bench) -> None:
    bench.look_at(BAY_NORTH, BAY_SOUTH)
    bench.take(ToolKind.COAST_STRIP)

    bench.hover(BAY_SOUTH)

    spot = bench.session.hover
    assert spot is not None
    assert spot.snap.facts.name == "coast"
    assert distance_m(spot.at, BAY_SOUTH) == pytest.approx(spot.snap.away_m, rel=0.01)


def test_the_strip_is_shown_before_it_is_made(bench: Bench) -> None:
    bench.look_at(BAY_NORTH, BAY_SOUTH, at(41.5, 19.53))
    bench.take(ToolKind.COAST_STRIP)
    bench.click(BAY_NORTH)

    bench.hover(BAY_SOUTH)
    bench.wait(lambda: bench.session.draft is not None and bench.session.draft.areas)

    assert bench.brief.strips == ()
    assert bench.steps == []
    draft = bench.session.draft
    assert draft is not None
    inside = draft.areas[0].outline
    pixel = bench.pixel(inside[len(inside) // 2])
    image = bench.map.grab().toImage()
    near = [image.pixelColor(pixel + QPoint(x, y)).lightness() for x in (-1, 0, 1) for y in (-1, 0, 1)]
    assert max(near) > 150
    bench.key(Qt.Key.Key_Return)
    bench.wait(lambda: bench.session.is_open)
    assert bench.line.path == draft.line.path


def test_w_leads_all_round_a_lake_from_one_point(bench: Bench) -> None:
    bench.look_at(*OHRID)
    bench.take(ToolKind.COAST_STRIP)
    bench.click(at(41.0, 20.64))
    bench.wait(lambda: bench.session.offered)

    bench.key(Qt.Key.Key_W)
    bench.wait(lambda: bench.session.draft is not None and bench.session.draft.areas)
    bench.click(at(41.05, 20.6))
    bench.wait(lambda: bench.session.is_open)

    assert bench.line.path[0] == bench.line.path[-1]
    assert bench.choice("Side of the line").currentText() == "Lake"
    assert "both sides of a border: Albania–North Macedonia" in bench.card.message.text


@pytest.mark.parametrize(
    ("west_m", "state"), [(0.03, "Albania"), (-0.03, "North Macedonia")], ids=["west", "east"]
)
def test_a_border_strip_lies_on_the_side_of_the_pointer(bench: Bench, west_m: float, state: str) -> None:
    bench.look_at(*FRONTIER)
    bench.take(ToolKind.BORDER_STRIP)
    bench.click(at(41.2, 20.53))
    end = at(41.1, 20.61)

    bench.hover(end)
    bench.wait(lambda: bench.session.draft is not None)
    bench.click(at(end.lat_deg, end.lon_deg - west_m))
    bench.wait(lambda: bench.session.is_open)

    assert bench.steps == ["Draw border strip"]
    assert bench.choice("Side of the line").currentText() == state
    assert "OpenStreetMap" in bench.line.source


def test_points_on_two_islands_are_told_with_what_to_try(bench: Bench) -> None:
    bench.look_at(*PAROS, at(37.07, 25.45))
    bench.take(ToolKind.COAST_STRIP)
    bench.click(at(37.02, 25.14))
    bench.click(NAXOS)
    bench.wait(lambda: bench.session.problem)

    assert "different island" in bench.card.message.text
    assert "Choose both points on one line" in bench.card.message.text
    assert bench.session.phase is Phase.END
    assert bench.steps == []
    bench.click(at(37.09, 25.27))
    bench.wait(lambda: bench.session.is_open)
    assert bench.card.message.text == ""


def test_the_same_point_twice_is_no_strip(bench: Bench) -> None:
    bench.look_at(BAY_NORTH, BAY_SOUTH)
    bench.take(ToolKind.COAST_STRIP)
    bench.click(BAY_NORTH)
    bench.click(BAY_NORTH)
    bench.wait(lambda: bench.session.problem)

    assert "same place" in bench.card.message.text
    assert "whole way round" in bench.card.message.text


def test_a_place_far_from_every_line_is_told(bench: Bench) -> None:
    bench.look_at(at(41.2, 18.3), at(41.3, 18.4))
    bench.take(ToolKind.COAST_STRIP)

    bench.click(at(41.25, 18.35))

    assert "no coast or shore within" in bench.card.message.text
    assert bench.session.phase is Phase.START


def test_a_strip_is_made_by_typing_alone(bench: Bench) -> None:
    bench.look_at(BAY_NORTH, BAY_SOUTH)
    bench.take(ToolKind.COAST_STRIP)

    bench.key(Qt.Key.Key_Tab)
    assert bench.field(QLineEdit, "Start of the strip").hasFocus()
    bench.type_position("Start of the strip", "here")
    assert "no position" in bench.card.message.text
    bench.type_position("Start of the strip", "41.552, 19.455")
    bench.type_position("End of the strip", "41°27.3' N 19°28.5' E")
    bench.wait(lambda: bench.session.is_open)

    assert bench.steps == ["Draw coast strip"]
    assert bench.map.hasFocus()


def test_the_operators_own_coast_is_snapped_to_before_the_atlas(bench: Bench) -> None:
    own = GroundLine(
        line_id="own",
        kind=LineKind.COASTLINE,
        path=(at(41.552, 19.45), at(41.50, 19.46), at(41.455, 19.47)),
        name="Surveyed shore",
        accuracy_m=3,
    )
    bench.window.document.change(replace(bench.brief, lines=(own,)), label="Import")
    bench.look_at(*own.path)
    bench.take(ToolKind.COAST_STRIP)

    bench.click(own.path[0])
    bench.click(own.path[2])
    bench.wait(lambda: bench.session.is_open)

    assert bench.line.accuracy_m == 3
    assert distance_m(bench.line.path[0], own.path[0]) < 10
    assert bench.choice("Side of the line").currentText().startswith("Left")
