"""What the aircraft do by themselves when something fails: one choice a failure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtWidgets import QWidget

from planner.brief import PatrolBrief
from planner.contingency import Action
from planner.fleet import FixedWing, carrier_of
from planner.judge.done_about import done_about
from planner.wording import listed
from ui.panels.aircraft_card import ChangeBrief
from ui.panels.parts import Card, ChoiceField, FieldGrid, NumberField, Span

_NAMES = {
    Action.RETURN_PATH: "Return path",
    Action.RTL: "Straight home",
    Action.LAND: "Land",
    Action.NONE: "Nothing",
}
_FIELDS = {
    "lost_link": "Lost link",
    "low_battery": "Low battery",
    "critical_battery": "Critical battery",
    "lost_rc": "Lost remote control",
    "lost_position": "Lost position",
    "breach": "Breach of the fence",
}


class ContingencyCard(Card):
    """The contingency plan of the brief; it becomes parameters of the vehicle when a sortie is sent."""

    def __init__(self, change: ChangeBrief, parent: QWidget | None = None) -> None:
        super().__init__("If something fails", parent)
        self._change = change
        self._fields = {field: ChoiceField(name) for field, name in _FIELDS.items()}
        self._offered: dict[str, tuple[Action, ...]] = dict.fromkeys(_FIELDS, ())
        self._after = NumberField("Lost link after", Span(low=2, high=120, step=1, suffix=" s"))
        self._after.setToolTip("So long without a heartbeat of this station the patrol goes on.")
        for field, choice in self._fields.items():
            choice.activated.connect(lambda row, one=field: self._on_choice(one, row))
        self._after.changed.connect(lambda seconds: self._set("lost_link_after_s", float(seconds)))
        link, *others, breach = [(_FIELDS[field], choice) for field, choice in self._fields.items()]
        grid = FieldGrid()
        grid.add_row(link, ("Lost after", self._after))
        grid.add_row(*others[:2])
        grid.add_row(*others[2:])
        grid.add_row(breach)
        self.body.addWidget(grid)
        for one, other in pairwise((link[1], self._after, *(each[1] for each in (*others, breach)))):
            QWidget.setTabOrder(one, other)

    def show_brief(self, brief: PatrolBrief) -> None:
        """Show what `brief` says is done, and offer what its aircraft can do."""
        plan = brief.settings.contingency
        for field, choice in self._fields.items():
            action: Action = getattr(plan, field)
            self._offer(field, _offered(brief, field, action))
            choice.setCurrentIndex(self._offered[field].index(action))
            choice.setToolTip("\n".join((_TIPS[field], *_otherwise(brief, field, action))))
        self._after.show_number(plan.lost_link_after_s)

    def _offer(self, field: str, actions: Sequence[Action]) -> None:
        if self._offered[field] == tuple(actions):
            return
        self._offered[field] = tuple(actions)
        self._fields[field].clear()
        self._fields[field].addItems([_NAMES[action] for action in actions])

    def _on_choice(self, field: str, row: int) -> None:
        self._set(field, self._offered[field][row])

    def _set(self, field: str, value: object) -> None:
        def changed(brief: PatrolBrief) -> PatrolBrief:
            plan = replace(brief.settings.contingency, **{field: value})  # type: ignore[arg-type]  # a field of its own
            return replace(brief, settings=replace(brief.settings, contingency=plan))

        name = _FIELDS.get(field, "time until a lost link").lower()
        self._change(f"Change what is done: {name}", field, changed)


def _offered(brief: PatrolBrief, field: str, chosen: Action) -> tuple[Action, ...]:
    """A Copter's fence cannot take the return path; what is chosen is offered whatever it is."""
    has_rotors = any(not isinstance(carrier_of(one.vehicle), FixedWing) for one in brief.aircraft)
    cannot = {Action.RETURN_PATH} if field == "breach" and has_rotors else set()
    return tuple(action for action in Action if action not in cannot or action is chosen)


def _otherwise(brief: PatrolBrief, field: str, chosen: Action) -> Iterator[str]:
    """What aircraft do that have no such action: one line for each other one."""
    for action in Action:
        ids = [
            one.aircraft_id
            for one in brief.aircraft
            if done_about(brief.settings.contingency, one.vehicle)[field] is action is not chosen
        ]
        if ids:
            yield f"{listed(ids)} cannot: {_NAMES[action].lower()} instead."


_TIPS = {
    "lost_link": "What is done when this station is not heard any more.",
    "lost_rc": "What is done when the remote control is not heard any more.\n"
    "Nothing: the patrol goes on while the link stands, for it leaves the reach of a remote control.",
    "low_battery": "What is done once what is left is needed to come home with the reserve:\n"
    "the point of no return of each sortie says how much that is.",
    "critical_battery": "What is done once half the reserve is gone.",
    "breach": "What is done outside the fence.\n"
    "A Copter more than 100 m outside lands where it is, whatever is chosen (ArduPilot).",
    "lost_position": "What is done without satellites, while the position is reckoned from speed and wind.\n"
    "When that ends a Copter lands.",
}
