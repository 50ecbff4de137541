"""The link to vehicles: connect, upload and read back, command, follow a flight.

The only code that talks to a vehicle, by DroneKit. Importing this imports no DroneKit: that happens on
the link's own thread when the first connection is made.
"""

from missions.errors import AddressError
from missions.link.address import Address, parse_address
from missions.link.commands import (
    arm,
    disarm,
    pause,
    reset_battery,
    resume,
    return_home,
    set_mode,
    start_mission,
    swap_simulated_battery,
)
from missions.link.connecting import connect, require_one_meant
from missions.link.downloads import (
    DownloadedMission,
    clear_mission,
    download_mission,
    download_package,
    download_part,
)
from missions.link.gate import require_battery
from missions.link.in_flight import HOLDING
from missions.link.keys import KeyStore
from missions.link.lost_link import lost_link_words
from missions.link.noted import clear_vehicle, fly_mission, note_plan, restore_backup, upload_mission
from missions.link.parameters import get_parameter, is_simulated, set_parameter
from missions.link.recording import Keeping
from missions.link.restores import Restored
from missions.link.session import Session
from missions.link.signing import SigningKey, key_of
from missions.link.state import LinkState, Progress, Role, StatusText, VehicleState

__all__ = [
    "HOLDING",
    "Address",
    "AddressError",
    "DownloadedMission",
    "Keeping",
    "KeyStore",
    "LinkState",
    "Progress",
    "Restored",
    "Role",
    "Session",
    "SigningKey",
    "StatusText",
    "VehicleState",
    "arm",
    "clear_mission",
    "clear_vehicle",
    "connect",
    "disarm",
    "download_mission",
    "download_package",
    "download_part",
    "fly_mission",
    "get_parameter",
    "is_simulated",
    "key_of",
    "lost_link_words",
    "note_plan",
    "parse_address",
    "pause",
    "require_battery",
    "require_one_meant",
    "reset_battery",
    "restore_backup",
    "resume",
    "return_home",
    "set_mode",
    "set_parameter",
    "start_mission",
    "swap_simulated_battery",
    "upload_mission",
]
