"""How a simulated vehicle is set up; every limit that a test may want to shrink is here."""

from dataclasses import dataclass, field

from sitl.battery import PowerModel
from sitl.earth import GeoPosition
from sitl.item_stores import Capacity
from sitl.mission_protocol import TransferTimes

STEP_S = 0.02  # one tick of physics, in simulated time


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleSettings:
    """What a vehicle is when it boots."""

    home: GeoPosition
    heading_deg: float = 0.0
    system_id: int = 1
    component_id: int = 1
    battery_wh: float = 600.0
    power: PowerModel = field(default_factory=PowerModel)
    max_airspeed_mps: float = 28.0
    seed: int = 1
    boot_unix_s: float = 1_700_000_000.0
    gps_fix_s: float = 2.0  # after boot
    estimator_settle_s: float = 8.0  # after boot; 8 to 40 s were seen on ArduPilot's own simulation
    gps_noise_m: float = 0.4
    parameters: tuple[tuple[str, float], ...] = ()
    capacity: Capacity = field(default_factory=Capacity)
    transfer_times: TransferTimes = field(default_factory=TransferTimes)
