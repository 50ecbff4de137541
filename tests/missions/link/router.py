"""A router between vehicles and stations: what one end says reaches all others, as by radio."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def one_line_to(*ports: int) -> Iterator[str]:
    """One address behind which several vehicles are; any number of stations may connect to it."""
    ours = socket.create_server(("127.0.0.1", 0))
    vehicles = [socket.create_connection(("127.0.0.1", port)) for port in ports]
    ends: list[socket.socket] = list(vehicles)

    def carry(source: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                # From vehicles to stations, from stations to everybody: whole frames come in whole pieces.
                for sink in tuple(ends):
                    if sink is not source and not (source in vehicles and sink in vehicles):
                        with contextlib.suppress(OSError):
                            sink.sendall(data)
        if source not in vehicles and source in ends:
            ends.remove(source)
            source.close()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                station, _ = ours.accept()
                ends.append(station)
                threading.Thread(target=carry, args=(station,), daemon=True).start()

    for vehicle in vehicles:
        threading.Thread(target=carry, args=(vehicle,), daemon=True).start()
    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"tcp:127.0.0.1:{ours.getsockname()[1]}"
    finally:
        for end in (ours, *ends):
            end.close()


@contextlib.contextmanager
def plugged_to(port: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """An address behind which one vehicle is, and what pulls the plug: who is connected must do so anew."""
    ours = socket.create_server(("127.0.0.1", 0))
    ends: list[socket.socket] = []

    def pull() -> None:
        while ends:
            end = ends.pop()
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                station, _ = ours.accept()
                vehicle = socket.create_connection(("127.0.0.1", port))
                ends.extend((station, vehicle))
                for way in ((station, vehicle), (vehicle, station)):
                    threading.Thread(target=carry, args=way, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"tcp:127.0.0.1:{ours.getsockname()[1]}", pull
    finally:
        ours.close()
        pull()
