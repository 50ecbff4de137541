"""Which item is next: ArduPilot's sequencing of navigation and DO commands, jumps, return path and landing.

After AP_Mission of 4.6.3: DO commands that follow a navigation command start when the next one starts, one
after another, and are dropped when it ends; jumps are counted; the state survives leaving AUTO.
"""

from enum import Enum
from typing import Protocol

from sitl.dialect import mavlink
from sitl.item_stores import MissionStore
from sitl.stored_item import StoredItem

MAX_JUMPS = 64  # in one search, against loops without a navigation command
MAX_SEARCH = 255
FOREVER = -1
_DO_JUMP = int(mavlink.MAV_CMD_DO_JUMP)
_DO_JUMP_TAG = int(mavlink.MAV_CMD_DO_JUMP_TAG)
_JUMP_TAG = int(mavlink.MAV_CMD_JUMP_TAG)
_LAST_NAV = int(mavlink.MAV_CMD_NAV_LAST)
_OTHER_NAV = (
    int(mavlink.MAV_CMD_NAV_SET_YAW_SPEED),
    int(mavlink.MAV_CMD_NAV_SCRIPT_TIME),
    int(mavlink.MAV_CMD_NAV_ATTITUDE_TIME),
)
RETURN_PATH_START = int(mavlink.MAV_CMD_DO_RETURN_PATH_START)
LAND_START = int(mavlink.MAV_CMD_DO_LAND_START)
_LANDINGS = (
    LAND_START,
    int(mavlink.MAV_CMD_NAV_LAND),
    int(mavlink.MAV_CMD_NAV_VTOL_LAND),
    int(mavlink.MAV_CMD_DO_PARACHUTE),
)
_TAKE_OFFS = (int(mavlink.MAV_CMD_NAV_TAKEOFF), int(mavlink.MAV_CMD_NAV_VTOL_TAKEOFF))


class MissionState(Enum):
    """Whether the mission runs; stopped also before the first start."""

    STOPPED = "stopped"
    RUNNING = "running"
    COMPLETE = "complete"


class Executor(Protocol):
    """Who flies the items."""

    def start(self, seq: int, item: StoredItem) -> None:
        """Begin a command."""

    def is_finished(self, seq: int, item: StoredItem) -> bool:
        """Whether a command that began is done."""

    def mission_ended(self) -> None:
        """No navigation command is left."""


def is_navigation(item: StoredItem) -> bool:
    """Whether the command moves the vehicle, so that the mission waits for it."""
    return item.command <= _LAST_NAV or item.command in _OTHER_NAV


class MissionEngine:
    """Steps through the stored mission."""

    def __init__(self, store: MissionStore, executor: Executor) -> None:
        self.store = store
        self.state = MissionState.STOPPED
        self.in_landing = False
        self.in_return_path = False
        self._executor = executor
        self._nav: int | None = None
        self._nav_loaded = False
        self._do: int | None = None
        self._do_loaded = False
        self._do_done = False
        self._jumps: dict[int, int] = {}

    @property
    def current(self) -> int:
        """Number of the item being flown, 0 when there is none."""
        return self._nav or 0

    def start(self) -> None:
        """From the first item."""
        self.reset()
        self.state = MissionState.RUNNING
        self._begin_at(1)

    def start_or_resume(self, *, restart: bool) -> None:
        """From the first item, or where it was left."""
        if restart or self.state is MissionState.COMPLETE or self._nav is None:
            self.start()
            return
        self.state = MissionState.RUNNING
        if self._nav >= self.store.count:
            self.start()
        elif self._do_loaded and self._do is not None:
            self._begin_at(min(self._do, self._nav))
        else:
            self._begin_at(self._nav)

    def stop(self) -> None:
        """Leave it where it is."""
        if self.state is MissionState.RUNNING:
            self.state = MissionState.STOPPED

    def reset(self) -> None:
        """Forget the place in the mission; disarming does this, whatever MIS_RESTART says."""
        self._nav = self._do = None
        self._nav_loaded = self._do_loaded = self._do_done = False
        self.in_landing = self.in_return_path = False
        self._jumps = {}
        self.store.current = 0

    def set_current(self, seq: int) -> bool:
        """Go to an item, at once when running; says whether there is one to fly from there."""
        self.in_landing = self.in_return_path = False
        if seq >= self.store.count or self.store.count <= 1:
            return False
        if seq == 0 or self.state is MissionState.COMPLETE:
            self._jumps = {}
            seq = max(seq, 1)
        self._note_section(self.store.items[seq])
        if self.state is MissionState.RUNNING:
            return self._begin_at(seq)
        return self._point_at(seq)

    def restart_current(self) -> None:
        """Fly the present item anew, because the mission was changed under way."""
        if self._nav is not None and self._nav < self.store.count:
            self._executor.start(self._nav, self.store.items[self._nav])

    def update(self) -> None:
        """One tick."""
        if self.state is not MissionState.RUNNING:
            return
        if not self._nav_loaded or self._nav is None or self._nav >= self.store.count:
            if not self._begin_at(1 if self._nav is None else self._nav + 1):
                return
        elif self._executor.is_finished(self._nav, self.store.items[self._nav]) and not self._begin_at(
            self._nav + 1
        ):
            return
        self._run_do_commands()

    def following(self) -> tuple[int, StoredItem] | None:
        """The navigation command after the present one, jumps considered, without advancing."""
        if self._nav is None:
            return None
        jumps = dict(self._jumps)
        seq = self._find(self._nav + 1, jumps)
        for _ in range(MAX_SEARCH):
            if seq is None:
                return None
            if is_navigation(self.store.items[seq]):
                return seq, self.store.items[seq]
            seq = self._find(seq + 1, jumps)
        return None

    def walk(self, start: int) -> list[int]:
        """Item numbers from a place on, as they would be flown, to the end; bounded."""
        jumps = dict(self._jumps)
        order: list[int] = []
        seq = self._find(start, jumps)
        while seq is not None and len(order) < 1000:
            order.append(seq)
            seq = self._find(seq + 1, jumps)
        return order

    def _begin_at(self, seq: int) -> bool:
        # The search for the next navigation command; False ends the mission.
        self._nav_loaded = self._do_loaded = self._do_done = False
        self._do = None
        for _ in range(MAX_SEARCH):
            found = self._find(seq, self._jumps)
            if found is None:
                break
            item = self.store.items[found]
            if is_navigation(item):
                self._nav, self._nav_loaded = found, True
                self.store.current = found
                self._do_done = not self._do_loaded
                self._start(found, item)
                return True
            if not self._do_loaded:
                self._do, self._do_loaded = found, True
                self._start(found, item)
            seq = found + 1
        self._finish()
        return False

    def _point_at(self, seq: int) -> bool:
        # Stopped: remember where to go on.
        for found in self.walk(seq):
            if is_navigation(self.store.items[found]):
                self._nav, self.store.current = found, found
                self._nav_loaded = True
                self._do, self._do_loaded = (seq, True) if found != seq else (None, False)
                self.state = MissionState.STOPPED
                return True
        return False

    def _start(self, seq: int, item: StoredItem) -> None:
        self._note_section(item)
        self._executor.start(seq, item)

    def _note_section(self, item: StoredItem) -> None:
        if item.command in _LANDINGS:
            self.in_landing = True
        elif item.command in _TAKE_OFFS:
            self.in_landing = self.in_return_path = False
        elif item.command == RETURN_PATH_START:
            self.in_return_path = True

    def _finish(self) -> None:
        self.state = MissionState.COMPLETE
        self.in_landing = self.in_return_path = False
        self._executor.mission_ended()

    def _run_do_commands(self) -> None:
        if self._do_done or self._do is None or self._do >= self.store.count:
            return
        if self._do_loaded:
            if self._executor.is_finished(self._do, self.store.items[self._do]):
                self._do_loaded = False
            return
        found = self._find(self._do + 1, dict(self._jumps))
        if found is None or is_navigation(self.store.items[found]):
            self._do_done = True
            return
        self._do, self._do_loaded = found, True
        self._start(found, self.store.items[found])

    def _find(self, seq: int, jumps: dict[int, int]) -> int | None:
        # The first command at or after a place that is not a jump, going where jumps lead.
        items = self.store.items
        for _ in range(MAX_JUMPS + len(items)):
            if seq >= len(items):
                return None
            item = items[seq]
            if item.command not in (_DO_JUMP, _DO_JUMP_TAG):
                return seq
            target = self._jump_target(item)
            if not 0 < target < len(items):
                return None
            times = int(item.p2)
            if times == FOREVER or jumps.get(seq, 0) < times:
                jumps[seq] = jumps.get(seq, 0) + 1
                seq = target
            else:
                seq += 1
        return None

    def _jump_target(self, item: StoredItem) -> int:
        if item.command == _DO_JUMP:
            return int(item.p1)
        for seq, other in enumerate(self.store.items):
            if seq > 0 and other.command == _JUMP_TAG and other.p1 == item.p1:
                return seq
        return 0
