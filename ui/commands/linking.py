"""What commands with a vehicle at the other end share: the link, its progress, the ways out of a failure."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from missions.data_folder import records_folder
from missions.errors import UploadError
from missions.link import Keeping, Progress, Session, connect
from ui.console import Console

#: A vehicle that is there answers well within this.
CONNECT_DEADLINE_S = 10.0


@contextlib.contextmanager
def linked(address: str, *, records: Path | None = None, console: Console | None = None) -> Iterator[Session]:
    """A session that is up, closed at the end of the block.

    Args:
        address: of the vehicle.
        records: folder of its flight record and .tlog; None: where the window keeps them.
        console: where it is warned of an address that anybody can send to.

    Raises:
        AddressError: the address is none.
        LinkError: nobody answers there.
    """
    with connect(address, keeping=Keeping(folder=records or records_folder())) as session:
        if console is not None:
            for warning in session.state.warnings:
                console.warn(f"vedette: {warning}")
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


def bar(console: Console, session: Session | None = None) -> Callable[[Progress], None]:
    """Shows a transfer's or a flight's progress.

    A terminal that takes nothing more holds the program up, and nobody could act: then the vehicle must hear
    no more of us, and its failsafe begins to count.
    """

    def show(progress: Progress) -> None:
        if session is not None:
            session.watchdog.feed()
        console.progress(progress.phase, progress.share)
        if session is not None:
            session.watchdog.trust()

    return show


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
