"""What every map tool is: it takes mouse and keys, and hands over a new brief when a gesture is finished."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from ui.map.camera import Camera
from ui.map.features import Feature
from ui.map.shown import Hidden
from ui.strips.session import StripSession
from ui.theme import Theme


class ToolKind(Enum):
    """The tools that can be taken up."""

    SELECT = "Select"
    AREA = "Area"
    CORRIDOR = "Corridor"
    COAST_STRIP = "Coast strip"
    BORDER_STRIP = "Border strip"
    EXCLUSION = "Exclusion"
    HOLE = "Hole"
    ZONE = "Zone"
    ZONE_CIRCLE = "Circle zone"
    ZONE_CORRIDOR = "Corridor zone"
    LAUNCH = "Launch"
    RECOVERY = "Recovery"
    RALLY = "Rally point"
    MEASURE = "Measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Where the mouse is, in pixels and on the ground."""

    x_px: float
    y_px: float
    point: GeoPoint
    shift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """One thing that the context menu offers."""

    text: str
    act: Callable[[], None]


class Stage(Protocol):
    """What a tool may see and do: the map view, without its widget."""

    @property
    def camera(self) -> Camera:
        """Where the map looks."""

    @property
    def theme(self) -> Theme:
        """The colours in use."""

    @property
    def brief(self) -> PatrolBrief:
        """The brief as shown."""

    @property
    def hidden(self) -> Hidden:
        """The layers that are not shown."""

    @property
    def selected(self) -> Feature | None:
        """The chosen feature."""

    @property
    def edges(self) -> frozenset[int]:
        """The chosen edges of the chosen area, each by the corner it starts at."""

    @property
    def strips(self) -> StripSession:
        """The strip in hand."""

    def choose_edges(self, edges: frozenset[int]) -> None:
        """Choose edges of the chosen area."""

    def select(self, feature: Feature | None) -> None:
        """Choose a feature."""

    def commit(self, brief: PatrolBrief, *, label: str) -> None:
        """A gesture is finished: hand over the new brief, one step of undo."""

    def say(self, hint: str) -> None:
        """Tell what the tool expects next."""

    def refresh(self) -> None:
        """Draw the live layer again."""

    def lay_down(self) -> None:
        """Back to the select tool."""


class Tool:
    """A tool that does nothing yet; each gesture overrides what it needs."""

    kind = ToolKind.SELECT
    hint = ""
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def grab(self, at: Pointer) -> bool:  # noqa: ARG002 - for those that drag
        """The left button went down: true when what follows is this tool's drag, not a pan."""
        return False

    def drag(self, at: Pointer) -> None:
        """The mouse moved on with what was grabbed."""

    def drop(self, at: Pointer) -> None:
        """The button was let go after a drag."""

    def click(self, at: Pointer) -> None:
        """The left button went down and up in one place."""

    def double_click(self, at: Pointer) -> None:
        """The second click of a double click, after `click` was called for the first."""

    def finish(self) -> None:
        """Enter or the right button: the gesture is complete."""

    def context(self, at: Pointer) -> tuple[MenuEntry, ...]:  # noqa: ARG002 - for those that have a menu
        """What the right button offers; with nothing to offer it means `finish`."""
        return ()

    def hover(self, at: Pointer) -> None:
        """The mouse moved with no button down."""

    def key(self, event: QKeyEvent) -> bool:  # noqa: ARG002 - for those that take keys
        """A key went down: true when it was this tool's."""
        return False

    def key_up(self, event: QKeyEvent) -> None:
        """A key was let go."""

    def settle(self) -> None:
        """The keyboard goes elsewhere: finish what keys have begun."""

    def cancel(self) -> bool:
        """Esc: give up what is half done; false when there was nothing."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw rubber bands and handles."""
