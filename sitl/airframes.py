"""What a real ArduPilot binary can be told to simulate, and the parameters each airframe then needs."""

from dataclasses import dataclass, field

Parameters = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Airframe:
    """What to start, what it needs to arm without ArduPilot's own file of defaults, and its tuning."""

    binary: str
    model: str
    least_defaults: Parameters
    tuning: Parameters = field(default_factory=dict)
    crew: Parameters = field(default_factory=dict)  # what they set before a patrol


#: Not all zero: a board whose accelerometers look uncalibrated does not arm.
_ACCELEROMETERS: Parameters = {
    "INS_ACCOFFS_X": 0.001,
    "INS_ACCOFFS_Y": 0.001,
    "INS_ACCOFFS_Z": 0.001,
    "INS_ACCSCAL_X": 1.001,
    "INS_ACCSCAL_Y": 1.001,
    "INS_ACCSCAL_Z": 1.001,
    "INS_ACC2OFFS_X": 0.001,
    "INS_ACC2OFFS_Y": 0.001,
    "INS_ACC2OFFS_Z": 0.001,
    "INS_ACC2SCAL_X": 1.001,
    "INS_ACC2SCAL_Y": 1.001,
    "INS_ACC2SCAL_Z": 1.001,
}

_COPTER: Parameters = {
    "FRAME_CLASS": 1,
    "FRAME_TYPE": 0,
    "COMPASS_OFS_X": 5,
    "COMPASS_OFS_Y": 13,
    "COMPASS_OFS_Z": -18,
    "COMPASS_OFS2_X": 5,
    "COMPASS_OFS2_Y": 13,
    "COMPASS_OFS2_Z": -18,
    "COMPASS_OFS3_X": 5,
    "COMPASS_OFS3_Y": 13,
    "COMPASS_OFS3_Z": -18,
    **_ACCELEROMETERS,
    "BATT_MONITOR": 4,
    "FS_THR_ENABLE": 1,
    "MOT_BAT_VOLT_MAX": 12.8,
    "MOT_BAT_VOLT_MIN": 9.6,
}

# Without these it swings, and its battery is not its own (ArduPilot's models/Callisto.param).
_CALLISTO: Parameters = {
    "FRAME_CLASS": 4,
    "FRAME_TYPE": 1,
    "BATT_CAPACITY": 44_000,
    "ATC_ACCEL_P_MAX": 30000,
    "ATC_ACCEL_R_MAX": 30000,
    "ATC_ACCEL_Y_MAX": 6000,
    "ATC_ANG_PIT_P": 7,
    "ATC_ANG_RLL_P": 7,
    "ATC_ANG_YAW_P": 5,
    "ATC_INPUT_TC": 0.25,
    "ATC_RAT_PIT_D": 0.00375,
    "ATC_RAT_PIT_FLTD": 10,
    "ATC_RAT_PIT_I": 0.455,
    "ATC_RAT_PIT_P": 0.455,
    "ATC_RAT_RLL_D": 0.00375,
    "ATC_RAT_RLL_FLTD": 10,
    "ATC_RAT_RLL_I": 0.455,
    "ATC_RAT_RLL_P": 0.455,
    "ATC_RAT_YAW_D": 0.5,
    "ATC_RAT_YAW_FLTE": 10,
    "ATC_RAT_YAW_I": 0.05,
    "ATC_RAT_YAW_P": 0.5,
    "ATC_SLEW_YAW": 3000,
    "ATC_THR_MIX_MAX": 2,
    "EK3_DRAG_BCOEF_X": 91.222,
    "EK3_DRAG_BCOEF_Y": 91.222,
    "EK3_DRAG_MCOEF": 0.076,
    "INS_ACCEL_FILTER": 10,
    "MOT_BAT_CURR_TC": 2,
    "MOT_BAT_VOLT_MAX": 50.4,
    "MOT_BAT_VOLT_MIN": 39.6,
    "MOT_HOVER_LEARN": 0,
    "MOT_PWM_MAX": 1940,
    "MOT_PWM_MIN": 1000,
    "MOT_SPIN_ARM": 0.16,
    "MOT_SPIN_MAX": 0.975,
    "MOT_SPIN_MIN": 0.2,
    "MOT_THST_EXPO": 0.5,
    "MOT_THST_HOVER": 0.52,
    "MOT_YAW_HEADROOM": 50,
    "PSC_ACCZ_FLTD": 10,
    "PSC_ACCZ_FLTE": 0,
    "PSC_ACCZ_FLTT": 10,
    "PSC_JERK_Z": 10,
    "PSC_POSZ_P": 0.5,
    "PSC_VELZ_P": 2.5,
    "SIM_BATT_VOLTAGE": 50,
}

# Without its throttle's trim it drives off as soon as it is switched on. How it answers its controls and how
# fast it flies: as in ArduPilot's models/plane.parm, which the profile of the SITL plane is taken from.
_PLANE: Parameters = {
    "BATT_MONITOR": 4,
    "COMPASS_OFS_X": 5,
    "COMPASS_OFS_Y": 13,
    "COMPASS_OFS_Z": -18,
    "COMPASS_OFS2_X": 5,
    "COMPASS_OFS2_Y": 13,
    "COMPASS_OFS2_Z": -18,
    **_ACCELEROMETERS,
    "INS_GYR_CAL": 0,
    "RC3_MIN": 1000,
    "RC3_MAX": 2000,
    "RC3_TRIM": 1000,
    "SERVO3_MIN": 1000,
    "SERVO3_MAX": 2000,
    "AIRSPEED_CRUISE": 22,
    "AIRSPEED_MAX": 30,
    "AIRSPEED_MIN": 10,
    "ARSPD_USE": 1,
    "TRIM_THROTTLE": 50,
    "THR_MAX": 100,
    "NAVL1_PERIOD": 15,
    "KFF_RDDRMIX": 0.5,
    "PTCH_LIM_MAX_DEG": 25,
    "PTCH_LIM_MIN_DEG": -20,
    "RLL2SRV_RMAX": 90,
    "RLL2SRV_TCONST": 0.25,
    "RLL_RATE_D": 0.01743,
    "RLL_RATE_FF": 0.237212,
    "RLL_RATE_I": 0.25,
    "RLL_RATE_P": 0.3,
    "PTCH2SRV_RLL": 1,
    "PTCH2SRV_RMAX_DN": 90,
    "PTCH2SRV_RMAX_UP": 90,
    "PTCH2SRV_TCONST": 0.25,
    "PTCH_RATE_D": 0.007265,
    "PTCH_RATE_FF": 0.595723,
    "PTCH_RATE_I": 0.11,
    "PTCH_RATE_P": 0.15,
}

_QUADPLANE: Parameters = {
    "BATT_MONITOR": 4,
    "COMPASS_OFS_X": -0.45,
    "COMPASS_OFS_Y": -0.59,
    "COMPASS_OFS_Z": 6.82,
    "COMPASS_OFS2_X": -0.42,
    "COMPASS_OFS2_Y": -0.73,
    "COMPASS_OFS2_Z": 6.67,
    "COMPASS_OFS3_X": -0.42,
    "COMPASS_OFS3_Y": -0.73,
    "COMPASS_OFS3_Z": 6.67,
    **_ACCELEROMETERS,
    "INS_GYR_CAL": 0,
    "RC3_MIN": 1000,
    "RC3_MAX": 2000,
    "SERVO3_MIN": 1000,
    "SERVO3_MAX": 2000,
    "THR_MAX": 100,
    "PTCH2SRV_RLL": 1,
    "PTCH_LIM_MAX_DEG": 30,
    "PTCH_LIM_MIN_DEG": -30,
    "Q_ENABLE": 1,
    "Q_ASSIST_SPEED": 12,
    "SCHED_LOOP_RATE": 300,
    # How this airframe answers its controls (ArduPilot's quadplane.parm): without them it swings.
    "AIRSPEED_MIN": 13,
    "AIRSPEED_CRUISE": 25,
    "AIRSPEED_MAX": 35,
    "ARSPD_USE": 1,
    "NAVL1_PERIOD": 14,
    "RLL_RATE_FF": 0.552741,
    "RLL_RATE_P": 0.141009,
    "RLL_RATE_I": 0.2125,
    "RLL_RATE_D": 0,
    "PTCH_RATE_FF": 1.407055,
    "PTCH_RATE_P": 0.309954,
    "PTCH_RATE_I": 0.2125,
    "PTCH_RATE_D": 0,
    "KFF_RDDRMIX": 0.5,
    "Q_A_RAT_RLL_P": 0.108,
    "Q_A_RAT_RLL_I": 0.108,
    "Q_A_RAT_RLL_D": 0.001,
    "Q_A_RAT_PIT_P": 0.103,
    "Q_A_RAT_PIT_I": 0.103,
    "Q_A_RAT_PIT_D": 0.001,
    "Q_A_RAT_YAW_P": 0.2,
    "Q_A_RAT_YAW_I": 0.02,
    "Q_A_ANG_RLL_P": 6,
    "Q_A_ANG_PIT_P": 6,
    "Q_M_THST_EXPO": 0.65,
    "Q_M_PWM_MIN": 1000,
    "Q_M_PWM_MAX": 2000,
    "Q_M_BAT_VOLT_MAX": 12.8,
    "Q_M_BAT_VOLT_MIN": 9.6,
}

# What crews set once: the battery that the profile of the airframe has (in mAh, at its 3 cells), and for a
# wing, which arms with a return path on board only then, that RTL takes it.
_CREW_OF_A_QUAD: Parameters = {"BATT_CAPACITY": 10_000}
_CREW_OF_A_WING: Parameters = {"BATT_CAPACITY": 13_500, "RTL_AUTOLAND": 4}
_CREW_OF_A_VTOL: Parameters = {"BATT_CAPACITY": 30_000, "RTL_AUTOLAND": 4}

AIRFRAMES = {
    # The Callisto that briefs begin with: it makes 20 m/s, where the quad leans as far as it may at 10.
    "copter": Airframe(
        binary="arducopter",
        model="octa-quad:@ROMFS/models/Callisto.json",
        least_defaults=_COPTER,
        tuning=_CALLISTO,
    ),
    "quad": Airframe(binary="arducopter", model="quad", least_defaults=_COPTER, crew=_CREW_OF_A_QUAD),
    "plane": Airframe(binary="arduplane", model="plane", least_defaults=_PLANE, crew=_CREW_OF_A_WING),
    "quadplane": Airframe(
        binary="arduplane", model="quadplane", least_defaults=_QUADPLANE, crew=_CREW_OF_A_VTOL
    ),
}
