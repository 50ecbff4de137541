"""The card of the strip in hand: its line, its ends, which way, which side, how wide; each change at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from missions.atlas.line_graph import Way
from missions.strip_wishes.sides import Sides
from missions.strip_wishes.wish import SideWish
from planner.brief import LineKind
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from planner.strip.values import Islands, SideWidth, StripEnds
from ui.coordinates import position_of, position_text
from ui.messages import MessageBar, Weight
from ui.panels.parts import Card, ChoiceField, ElidedLabel, FieldGrid, NumberField, Span, named, text_label
from ui.panels.strip_edges import StripEdges
from ui.panels.strip_words import (
    border_words,
    route_row,
    side_names,
    source_words,
    sum_words,
    title_words,
    way_words,
)
from ui.panels.width_fields import WidthFields
from ui.strips.choices import StripChoices, hard
from ui.strips.in_hand import Phase
from ui.strips.session import StripSession

_TYPED_REACH_M = 20_000.0  # a typed position snaps to a line no farther away
_END_NAMES = {StripEnds.SQUARE: "Square", StripEnds.ROUND: "Round"}
_ISLAND_NAMES = {
    Islands.CUT_OUT: "Cut out",
    Islands.MERGED: "Merged with the shore",
    Islands.KEPT: "Kept: flown over",
}
_BOTH = "Both sides"

WidthMaker = Callable[[], SideWidth]  # what the fields say, or BriefError


class StripCard(Card):
    """Shows the strip of the session, and changes it."""

    deleted = Signal(str)  # identity of the line of the strip that is to go
    typed = Signal(object)  # GeoPoint that an end was placed at by typing

    def __init__(self, session: StripSession, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("Strip")
        self._session = session
        self.message = MessageBar(self, name="Problem with the strip")
        self.title = text_label(role="title", wrap=True)
        self._source = ElidedLabel()
        self._source.setProperty("role", "caption")
        self._sum = text_label(wrap=True)
        self._make_fields()
        self._lay_out()
        self._join()
        session.changed.connect(self.show_session)
        self.show_session()

    def show_session(self) -> None:
        """Show the strip as far as it is."""
        session, draft = self._session, self._session.draft
        self.setVisible(session.phase is not Phase.CLOSED)
        if session.phase is Phase.CLOSED:
            return
        self.title.setText(title_words(session))
        self._source.setText(source_words(session))
        self._sum.setText(sum_words(session))
        _show_text(self._start, session.start.at if session.start is not None else None)
        _show_text(self._end, session.end)
        self._end.setEnabled(session.phase is not Phase.START and session.choices.route is not None)
        names = self._show_choices(
            session.choices, session.offered, draft.sides if draft is not None else None
        )
        self.edges.setVisible(session.phase is Phase.OPEN)
        self.edges.show_choices(names, session.choices, draft)
        self._accept.setVisible(session.phase in (Phase.START, Phase.END, Phase.MAKING))
        self._accept.setEnabled(session.phase is Phase.END and draft is not None)
        self._delete.setVisible(session.phase is Phase.OPEN)
        if session.problem is not None and not session.is_glance:
            self.message.show_error(session.problem)
        elif draft is not None and draft.borders_across:
            self.message.show_text(border_words(draft.borders_across), weight=Weight.WARNING)
        else:
            self.message.dismiss()

    def take_typing(self) -> None:
        """Put the cursor where the next point can be typed."""
        field = self._end if self._end.isEnabled() and not self._end.text() else self._start
        field.setFocus(Qt.FocusReason.TabFocusReason)
        field.selectAll()

    def fields(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab, in its order."""
        return (
            self._start,
            self._end,
            self._route,
            self._side,
            *self._first.fields,
            *self._second.fields,
            self._varies,
            self._gap,
            self._ends,
            self._islands,
            *self.edges.fields,
            self._accept,
            self._delete,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape gives up a strip that is being made."""
        if event.key() == Qt.Key.Key_Escape and self._session.take_back():
            return
        super().keyPressEvent(event)

    def _make_fields(self) -> None:
        self._start = named(QLineEdit(placeholderText="Click or type"), "Start of the strip")
        self._end = named(QLineEdit(placeholderText="Click or type"), "End of the strip")
        for position in (self._start, self._end):
            position.setProperty("role", "position")
        self._route = ChoiceField("Which way")
        self._route.setPlaceholderText("To the end")
        self._side = ChoiceField("Side of the line")
        self._first = WidthFields()
        self._second = WidthFields()
        self.edges = StripEdges(self._on_edges)
        self._varies = QCheckBox("Another width")
        self._ends = ChoiceField("Ends of the strip")
        self._ends.addItems(list(_END_NAMES.values()))
        self._islands = ChoiceField("Islands")
        self._islands.addItems(list(_ISLAND_NAMES.values()))
        self._gap = NumberField("Gaps crossed", Span(low=0, high=20_000, step=100, suffix=" m"))
        self._accept = QPushButton("Make the strip")
        self._accept.setProperty("kind", "primary")
        self._delete = QPushButton("Delete the strip")
        for field, tip in (
            (self._start, "Where the strip begins: it snaps to the nearest line within 20 km."),
            (self._end, "Where the strip ends: it snaps to the line that the start is on."),
            (self._route, "Ways along the line from start to end, shortest first (W on the map)."),
            (self._side, "On which side of the line the strip lies."),
            (self._gap, "River mouths and inlets up to this wide are crossed rather than followed."),
            (self._islands, "What becomes of islands that the strip meets."),
            (self._ends, "Square: cut off at the end points. Round: as far ahead as to the side."),
        ):
            field.setToolTip(tip)

    def _lay_out(self) -> None:
        grid = FieldGrid()
        grid.add_row(("Start (A)", self._start), ("End (B)", self._end))
        grid.add_row(("Which way", self._route), ("Side", self._side))
        rest = FieldGrid()
        rest.add_row(("At the end (B)", self._varies), ("Gaps crossed up to", self._gap))
        labels = rest.add_row(("Ends", self._ends), ("Islands", self._islands))
        self._islands_label = labels[1]
        buttons = QHBoxLayout()
        buttons.addWidget(self._accept, 1)
        buttons.addWidget(self._delete, 1)
        for widget in (self.title, self._source, self._sum, self.message, grid, self._first, self._second):
            self.body.addWidget(widget)
        self.body.addWidget(rest)
        self.body.addWidget(self.edges)
        self.body.addLayout(buttons)

    def _join(self) -> None:
        session = self._session
        self._start.editingFinished.connect(lambda: self._on_position(self._start, is_start=True))
        self._end.editingFinished.connect(lambda: self._on_position(self._end, is_start=False))
        self._route.activated.connect(self._on_route)
        self._side.activated.connect(self._on_side)
        self._varies.clicked.connect(self._on_varies)
        for number, fields in enumerate((self._first, self._second)):
            fields.changed.connect(lambda which, number=number: self._on_width(number, which))
        self._ends.activated.connect(
            lambda row: self._choose(
                replace(session.choices, ends=list(_END_NAMES)[row]), "Change the strip's ends"
            )
        )
        self._islands.activated.connect(
            lambda row: self._choose(
                replace(session.choices, islands=list(_ISLAND_NAMES)[row]), "Change the strip's islands"
            )
        )
        self._gap.changed.connect(
            lambda gap_m: self._choose(
                replace(session.choices, gap_m=gap_m), "Change the strip's gaps", key="strip gap"
            )
        )
        self._accept.clicked.connect(session.accept)
        self._delete.clicked.connect(lambda: self.deleted.emit(session.line_id))

    def _show_choices(self, choices: StripChoices, ways: Sequence[Way], sides: Sides | None) -> list[str]:
        """Show them; answers the names of the sides that the strip is on."""
        _fill(self._route, [way_words(way, number, ways) for number, way in enumerate(ways)])
        self._route.setEnabled(len(ways) > 1 or route_row(choices, ways) < 0 < len(ways))
        self._route.setCurrentIndex(route_row(choices, ways))
        names = side_names(choices, sides)
        _fill(self._side, [*names, _BOTH] if len(names) > 1 else names)
        self._side.setEnabled(len(names) > 1)
        shown = [names[0]]
        if sides is not None:
            wanted = sides.wanted(choices.sides)
            shown = [side.name for side, _ in wanted]
            first = 0 if wanted[0][0] == sides.first else 1
            self._side.setCurrentIndex(2 if len(wanted) > 1 else first)
        for number, fields in enumerate((self._first, self._second)):
            fields.setVisible(number < len(shown))
            if number < len(shown):
                fields.show_width(shown[number], choices.sides[number].width)
        self._varies.setChecked(any(len(side.width.places) > 1 for side in choices.sides))
        self._ends.setCurrentIndex(list(_END_NAMES).index(choices.ends))
        self._islands.setCurrentIndex(list(_ISLAND_NAMES).index(choices.islands))
        self._gap.show_number(choices.gap_m)
        for widget in (self._islands, self._islands_label):
            widget.setVisible(choices.kind is not LineKind.BORDER)
        return shown

    def _choose(self, choices: StripChoices, label: str, *, key: str = "") -> None:
        if choices != self._session.choices:
            self._session.choose(choices, label=label, key=key)

    def _on_edges(self, choices: StripChoices, label: str, key: str) -> None:
        self._choose(choices, label, key=key)

    def _on_position(self, field: QLineEdit, *, is_start: bool) -> None:
        session, text = self._session, field.text().strip()
        start = session.start.at if session.start is not None else None
        shown = start if is_start else session.end
        if not text or (shown is not None and text == position_text(shown)):
            return
        try:
            point = position_of(text)
        except BriefError as error:
            session.refuse(error)
            return
        place = session.place_start if is_start else session.place_end
        place(point, within_m=_TYPED_REACH_M)
        self.typed.emit(point)
        if is_start and session.phase is Phase.END:
            self._end.setFocus()

    def _on_route(self, row: int) -> None:
        ways = self._session.offered
        route = None if ways[row].is_round else row
        self._choose(replace(self._session.choices, route=route), "Change the strip's way")

    def _on_side(self, row: int) -> None:
        session = self._session
        if session.draft is None:
            return
        sides, width = session.draft.sides, hard(session.choices.sides[0].width)
        both = [sides.first, sides.second]
        widths = {side.key: wish.width for side, wish in sides.wanted(session.choices.sides)}
        wanted = both if row == len(both) else [both[row]]
        wishes = tuple(SideWish(key=side.key, width=widths.get(side.key, width)) for side in wanted)
        self._choose(replace(session.choices, sides=wishes, follows_pointer=False), "Change the strip's side")

    def _on_width(self, number: int, which: str) -> None:
        fields = (self._first, self._second)[number]
        self._change_widths({number: fields.asked}, key=f"strip width {number} {which}")

    def _on_varies(self) -> None:
        varies = self._varies.isChecked()
        self._first.set_varies(varies=varies)
        self._second.set_varies(varies=varies)
        shown = (self._first, self._second)[: len(self._session.choices.sides)]
        self._change_widths({number: fields.asked for number, fields in enumerate(shown)})

    def _change_widths(self, makers: dict[int, WidthMaker], *, key: str = "") -> None:
        session = self._session
        try:
            sides = tuple(
                replace(side, width=makers[number]()) if number in makers else side
                for number, side in enumerate(session.choices.sides)
            )
        except BriefError as error:
            self.message.show_error(error)
            return
        self._choose(replace(session.choices, sides=sides), "Change the strip's width", key=key)


def _fill(field: ChoiceField, names: Sequence[str]) -> None:
    if [field.itemText(row) for row in range(field.count())] != list(names):
        field.clear()
        field.addItems(list(names))


def _show_text(field: QLineEdit, point: GeoPoint | None) -> None:
    """Show a position, but leave alone what is being typed."""
    if not (field.hasFocus() and field.isModified()):
        field.setText(position_text(point) if point is not None else "")
