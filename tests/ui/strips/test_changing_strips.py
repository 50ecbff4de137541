import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from planner.brief import GroundLine
from planner.geodesy import LocalFrame, distance_m
from planner.strip.values import Side, SideWidth, WidthAt
from tests.ui.strips.bench import BAY_NORTH, BAY_SOUTH, FRONTIER, LEFT, PAROS, PLAIN, Bench, at, reach_m
from ui.map.tools.tool import ToolKind
from ui.strips.in_hand import Phase


def test_undo_takes_the_strip_away_and_redo_brings_it_back_with_its_card(bench: Bench) -> None:
    bench.make_bay_strip()
    made = bench.brief

    bench.window.document.undo_stack.undo()
    assert bench.brief.strips == ()
    assert not bench.card.isVisible()
    bench.window.document.undo_stack.redo()

    assert bench.brief == made
    bench.click(made.areas[0].outline[0])
    bench.wait(lambda: bench.session.is_open)
    assert bench.card.isVisible()


def test_backspace_takes_the_start_back_and_escape_gives_up(bench: Bench) -> None:
    bench.look_at(BAY_NORTH, BAY_SOUTH)
    bench.take(ToolKind.COAST_STRIP)
    bench.click(BAY_NORTH)

    bench.key(Qt.Key.Key_Backspace)
    assert bench.session.phase is Phase.START
    bench.click(BAY_SOUTH)
    bench.key(Qt.Key.Key_Escape)
    assert bench.session.phase is Phase.START
    bench.key(Qt.Key.Key_Escape)

    assert bench.map.tool is ToolKind.SELECT
    assert not bench.card.isVisible()
    assert bench.steps == []


def test_a_distance_typed_on_the_card_changes_the_strip_and_can_be_undone(bench: Bench) -> None:
    bench.make_bay_strip()

    bench.type_number("Sea, from", 600)
    bench.wait(lambda: len(bench.steps) == 2)
    bench.type_number("Sea, to", 3_600)
    bench.wait(lambda: len(bench.steps) == 3)

    assert bench.steps[1:] == ["Change the strip's width"] * 2
    assert reach_m(bench.brief) == pytest.approx((600, 3_600), abs=10)
    bench.window.document.undo_stack.undo()
    bench.wait(lambda: bench.number("Sea, to").value() == 2_500)
    assert bench.number("Sea, from").value() == 600


def test_distances_that_cannot_be_are_told_on_the_card_and_change_nothing(bench: Bench) -> None:
    bench.make_bay_strip()
    before = bench.brief

    bench.type_number("Sea, from", 4_000)

    assert "from 4000 m to 2500 m" in bench.card.message.text
    assert bench.brief == before


def test_a_dragged_end_slides_along_the_line(bench: Bench) -> None:
    bench.make_bay_strip()
    before = bench.line
    end = before.path[-1]

    bench.drag(end, at(41.50, 19.47))
    bench.wait(lambda: len(bench.steps) == 2)

    assert bench.steps[-1] == "Move the strip's end"
    assert bench.line.path[0] == before.path[0]
    assert len(bench.line.path) < len(before.path)
    frame = LocalFrame.around(before.path)
    assert frame.line(before.path).distance(frame.line([bench.line.path[-1]] * 2)) < 1
    assert distance_m(bench.line.path[-1], end) > 1_000
    bench.window.document.undo_stack.undo()
    assert bench.line == before


def test_a_dragged_far_edge_changes_how_far_the_strip_reaches(bench: Bench) -> None:
    bench.make_bay_strip()
    baseline = bench.session.baseline
    assert baseline is not None
    side = Side.LEFT if bench.line.strip and bench.line.strip.settings.left else Side.RIGHT
    edge, beyond = (baseline.beside(side, share=0.5, off_m=off_m) for off_m in (2_500, 3_500))

    bench.drag(edge, beyond)
    bench.wait(lambda: len(bench.steps) == 2)

    assert bench.steps[-1] == "Drag the strip's far edge"
    assert bench.line.strip is not None
    width = bench.line.strip.settings.width_on(side)
    assert width is not None
    assert width.places[0].from_m == 500
    assert width.reach_m == pytest.approx(3_500, abs=4 * bench.map.camera.metres_per_pixel)
    assert bench.number("Sea, to").value() == width.reach_m


def test_escape_gives_up_a_drag(bench: Bench) -> None:
    bench.make_bay_strip()
    before = bench.brief
    end = bench.pixel(bench.line.path[-1])
    QTest.mouseMove(bench.map, end)
    QTest.mousePress(bench.map, LEFT, PLAIN, end)
    QTest.mouseMove(bench.map, end - QPoint(0, 60))

    bench.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(bench.map, LEFT, PLAIN, end - QPoint(0, 60))
    bench.wait(lambda: not bench.session.job.is_busy)

    assert bench.brief == before
    assert bench.session.draft is not None
    assert bench.session.draft.line == bench.line


def test_the_width_may_change_along_the_strip(bench: Bench) -> None:
    bench.make_bay_strip()

    checkbox = next(box for box in bench.card.fields() if box.metaObject().className() == "QCheckBox")
    QTest.mouseClick(checkbox, LEFT, PLAIN, QPoint(10, checkbox.height() // 2))
    bench.wait(lambda: bench.number("Sea at B, from").isVisible())
    bench.type_number("Sea at A, from", 100)
    bench.wait(lambda: bench.line.strip and _places(bench.line)[0].from_m == 100)

    assert [(place.share, place.from_m, place.to_m) for place in _places(bench.line)] == [
        (0, 100, 2_500),
        (1, 500, 2_500),
    ]


def _places(line: GroundLine) -> tuple[WidthAt, ...]:
    assert line.strip is not None
    width = line.strip.settings.left or line.strip.settings.right
    assert isinstance(width, SideWidth)
    return width.places


def test_both_ways_round_an_island_and_all_round_are_offered(bench: Bench) -> None:
    bench.look_at(*PAROS)
    bench.take(ToolKind.COAST_STRIP)
    bench.click(at(37.02, 25.14))
    bench.click(at(37.09, 25.27))
    bench.wait(lambda: bench.session.is_open)
    short = bench.line
    names = [bench.choice("Which way").itemText(row).split(",")[0] for row in range(3)]

    bench.pick("Which way", "Long")
    bench.wait(lambda: bench.line.path != short.path)
    long = bench.line
    bench.pick("Which way", "All round")
    bench.wait(lambda: bench.line.path[0] == bench.line.path[-1])

    assert names == ["Short", "Long", "All round"]
    assert len(long.path) > len(short.path)
    assert (long.path[0], long.path[-1]) == (short.path[0], short.path[-1])
    assert any(area.holes for area in bench.brief.areas)
    assert bench.brief.strips == (bench.line,)


def test_the_state_chosen_on_the_card_stays_whichever_way_the_line_runs(bench: Bench) -> None:
    bench.look_at(*FRONTIER)
    bench.take(ToolKind.BORDER_STRIP)
    bench.click(at(41.2, 20.53))
    bench.hover(at(41.1, 20.61))
    bench.wait(lambda: bench.session.draft is not None)
    bench.pick("Side of the line", "North")
    bench.pick("Side of the line", "Albania")

    bench.click(at(41.1, 20.66))
    bench.wait(lambda: bench.session.is_open)
    settings = bench.line.strip.settings if bench.line.strip else None
    bench.drag(bench.line.path[-1], bench.line.path[-20])
    bench.wait(lambda: len(bench.steps) == 2)

    assert bench.choice("Side of the line").currentText() == "Albania"
    assert settings is not None
    assert bench.line.strip is not None
    assert bench.line.strip.settings == settings


def test_a_strip_of_which_nothing_is_left_is_told_and_the_old_one_stays(bench: Bench) -> None:
    bench.make_bay_strip()
    bench.pick("Side of the line", "Land")
    bench.wait(lambda: len(bench.steps) == 2)
    before = bench.brief

    bench.type_number("Land, to", 99_000)
    bench.wait(lambda: len(bench.steps) == 3)
    bench.type_number("Land, from", 98_990)
    bench.wait(lambda: bench.card.message.text)

    assert "No ground is left" in bench.card.message.text
    assert len(bench.steps) == 3
    assert bench.brief != before


def test_choosing_a_strip_opens_its_card_and_deleting_takes_line_and_areas(bench: Bench) -> None:
    bench.make_bay_strip()
    inside = bench.brief.areas[0].outline[0]
    bench.key(Qt.Key.Key_Escape)
    assert not bench.card.isVisible()

    bench.click(inside)
    bench.wait(lambda: bench.session.is_open)
    assert bench.card.isVisible()
    bench.key(Qt.Key.Key_Delete)

    assert bench.steps[-1] == "Delete strip"
    assert (bench.brief.strips, bench.brief.areas) == ((), ())
    assert not bench.card.isVisible()
