"""Choose edges of the chosen area, by mouse or keys, and make them free or hard."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from planner.brief import TaskArea
from planner.wording import counted
from ui.map.drawing import draw_segments, view_box
from ui.map.edges import Edges, chosen_area, edge_at, edges_label, free_edges_of, with_edges
from ui.map.features import is_strip
from ui.map.tools.tool import MenuEntry, Pointer, Stage
from ui.theme import tinted

_NO_AREA = "Choose an area first: its edges are hard until you make them free."


class EdgeChoice:
    """What the select tool does with the edges of an area."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def click(self, at: Pointer) -> bool:
        """Choose the edge under the mouse; with Shift one more, or one less. False when there is none."""
        area = chosen_area(self.stage.brief, self.stage.selected)
        edge = edge_at(self.stage.camera, area.outline, x_px=at.x_px, y_px=at.y_px) if area else None
        if area is None or edge is None:
            return False
        edges = self.stage.edges ^ {edge} if at.shift else frozenset({edge})
        self.stage.choose_edges(edges)
        _say(self.stage, area)
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Shift and E: one more edge. The plain letters are the window's actions."""
        is_more = event.key() == Qt.Key.Key_E and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if not is_more or chosen_area(self.stage.brief, self.stage.selected) is None:
            return False
        step_edge(self.stage, adding=True)
        return True

    def entries(self, at: Pointer) -> Iterator[MenuEntry]:
        """What the context menu offers for the edge under the mouse, or for all that are chosen with it."""
        area = chosen_area(self.stage.brief, self.stage.selected)
        edge = edge_at(self.stage.camera, area.outline, x_px=at.x_px, y_px=at.y_px) if area else None
        if area is None or edge is None:
            return
        if edge not in self.stage.edges:
            self.stage.choose_edges(frozenset({edge}))
        for free in (True, False):
            if (self.stage.edges <= free_edges_of(area)) != free:
                text = edges_label(self.stage.edges, free=free)
                yield MenuEntry(text=text, act=partial(set_edges, self.stage, free=free))

    def paint(self, painter: QPainter) -> None:
        """Mark the chosen edges."""
        area, edges = chosen_area(self.stage.brief, self.stage.selected), sorted(self.stage.edges)
        if area is None or not edges:
            return
        camera, theme = self.stage.camera, self.stage.theme
        pixels = camera.pixels_of(area.outline)
        ends = [(edge + 1) % len(pixels) for edge in edges]
        segments = np.hstack((pixels[edges], pixels[ends]))
        for colour, width_px in ((tinted(theme.place_halo, 0.8), 9.0), (tinted(theme.selection, 0.95), 5.0)):
            pen = QPen(colour, width_px)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            draw_segments(painter, segments, view_box(camera.width_px, camera.height_px))


def step_edge(stage: Stage, *, adding: bool) -> None:
    """Choose the next edge after those that are chosen: instead of them, or with them."""
    area = chosen_area(stage.brief, stage.selected)
    if area is None:
        stage.say(_NO_AREA)
        return
    after = (max(stage.edges, default=-1) + 1) % len(area.outline)
    stage.choose_edges(stage.edges | {after} if adding else frozenset({after}))
    _say(stage, area)


def turn_edges(stage: Stage) -> None:
    """Make the chosen edges free; where all of them are, hard again. Of a strip its far edges."""
    if stage.selected is not None and is_strip(stage.brief, stage.selected):
        stage.strips.turn_far_edges()
        return
    area = chosen_area(stage.brief, stage.selected)
    if area is None:
        stage.say(_NO_AREA)
    elif not stage.edges:
        stage.say("Choose an edge first: click it, or press E; Shift for several.")
    else:
        set_edges(stage, free=not stage.edges <= free_edges_of(area))


def set_edges(stage: Stage, *, free: bool) -> None:
    """Make the chosen edges free or hard, as one step of undo."""
    area, edges = chosen_area(stage.brief, stage.selected), stage.edges
    if area is None or not edges:
        return
    stage.commit(with_edges(stage.brief, area, edges, free=free), label=edges_label(edges, free=free))
    after = chosen_area(stage.brief, stage.selected)
    if after is not None:
        _say(stage, after)


def _say(stage: Stage, area: TaskArea) -> None:
    stage.say(edge_words(area, stage.edges))


def edge_words(area: TaskArea, edges: Edges) -> str:
    """What is chosen, and what can be done with it."""
    if not edges:
        return "Click an edge to choose it; Shift for several."
    free = len(edges & free_edges_of(area))
    state = "free" if free == len(edges) else "hard" if not free else f"{free} of them free"
    return f"{counted(len(edges), 'edge')} chosen, {state}. F: free or hard, Shift+click or Shift+E: more."
