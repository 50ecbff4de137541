"""Addresses of vehicles: a short list of forms, and nothing else reaches the connection.

What DroneKit is given as an address may name a program to run or a file to open (pymavlink's
`mavlink_connection`), so every address is taken apart here and put together anew.
"""

import re
from dataclasses import dataclass
from enum import Enum

from missions.errors import AddressError

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_DEVICE = re.compile(
    r"/dev/tty[A-Za-z0-9]{1,32}|/dev/cu\.[A-Za-z0-9._-]{1,64}|/dev/serial/by-id/[A-Za-z0-9._+-]{1,200}|COM[0-9]{1,3}"
)
_UNSAFE_ENDINGS = (".elf", ".log", ".tlog", ".bin", ".raw", ".mavlink", ".px4log")
_DEFAULT_BAUD = 57_600
_LOOPBACK = "127.0.0.1"
_FORMS = "Give tcp:HOST:PORT, udpin:HOST:PORT, udpout:HOST:PORT or serial:DEVICE[:BAUD]."


class AddressKind(Enum):
    """How a vehicle is reached."""

    TCP = "tcp"
    UDP_IN = "udpin"  # wait for it to call
    UDP_OUT = "udpout"  # call it
    SERIAL = "serial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a vehicle is reached; only `parse_address` makes one."""

    kind: AddressKind
    host: str  # the device, for a serial line
    port: int  # the baud rate, for a serial line

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.host}:{self.port}"

    @property
    def is_open_to_others(self) -> bool:
        """Whether anybody on the network could send us messages through it."""
        return self.kind is AddressKind.UDP_IN and self.host not in {_LOOPBACK, "localhost"}

    @property
    def connection_string(self) -> str:
        """What DroneKit is given."""
        return self.host if self.kind is AddressKind.SERIAL else str(self)


def parse_address(text: str) -> Address:
    """Read an address. An empty host means this machine (127.0.0.1).

    Raises:
        AddressError: it has another form, or a part of it is out of range.
    """
    head, _, rest = text.strip().partition(":")
    kinds = {kind.value: kind for kind in AddressKind}
    kind = kinds.get(head)
    if kind is None:
        raise AddressError(f"{_shown(text)} is no address of a vehicle.", remedy=_FORMS)
    return _serial(text, rest) if kind is AddressKind.SERIAL else _network(kind, text, rest)


def _network(kind: AddressKind, text: str, rest: str) -> Address:
    host, separator, port = rest.partition(":")
    if not separator:
        raise AddressError(f"{_shown(text)} has no port.", remedy=_FORMS)
    host = host or _LOOPBACK
    if not _HOST.fullmatch(host) or ".." in host:
        raise AddressError(f"{_shown(host)} is no name of a machine.", remedy=_FORMS)
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65_535):
        raise AddressError(f"{_shown(port)} is no port.", remedy="Give a number from 1 to 65535.")
    return Address(kind=kind, host=host, port=int(port))


def _serial(text: str, rest: str) -> Address:
    device, separator, baud = rest.rpartition(":")
    if not separator:
        device, baud = rest, str(_DEFAULT_BAUD)
    if not _DEVICE.fullmatch(device) or device.endswith(_UNSAFE_ENDINGS) or ".." in device:
        raise AddressError(
            f"{_shown(text)} names no serial line.",
            remedy="Give a device such as serial:/dev/ttyUSB0:57600 or serial:COM3:115200.",
        )
    if not (baud.isascii() and baud.isdigit() and len(baud) <= 7 and 1_200 <= int(baud) <= 4_000_000):
        raise AddressError(f"{_shown(baud)} is no baud rate.", remedy="Give a number such as 57600.")
    return Address(kind=AddressKind.SERIAL, host=device, port=int(baud))


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
