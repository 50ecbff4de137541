"""One vehicle's link: connect, simulate, disconnect, take and give command, with what is asked first."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from missions.errors import LinkError
from missions.link import Role
from planner.errors import PatrolError
from ui.fleet_deck import serves_one
from ui.flight_deck import FlightDeck
from ui.messages import Weight
from ui.panels.link_card import LinkCard
from ui.simulator import SimulatorKind, ardupilot_binary
from ui.surroundings import Surroundings

_SERVE_ONE = "Disconnect that one first, or let each vehicle call a port of its own."
_SERVE_MORE = "Give the system id of the vehicle that is meant, beside the address."


class LinkDesk(QObject):
    """Joins one link card with one deck."""

    simulator_wanted = Signal(object)  # SimulatorKind; where the vehicle stands is the fleet's to know
    other_wanted = Signal(int)  # system id of another vehicle on this link

    def __init__(self, deck: FlightDeck, card: LinkCard, around: Surroundings) -> None:
        super().__init__(card)
        self._deck, self._card, self._around = deck, card, around
        self._fleet, self._preferences = around.fleet, around.preferences
        self._kind = SimulatorKind.OURS  # of the vehicle simulated last
        card.connect_wanted.connect(self.connect_to)
        card.disconnect_wanted.connect(self.disconnect_vehicle)
        card.simulator_wanted.connect(lambda kind, _times: self.simulator_wanted.emit(kind))
        card.ardupilot_folder_wanted.connect(self._ask_for_ardupilot)
        card.role_wanted.connect(self._change_role)
        card.other_wanted.connect(self._follow)
        deck.link_failed.connect(self._on_link_failed)
        deck.simulator_failed.connect(self._on_simulator_failed)
        self.recall()

    def recall(self) -> None:
        """Offer what was used last."""
        preferences, card = self._preferences, self._card
        card.address.setText(preferences.address)
        card.system.clear()
        card.set_speed_up(preferences.speed_up)
        self._deck.simulator.ardupilot_folder = preferences.ardupilot_folder
        card.offer_ardupilot(found=ardupilot_binary(preferences.ardupilot_folder) is not None)

    def connect_to(self, address: str) -> None:
        """Look for the vehicle that the card names at an address, unless another vehicle's link is there."""
        self._preferences.address = address
        system_id = self._card.system_id
        other = self._fleet.user_of(address, system_id, but=self._deck)
        if other is not None:
            who = f"vehicle {other.state.system_id}" if other.state is not None else "another vehicle"
            self._card.message.show_error(
                LinkError(
                    f"{address} is in use by the link to {who}.",
                    remedy=_SERVE_ONE if serves_one(address) else _SERVE_MORE,
                )
            )
            return
        role = Role.OBSERVER if self._card.observe.isChecked() else Role.IN_COMMAND
        deck = self._fleet.place_of(self._deck)
        deck.connect_to(address, role, system_id=system_id)
        self._fleet.choose(deck)

    def disconnect_vehicle(self) -> None:
        """Hang up on this vehicle alone, once it is said what an armed one does then."""
        if not self._asks_first("Disconnect all the same", lambda: self._fleet.remove(self._deck)):
            self._fleet.remove(self._deck)

    def simulating(self, kind: SimulatorKind) -> float:
        """Note that a simulated vehicle is started here; answers how many times faster than life."""
        times = self._card.chosen_speed_up
        self._card.message.dismiss()
        self._kind = kind
        self._preferences.speed_up = times
        return times

    def use_ardupilot(self, folder: Path) -> None:
        """Fly on the ArduPilot simulator of this folder from now on."""
        if ardupilot_binary(folder) is None:
            problem = f"{folder} holds no program named arducopter."
            remedy = "Choose the folder that ArduPilot's build put it into, such as build/sitl/bin."
            self._card.message.show_error(LinkError(problem, remedy=remedy))
            return
        self._preferences.ardupilot_folder = folder
        self._deck.simulator.ardupilot_folder = folder
        self._card.message.dismiss()
        self._card.offer_ardupilot(found=True)

    def _ask_for_ardupilot(self) -> None:
        dialog = QFileDialog(self._card, "The folder that holds ArduPilot's simulator")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(False)
        dialog.fileSelected.connect(lambda folder: self.use_ardupilot(Path(folder)))
        dialog.show()

    def _asks_first(self, words: str, act: Callable[[], object]) -> bool:
        """Whether an armed vehicle would be left alone: then the act is offered, with what comes of it."""
        deck = self._deck
        if deck.state is None or not deck.is_armed or deck.observes or deck.simulator.is_running:
            return False
        text = f"The vehicle is armed. {self._around.armed.what_then(deck)}"
        self._card.message.show_text(text, weight=Weight.WARNING, acts=((words, act),))
        self._around.reveal(self._card)
        return True

    def _follow(self, system_id: int) -> None:
        """Where the line serves one vehicle, to follow another is to hang up on this one."""
        follow = partial(self.other_wanted.emit, system_id)
        if not serves_one(self._deck.address) or not self._asks_first("Follow it all the same", follow):
            follow()

    def _change_role(self, role: Role, *, despite_others: bool = False) -> None:
        session = self._deck.bridge.session
        if session is None:
            return
        if role is Role.OBSERVER and self._asks_first("Give it all the same", session.give_command):
            return
        try:
            if role is Role.OBSERVER:
                session.give_command()
            else:
                session.take_command(despite_others=despite_others)
        except LinkError as error:
            all_the_same = ("Take it all the same", lambda: self._change_role(role, despite_others=True))
            text = f"{error.problem} {error.remedy}"
            self._card.message.show_text(text, weight=Weight.WARNING, acts=(all_the_same,))

    def _on_link_failed(self, error: PatrolError) -> None:
        self._card.message.show_error(error)
        self._around.reveal(self._card)

    def _on_simulator_failed(self, error: PatrolError) -> None:
        again = ("Start again", lambda: self.simulator_wanted.emit(self._kind))
        self._card.message.show_text(str(error), weight=Weight.ERROR, acts=(again,))
        self._around.reveal(self._card)
