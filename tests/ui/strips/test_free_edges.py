"""Edges of a strip are free by its own settings: the beach's only by a word of its own."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox

from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import GroundLine, LineKind, PatrolBrief
from tests.ui.strips.bench import BAY_NORTH, BAY_SOUTH, LEFT, Bench, at
from ui.map.tools.tool import ToolKind


def box(bench: Bench, name: str) -> QCheckBox:
    (found,) = [each for each in bench.card.edges.boxes if each.accessibleName() == name]
    return found


def press(field: QCheckBox) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Space)


def free_count(bench: Bench) -> int:
    return sum(len(area.free_edges) for area in bench.brief.areas)


def test_f_makes_the_seaward_edge_free_and_a_longer_strip_keeps_it_so(bench: Bench, tmp_path: Path) -> None:
    bench.make_bay_strip()
    assert free_count(bench) == 0

    bench.map.setFocus()
    bench.key(Qt.Key.Key_F)
    bench.wait(lambda: len(bench.steps) == 2)
    assert bench.steps[-1] == "Make the strip's far edge free"
    assert free_count(bench) > 0
    assert bench.brief.areas[0].free_overshoot_m == 100
    assert box(bench, "Sea, far edge free").isChecked()
    bench.drag(bench.line.path[-1], at(41.50, 19.47))
    bench.wait(lambda: len(bench.steps) == 3)

    assert free_count(bench) > 0
    path = tmp_path / "free.vedette"
    save_patrol(Patrol(brief=bench.brief), path)
    assert open_patrol(path).brief == bench.brief
    bench.window.document.undo_stack.undo()
    bench.window.document.undo_stack.undo()
    assert free_count(bench) == 0
    bench.wait(lambda: not box(bench, "Sea, far edge free").isChecked())


def test_the_beach_s_edge_is_freed_only_after_a_warning(bench: Bench) -> None:
    bench.make_bay_strip()
    edges = bench.card.edges

    press(box(bench, "Sea, near edge free"))
    assert "people on beaches" in edges.warning.text
    assert not box(bench, "Sea, near edge free").isChecked()
    assert len(bench.steps) == 1
    QTest.mouseClick(edges.warning.buttons[0], LEFT)
    bench.wait(lambda: len(bench.steps) == 2)

    assert bench.steps[-1] == "Make the strip's near edge free"
    assert free_count(bench) > 0
    assert edges.warning.text == ""


def test_along_an_own_line_without_a_known_water_side_no_edge_is_freed_unwarned(bench: Bench) -> None:
    path = tuple(at(41.40 + 0.01 * step, 19.20) for step in range(16))
    own = GroundLine(line_id="own", kind=LineKind.COASTLINE, path=path)
    bench.window.document.change(PatrolBrief(lines=(own,)), label="Own line")
    bench.look_at(*path)
    bench.take(ToolKind.COAST_STRIP)
    bench.click(path[3])
    bench.click(path[-4])
    bench.wait(lambda: bench.brief.strips)

    bench.map.setFocus()
    bench.key(Qt.Key.Key_F)
    assert "Nobody knows on which side of this line the water is" in bench.card.message.text
    assert "stays hard" in bench.card.message.text
    assert free_count(bench) == 0
    (far,) = [each for each in bench.card.edges.boxes if each.isVisible() and "far" in each.text()]
    press(far)
    assert "Nobody knows" in bench.card.edges.warning.text
    assert not far.isChecked()
    QTest.mouseClick(bench.card.edges.warning.buttons[0], LEFT)
    bench.wait(lambda: free_count(bench))


def test_freedom_does_not_move_to_the_land_with_the_strip_nor_to_the_next_one(bench: Bench) -> None:
    bench.make_bay_strip()
    bench.map.setFocus()
    bench.key(Qt.Key.Key_F)
    bench.wait(lambda: len(bench.steps) == 2)

    bench.pick("Side of the line", "Land")
    bench.wait(lambda: len(bench.steps) == 3)
    assert free_count(bench) == 0
    bench.window.document.undo_stack.undo()
    bench.take(ToolKind.COAST_STRIP)
    bench.click(BAY_NORTH)
    bench.click(BAY_SOUTH)
    bench.wait(lambda: len(bench.brief.strips) == 2)

    assert [len(area.free_edges) > 0 for area in bench.brief.areas] == [True, False]


def test_all_edges_at_once_warn_of_the_beach(bench: Bench) -> None:
    bench.make_bay_strip()
    panel = bench.window.side.brief
    (field,) = [
        each for each in panel.findChildren(QDoubleSpinBox) if each.accessibleName() == "Overshoot of edges"
    ]

    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "80")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "people on beaches" in panel.message.text
    assert bench.brief.settings.free_overshoot_m is None
    QTest.mouseClick(panel.message.buttons[0], LEFT)

    assert bench.brief.settings.free_overshoot_m == 80
