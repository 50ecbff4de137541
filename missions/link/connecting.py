"""How a link begins: to an address, and to one vehicle there."""

from missions.link.address import parse_address
from missions.link.recording import Keeping
from missions.link.session import Session, StateListener
from missions.link.signing import SigningKey
from missions.link.state import Role
from missions.link.unheard import LISTEN_S, several


def connect(  # noqa: PLR0913 - each is a choice of its own, and has its default
    address: str,
    *,
    station_id: int = 255,
    system_id: int | None = None,
    on_state: StateListener | None = None,
    keeping: Keeping | None = None,
    role: Role = Role.IN_COMMAND,
    key: SigningKey | None = None,
) -> Session:
    """Begin a link; it comes up on a thread of its own and returns at once.

    Args:
        address: `tcp:HOST:PORT`, `udpin:HOST:PORT`, `udpout:HOST:PORT` or `serial:DEVICE[:BAUD]`.
        station_id: our MAVLink system id; 255 is the pilot's station.
        system_id: the vehicle to talk to; None: the first one heard, and then no other. Where several may be
            on one line, name it, or ask `require_one_meant` before anything is sent.
        on_state: told the newest state at most ten times a second, on the link's thread.
        keeping: where a .tlog and a flight record are written; None: nowhere.
        role: whether we command, or only observe until `take_command`.
        key: signs what we send; what comes without a good signature is then not heard.

    Raises:
        AddressError: the address has another form.
    """
    return Session(
        parse_address(address),
        station_id=station_id,
        system_id=system_id,
        on_state=on_state,
        keeping=keeping,
        role=role,
        key=key,
    )


def require_one_meant(session: Session, *, listen_s: float = LISTEN_S) -> None:
    """See that there is no doubt which vehicle a session follows, before anything is asked of it.

    Raises:
        SeveralVehiclesError: none was named, and more than one is heard.
    """
    if session.named is not None:
        return
    state = session.wait_until(lambda newest: len(newest.vehicles) > 1, deadline_s=listen_s)
    if state is not None:
        raise several(str(session.address), state.vehicles)
