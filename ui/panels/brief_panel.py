"""The settings of the brief: every field changes the document by one step of undo."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.brief import LineKind, PatrolBrief, PatrolSettings, Pattern
from planner.errors import BriefError
from planner.fleet import Sensor, Vehicle
from planner.heights import Height, HeightReference
from ui.document import Document
from ui.fleets import with_height
from ui.messages import MessageBar, Weight
from ui.panels.aircraft_card import AircraftCard
from ui.panels.contingency_card import ContingencyCard
from ui.panels.parts import Card, ChoiceField, FieldGrid, NumberField, Span
from ui.panels.standoff_card import StandOffCard

_PATTERN_NAMES = {
    Pattern.AUTOMATIC: "Best fit",
    Pattern.SWEEP: "Sweep, there and back",
    Pattern.PARALLEL: "Parallel to the shore",
    Pattern.CONTOUR: "Contour, inwards",
    Pattern.PERIMETER: "Perimeter",
}
_REFERENCE_NAMES = {HeightReference.LAUNCH: "above launch", HeightReference.GROUND: "above ground"}
_FIXED_SWATH = "Fixed swath"

Change = Callable[[PatrolBrief], PatrolBrief]


class BriefPanel(QWidget):
    """What is asked for, apart from what is drawn on the map."""

    def __init__(
        self,
        document: Document,
        *,
        vehicles: Sequence[Vehicle],
        sensors: Sequence[Sensor],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._sensors = tuple(sensors)
        self.message = MessageBar(self, name="Problem with the settings", is_narrow=True)
        self._aircraft = AircraftCard(vehicles, self._change)
        self._contingency = ContingencyCard(self._change)
        self._standoff = StandOffCard(self._change)
        self._head: QWidget | None = None
        self._make_fields()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self.message)
        for card in (self._sweep_card(), self._aircraft, self._contingency, self._standoff):
            layout.addWidget(card)
        layout.addStretch(1)
        self._column = layout
        self._join_fields()
        document.brief_changed.connect(self.show_brief)
        self.show_brief(document.brief)

    def put_head(self, card: QWidget, fields: Sequence[QWidget]) -> None:
        """Put a card that stays above all that come and go."""
        self.put_first(card, fields)
        self._head = card

    def put_first(self, card: QWidget, fields: Sequence[QWidget]) -> None:
        """Put a card above the settings; its fields come first by Tab too, in this order."""
        self._column.insertWidget(0 if self._head is None else 1, card)
        before = self._pattern.previousInFocusChain() or self.message
        for one, other in pairwise((before, *fields, self._pattern)):
            QWidget.setTabOrder(one, other)

    def show_brief(self, brief: PatrolBrief) -> None:
        """Show every setting of `brief`."""
        settings = brief.settings
        self.message.dismiss()
        self._pattern.setCurrentIndex(list(Pattern).index(settings.pattern))
        self._height.show_number(settings.height.metres)
        self._reference.setCurrentIndex(list(_REFERENCE_NAMES).index(settings.height.above))
        self._speed.show_number(settings.ground_speed_mps)
        self._show_sensor(settings)
        self._sidelap.show_number(settings.sidelap * 100)
        self._bearing.show_number(settings.bearing_deg)
        self._overshoot.show_number(settings.free_overshoot_m)
        self._aircraft.show_brief(brief)
        self._contingency.show_brief(brief)
        self._standoff.show_brief(brief)

    def _make_fields(self) -> None:
        self._pattern = ChoiceField("Pattern")
        self._pattern.addItems([_PATTERN_NAMES[pattern] for pattern in Pattern])
        self._height = NumberField("Patrol height", Span(low=5, high=5_000, step=10, suffix=" m"))
        self._reference = ChoiceField("Height reference")
        self._reference.addItems(list(_REFERENCE_NAMES.values()))
        self._speed = NumberField("Ground speed", Span(low=0.5, high=100, step=1, decimals=1, suffix=" m/s"))
        self._sensor = ChoiceField("Sensor")
        self._sensor.addItems([_FIXED_SWATH, *(sensor.name for sensor in self._sensors)])
        self._swath = NumberField("Swath width", Span(low=1, high=20_000, step=10, suffix=" m"))
        self._sidelap = NumberField("Sidelap", Span(low=0, high=90, step=5, suffix=" %"))
        self._bearing = NumberField("Lane bearing", Span(low=0, high=360, step=5, suffix="°", word="Best"))
        self._overshoot = NumberField(
            "Overshoot of edges", Span(low=0, high=10_000, step=10, suffix=" m", word="Free edges as drawn")
        )
        for field, tip in _TIPS.items():
            getattr(self, field).setToolTip(tip)

    def _sweep_card(self) -> Card:
        card, grid = Card("What for"), FieldGrid()
        grid.add_row(("Pattern", self._pattern), ("Lane bearing", self._bearing))
        grid.add_row(("Patrol height", self._height), ("Measured", self._reference))
        grid.add_row(("Sees with", self._sensor), ("Swath width", self._swath))
        grid.add_row(("Sidelap", self._sidelap), ("Ground speed", self._speed))
        grid.add_row(("Lanes may overshoot all edges by", self._overshoot))
        card.body.addWidget(grid)
        return card

    def _join_fields(self) -> None:
        self._pattern.activated.connect(
            lambda row: self._set("Change pattern", "pattern", pattern=list(Pattern)[row])
        )
        self._height.changed.connect(self._on_height)
        self._reference.activated.connect(self._on_height)
        self._sensor.activated.connect(self._on_sensor)
        for field, label, name, scale in (
            (self._speed, "Change ground speed", "ground_speed_mps", 1.0),
            (self._swath, "Change swath width", "swath_width_m", 1.0),
            (self._sidelap, "Change sidelap", "sidelap", 0.01),
            (self._bearing, "Change lane bearing", "bearing_deg", 1.0),
        ):
            field.changed.connect(self._setter(label, name, scale))
        self._overshoot.changed.connect(self._on_overshoot)
        for number in self.findChildren(NumberField):
            number.settled.connect(self._document.seal)

    def _setter(self, label: str, name: str, scale: float) -> Callable[[float | None], None]:
        def set_number(number: float | None) -> None:
            self._set(label, name, **{name: None if number is None else round(number * scale, 6)})

        return set_number

    def _set(self, label: str, key: str, **values: object) -> None:
        self._change(
            label,
            key,
            lambda brief: replace(brief, settings=replace(brief.settings, **values)),  # type: ignore[arg-type]  # the names are PatrolSettings' own
        )

    def _change(self, label: str, key: str, change: Change) -> None:
        try:
            brief = change(self._document.brief)
        except BriefError as error:
            self.message.show_error(error)
            return
        self._document.change(brief, label=label, key=key)

    def _on_height(self, _value: object) -> None:
        height = Height(
            metres=self._height.value(), above=list(_REFERENCE_NAMES)[self._reference.currentIndex()]
        )
        self._change("Change patrol height", "height", lambda brief: with_height(brief, height))

    def _on_overshoot(self, by_m: float | None) -> None:
        """All edges of all areas: with a strip at sea its land's side too, which asks for its own word."""
        brief = self._document.brief

        def free() -> None:
            self._set("Change overshoot of edges", "free_overshoot_m", free_overshoot_m=by_m)

        has_shore = any(line.kind is LineKind.COASTLINE for line in brief.strips)
        if not (by_m and has_shore) or (brief.settings.free_overshoot_m or 0.0) > 0:
            free()
            return
        self._overshoot.show_number(brief.settings.free_overshoot_m)
        self.message.show_text(
            "That frees the land's side of strips too: there are people on beaches, and lanes would come "
            f"up to {by_m:,.0f} m nearer. A strip's seaward edge alone is freed on its card.",
            weight=Weight.WARNING,
            acts=[("Free all edges", free)],
        )

    def _on_sensor(self, row: int) -> None:
        if row == 0:
            width_m = self._document.brief.settings.footprint.swath_width_m
            self._set("Use a fixed swath", "sensor", sensor=None, swath_width_m=round(width_m))
        else:
            self._set("Change sensor", "sensor", sensor=self._sensors[row - 1], swath_width_m=None)

    def _show_sensor(self, settings: PatrolSettings) -> None:
        names = [sensor.name for sensor in self._sensors]
        sensor = None if settings.swath_width_m is not None else settings.sensor
        if sensor is not None and sensor.name not in names:
            self._sensors = (*self._sensors, sensor)
            self._sensor.addItem(sensor.name)
            names.append(sensor.name)
        self._sensor.setCurrentIndex(0 if sensor is None else 1 + names.index(sensor.name))
        self._swath.setEnabled(sensor is None)
        try:
            self._swath.show_number(settings.footprint.swath_width_m)
        except BriefError as error:
            self.message.show_error(error)


_TIPS = {
    "_pattern": "How lanes are laid over the areas.",
    "_height": "Height at which lanes are flown. The sensor's swath follows from it.",
    "_reference": "What the patrol height is measured from.\n"
    "Above ground holds over flat ground such as the sea.",
    "_speed": "Speed over ground on the lanes.",
    "_sensor": "What looks down: a fixed swath, or a camera whose swath follows from the height.",
    "_swath": "Width of ground seen along a lane.",
    "_sidelap": "Share of each swath seen twice.\nTrack spacing = swath width × (1 − sidelap)",
    "_bearing": "Direction of the lanes, clockwise from true north. Best: the one that takes least time.",
    "_overshoot": "Lanes may end, and turns be flown, so far beyond the edges of the areas;\n"
    "territories, exclusions and zones hold all the same.\n"
    "Free edges as drawn: only those made free edge by edge.",
}
