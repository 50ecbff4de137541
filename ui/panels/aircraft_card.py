"""Who flies: vehicle, how many of them, what they may use of a battery, and the wind they fly in."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from planner.brief import PatrolBrief, Wind
from planner.fleet import Aircraft, Vehicle
from planner.heights import above_launch
from ui.fleets import GREATEST_FLEET, with_count, with_vehicle
from ui.panels.parts import Card, ChoiceField, FieldGrid, NumberField, Span

#: Changes the brief by one step of undo: its label, what it changes, how.
ChangeBrief = Callable[[str, str, Callable[[PatrolBrief], PatrolBrief]], None]


class AircraftCard(Card):
    """The aircraft of the brief, all of one kind."""

    def __init__(
        self, vehicles: Sequence[Vehicle], change: ChangeBrief, parent: QWidget | None = None
    ) -> None:
        super().__init__("Who", parent)
        self._vehicles = tuple(vehicles)
        self._change = change
        self._make_fields()
        grid = FieldGrid()
        grid.add_row(("Vehicle", self._vehicle))
        grid.add_row(("Aircraft", self._count), ("Turn-round", self._turn_round))
        grid.add_row(("Endurance", self._endurance), ("Reserve", self._reserve))
        grid.add_row(("Wind speed", self._wind), ("Wind from (true)", self._wind_from))
        grid.add_row(("Return height", self._return_height), ("Rally points within", self._rally_limit))
        self.body.addWidget(grid)
        self._join_fields()

    def show_brief(self, brief: PatrolBrief) -> None:
        """Show what `brief` says of its aircraft."""
        settings = brief.settings
        endurance_s = settings.endurance_s
        self._endurance.show_number(None if endurance_s is None else endurance_s / 60)
        self._reserve.show_number(settings.reserve * 100)
        self._wind.show_number(settings.wind.speed_mps)
        self._wind_from.show_number(settings.wind.from_deg)
        first = brief.aircraft[0] if brief.aircraft else None
        limit_m = settings.rally_limit_m
        self._rally_limit.show_number(None if limit_m is None else limit_m / 1000)
        self._show_vehicle(first)
        self._count.show_number(max(1, len(brief.aircraft)))
        for field in (self._return_height, self._turn_round):
            field.setEnabled(first is not None)
        if first is not None:
            self._return_height.show_number(first.return_height.metres)
            self._turn_round.show_number(first.turn_round_s / 60)

    def _make_fields(self) -> None:
        self._vehicle = ChoiceField("Vehicle")
        self._vehicle.addItems([vehicle.name for vehicle in self._vehicles])
        self._count = NumberField("Aircraft", Span(low=1, high=GREATEST_FLEET, step=1))
        self._turn_round = NumberField("Turn-round", Span(low=0, high=1_440, step=1, suffix=" min"))
        self._endurance = NumberField(
            "Endurance", Span(low=1, high=6_000, step=1, suffix=" min", word="Vehicle's")
        )
        self._reserve = NumberField("Reserve", Span(low=0, high=90, step=5, suffix=" %"))
        self._return_height = NumberField("Return height", Span(low=5, high=5_000, step=5, suffix=" m"))
        self._rally_limit = NumberField(
            "Rally points within",
            Span(low=0, high=1_000, step=0.5, decimals=1, suffix=" km", word="Vehicle's"),
        )
        self._wind = NumberField("Wind speed", Span(low=0, high=60, step=1, decimals=1, suffix=" m/s"))
        self._wind_from = NumberField("Wind from", Span(low=0, high=360, step=10, suffix="°"))
        for field, tip in _TIPS.items():
            getattr(self, field).setToolTip(tip)

    def _join_fields(self) -> None:
        self._vehicle.activated.connect(self._on_vehicle)
        self._count.changed.connect(self._on_count)
        self._turn_round.changed.connect(
            lambda minutes: self._change_each("Change turn-round", "turn_round", turn_round_s=minutes * 60)
        )
        self._return_height.changed.connect(
            lambda metres: self._change_each(
                "Change return height", "return_height", return_height=above_launch(metres)
            )
        )
        self._endurance.changed.connect(self._on_endurance)
        self._reserve.changed.connect(
            lambda percent: self._set("Change reserve", "reserve", reserve=round(percent / 100, 6))
        )
        self._rally_limit.changed.connect(self._on_rally_limit)
        for field in (self._wind, self._wind_from):
            field.changed.connect(self._on_wind)

    def _set(self, label: str, key: str, **values: object) -> None:
        self._change(
            label,
            key,
            lambda brief: replace(brief, settings=replace(brief.settings, **values)),  # type: ignore[arg-type]  # the names are PatrolSettings' own
        )

    def _change_each(self, label: str, key: str, **values: object) -> None:
        self._change(
            label,
            key,
            lambda brief: replace(
                brief,
                aircraft=tuple(replace(one, **values) for one in brief.aircraft),  # type: ignore[arg-type]  # the names are Aircraft's own
            ),
        )

    def _on_vehicle(self, row: int) -> None:
        vehicle = self._vehicles[row]
        self._change("Change vehicle", "vehicle", lambda brief: with_vehicle(brief, vehicle))

    def _on_count(self, number: float) -> None:
        vehicle = self._vehicles[max(0, self._vehicle.currentIndex())]
        self._change(
            "Change number of aircraft", "count", lambda brief: with_count(brief, round(number), vehicle)
        )

    def _on_endurance(self, minutes: float | None) -> None:
        endurance_s = None if minutes is None else round(minutes * 60, 6)
        self._set("Change endurance", "endurance_s", endurance_s=endurance_s)

    def _on_rally_limit(self, kilometres: float | None) -> None:
        limit_m = None if kilometres is None else round(kilometres * 1000, 3)
        self._set("Change limit of rally points", "rally_limit", rally_limit_m=limit_m)

    def _on_wind(self, _value: object) -> None:
        wind = Wind(speed_mps=self._wind.value(), from_deg=self._wind_from.value())
        self._set("Change wind", "wind", wind=wind)

    def _show_vehicle(self, first: Aircraft | None) -> None:
        names = [vehicle.name for vehicle in self._vehicles]
        if first is not None and first.vehicle.name not in names:
            self._vehicles = (*self._vehicles, first.vehicle)
            self._vehicle.addItem(first.vehicle.name)
            names.append(first.vehicle.name)
        self._vehicle.setCurrentIndex(names.index(first.vehicle.name) if first is not None else -1)


_TIPS = {
    "_vehicle": "Who flies: speeds, powers and battery come from its profile.",
    "_count": "How many fly at once: they share the patrol so that all are done at about the same time.\n"
    "Each keeps a height of its own. One more starts where the first does, until its launch is placed.",
    "_turn_round": "From a landing to the next take-off: a fresh battery, checked.",
    "_endurance": "Longest flight from full to empty, if not what the vehicle's profile says.",
    "_reserve": "Share of the battery that is never planned away.",
    "_return_height": "Height above launch at which the vehicle returns when something fails.",
    "_rally_limit": "A plain RTL goes to the nearest rally point within so far (RALLY_LIMIT_KM).\n"
    "0: however far.\n"
    "A Copter as it comes: 0.3 km, and home where that is nearer; a Plane: 5 km.",
    "_wind": "Steady wind; times, energies and the stand-off count with it.",
    "_wind_from": "Where the wind comes from, clockwise from true north.",
}
