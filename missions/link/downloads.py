"""Missions, fences and rally points off a vehicle, and away; each ends with what the vehicle then holds."""

import time
from dataclasses import dataclass, replace

from missions.errors import LinkError, UploadError
from missions.items import MissionItem
from missions.link.exchange import IsCancelled, OnProgress, drive
from missions.link.parts import NAME
from missions.link.preflight import require_on_ground
from missions.link.protocol import Code, Kind, WireItem, meaning
from missions.link.reading import Clear, Download
from missions.link.session import Session
from missions.link.telemetry import place
from missions.link.transfer import Ending, Outcome
from missions.link.ways import way_to
from missions.link.wire import from_wire
from planner.geodesy import GeoPoint

_READ_TRIES = 3
_BUSY_TRIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadedMission:
    """What a vehicle holds. `home` is its own, None where it has none yet; what else is None was not read."""

    home: GeoPoint | None
    items: tuple[MissionItem, ...]
    fence: tuple[MissionItem, ...] | None = None
    rally: tuple[MissionItem, ...] | None = None


def download_mission(
    session: Session, *, progress: OnProgress | None = None, cancelled: IsCancelled | None = None
) -> DownloadedMission:
    """Read what the vehicle holds.

    Raises:
        LinkError: it could not be read; the vehicle holds what it held.
    """
    session.wait_up()
    held = read_items(session, progress=progress, cancelled=cancelled)
    items = tuple(from_wire(item, number=number) for number, item in enumerate(held) if number > 0)
    return DownloadedMission(home=place(held[0].x, held[0].y) if held else None, items=items)


def download_package(
    session: Session, *, progress: OnProgress | None = None, cancelled: IsCancelled | None = None
) -> DownloadedMission:
    """Read the mission, the fence and the rally points that the vehicle holds.

    Raises:
        LinkError: something could not be read; the vehicle holds what it held.
    """
    held = download_mission(session, progress=progress, cancelled=cancelled)
    return replace(held, fence=download_part(session, Kind.FENCE), rally=download_part(session, Kind.RALLY))


def download_part(session: Session, kind: Kind) -> tuple[MissionItem, ...]:
    """Read the fence or the rally points that the vehicle holds.

    Raises:
        LinkError: they could not be read; the vehicle holds what it held.
    """
    session.wait_up()
    held = read_items(session, kind=kind)
    return tuple(from_wire(item, number=number) for number, item in enumerate(held, start=1))


def clear_mission(session: Session, *, cancelled: IsCancelled | None = None) -> None:
    """Empty the vehicle's mission and see that it is.

    Raises:
        UploadError: it is armed, or holds a mission still.
        LinkError: there is no vehicle, or another transfer is under way.
    """
    require_on_ground(session.wait_up(), doing="clear its mission")
    clear = Clear()
    drive(session, clear, cancelled=cancelled)
    held = read_items(session, cancelled=None)
    if len(held) > 1:
        raise UploadError(
            f"The mission was not cleared: {_why(clear.outcome)}. The vehicle holds {len(held) - 1} items.",
            remedy="Try again.",
        )


def read_items(
    session: Session,
    *,
    kind: Kind = Kind.MISSION,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> tuple[WireItem, ...]:
    """All items as the vehicle holds them, of a mission home at 0.

    Raises:
        LinkError: they could not be read.
    """
    outcome: Outcome | None = None
    for attempt in range(_BUSY_TRIES):
        download = Download(window=way_to(session, kind=kind).reading_window)
        drive(session, download, progress=progress, cancelled=cancelled, kind=kind)
        outcome = download.outcome
        if outcome is not None and outcome.items is not None:
            return outcome.items
        is_busy = outcome is not None and outcome.code == Code.DENIED
        is_over = outcome is None or outcome.ending in {Ending.CANCELLED, Ending.REFUSED}
        if is_over or session.is_closed or (attempt + 1 >= _READ_TRIES and not is_busy):
            break
        time.sleep(1.0 / session.clock_rate)
    raise LinkError(
        f"The vehicle's {NAME[kind]} could not be read: {_why(outcome)}.",
        remedy="The vehicle holds what it held; try again.",
    )


def _why(outcome: Outcome | None) -> str:
    if outcome is None or outcome.ending is Ending.SILENT:
        return "it does not answer"
    if outcome.ending is Ending.CANCELLED:
        return "this was cancelled"
    return meaning(outcome.code) if outcome.code else "it changed meanwhile"
