"""What came from own files stands on the layer list, with its source, and can be hidden or taken away."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from missions.patrol_file import Patrol
from planner.brief import GroundLine, LineKind, PatrolBrief
from planner.geodesy import GeoPoint
from planner.own_layers import DrawnLines, OwnLayer
from ui.document import Document
from ui.imports.layers_card import OwnLayersCard

DEPTHS = OwnLayer(
    layer_id="O1",
    name="depths",
    file="/data/own.gpkg",
    layer="depths",
    role="base",
    crs="EPSG:4326 WGS 84",
    transformation="none needed",
    date="2026-03-02",
    drawn=DrawnLines.of([np.array([(19.0, 41.0), (19.1, 41.0)])]),
)
COAST = OwnLayer(
    layer_id="O2",
    name="coast",
    file="/data/own.gpkg",
    layer="coast",
    role="coastline",
    crs="EPSG:6316 MGI 1901 / Balkans zone 7",
    transformation="MGI 1901 to WGS 84 (1)",
    transformation_m=5.0,
    accuracy_m=7.0,
    members=("line:C1",),
)
LINE = GroundLine(
    line_id="C1",
    kind=LineKind.COASTLINE,
    path=(GeoPoint(lat_deg=41.0, lon_deg=19.0), GeoPoint(lat_deg=41.1, lon_deg=19.0)),
)


@pytest.fixture
def document() -> Document:
    return Document(Patrol(brief=PatrolBrief(lines=(LINE,), own_layers=(DEPTHS, COAST))))


@pytest.fixture
def card(qtbot: QtBot, document: Document) -> OwnLayersCard:
    card = OwnLayersCard(document)
    qtbot.addWidget(card)
    card.show()
    return card


def test_each_layer_says_where_it_is_from_of_when_and_how_good(card: OwnLayersCard) -> None:
    texts = {label.text() for label in card.findChildren(QLabel)}

    assert "own.gpkg · 2026-03-02 · accuracy unknown" in texts
    assert "own.gpkg · ± 7 m" in texts
    assert any("to within 5 m" in label.toolTip() for label in card.findChildren(QLabel))


def test_a_base_layer_is_hidden_and_shown_as_steps_of_undo(card: OwnLayersCard, document: Document) -> None:
    (box,) = card.findChildren(QCheckBox)

    QTest.keyClick(box, Qt.Key.Key_Space)

    assert [layer.is_shown for layer in document.brief.own_layers] == [False, True]
    assert document.undo_stack.undoText() == "Hide depths"
    document.undo_stack.undo()
    assert document.brief.own_layers[0].is_shown


def test_removing_a_layer_takes_its_lines_along_and_can_be_undone(
    card: OwnLayersCard, document: Document
) -> None:
    remove = next(one for one in card.findChildren(QPushButton) if one.accessibleName() == "Remove coast")

    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)

    assert (document.brief.lines, document.brief.own_layers) == ((), (DEPTHS,))
    document.undo_stack.undo()
    assert document.brief.lines == (LINE,)


def test_the_card_is_there_only_where_there_is_something_to_list(
    card: OwnLayersCard, document: Document
) -> None:
    document.change(PatrolBrief(), label="Clear")

    assert not card.isVisible()
