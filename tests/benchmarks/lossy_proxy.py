"""A TCP port before another one that delays and loses MAVLink frames: faults for a real autopilot.

Run as ``python -m tests.benchmarks.lossy_proxy PORT SPEC SEED``; it prints its own port and ends when its
standard input closes. One station after another may connect; each has a connection of its own behind.
"""

import selectors
import socket
import sys
import threading
import time

from sitl.dialect import mavlink
from sitl.faults import Channel, Faults, parse_faults

WAIT_S = 0.0005


def main(port: int, spec: str, seed: int) -> None:
    """Serve until the parent closes."""
    faults = parse_faults(spec)
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=_serve, args=(listener, port, faults, seed), daemon=True).start()
    sys.stdin.read()


def _serve(listener: socket.socket, port: int, faults: Faults, seed: int) -> None:
    while True:
        station, _ = listener.accept()
        vehicle = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=_carry, args=(station, vehicle, faults, seed), daemon=True).start()


class _Way:
    """Frames of one direction."""

    def __init__(self, source: socket.socket, target: socket.socket, channel: Channel) -> None:
        self.source = source
        self.is_open = True
        self._target = target
        self._channel = channel
        self._parser = mavlink.MAVLink(None)
        self._parser.robust_parsing = True

    def carry(self, *, is_readable: bool) -> None:
        now_s = time.monotonic()
        if is_readable:
            data = self.source.recv(65_536)
            self.is_open = bool(data)
            for message in (self._parser.parse_buffer(data) or ()) if data else ():
                if message.get_type() != "BAD_DATA":
                    self._channel.put(bytes(message.get_msgbuf()), message.get_type(), now_s)
        out = b"".join(self._channel.take(now_s))
        if out:
            self._target.sendall(out)


def _carry(station: socket.socket, vehicle: socket.socket, faults: Faults, seed: int) -> None:
    now_s = time.monotonic()
    ways = (
        _Way(station, vehicle, Channel(faults.up, faults, seed=2 * seed, opened_s=now_s)),
        _Way(vehicle, station, Channel(faults.down, faults, seed=2 * seed + 1, opened_s=now_s)),
    )
    selector = selectors.DefaultSelector()
    for end in (station, vehicle):
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(end, selectors.EVENT_READ)
    try:
        while all(way.is_open for way in ways):
            readable = {key.fileobj for key, _ in selector.select(WAIT_S)}
            for way in ways:
                way.carry(is_readable=way.source in readable)
    except OSError:
        pass
    finally:
        station.close()
        vehicle.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
