"""What is asked of a vehicle in flight: one order at a time, each for the vehicle that it was given for."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Signal

from missions.errors import LinkError
from missions.link import HOLDING, Session, pause, resume, return_home, set_mode
from ui.errand import Errand

#: Speed over ground that the mission asks for where it is now; None: it is not known.
PlannedSpeed = Callable[[], float | None]


class Order(Enum):
    """What can be asked of a vehicle in flight."""

    PAUSE = "Pause"
    GO_ON = "Continue"
    RETURN = "Return"
    HOLD = "Hold"  # leave the mission, and stay in place


class FlightOrders(QObject):
    """Gives orders off the UI thread. The newest waits for the one before; none goes to another vehicle."""

    failed = Signal(object)  # PatrolError: the vehicle refused, or did not answer

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errand = Errand("orders", self)
        self._errand.failed.connect(self.failed)
        self._errand.busy_changed.connect(self._give_next)
        self._waiting: tuple[Session, Order, PlannedSpeed] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a vehicle has still to answer."""
        return self._errand.is_busy

    def give(self, session: Session, order: Order, *, planned_mps: PlannedSpeed) -> None:
        """Ask something of a vehicle; an order that waits already makes way."""
        self._waiting = session, order, planned_mps
        self._give_next()

    def cancel(self) -> None:
        """Give no order that still waits; the one under way ends by itself."""
        self._waiting = None
        self._errand.cancel()

    def stop(self) -> None:
        """End, with the program."""
        self._waiting = None
        self._errand.stop()

    def _give_next(self) -> None:
        if self._waiting is None or self._errand.is_busy:
            return
        (session, order, planned_mps), self._waiting = self._waiting, None
        if not session.is_closed:
            work = _work_of(order, planned_mps)
            self._errand.start(lambda _report, _cancelled: work(session))


def _work_of(order: Order, planned_mps: PlannedSpeed) -> Callable[[Session], object]:
    match order:
        case Order.PAUSE:
            return pause
        case Order.RETURN:
            return return_home
        case Order.HOLD:
            return _hold
        case Order.GO_ON:
            speed_mps = planned_mps()
            return lambda session: resume(session, ground_speed_mps=speed_mps)


def _hold(session: Session) -> None:
    """Leave the mission for a mode that stays in place.

    Raises:
        LinkError: no such mode of its type is known, or it refused.
    """
    kind = session.state.vehicle_type or "vehicle of an unknown type"
    modes = HOLDING.get(kind)
    if not modes:
        raise LinkError(
            f"No mode in which a {kind} holds its place is known here.",
            remedy="Pause it, or hold it by its remote control.",
        )
    set_mode(session, modes[0])
