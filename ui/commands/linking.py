"""What commands with a vehicle at the other end share: the link, its progress, the ways out of a failure."""

import argparse
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from missions.data_folder import records_folder
from missions.errors import LinkError, SeveralVehiclesError, UploadError
from missions.link import Keeping, Progress, Session, connect, require_one_meant
from ui.console import Console

#: A vehicle that is there answers well within this.
CONNECT_DEADLINE_S = 10.0


@contextlib.contextmanager
def linked(
    address: str,
    *,
    system_id: int | None = None,
    records: Path | None = None,
    console: Console | None = None,
) -> Iterator[Session]:
    """A session that is up, closed at the end of the block.

    Args:
        address: of the vehicle.
        system_id: of the vehicle; None: the only one there.
        records: folder of its flight record and .tlog; None: where the window keeps them.
        console: where it is warned of an address that anybody can send to.

    Raises:
        AddressError: the address is none.
        LinkError: nobody answers there, or several do and none was named.
    """
    keeping = Keeping(folder=records or records_folder())
    with connect(address, system_id=system_id, keeping=keeping) as session:
        if console is not None:
            for warning in session.state.warnings:
                console.warn(f"vedette: {warning}")
        session.wait_up(CONNECT_DEADLINE_S)
        try:
            require_one_meant(session)
        except SeveralVehiclesError as error:
            which = " or ".join(f"--system {one}" for one in error.system_ids)
            raise LinkError(error.problem, remedy=f"Say which: {which}.") from error
        yield session


def linked_as_asked(
    given: argparse.Namespace, console: Console
) -> contextlib.AbstractContextManager[Session]:
    """`linked`, as the options --connect, --system and --record say."""
    return linked(given.connect, system_id=given.system, records=given.record, console=console)


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


def with_ways_out(error: UploadError, session: Session) -> UploadError:
    """The same failure, with the commands that lead out of it; as it is where nothing was sent."""
    if error.backup is None:
        return error
    where = f"--connect {session.address}"
    if len(session.state.vehicles) > 1:
        where += f" --system {session.target[0]}"
    restore = f"`vedette restore {error.backup} {where}`"
    return UploadError(
        error.problem,
        remedy=f"{error.remedy} Or put back what it held before: {restore}; or clear it: "
        f"`vedette clear {where}`.",
        backup=error.backup,
    )
