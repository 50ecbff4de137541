"""Vehicles and sensors to begin with, each with the source of its figures.

A figure that its source does not give is said to be computed or assumed; operators put in their own.
"""

from planner.errors import BriefError
from planner.fleet import Battery, FixedWing, Multirotor, Sensor, Vehicle, Vtol

CALLISTO = Multirotor(
    name="Callisto octocopter",
    battery=Battery(capacity_wh=1_950),
    cruise_mps=20,
    greatest_air_speed_mps=25,
    climb_mps=2.5,
    descent_mps=1.5,
    landing_mps=0.5,
    acceleration_mps2=2.5,
    hover_power_w=4_100,
    cruise_power_w=3_070,
    climb_power_w=5_000,
    endurance_s=2_280,
    greatest_wind_mps=12,
    source="ArduPilot 4.6.3 Tools/autotest/models/Callisto.json: 32.5 kg, 44 Ah at 44.4 V nominal, 65.4 "
    "A at 46.9 V and 25 m/s, taken for 20 m/s too. Hover power computed: momentum theory over "
    "1.82 m² of disc at 65 %. Speeds up and down and acceleration: ArduPilot's WPNAV and LAND "
    "defaults. Wind limit and climb power assumed.",
)

SITL_QUAD = Multirotor(
    name="ArduPilot SITL quad",
    battery=Battery(capacity_wh=111),
    cruise_mps=10,
    greatest_air_speed_mps=10,
    climb_mps=2.5,
    descent_mps=1.5,
    landing_mps=0.5,
    acceleration_mps2=2.5,
    hover_power_w=300,
    cruise_power_w=290,
    climb_power_w=380,
    endurance_s=1_380,
    greatest_wind_mps=10,
    source="ArduPilot 4.6.3 libraries/SITL/SIM_Frame.h, default model: 3 kg, 29.3 A at 12.1 V and 15 "
    "m/s, leaning 45°. At ArduCopter's default ANGLE_MAX of 30° it makes 10.0 m/s and no more, flown in "
    "4.6.3. Other speeds from WPNAV and LAND defaults. Battery (3S, 10 Ah), hover, cruise and climb power"
    " and wind limit assumed.",
)

SITL_PLANE = FixedWing(
    name="ArduPilot SITL plane",
    battery=Battery(capacity_wh=150),
    cruise_mps=22,
    least_air_speed_mps=13,
    greatest_air_speed_mps=30,
    greatest_bank_deg=45,
    climb_mps=5,
    descent_mps=3,
    climb_out_m=150,
    loiter_radius_m=60,
    approach_m=400,
    cruise_power_w=150,
    climb_power_w=350,
    endurance_s=3_600,
    greatest_wind_mps=10,
    navigation_period_s=15,
    source="ArduPilot 4.6.3 Tools/autotest/models/plane.parm (AIRSPEED_CRUISE 22, AIRSPEED_MAX 30, "
    "NAVL1_PERIOD 15), "
    "ROLL_LIMIT_DEG default 45, WP_LOITER_RAD default 60, TECS_CLMB_MAX default 5. Battery, "
    "powers, approach and wind assumed.",
)

DELTAQUAD = Vtol(
    name="DeltaQuad VTOL",
    wing=FixedWing(
        name="DeltaQuad VTOL, on its wing",
        battery=Battery(capacity_wh=340),
        cruise_mps=18,
        least_air_speed_mps=13,
        greatest_air_speed_mps=28,
        greatest_bank_deg=45,
        climb_mps=3,
        descent_mps=2,
        climb_out_m=100,
        loiter_radius_m=80,
        approach_m=300,
        cruise_power_w=153,
        climb_power_w=400,
        endurance_s=7_200,
        greatest_wind_mps=14,
        source="As the whole aircraft.",
    ),
    hover_power_w=1_200,
    hover_climb_mps=2.5,
    hover_descent_mps=1.5,
    transition_m=100,
    return_radius_m=100,
    source="DeltaQuad vehicle specifications (sanderux/dqdocs): cruise 18 m/s, stall 12 to 13 m/s, "
    "maximum 28 m/s, 4S 23 Ah, 2 h, wind 14 m/s in cruise. Cruise power computed from 90 % of the"
    " battery in 2 h. Hover, climb, transition and approach assumed.",
)

VEHICLES: tuple[Vehicle, ...] = (CALLISTO, SITL_QUAD, SITL_PLANE, DELTAQUAD)

DEFAULT_VEHICLE = CALLISTO

SENSORS: tuple[Sensor, ...] = (
    Sensor(
        name="Sony ILX-LR1, 24 mm",
        across_fov_deg=73.3,
        along_fov_deg=52.7,
        source="Sensor 35.7 × 23.8 mm (Sony ILX-LR1 data sheet) behind 24 mm: 2 atan(size ÷ 2f).",
    ),
    Sensor(
        name="FLIR Vue Pro R 640, 13 mm",
        across_fov_deg=45.0,
        along_fov_deg=37.0,
        source="FLIR Vue Pro R data sheet: 45° × 37° with the 13 mm lens; 640 × 512 thermal.",
    ),
    Sensor(
        name="Raspberry Pi HQ camera, 6 mm",
        across_fov_deg=55.3,
        along_fov_deg=42.9,
        source="Sensor 6.287 × 4.712 mm (Sony IMX477, Raspberry Pi documentation) behind 6 mm: 2 "
        "atan(size ÷ 2f).",
    ),
    Sensor(
        name="Sony ILX-LR1, 35 mm, looking 30° right",
        across_fov_deg=54.0,
        along_fov_deg=37.5,
        look_right_deg=30.0,
        source="Sensor 35.7 × 23.8 mm (Sony ILX-LR1 data sheet) behind 35 mm, tilted on its mount.",
    ),
)


def vehicle_named(text: str) -> Vehicle:
    """The built-in vehicle whose name holds `text`, in any case.

    Raises:
        BriefError: none does, or several do; the message lists them.
    """
    return VEHICLES[_index_of(text, [vehicle.name for vehicle in VEHICLES], what="vehicle")]


def sensor_named(text: str) -> Sensor:
    """The built-in sensor whose name holds `text`, in any case.

    Raises:
        BriefError: none does, or several do; the message lists them.
    """
    return SENSORS[_index_of(text, [sensor.name for sensor in SENSORS], what="sensor")]


def _index_of(text: str, names: list[str], *, what: str) -> int:
    wanted = text.casefold().strip()
    exact = [number for number, name in enumerate(names) if name.casefold() == wanted]
    found = exact or [number for number, name in enumerate(names) if wanted and wanted in name.casefold()]
    if len(found) == 1:
        return found[0]
    count = "No" if not found else f"{len(found)}"
    raise BriefError(f"{count} {what} is called {text!r}.", remedy=f"Choose one of: {'; '.join(names)}.")
