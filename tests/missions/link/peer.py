"""A socket on which a test itself speaks MAVLink, as our vehicle or as anybody else on the wire."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

from missions.link import LinkState, Session, VehicleState, connect
from missions.link.compat import mavlink

COPTER, ARDUPILOT, NONE = 2, 3, 8
ARMED = 128
GUIDED = 4


class Peer:
    """Speaks to a session that listens on `port`."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self._speakers: dict[tuple[int, int], Any] = {}
        self._parser = mavlink.MAVLink(None)
        self._parser.robust_parsing = True
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as finder:
            finder.bind(("127.0.0.1", 0))
            self.port: int = finder.getsockname()[1]

    def speaker(self, system: int, component: int) -> Any:
        """What packs the messages of one of them, with its own sequence."""
        return self._speakers.setdefault((system, component), mavlink.MAVLink(None, system, component))

    def stamp(self, *, ahead_s: float = 0.0) -> int:
        """What a signature is stamped with now: 10 us since 2015."""
        return int((time.time() + ahead_s - 1_420_070_400) * 1e5)

    def say(self, system: int, component: int, name: str, *fields: object) -> None:
        speaker = self.speaker(system, component)
        self.put(getattr(speaker, f"{name}_encode")(*fields).pack(speaker))
        speaker.seq = (speaker.seq + 1) % 256

    def beat(self, system: int = 1, *, mode: int = GUIDED) -> None:
        self.say(system, 1, "heartbeat", COPTER, ARDUPILOT, 81, mode, 4, 3)

    def put(self, raw: bytes) -> None:
        self._socket.sendto(raw, ("127.0.0.1", self.port))

    def heard(self) -> list[Any]:
        try:
            return self._parser.parse_buffer(self._socket.recv(65_535)) or []
        except TimeoutError:
            return []

    def drain(self) -> None:
        """Drop what has come so far."""
        with contextlib.suppress(BlockingIOError):
            self._socket.setblocking(False)
            while self._socket.recv(65_535):
                pass
        self._socket.settimeout(0.05)

    def wait_for(self, holds: Callable[[Any], bool], *, within_s: float = 20.0) -> list[Any]:
        """Everything heard up to the first message that holds."""
        found: list[Any] = []
        until_s = time.monotonic() + within_s
        while time.monotonic() < until_s:
            found += self.heard()
            if any(holds(one) for one in found):
                return found
        raise AssertionError([one.get_type() for one in found])

    def close(self) -> None:
        self._socket.close()


@contextlib.contextmanager
def listening() -> Iterator[tuple[Peer, Session]]:
    peer = Peer()
    with contextlib.closing(peer), connect(f"udpin:127.0.0.1:{peer.port}") as session:
        yield peer, session


def until(
    session: Session, peer: Peer, holds: Callable[[VehicleState], bool], *, system: int = 1
) -> VehicleState:
    """Beat as the vehicle until the state holds."""
    for _ in range(200):
        peer.beat(system)
        state = session.wait_until(holds, deadline_s=0.1)
        if state is not None:
            return state
    raise AssertionError(session.state)


def is_up(state: VehicleState) -> bool:
    return state.link is LinkState.UP
