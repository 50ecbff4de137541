"""What commands with a vehicle at the other end share: the link, its progress, the ways out of a failure."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from missions.errors import UploadError
from missions.link import Progress, Session, connect
from ui.console import Console

#: A vehicle that is there answers well within this.
CONNECT_DEADLINE_S = 10.0


@contextlib.contextmanager
def linked(address: str) -> Iterator[Session]:
    """A session that is up, closed at the end of the block.

    Raises:
        AddressError: the address is none.
        LinkError: nobody answers there.
    """
    with connect(address) as session:
        session.wait_up(CONNECT_DEADLINE_S)
        yield session


@contextlib.contextmanager
def ctrl_c() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed: what can be ended well is. Pressed again, it interrupts."""
    pressed = threading.Event()

    def press(number: int, frame: FrameType | None) -> None:
        if pressed.is_set():
            signal.default_int_handler(number, frame)
        pressed.set()

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def bar(console: Console) -> Callable[[Progress], None]:
    """Shows a transfer's or a flight's progress."""
    return lambda progress: console.progress(progress.phase, progress.share)


def with_ways_out(error: UploadError, address: str) -> UploadError:
    """The same failure, with the commands that lead out of it; as it is where nothing was sent."""
    if error.backup is None:
        return error
    restore = f"`vedette restore {error.backup} --connect {address}`"
    return UploadError(
        error.problem,
        remedy=f"{error.remedy} Or put back what it held before: {restore}; or clear it: "
        f"`vedette clear --connect {address}`.",
        backup=error.backup,
    )
