"""The simulated vehicle: joins its pieces; messages in, messages out, time by steps; no sockets, no clock."""

from collections import deque
from collections.abc import Callable

from sitl.arming import Arming
from sitl.auto_actions import AutoActions
from sitl.auto_flight import AutoFlight
from sitl.camera import Camera
from sitl.commands import Commands
from sitl.craft import INFO, Craft
from sitl.dialect import Message, mavlink
from sitl.earth import GeoPosition
from sitl.failsafes import BatteryMonitor, Failsafes
from sitl.fence import Fence
from sitl.fence_watch import FenceWatch
from sitl.file_transfer import FileTransfer
from sitl.item_stores import FenceStore, ItemStore, MissionStore, RallyStore
from sitl.mission_engine import MissionState
from sitl.mission_protocol import MissionProtocol, Peer
from sitl.mode_protocol import Auto, Modes
from sitl.modes import ModeSwitch
from sitl.reports import FIRMWARE, Reports
from sitl.requests import Requests, parameter_message
from sitl.settings import STEP_S, VehicleSettings
from sitl.stored_item import StoredItem
from sitl.telemetry import STREAMS, Schedule
from sitl.terrain_watch import TerrainWatch

PARAMETERS_AT_ONCE = 25
WAYPOINT = int(mavlink.MAV_CMD_NAV_WAYPOINT)


class Link:
    """One station's way to the vehicle."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.out: deque[Message] = deque()
        self.parameters_left: deque[int] = deque()


class SimulatedVehicle:
    """A multirotor that answers like ArduPilot Copter 4.6."""

    firmware = "ArduCopter"

    def __init__(self, settings: VehicleSettings) -> None:
        self.settings = settings
        self.link_now_s = 0.0
        self.on_reboot: Callable[[], None] = lambda: None
        self._links: dict[int, Link] = {}
        self._next_link = 0
        self._rebooting = False
        capacity = settings.capacity
        self.mission = MissionStore(
            capacity=capacity.mission, home=self._home_item, running=self._mission_is_running
        )
        self.fence = FenceStore(capacity=capacity.fence)
        self.rally = RallyStore(capacity=capacity.rally)
        self._boot(self._new_craft())

    @property
    def step_s(self) -> float:
        """How much simulated time one step is."""
        return STEP_S

    @property
    def now_s(self) -> float:
        """Simulated seconds since the start."""
        return self.craft.now_s

    @property
    def waits_for_people(self) -> bool:
        """Whether its clocks run against a station: an upload is open, or it stands armed (DISARM_DELAY)."""
        return self.protocol.busy or (self.craft.armed and self.craft.landed)

    def open_link(self, wall_s: float = 0.0) -> int:
        """A station may talk now; returns the number of its link."""
        self._next_link += 1
        parameters = self.craft.parameters
        rates_hz = {stream: parameters[name] for stream, (name, _) in STREAMS.items()}
        self._links[self._next_link] = Link(Schedule(rates_hz, wall_s))
        self.link_now_s = max(self.link_now_s, wall_s)
        return self._next_link

    def close_link(self, link: int) -> None:
        """A station went away."""
        self._links.pop(link, None)

    def receive(self, link: int, message: Message) -> None:
        """Take one message from a station; answers are queued."""
        peer = Peer(link=link, system=message.get_srcSystem(), component=message.get_srcComponent())
        if not self._is_for_us(message) or peer.system == self.settings.system_id:
            return
        if self._must_ignore(peer):
            return
        if message.get_type() in ("COMMAND_LONG", "COMMAND_INT"):
            self._commands.receive(peer, message)
        else:
            self._requests.receive(peer, message)

    def step(self, ticks: int = 1, *, link_now_s: float | None = None) -> None:
        """Let simulated time pass; the link's clock follows it unless it is given."""
        for _ in range(ticks):
            self.craft.step(STEP_S)
            self.link_now_s = self.link_now_s + STEP_S if link_now_s is None else link_now_s
            self._think()

    def report(self, wall_s: float, *, factor: float = 1.0) -> None:
        """Queue the telemetry that is due by the caller's clock, up to `factor` times as often as asked."""
        for number, link in self._links.items():
            for message_id in link.schedule.take_due(wall_s, factor):
                self.send(number, self.reports.build(message_id))
            for _ in range(min(PARAMETERS_AT_ONCE, len(link.parameters_left))):
                self._send_parameter(number, link.parameters_left.popleft())

    def take(self, link: int) -> list[Message]:
        """Everything queued for a link, oldest first."""
        queue = self._links[link].out
        messages = list(queue)
        queue.clear()
        return messages

    def send(self, link: int, message: Message | None) -> None:
        """Queue a message for one link, if that still exists."""
        if message is not None and link in self._links:
            self._links[link].out.append(message)

    def broadcast(self, message: Message) -> None:
        """Queue a message for every link."""
        for link in self._links.values():
            link.out.append(message)

    def say(self, severity: int, text: str) -> None:
        """STATUSTEXT to everyone."""
        self.craft.say(severity, text)

    def banner(self) -> None:
        """Who this is; nobody should take it for the real thing."""
        major, minor, patch, _ = FIRMWARE
        self.craft.say(INFO, f"{self.firmware} V{major}.{minor}.{patch} (simulated vehicle)")
        self.craft.say(INFO, "Built-in simulator, not ArduPilot")

    def reboot(self) -> None:
        """Start anew at the next step, where it stands; what is stored stays."""
        self._rebooting = True

    def set_interval(self, link: int, message_id: int, interval_us: float) -> bool:
        """Send a message on a link every so often; -1 stops it, 0 is the default of one a second."""
        schedule = self._links[link].schedule
        if interval_us < 0:
            schedule.set_rate(message_id, 0.0, self._wall_s)
        else:
            schedule.set_interval(message_id, interval_us * 1e-6 or 1.0, self._wall_s)
        return True

    def set_stream(self, link: int, stream: int, rate_hz: float) -> None:
        """Send a group of messages on a link every so often."""
        self._links[link].schedule.set_stream(stream, rate_hz, self._wall_s)

    def interval_us(self, link: int, message_id: int) -> int:
        """How often a message is sent on a link, -1 when it is not."""
        return self._links[link].schedule.interval_us(message_id)

    def send_parameters(self, link: int) -> None:
        """Queue all parameters, a few with each report."""
        self._links[link].parameters_left = deque(range(len(self.craft.parameters)))

    @property
    def rally_points(self) -> tuple[GeoPosition, ...]:
        """Rally points above sea level that lie inside the fence; the vehicle heeds no others."""
        craft = self.craft
        places = (craft.origin.position_of(craft.offset_of_item(item)) for item in self.rally.items)
        return tuple(place for place in places if self.fencing.holds(place))

    @property
    def _wall_s(self) -> float:
        return 0.0  # due at once; the schedule goes on from the clock of the next report

    def _new_craft(self) -> Craft:
        return Craft(self.settings)

    def _boot(self, craft: Craft) -> None:
        self.craft = craft
        craft.broadcast = self.broadcast
        self._equip(craft)
        self.fencing.on_breach = lambda: self._broadcast_report("FENCE_STATUS")
        self.protocol = MissionProtocol(
            (self.mission, self.fence, self.rally),
            times=self.settings.transfer_times,
            send=self.send,
            say=self.say,
        )
        self.terrain_watch = TerrainWatch(craft, self.mission)
        self.arming.terrain_trouble = self.terrain_watch.trouble
        self.reports.watch_terrain(self.terrain_watch)
        stores: tuple[ItemStore, ...] = (self.mission, self.fence, self.rally)
        self.files = FileTransfer({store.mission_type: store for store in stores}, send=self.send)
        self._commands = self._new_commands()
        self._requests = Requests(self)

    def _new_commands(self) -> Commands:
        return Commands(self)

    def _equip(self, craft: Craft) -> None:
        """All that flies this type of vehicle."""
        self.camera = Camera(craft)
        self.fencing = Fence(craft, self.fence)
        self.actions = AutoActions(craft, self.camera, self.fencing)
        auto = AutoFlight(craft, self.mission, self.actions, lambda: self.rally_points)
        self.auto: Auto = auto
        self.modes: Modes = ModeSwitch(craft, auto, lambda: self.rally_points, self.fencing)
        self._monitor = BatteryMonitor(craft)
        self.arming = Arming(craft, self.modes, self.fencing, self._monitor.trouble)
        self.failsafes = Failsafes(craft, self.modes, self.arming, self._monitor)
        self.fence_watch = FenceWatch(craft, self.fencing, self.modes, self.arming)
        self.reports = Reports(craft, self.modes, self.auto, self.arming, self.fencing)

    def _think(self) -> None:
        craft = self.craft
        if self._rebooting:
            self._restart()
            return
        if craft.home is None and craft.estimator_good:
            craft.set_home_here()
        self.protocol.tick(craft.now_s)
        self.failsafes.update(self.link_now_s)
        self.terrain_watch.update()
        self.fence_watch.update()
        self.modes.update()
        self.arming.update()
        self.camera.update()
        self._count_items()

    def _restart(self) -> None:
        self._rebooting = False
        old = self.craft
        self.protocol.forget()
        new = self._new_craft()
        for name, parameter in (
            (p.name, p) for p in map(old.parameters.by_index, range(len(old.parameters))) if p
        ):
            new.parameters.force(name, parameter.value)
        new.terrain.adopt(old.terrain)
        new.now_s = new.booted_s = old.now_s
        new.mover.north_m, new.mover.east_m = old.mover.north_m, old.mover.east_m
        new.mover.stop(new.limits)
        new.yaw_deg = new.wanted_yaw_deg = old.yaw_deg
        self._boot(new)
        self.banner()

    def _count_items(self) -> None:
        parameters = self.craft.parameters
        if parameters["MIS_TOTAL"] != self.mission.count:
            parameters.force("MIS_TOTAL", self.mission.count)
        if parameters["FENCE_TOTAL"] != len(self.fence.items):
            parameters.force("FENCE_TOTAL", min(len(self.fence.items), 127))
        if parameters["RALLY_TOTAL"] != self.rally.count:
            parameters.force("RALLY_TOTAL", self.rally.count)

    def _send_parameter(self, link: int, index: int) -> None:
        parameters = self.craft.parameters
        found = parameters.by_index(index)
        if found is not None:
            self.send(link, parameter_message(found, len(parameters)))

    def _broadcast_report(self, name: str) -> None:
        message = self.reports.build(int(getattr(mavlink, f"MAVLINK_MSG_ID_{name}")))
        if message is not None:
            self.broadcast(message)

    def _home_item(self) -> StoredItem:
        home = self.craft.home
        if home is None:
            return StoredItem(command=WAYPOINT)
        return StoredItem(
            command=WAYPOINT, x=round(home.lat_deg * 1e7), y=round(home.lon_deg * 1e7), z=home.alt_amsl_m
        )

    def _mission_is_running(self) -> bool:
        return self.craft.armed and self.auto.engine.state is MissionState.RUNNING

    def _is_for_us(self, message: Message) -> bool:
        system = getattr(message, "target_system", 0)
        component = getattr(message, "target_component", 0)
        if message.get_type() == "TIMESYNC":
            return True
        own = (0, self.settings.system_id), (0, self.settings.component_id)
        return system in own[0] and component in own[1]

    def _must_ignore(self, peer: Peer) -> bool:
        parameters = self.craft.parameters
        return parameters["SYSID_ENFORCE"] > 0 and peer.system != parameters["SYSID_MYGCS"]
