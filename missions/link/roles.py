"""Who may ask what of a vehicle: an observer nothing, and nobody some things of two vehicles at once."""

import time

from missions.errors import LinkError
from missions.link.state import Role

OBSERVER_ID = 252
#: The program must show that it lives within this, or the vehicle no longer hears from us (SAFETY.md 28).
PATIENCE_S = 10.0

#: Reading, and asking for news, changes nothing on the vehicle.
_OBSERVER_MAY = frozenset(
    {
        *("heartbeat", "timesync", "request_data_stream", "mission_request_list", "mission_request_int"),
        *("mission_request", "mission_ack", "param_request_read", "param_request_list"),
    }
)
_WRITES = frozenset(
    {
        *("mission_count", "mission_clear_all", "mission_write_partial_list", "mission_item_int"),
        *("param_set", "file_transfer_protocol"),
    }
)
_ARM, _MISSION_START, _TAKE_OFF = 400, 300, 22


def station_id_as(role: Role, station_id: int) -> int:
    """The system id to speak with: an observer never with that of the station in command."""
    return station_id if role is Role.IN_COMMAND or station_id != 255 else OBSERVER_ID


def require_allowed(name: str, fields: tuple[object, ...], *, role: Role, twins: str | None) -> None:
    """Refuse a message that must not be sent.

    Args:
        name: Of the message.
        fields: Of the message.
        role: Of the session.
        twins: Why there seem to be two vehicles with one system id; None: there do not.

    Raises:
        LinkError: with the reason; nothing was sent.
    """
    if role is Role.OBSERVER and name not in _OBSERVER_MAY:
        raise LinkError(
            "This session only observes: it does not send what could change the vehicle.",
            remedy="Take command first, once the station in command has given it.",
        )
    if twins is not None and (name in _WRITES or _starts_motors(name, fields)):
        raise LinkError(
            f"Two vehicles on this link have the same system id: {twins}. Nothing that changes them is sent.",
            remedy="Switch one of them off, or give it another SYSID_THISMAV.",
        )


def _starts_motors(name: str, fields: tuple[object, ...]) -> bool:
    if name != "command_long":
        return False
    return fields[2] in {_MISSION_START, _TAKE_OFF} or (fields[2] == _ARM and fields[4] == 1.0)


class Watchdog:
    """Knows whether the program that feeds it still lives. Never fed, it trusts: there is nobody to hang."""

    def __init__(self, *, patience_s: float = PATIENCE_S) -> None:
        self.patience_s = patience_s
        self._fed_s: float | None = None

    def feed(self) -> None:
        """Show that whoever is in charge still runs; from the thread that may hang."""
        self._fed_s = time.monotonic()

    def trust(self) -> None:
        """Nothing that could hang is under way any more."""
        self._fed_s = None

    @property
    def is_starved(self) -> bool:
        """Whether it was fed once and has not been for too long."""
        return self._fed_s is not None and time.monotonic() - self._fed_s > self.patience_s
