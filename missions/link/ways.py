"""By which way items go onto a vehicle, and come back."""

from dataclasses import dataclass

from missions.link.address import AddressKind
from missions.link.protocol import Kind
from missions.link.session import Session
from missions.link.windowed import WIDEST

#: Below it a serial line is a radio, where what is sent in vain takes the place of what is not.
_FAST_BAUD = 115_200
_READING_WINDOW = 8
_FAST_CLOCK = 4.0
#: Items of a mission, home included, on a board with 8 kB of storage.
_SMALLEST_BOARD = 303


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What a vehicle and the line to it allow; without further knowledge one item at a time."""

    kind: Kind = Kind.MISSION
    window: int = 1  # items under way to the vehicle
    reading_window: int = _READING_WINDOW
    by_file: bool = False  # first, before messages are tried
    whole: bool = False  # as a file or not at all: never half of it
    tries: int = 3  # of all items
    pause_s: float = 2.0  # between two of them; it grows a little each time


ONE_BY_ONE = Way()


def way_to(session: Session, *, kind: Kind, count: int = 0, whole: bool = False) -> Way:
    """The best way for so many items to this vehicle over this line.

    Args:
        session: a link that is up.
        kind: of items.
        count: of items, a mission's home included.
        whole: by no way that can leave half of them: then files are best over a slow line too.
    """
    address = session.address
    is_slow = address.kind is AddressKind.SERIAL and address.port < _FAST_BAUD
    is_wide = bool(session.state.is_ardupilot) and not session.has_radio and not is_slow
    return Way(
        kind=kind,
        window=WIDEST if is_wide else 1,
        reading_window=WIDEST if is_wide else _READING_WINDOW,
        by_file=(is_wide or whole)
        and bool(session.state.takes_files)
        and count <= _known_room(session, kind),
        whole=whole,
        # A simulated vehicle that runs fast gives up fast: at 50 times, its 8 s are 0.16 s of ours.
        tries=8 if session.clock_rate > _FAST_CLOCK else 3,
        pause_s=2.0 / session.clock_rate,
    )


def _known_room(session: Session, kind: Kind) -> int:
    """Items that fit for sure: what is too long as a file is cut off without a word.

    By messages a vehicle refuses too long a mission before it touches the one it holds.
    """
    if kind is not Kind.MISSION:
        return _SMALLEST_BOARD
    return max(session.item_limit or _SMALLEST_BOARD, (session.state.item_total or 0) + 1)
