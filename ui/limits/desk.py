"""Joins derived limits with the document: asked for on a card, made beside the window, added as one step."""

from PySide6.QtCore import QObject, Qt

from missions.derived_limits import DerivedLimit, SeaLimit
from missions.limits_held import LimitHeld, LimitUse, limits_in, with_limit, without_limit
from planner.errors import PatrolError, PlanningCancelled
from planner.geodesy import GeoPoint
from planner.zones import NOT_THE_LEGAL_LIMIT
from ui.document import Document
from ui.errand import Errand
from ui.limits.asking import LimitWanted, StatesThere, StatesWanted
from ui.limits.card import LimitCard
from ui.limits.process import LimitProcess
from ui.map.view import MapView
from ui.messages import MessageBar, Weight
from ui.panels.side_panel import Page, SidePanel


class LimitDesk(QObject):
    """One limit at a time; the window goes on meanwhile."""

    def __init__(self, view: MapView, *, side: SidePanel, document: Document, message: MessageBar) -> None:
        super().__init__(view)
        self._view, self._side, self._document, self._message = view, side, document, message
        self._process = LimitProcess()
        self._errand = Errand("limit", self)
        self._errand.done.connect(self._on_done)
        self._errand.failed.connect(self._on_failed)
        self._errand.progressed.connect(self._on_progress)
        self._errand.busy_changed.connect(self._on_busy)
        self._next: StatesWanted | LimitWanted | None = None  # to be asked once the last one has given up
        self._use, self._prefix = LimitUse.LINE, ""
        self.card = LimitCard(side.brief)
        side.brief.put_first(self.card, self.card.fields())
        self.card.accepted.connect(self._make)
        self.card.given_up.connect(self._leave)
        document.opened.connect(self._leave)

    def begin(self) -> None:
        """Open the card, with the states near the patrol or the map's middle."""
        points = self._document.brief.points()
        self.card.begin(has_patrol=bool(points))
        self._side.show_page(Page.BRIEF)
        self._side.reveal(self.card.title)
        self._ask(StatesWanted(near=_middle(points) if points else self._view.camera.centre))

    def show_limit(self, limit: LimitHeld) -> None:
        """Show on the map where a limit lies."""
        points = limit.points
        self._view.fit(points[:: max(len(points) // 400, 1)])

    def remove(self, limit: LimitHeld) -> None:
        """Take a limit away."""
        self._document.change(without_limit(self._document.brief, limit), label=f"Remove {limit.name}")

    def stop(self) -> None:
        """Nothing more is wanted."""
        self._next = None
        self._errand.stop()
        self._process.close()

    def _make(self) -> None:
        card = self.card
        limit: SeaLimit = card.breadth.currentData()
        code: str = card.state.currentData()
        near = () if card.is_whole else self._document.brief.points() or self._seen()
        self._use = card.use.currentData()
        self._prefix = f"derived-{code.replace(' ', '-')}-{limit.nautical_miles}"
        card.show_busy()
        self._ask(LimitWanted(code=code, limit=limit, near=near))

    def _ask(self, question: StatesWanted | LimitWanted) -> None:
        if self._errand.is_busy:
            self._next = question
            self._errand.cancel()
            return
        process = self._process
        self._errand.start(lambda report, is_given_up: process.answer(question, report, is_given_up))

    def _seen(self) -> tuple[GeoPoint, ...]:
        camera = self._view.camera
        return camera.point_at(0, 0), camera.point_at(camera.width_px, camera.height_px)

    def _leave(self) -> None:
        self._next = None
        self._errand.cancel()
        if not self.card.isHidden():
            self.card.hide()
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_progress(self, share: object) -> None:
        if isinstance(share, float) and self._next is None:
            self.card.show_share(share)

    def _on_busy(self, is_busy: object) -> None:
        question, self._next = (None, self._next) if is_busy else (self._next, None)
        if question is not None:
            self._ask(question)

    def _on_done(self, answer: object) -> None:
        if self.card.isHidden() or self._errand.is_busy:
            return
        match answer:
            case StatesThere():
                self.card.show_states(answer.states)
                self.card.state.setFocus(Qt.FocusReason.OtherFocusReason)
            case DerivedLimit():
                self._take(answer)

    def _take(self, derived: DerivedLimit) -> None:
        self._leave()
        brief = with_limit(self._document.brief, derived, self._use, prefix=self._prefix)
        self._document.change(brief, label=f"Add {derived.name}")
        held = next(
            one for one in limits_in(brief) if one.use is self._use and one.name.startswith(derived.name)
        )
        self._message.show_text(
            f"“{derived.name}” is now a {self._use.value}: {NOT_THE_LEGAL_LIMIT}, to within "
            f"{derived.accuracy_m:,.0f} m. The layer list has its source.",
            weight=Weight.NOTE,
            acts=[("Show it", lambda: self.show_limit(held))],
        )

    def _on_failed(self, error: PatrolError) -> None:
        if not self.card.isHidden() and not isinstance(error, PlanningCancelled) and self._next is None:
            self.card.show_error(error)


def _middle(points: tuple[GeoPoint, ...]) -> GeoPoint:
    """The position that is half-way down the list: one of the patrol's own, wherever it lies."""
    return points[len(points) // 2]
