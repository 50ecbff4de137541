"""A TCP connection for pymavlink that is made in bounded time and says so when it breaks."""

import contextlib
import errno
import select
import socket
import time

from missions.link.compat import mavutil

CONNECT_WITHIN_S = 3.0
_WRITE_WITHIN_S = 1.0
_READ_BYTES = 8_192


class BoundedTcp(mavutil.mavtcp):  # type: ignore[misc]  # pymavlink carries no types
    """pymavlink's own waits for minutes on a silent host and spins on a closed socket.

    Any failure to read or write raises OSError, which ends DroneKit's thread; the session then
    builds a new connection.
    """

    port: socket.socket

    def do_connect(self) -> None:
        """Connect once, or raise OSError within some seconds."""
        self.port = socket.create_connection(self.destination_addr, timeout=CONNECT_WITHIN_S)
        self.port.setblocking(False)  # noqa: FBT003 - the socket module's signature
        self.port.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Some broken paths are only noticed when the system itself asks the other side.
        self.port.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def recv(self, n: int | None = None) -> bytes:  # noqa: ARG002 - the size asked for is a message's
        """What has arrived, or nothing while a whole message still waits to be parsed."""
        if self.mav.buf_len() >= self.mav.expected_length:
            return b""
        try:
            arrived = self.port.recv(_READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return b""
        if not arrived:
            raise ConnectionResetError(errno.ECONNRESET, "the other side closed the connection")
        return arrived

    def write(self, buf: bytes) -> None:
        """Send all of it; a part would put the stream out of step."""
        left = memoryview(bytes(buf))
        until_s = time.monotonic() + _WRITE_WITHIN_S
        while left:
            try:
                left = left[self.port.send(left) :]
            except (BlockingIOError, InterruptedError):
                _, writable, _ = select.select([], [self.port], [], max(0.0, until_s - time.monotonic()))
                if not writable:
                    raise TimeoutError(errno.ETIMEDOUT, "the other side takes nothing more") from None

    def close(self) -> None:
        """Close; more than once is allowed."""
        with contextlib.suppress(OSError):
            self.port.close()


mavutil.mavtcp = BoundedTcp  # what `mavlink_connection`, and so DroneKit, makes of "tcp:…"
