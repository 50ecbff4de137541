"""What the message handlers need of the vehicle: its pieces, and the ways out."""

from typing import Protocol

from sitl.arming import Arming
from sitl.auto_actions import AutoActions
from sitl.camera import Camera
from sitl.craft import Craft
from sitl.dialect import Message
from sitl.failsafes import Failsafes
from sitl.fence import Fence
from sitl.file_transfer import FileTransfer
from sitl.mission_protocol import MissionProtocol
from sitl.mode_protocol import Auto, Modes
from sitl.reports import Reports
from sitl.terrain_watch import TerrainWatch


class Parts(Protocol):
    """The vehicle, seen by whoever handles a message."""

    craft: Craft
    modes: Modes
    auto: Auto
    actions: AutoActions
    arming: Arming
    camera: Camera
    failsafes: Failsafes
    fencing: Fence
    protocol: MissionProtocol
    files: FileTransfer
    reports: Reports
    terrain_watch: TerrainWatch
    link_now_s: float

    def send(self, link: int, message: Message | None) -> None:
        """Queue a message for one link."""

    def reboot(self) -> None:
        """Start anew after the answer is out."""

    def banner(self) -> None:
        """Say who this is."""

    def set_interval(self, link: int, message_id: int, interval_us: float) -> bool:
        """Send a message on a link every so often; -1 stops it, 0 is the default."""

    def set_stream(self, link: int, stream: int, rate_hz: float) -> None:
        """Send a group of messages on a link every so often."""

    def interval_us(self, link: int, message_id: int) -> int:
        """How often a message is sent on a link, -1 when it is not."""

    def send_parameters(self, link: int) -> None:
        """Queue all parameters, a few at a time."""
