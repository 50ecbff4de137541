"""Flight records in the window: in whose name, where they lie, and flights that a crash left in the air."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog, QWidget

from missions.flight_record import Unfinished, attend, unfinished_flights
from missions.link import Keeping, Role
from planner.wording import listed
from ui.actions import Actions
from ui.fleet_deck import FleetDeck
from ui.messages import MessageBar, Weight
from ui.preferences import Preferences


class RecordDesk(QObject):
    """Joins the menu's rows about records with the folder they are kept in."""

    def __init__(
        self,
        folder: Path,
        *,
        preferences: Preferences,
        actions: Actions,
        message: MessageBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._folder = folder
        self._preferences = preferences
        self._message = message
        self._window = window
        actions["records"].triggered.connect(lambda _checked=False: self.show_folder())
        actions["operator"].triggered.connect(lambda _checked=False: self.ask_operator())

    def keeping(self) -> Keeping:
        """Where the next connection is recorded, and in whose name."""
        return Keeping(folder=self._folder, operator=self._preferences.operator)

    def offer_unfinished(self, fleet: FleetDeck, *, then: Callable[[], None]) -> None:
        """Offer to watch vehicles that were in the air when the program ended; `then` follows the answer.

        Only to watch: what they were told since, nobody here knows.
        """
        found = unfinished_flights(self._folder)
        newest = tuple({(one.address, one.system_id): one for one in reversed(found)}.values())[::-1]
        self._attend(tuple(one for one in found if one not in newest), "older than another")
        if not newest:
            then()
            return
        self._message.dismissed.connect(then, Qt.ConnectionType.SingleShotConnection)
        self._message.show_text(
            _left_words(newest),
            weight=Weight.WARNING,
            acts=(
                ("Reattach as observer", lambda: self._reattach(newest, fleet)),
                (
                    "It has landed" if len(newest) == 1 else "They have landed",
                    lambda: self._attend(newest, "said to have landed"),
                ),
            ),
        )

    def _reattach(self, flights: tuple[Unfinished, ...], fleet: FleetDeck) -> None:
        self._attend(flights, "reattached as observer")
        for flight in flights:
            fleet.free().connect_to(flight.address, Role.OBSERVER, system_id=flight.system_id)

    def _attend(self, flights: tuple[Unfinished, ...], how: str) -> None:
        for flight in flights:
            with contextlib.suppress(OSError):
                attend(flight, how)

    def show_folder(self) -> None:
        """Open the folder in the desktop's own file browser."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self._message.show_text(f"Flight records lie in {self._folder}.", weight=Weight.NOTE)

    def ask_operator(self) -> None:
        """Ask for the name that flights are recorded under; it holds from the next connection on."""
        dialog = QInputDialog(self._window)
        dialog.setObjectName("operatorQuestion")
        dialog.setWindowTitle("Operator")
        dialog.setLabelText("Flights are recorded in the name of\n(empty: whoever is logged in):")
        dialog.setTextValue(self._preferences.operator)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._keep_operator)
        dialog.setModal(False)
        dialog.show()

    def _keep_operator(self, name: str) -> None:
        self._preferences.operator = name


def _left_words(flights: tuple[Unfinished, ...]) -> str:
    each = listed(f"the vehicle at {one.address}, last heard {one.last.get('utc')}" for one in flights)
    operators = listed(dict.fromkeys(str(one.opened.get("operator", "somebody")) for one in flights))
    were, it = ("was", "It") if len(flights) == 1 else ("were", "They")
    return f"Vedette ended while {each} {were} armed, flown by {operators}. {it} may still be in the air."
