"""MAVLink 2 signing: keys, and frames without a good signature that are not heard."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from missions.errors import LinkError

SETUP_SIGNING_ID = 256  # the one message that carries a key

#: A radio speaks for itself, and has no key (RADIO, RADIO_STATUS).
_UNSIGNED_IDS = frozenset({109, 166})
_MANY = 5
_MOST_STREAMS = 255
_UNSIGNED = (
    "What comes on this link is not signed with our key, and is not heard. Give the vehicle the same key, or "
    "connect without signing."
)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """32 secret bytes; they are not shown where the value is."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != 32:
            raise LinkError(
                f"A signing key has 32 bytes, and this one {len(self.secret)}.", remedy="Give a passphrase."
            )


def key_of(passphrase: str) -> SigningKey:
    """The key that MAVProxy and Mission Planner make of the same passphrase (SHA-256 of it).

    Raises:
        LinkError: it is so short that it would be guessed.
    """
    if len(passphrase) < 8:
        raise LinkError(
            f"The passphrase has {len(passphrase)} characters; whoever hears the link could guess it.",
            remedy="Give at least 8, better a sentence.",
        )
    return SigningKey(hashlib.sha256(passphrase.encode()).digest())


class _Numbers:
    """Of the streams of open links, each another's: the least that is free, from 1."""

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._lock = threading.Lock()  # links begin and end on threads of their own

    def take(self) -> int:
        with self._lock:
            free = (number for number in range(1, _MOST_STREAMS) if number not in self._taken)
            number = next(free, _MOST_STREAMS)
            self._taken.add(number)
            return number

    def give_back(self, number: int) -> None:
        with self._lock:
            self._taken.discard(number)


_numbers = _Numbers()


class SignedStream:
    """What one link signs, whatever connections it has one after another: one stream to the vehicle.

    A stream's stamps only rise, so two links that a vehicle hears both must not be one stream to it. But
    ArduPilot keeps sixteen until it is switched off, and hears nobody in a seventeenth: a link that is built
    anew goes on with its own, and the number of one that has ended is another's.
    """

    def __init__(self, key: SigningKey) -> None:
        self.number = _numbers.take()
        self._key = key
        self._signing: Any = None  # of the newest connection

    def begin(self, master: Any, allow_unsigned: Callable[[Any, int], bool]) -> None:
        """Sign what goes out on this connection of pymavlink's from now on."""
        before = self._signing
        master.setup_signing(self._key.secret, True, allow_unsigned, None, self.number)  # noqa: FBT003 - its own
        self._signing = master.mav.signing
        if before is not None:  # a clock may have been set back meanwhile
            self._signing.timestamp = max(self._signing.timestamp, before.timestamp)

    def end(self) -> None:
        """Leave the number to another link."""
        _numbers.give_back(self.number)


class SignedWire:
    """Signs what goes out on a connection of pymavlink's; what comes must be signed well, or is refused."""

    def __init__(self, master: Any, stream: SignedStream) -> None:
        self.refused = 0  # frames without a good signature
        self.heard = 0  # frames with one
        self._mav = master.mav
        self._check = master.mav.check_signature
        stream.begin(master, self._allow_unsigned)
        master.mav.check_signature = self._checked

    @property
    def warnings(self) -> tuple[str, ...]:
        """Said where nothing that comes has our signature."""
        return (_UNSIGNED,) if self.refused >= _MANY and not self.heard else ()

    def _allow_unsigned(self, _mav: Any, message_id: int) -> bool:
        is_radio = message_id in _UNSIGNED_IDS
        self.refused += 0 if is_radio else 1
        return is_radio

    def _checked(self, frame: bytearray, system: int, component: int) -> bool:
        """As pymavlink does, but a forged frame must not move the clock of the stream that it pretends to be.

        pymavlink takes over the stamp before it looks at the signature: one forged frame with a late stamp
        would shut out the vehicle itself.
        """
        stream, stamps = (frame[-13], system, component), self._mav.signing.stream_timestamps
        before = stamps.get(stream)
        if self._check(frame, system, component):
            self.heard += 1
            return True
        self.refused += 1
        if before is None:
            stamps.pop(stream, None)
        else:
            stamps[stream] = before
        return False
