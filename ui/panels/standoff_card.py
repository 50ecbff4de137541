"""How far is kept from every limit, and what that is made of: term by term, each to be changed."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QWidget

from planner.assumptions import Ring
from planner.brief import PatrolBrief
from planner.errors import PatrolError
from planner.ground.standoff import StandOff, computed_standoff
from ui.panels.aircraft_card import ChangeBrief
from ui.panels.parts import Card, ChoiceField, FieldGrid, NumberField, Span, named, text_label
from ui.panels.standoff_bar import StandOffBar

_RING_NAMES = {
    Ring.GROUND_RISK: "Ground-risk buffer",
    Ring.CONTINGENCY: "Contingency volume",
    Ring.FLIGHT_GEOGRAPHY: "Flight geography",
}


class StandOffCard(Card):
    """The stand-off, its reason, its terms and what they assume."""

    def __init__(self, change: ChangeBrief, parent: QWidget | None = None) -> None:
        super().__init__("Stand-off", parent)
        self._change = change
        self._make_fields()
        self._bar = StandOffBar()
        self._rest = text_label(role="caption", wrap=True)
        grid = FieldGrid()
        grid.add_row(("Kept from every limit", self._standoff), ("Reason", self._reason))
        grid.add_row(("Stays on our side", self._ring))
        grid.add_row(("Navigation error", self._navigation), ("Path error", self._path))
        grid.add_row(("Map error", self._map), ("Reaction time", self._reaction))
        grid.add_row(("Ground risk: aside for each metre of height", self._ratio))
        for widget in (self._bar, grid, self._rest):
            self.body.addWidget(widget)
        self._join_fields()

    def show_brief(self, brief: PatrolBrief) -> None:
        """Show what `brief` keeps, and what would be computed for it."""
        settings, assumed = brief.settings, brief.settings.assumptions
        self._standoff.show_number(settings.standoff_m)
        self._reason.setEnabled(_may_have_reason(brief))
        self._reason.setText(settings.standoff_reason)
        self._ring.setCurrentIndex(list(_RING_NAMES).index(assumed.keeps))
        for field, name, scale in self._assumed:
            field.show_number(getattr(assumed, name) * scale)
        try:
            computed = computed_standoff(brief)
        except PatrolError as error:
            self._standoff.show_word("Computed")
            self._bar.show_terms(None)
            self._rest.setText(error.problem)
            return
        self._standoff.show_word(f"Computed: {computed.total_m:,.0f} m")
        self._bar.show_terms(computed, kept_m=settings.standoff_m)
        self._rest.setText(_words(computed))

    def _make_fields(self) -> None:
        self._standoff = NumberField(
            "Stand-off", Span(low=0, high=100_000, step=5, suffix=" m", word="Computed")
        )
        self._reason = named(QLineEdit(placeholderText="Why less is kept"), "Reason for the stand-off")
        self._ring = ChoiceField("Ring that stays on our side")
        self._ring.addItems(list(_RING_NAMES.values()))
        metres = Span(low=0, high=10_000, step=1, decimals=1, suffix=" m")
        self._navigation = NumberField("Navigation error", metres)
        self._path = NumberField("Path error", metres)
        self._map = NumberField("Map error", metres)
        self._reaction = NumberField(
            "Reaction time", Span(low=0, high=600, step=0.5, decimals=1, suffix=" s")
        )
        self._ratio = NumberField("Ground-risk ratio", Span(low=0, high=2_000, step=10, suffix=" %"))
        self._assumed = (
            (self._navigation, "navigation_error_m", 1.0),
            (self._path, "path_error_m", 1.0),
            (self._map, "map_error_m", 1.0),
            (self._reaction, "reaction_s", 1.0),
            (self._ratio, "ground_risk_ratio", 100.0),
        )
        for field, tip in _TIPS.items():
            getattr(self, field).setToolTip(tip)

    def _join_fields(self) -> None:
        self._standoff.changed.connect(self._on_standoff)
        # Typed, the number counts when the field is left: by then Tab has chosen where to go next.
        self._standoff.lineEdit().textEdited.connect(lambda _text: self._reason.setEnabled(True))
        self._reason.editingFinished.connect(self._on_reason)
        self._ring.activated.connect(
            lambda row: self._assume("Change the ring that stays on our side", keeps=list(_RING_NAMES)[row])
        )
        for field, name, scale in self._assumed:
            field.changed.connect(self._assuming(f"Change {field.accessibleName().lower()}", name, scale))

    def _set(self, label: str, key: str, **values: object) -> None:
        self._change(
            label,
            key,
            lambda brief: replace(brief, settings=replace(brief.settings, **values)),  # type: ignore[arg-type]  # the names are PatrolSettings' own
        )

    def _assume(self, label: str, **values: object) -> None:
        def changed(brief: PatrolBrief) -> PatrolBrief:
            assumed = replace(brief.settings.assumptions, **values)  # type: ignore[arg-type]  # the names are Assumptions' own
            return replace(brief, settings=replace(brief.settings, assumptions=assumed))

        self._change(label, "-".join(values), changed)

    def _assuming(self, label: str, name: str, scale: float) -> Callable[[float], None]:
        return lambda number: self._assume(label, **{name: round(number / scale, 6)})

    def _on_standoff(self, number: float | None) -> None:
        values: dict[str, object] = {"standoff_m": number}
        if number is None:
            values["standoff_reason"] = ""
        self._set("Change stand-off", "standoff", **values)

    def _on_reason(self) -> None:
        self._set("Give a reason for the stand-off", "reason", standoff_reason=self._reason.text().strip())


def _may_have_reason(brief: PatrolBrief) -> bool:
    settings = brief.settings
    usual = replace(settings, assumptions=type(settings.assumptions)())
    return settings.standoff_m is not None or usual != settings or bool(settings.standoff_reason)


def _words(computed: StandOff) -> str:
    return (
        f"Errors {computed.navigation_m + computed.map_m:,.0f} m, reaction {computed.reaction_m:,.0f} m, "
        f"stopping {computed.stop_m:,.0f} m, wind {computed.wind_m:,.0f} m, "
        f"ground risk {computed.ground_risk_m:,.0f} m. The accuracy of each line comes on top. "
        "Computed from assumptions: not certified containment."
    )


_TIPS = {
    "_standoff": "Distance kept from exclusions, borders and the territory's edge.\n"
    "Computed: errors, reaction, stopping, wind and ground risk together, as far as they stay on our side.",
    "_reason": "Keeping less than the usual assumptions ask for needs a reason; it is kept in the patrol.",
    "_ring": "SORA's volumes lie in one another: where the plan flies; where an aircraft still gets to when "
    "something fails;\nand where it may come down. The one chosen, and all within it, stay on our side.",
    "_navigation": "How far satellite navigation may be off to the side.",
    "_path": "How far the autopilot may be off its path.",
    "_map": "How far the map and its transformation may be off. Each line's own accuracy comes on top.",
    "_reaction": "Time until somebody or something reacts.\nReaction = ground speed × time",
    "_ratio": "How far to the side an aircraft may come down, as a share of its height.\n"
    "Ground risk = patrol height × share; 100 % is SORA's 1:1 rule.",
}
