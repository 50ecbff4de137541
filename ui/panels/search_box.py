"""Where is it? A place by its name, or a position as people write it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from missions.atlas import Gazetteer, Place
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from ui.coordinates import position_of, position_text
from ui.panels.parts import named

_WIDTH_PX = 300
_MOST_FOUND = 8
_LEAST_LETTERS = 2

#: How far the map goes in to what was found: a town fills the map, a sea does not.
_ZOOM_TOWN, _ZOOM_WATER, _ZOOM_POSITION = 12.0, 8.0, 13.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something to go to."""

    words: str
    at: GeoPoint
    zoom: float


class SearchBox(QFrame):
    """One line over the map, and below it what fits while it is typed: arrows choose, Enter goes there."""

    wanted = Signal(object)  # Found
    left = Signal()  # Esc: back to the map

    def __init__(self, gazetteer: Gazetteer, looks_at: Callable[[], GeoPoint], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("searchBox")
        self._gazetteer = gazetteer
        self._looks_at = looks_at  # places near to there come first
        self._found: tuple[Found, ...] = ()
        self.line = named(
            QLineEdit(placeholderText="Find a place or a position", clearButtonEnabled=True),
            "Find a place or a position",
        )
        self.line.setToolTip(
            "A name, or latitude and longitude such as 41.31, 19.45 or 41°18.6' N 19°26.7' E"
        )
        self.list = named(QListWidget(), "What was found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.hide()
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(2)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        for widget in (self.line, self.list):
            widget.setFixedWidth(_WIDTH_PX)
        self.line.textEdited.connect(self._search)
        self.line.textChanged.connect(self._on_text)
        self.line.returnPressed.connect(lambda: self._go(max(self.list.currentRow(), 0)))
        self.list.itemClicked.connect(lambda _item: self._go(self.list.currentRow()))
        self.line.installEventFilter(self)
        self._show(())

    def begin(self) -> None:
        """Take the keys."""
        self.line.setFocus()
        self.line.selectAll()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Arrows choose among what was found; Esc leaves."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self._found:
            self.list.setCurrentRow((self.list.currentRow() + step) % len(self._found))
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.line.clear()
            self.left.emit()
            return True
        return False

    def _on_text(self, text: str) -> None:
        if not text:
            self._show(())

    def _search(self, text: str) -> None:
        position = _position(text)
        if position is not None:
            self._show((Found(words=position_text(position), at=position, zoom=_ZOOM_POSITION),))
        elif len(text.strip()) < _LEAST_LETTERS:
            self._show(())
        else:
            places = self._gazetteer.search(text, near=self._looks_at(), limit=_MOST_FOUND)
            self._show(
                tuple(self._of(place) for place in places), nothing=f"No place is called “{text.strip()}”"
            )

    def _of(self, place: Place) -> Found:
        state = self._gazetteer.country_name(place.country) if place.country else ""
        return Found(
            words=", ".join(filter(None, (place.name, state))) + f"  ·  {place.kind}",
            at=GeoPoint(lat_deg=place.lat_deg, lon_deg=place.lon_deg),
            zoom=_ZOOM_WATER if place.kind.is_water else _ZOOM_TOWN,
        )

    def _show(self, found: Sequence[Found], *, nothing: str = "") -> None:
        self._found = tuple(found)
        self.list.clear()
        self.list.addItems([each.words for each in found] or ([nothing] if nothing else []))
        self.list.setVisible(self.list.count() > 0)
        self.list.setEnabled(bool(found))
        if found:
            self.list.setCurrentRow(0)
        rows_px = self.list.sizeHintForRow(0) * self.list.count() if self.list.count() else 0
        self.list.setFixedHeight(rows_px + 2 * self.list.frameWidth() + 2)
        self._layout.activate()

    def _go(self, row: int) -> None:
        if 0 <= row < len(self._found):
            self.wanted.emit(self._found[row])
            self._show(())


def _position(text: str) -> GeoPoint | None:
    try:
        return position_of(text)
    except BriefError:
        return None
