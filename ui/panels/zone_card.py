"""The card of zones: all of them in a list, on or off, and below it the one that is chosen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from missions.enforcement import enforcement_words
from missions.zone_rules import hours_label
from planner.brief import PatrolBrief
from planner.errors import BriefError
from planner.heights import Height, HeightReference
from planner.times import Instant
from planner.zone_words import age_words, zone_label, zone_row
from planner.zones import NOT_THE_LEGAL_LIMIT, Zone, ZoneCircle, ZoneCorridor, ZoneHours, ZoneOrigin
from ui.map.zone_edits import with_zone
from ui.messages import MessageBar
from ui.panels.aircraft_card import ChangeBrief
from ui.panels.parts import Card, ChoiceField, FieldGrid, NumberField, Span, named, text_label
from ui.panels.zone_hours_fields import ZoneHoursFields, system_clock

_REFERENCE_NAMES = {
    HeightReference.GROUND: "above ground",
    HeightReference.SEA: "above sea",
    HeightReference.LAUNCH: "above launch",
    HeightReference.ELLIPSOID: "above ellipsoid",
}
_LIST_ROWS = 5
_ROW_PX = 26
_HEIGHTS = Span(low=-1_000, high=10_000, step=10, suffix=" m", word="Unknown")

Edit = Callable[[Zone], Zone]


class ZoneCard(Card):
    """Shows zones, and changes them.

    Signals:
        chosen: identity of the zone that was chosen in the list.
        deleted: identity of the zone that is to go.
    """

    chosen = Signal(str)
    deleted = Signal(str)

    def __init__(self, change: ChangeBrief, parent: QWidget | None = None) -> None:
        super().__init__("Zones", parent)
        self._change = change
        self._zone: Zone | None = None
        self._usual_clock = system_clock()
        self.message = MessageBar(self, name="Problem with the zone", is_narrow=True)
        self.zones = named(QListWidget(), "Zones")
        self.zones.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._make_fields()
        self._lay_out()
        self._join()

    def use_clock(self, clock: str) -> None:
        """Read the hours of zones that name no clocks of their own by these."""
        if clock != self._usual_clock:
            self._usual_clock = clock
            if self._zone is not None:
                self._show_details(self._zone)

    def show_zones(self, brief: PatrolBrief, zone: Zone | None) -> None:
        """Show the zones of a brief, and all of the one that is chosen."""
        if zone is None or self._zone is None or zone.zone_id != self._zone.zone_id:
            self.message.dismiss()
        self._zone = zone
        self.setVisible(bool(brief.zones))
        self._show_list(brief, zone)
        self._details.setVisible(zone is not None)
        if zone is not None:
            self._show_details(zone)

    @property
    def words(self) -> str:
        """What is said of the chosen zone: its age, and who enforces it."""
        return self._words.text()

    @property
    def hours_words(self) -> str:
        """What is said of the chosen hours: the same in UTC."""
        return self._hours.words

    def fields(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab, in its order."""
        return (
            self.zones,
            self._name,
            self._on,
            self._size,
            self._floor,
            self._floor_above,
            self._ceiling,
            self._ceiling_above,
            *self._hours.fields,
            self._source,
            self._date,
            self._standoff,
            self._reason,
            self._delete,
        )

    def _show_list(self, brief: PatrolBrief, zone: Zone | None) -> None:
        now = Instant(utc=datetime.now(UTC))
        with QSignalBlocker(self.zones):
            # Changed in place where it can be: this may be the answer to a press on one of the items.
            while self.zones.count() > len(brief.zones):
                self.zones.takeItem(self.zones.count() - 1)
            while self.zones.count() < len(brief.zones):
                self.zones.addItem(QListWidgetItem())
            for row, each in enumerate(brief.zones):
                item = self.zones.item(row)
                item.setText(zone_row(each))
                item.setData(Qt.ItemDataRole.UserRole, each.zone_id)
                item.setToolTip(zone_label(each, hours=hours_label(each, now=now)))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if each.is_on else Qt.CheckState.Unchecked)
            ids = [each.zone_id for each in brief.zones]
            self.zones.setCurrentRow(ids.index(zone.zone_id) if zone is not None else -1)
        self.zones.setFixedHeight(_ROW_PX * min(max(len(brief.zones), 1), _LIST_ROWS) + 10)

    def _show_details(self, zone: Zone) -> None:
        for field, text in (
            (self._name, zone.name),
            (self._source, zone.source),
            (self._date, zone.source_date.isoformat() if zone.source_date is not None else ""),
            (self._reason, zone.standoff_reason),
        ):
            if not (field.hasFocus() and field.isModified()):
                field.setText(text)
        self._on.setChecked(zone.is_on)
        for number, choice, height in (
            (self._floor, self._floor_above, zone.floor),
            (self._ceiling, self._ceiling_above, zone.ceiling),
        ):
            number.show_number(height.metres if height is not None else None)
            choice.setEnabled(height is not None)
            if height is not None:
                choice.setCurrentIndex(list(_REFERENCE_NAMES).index(height.above))
        shape = zone.shape
        is_round, is_long = isinstance(shape, ZoneCircle), isinstance(shape, ZoneCorridor)
        for widget in (self._size, self._size_label):
            widget.setVisible(is_round or is_long)
        self._size_label.setText("Radius" if is_round else "Width, both sides together")
        self._size.setAccessibleName("Radius of the zone" if is_round else "Width of the zone")
        if isinstance(shape, ZoneCircle):
            self._size.show_number(shape.radius_m)
        elif isinstance(shape, ZoneCorridor):
            self._size.show_number(shape.width_m)
        self._hours.show_hours(zone.hours, zone.display_zone or self._usual_clock)
        self._standoff.show_number(zone.standoff_m)
        self._reason.setEnabled(zone.standoff_m is not None)
        origin = f"{NOT_THE_LEGAL_LIMIT[0].upper()}{NOT_THE_LEGAL_LIMIT[1:]}. "
        age = age_words(zone, today=datetime.now(UTC).date())
        derived = origin if zone.origin is ZoneOrigin.DERIVED else ""
        self._words.setText(f"{derived}{age[:1].upper()}{age[1:]}. {enforcement_words(zone)}")

    def _make_fields(self) -> None:
        self._name = named(QLineEdit(), "Name of the zone")
        self._on = named(QCheckBox("Kept out of"), "Zone on")
        self._size = NumberField("Radius of the zone", Span(low=1, high=500_000, step=100, suffix=" m"))
        self._floor = NumberField("Floor of the zone", _HEIGHTS)
        self._ceiling = NumberField("Ceiling of the zone", _HEIGHTS)
        self._floor_above = ChoiceField("Floor measured")
        self._ceiling_above = ChoiceField("Ceiling measured")
        for choice in (self._floor_above, self._ceiling_above):
            choice.addItems(list(_REFERENCE_NAMES.values()))
        self._hours = ZoneHoursFields()
        self._source = named(QLineEdit(placeholderText="Who says so"), "Source of the zone")
        self._date = named(QLineEdit(placeholderText="2026-11-23"), "Date of the source")
        self._standoff = NumberField(
            "Stand-off of the zone", Span(low=0, high=100_000, step=10, suffix=" m", word="The patrol's")
        )
        self._reason = named(QLineEdit(placeholderText="Why less is kept"), "Reason for the zone's stand-off")
        self._words = text_label(role="caption", wrap=True)
        self._delete = QPushButton("Delete the zone")
        for field, tip in (
            (self._on, "A zone switched off stays in the patrol and is kept out of by nobody."),
            (self._floor, "Unknown: it is taken as reaching down to the surface."),
            (self._ceiling, "Unknown: it is taken as reaching up without end."),
            (self._standoff, "How far every leg stays off this zone."),
        ):
            field.setToolTip(tip)

    def _lay_out(self) -> None:
        grid, rest = FieldGrid(), FieldGrid()
        grid.add_row(("Name", self._name), ("Heeded", self._on))
        self._size_label = grid.add_row(("Radius", self._size))[0]
        grid.add_row(("Floor", self._floor), ("Measured", self._floor_above))
        grid.add_row(("Ceiling", self._ceiling), ("Measured", self._ceiling_above))
        rest.add_row(("Source", self._source), ("As of", self._date))
        rest.add_row(("Stand-off", self._standoff), ("Reason", self._reason))
        self._details = Card()
        self._details.setProperty("card", "false")
        self._details.body.setContentsMargins(0, 0, 0, 0)
        parts: tuple[QWidget, ...] = (grid, self._hours, rest, self._words, self._delete)
        for part in parts:
            self._details.body.addWidget(part)
        for part in (self.zones, self.message, self._details):
            self.body.addWidget(part)

    def _join(self) -> None:
        self.zones.currentRowChanged.connect(self._on_row)
        self.zones.itemChanged.connect(self._on_item)
        self._name.editingFinished.connect(
            lambda: self._edit("Rename zone", lambda zone: replace(zone, name=self._name.text().strip()))
        )
        self._on.clicked.connect(self._switch)
        self._size.changed.connect(self._on_size)
        for field in (self._floor, self._floor_above):
            signal = field.changed if isinstance(field, NumberField) else field.activated
            signal.connect(lambda _value: self._on_height(is_floor=True))
        for field in (self._ceiling, self._ceiling_above):
            signal = field.changed if isinstance(field, NumberField) else field.activated
            signal.connect(lambda _value: self._on_height(is_floor=False))
        self._hours.changed.connect(self._on_hours)
        self._hours.refused.connect(self.message.show_error)
        self._source.editingFinished.connect(
            lambda: self._edit(
                "Change source of zone", lambda zone: replace(zone, source=self._source.text().strip())
            )
        )
        self._date.editingFinished.connect(lambda: self._edit("Change date of zone", self._with_date))
        self._standoff.changed.connect(
            lambda number: self._edit(
                "Change stand-off of zone", lambda zone: replace(zone, standoff_m=number), key="standoff"
            )
        )
        self._reason.editingFinished.connect(
            lambda: self._edit(
                "Change reason of zone",
                lambda zone: replace(zone, standoff_reason=self._reason.text().strip()),
            )
        )
        self._delete.clicked.connect(self._on_delete)

    def _edit(self, label: str, make: Edit, *, key: str = "") -> None:
        zone = self._zone
        if zone is None:
            return
        try:
            changed = make(zone)
        except BriefError as error:
            self.message.show_error(error)
            self._show_details(zone)
            return
        self.message.dismiss()
        for field in (self._name, self._source, self._date, self._reason):
            field.setModified(False)
        if changed != zone:
            named_key = f"zone {zone.zone_id} {key}" if key else ""
            self._change(label, named_key, lambda brief: with_zone(brief, changed))

    def _on_delete(self) -> None:
        if self._zone is not None:
            self.deleted.emit(self._zone.zone_id)

    def _switch(self, is_on: bool) -> None:  # noqa: FBT001 - a signal's value
        self._edit(f"Switch zone {'on' if is_on else 'off'}", lambda zone: replace(zone, is_on=is_on))

    def _on_row(self, row: int) -> None:
        item = self.zones.item(row)
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _on_item(self, item: QListWidgetItem) -> None:
        """The box beside a name was pressed."""
        is_on, zone_id = item.checkState() is Qt.CheckState.Checked, item.data(Qt.ItemDataRole.UserRole)
        self._change(
            f"Switch zone {'on' if is_on else 'off'}",
            "",
            lambda brief: _switched(brief, zone_id, is_on=is_on),
        )

    def _on_size(self, size_m: float) -> None:
        def sized(zone: Zone) -> Zone:
            if isinstance(zone.shape, ZoneCircle):
                return replace(zone, shape=replace(zone.shape, radius_m=size_m))
            if isinstance(zone.shape, ZoneCorridor):
                return replace(zone, shape=replace(zone.shape, width_m=size_m))
            return zone

        is_round = self._zone is not None and isinstance(self._zone.shape, ZoneCircle)
        self._edit(f"Change {'radius' if is_round else 'width'} of zone", sized, key="size")

    def _on_height(self, *, is_floor: bool) -> None:
        number, choice = (
            (self._floor, self._floor_above) if is_floor else (self._ceiling, self._ceiling_above)
        )
        metres = number.number
        above = list(_REFERENCE_NAMES)[max(choice.currentIndex(), 0)]
        height = None if metres is None else Height(metres=metres, above=above)
        if is_floor:
            self._edit("Change floor of zone", lambda zone: replace(zone, floor=height), key="floor")
        else:
            self._edit("Change ceiling of zone", lambda zone: replace(zone, ceiling=height), key="ceiling")

    def _on_hours(self, hours: tuple[ZoneHours, ...], clock: str) -> None:
        self._edit("Change hours of zone", lambda zone: replace(zone, hours=hours, display_zone=clock))

    def _with_date(self, zone: Zone) -> Zone:
        text = self._date.text().strip()
        try:
            return replace(zone, source_date=date.fromisoformat(text) if text else None)
        except ValueError as error:
            raise BriefError(f"{text!r} is no date.", remedy="Write it like 2026-11-23.") from error


def _switched(brief: PatrolBrief, zone_id: str, *, is_on: bool) -> PatrolBrief:
    zones = tuple(replace(zone, is_on=is_on) if zone.zone_id == zone_id else zone for zone in brief.zones)
    return replace(brief, zones=zones)
