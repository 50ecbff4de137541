"""Joins the fence of the chosen sortie with map and panel: drawn, or said why there is none."""

from PySide6.QtCore import QObject, QTimer

from missions.fencing.outlines import fence_rings
from missions.items import Mission
from missions.package_words import fence_words
from planner.errors import PatrolError
from planner.route import Sortie
from ui.document import Document
from ui.fences.job import FenceJob
from ui.map.view import MapView
from ui.panels.send_card import SendCard
from ui.panels.vehicle_pages import VehiclePages

#: Of rest, before a fence is made: while plans and choices follow one another none is.
_REST_MS = 250


class FenceDesk(QObject):
    """Keeps the fence of the sortie that the panel would send on the map, while the plan is current."""

    def __init__(self, view: MapView, *, vehicles: VehiclePages, document: Document) -> None:
        super().__init__(view)
        self._view, self._vehicles, self._document = view, vehicles, document
        self._words: tuple[SendCard | None, str] = (None, "")  # where they are shown
        self._shown: Sortie | None = None  # whose fence is shown or asked for
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask)
        self.job = FenceJob(self)
        self.job.made.connect(self._on_made)
        self.job.failed.connect(self._on_failed)
        document.plan_changed.connect(self.refresh)
        vehicles.sortie_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the fence of what is chosen now, unless that is what is shown."""
        plan, sortie = self._document.plan, self._document.sortie(self._send.chosen_id)
        if plan is None or sortie is None or self._document.plan_is_stale:
            self._forget()
            self._show(None, "")
        elif self._shown is sortie:
            card, words = self._words
            if card is not self._send:  # another vehicle, the same sortie
                self._words = (self._send, words)
                self._send.show_fence(words)
        else:
            self._forget()
            self._shown = sortie
            self._show(None, f"The fence of {sortie.sortie_id} is being laid out …")
            self._rest.start()

    @property
    def _send(self) -> SendCard:
        return self._vehicles.panel.send

    def stop(self) -> None:
        """Nothing more is wanted."""
        self._forget()
        self.job.stop()

    def _ask(self) -> None:
        plan, sortie = self._document.plan, self._document.sortie(self._send.chosen_id)
        if plan is not None and sortie is not None:
            self.job.request(plan, sortie)

    def _forget(self) -> None:
        self._shown = None
        self._rest.stop()
        self.job.cancel()

    def _on_made(self, mission: Mission) -> None:
        self._show(mission, fence_words(mission))

    def _on_failed(self, error: PatrolError) -> None:
        self._show(None, f"It cannot be sent as it is: {error}")

    def _show(self, mission: Mission | None, words: str) -> None:
        self._view.show_fence(fence_rings(mission.fence or ()) if mission else ())
        self._words = (self._send, words)
        self._send.show_fence(words)
