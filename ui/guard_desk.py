"""Keeps a patrol inside a state: the atlas is asked, beside the window, which ones are near."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from missions.atlas import Atlas, StateNear
from missions.territories import Guard, guard_in, guarded, states_around
from planner.errors import PatrolError
from ui.document import Document
from ui.errand import Errand
from ui.messages import Act, MessageBar, Weight

#: So many states are offered, those first that hold most of the patrol.
_MOST_OFFERED = 4


class GuardDesk(QObject):
    """Offers the states near the patrol, and draws the one chosen as its territory: one step of undo."""

    def __init__(self, atlas: Atlas, *, document: Document, message: MessageBar) -> None:
        super().__init__(message)
        self._atlas, self._document, self._message = atlas, document, message
        self._errand = Errand("territory", self)
        self._then: Callable[[object], None] = lambda _answer: None
        self._errand.done.connect(self._on_done)
        self._errand.failed.connect(self._on_failed)

    def offer(self) -> None:
        """Look up the states near the patrol, and ask which one is to be stayed in."""
        atlas, points = self._atlas, self._document.brief.points()
        self._look_up(lambda: states_around(atlas, points), self._ask)

    def stop(self) -> None:
        """Nothing more is wanted."""
        self._errand.stop()

    def _look_up(self, ask: Callable[[], object], then: Callable[[object], None]) -> None:
        if self._errand.start(lambda _report, _is_given_up: ask()):
            self._then = then

    def _ask(self, answer: object) -> None:
        near = answer if isinstance(answer, tuple) else ()
        states = {each.facts.code: each for each in near if isinstance(each, StateNear)}
        acts: list[Act] = [
            (f"{each.facts.name} ({code})", partial(self._draw, code))
            for code, each in list(states.items())[:_MOST_OFFERED]
        ]
        acts.append(("Anywhere", self._let_go))
        self._message.show_text(
            "Which state is the patrol to stay in? Its land, lakes and waters become the territory; "
            "ground that another state claims as well belongs to neither.",
            weight=Weight.NOTE,
            acts=acts,
        )
        self._message.buttons[0].setFocus()

    def _draw(self, code: str) -> None:
        atlas, points = self._atlas, self._document.brief.points()
        self._look_up(lambda: guard_in(atlas, points, code), self._take)

    def _take(self, answer: object) -> None:
        if not isinstance(answer, Guard):
            return
        name = answer.territories[0].name
        self._document.change(guarded(self._document.brief, answer), label=f"Stay in {name}")
        off_m = sorted({line.accuracy_m or 0.0 for line in answer.borders})
        ends = dict.fromkeys(f"{each:,.0f}" for each in (*off_m[:1], *off_m[-1:]))
        known = f" Its borders here are known to within {' to '.join(ends)} m." if ends else ""
        self._message.show_text(
            f"Every leg, turn and way home stays in {name}.{known} The lines are for orientation: "
            "own data goes first.",
            weight=Weight.NOTE,
        )

    def _let_go(self) -> None:
        self._document.change(guarded(self._document.brief, None), label="Stay in no state")

    def _on_done(self, answer: object) -> None:
        self._then(answer)

    def _on_failed(self, error: PatrolError) -> None:
        self._message.show_error(error)
