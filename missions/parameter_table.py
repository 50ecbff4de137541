"""Which parameters of ArduPilot a package sets, which must match it, and which are told; by vehicle type.

Names and meanings are those of Copter and Plane 4.6 (ArduCopter/Parameters.cpp, ArduPlane/Parameters.cpp,
AC_Fence.cpp, AP_BattMonitor_Params.cpp, AP_Rally.cpp); `RENAMED` has those of later firmwares. ARMING_CHECK
is never among those that are set: what a vehicle checks before it arms is its crew's affair.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from missions.items import Command, Mission
from missions.safeguards import Safeguards
from planner.contingency import Action
from planner.errors import PlanningError
from planner.fleet import FixedWing, Multirotor, Vtol, carrier_of

#: From a firmware on: the new name, and what the old value is multiplied by.
RENAMED: Mapping[str, Mapping[tuple[int, int], Mapping[str, tuple[str, float]]]] = {
    "Copter": {
        (4, 7): {
            "RTL_ALT": ("RTL_ALT_M", 0.01),
            "RTL_ALT_FINAL": ("RTL_ALT_FINAL_M", 0.01),
            "RTL_CLIMB_MIN": ("RTL_CLIMB_MIN_M", 0.01),
            "SYSID_MYGCS": ("MAV_GCS_SYSID", 1.0),
            "WPNAV_ACCEL": ("WP_ACC", 0.01),
            "WPNAV_RADIUS": ("WP_RADIUS_M", 0.01),
            "WPNAV_SPEED_UP": ("WP_SPD_UP", 0.01),
            "WPNAV_SPEED_DN": ("WP_SPD_DN", 0.01),
            "LAND_SPEED": ("LAND_SPD_MS", 0.01),
            "ARMING_CHECK": ("ARMING_SKIPCHK", 0.0),  # what is left out: nothing
        }
    },
    "Plane": {(4, 7): {"SYSID_MYGCS": ("MAV_GCS_SYSID", 1.0), "ARMING_CHECK": ("ARMING_SKIPCHK", 0.0)}},
}

#: The first firmware that knows return paths, and the names of this table.
OLDEST = (4, 6)

#: Switches the fence; set after everything else, and off while what is on board is not whole.
FENCE_SWITCH, FENCE_SWITCH_WHEN_ARMED = "FENCE_ENABLE", "FENCE_AUTOENABLE"

#: FENCE_MARGIN as it comes; a wider one makes RTL fly below its height, under the ceiling.
FENCE_MARGIN_M = 2.0

_POLYGONS, _CEILING = 4, 1  # bits of FENCE_TYPE; its circle and its floor would end patrols
_CAPACITY, _CHECKS = "BATT_CAPACITY", "ARMING_CHECK"
_CAPACITY_OFF = 0.25  # of the planned energy, for a voltage between empty and full


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A parameter that is set for a package."""

    name: str
    value: float  # of `share_of`, where that is given, as a share
    share_of: str = ""  # another parameter
    bits: int | None = None  # only these bits of it are the package's; None: all
    instead_of: float | None = None  # set only where it holds this
    is_least: bool = False  # a longer time does as well

    def wanted(self, held: Mapping[str, float]) -> float:
        """The value to hold, where the vehicle now holds these."""
        now = held[self.name]
        if self.instead_of is not None and now != self.instead_of:
            return now
        if self.share_of:
            return float(round(self.value * held[self.share_of]))
        if self.bits is not None:
            return float((int(now) & ~self.bits) | int(self.value))
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A parameter that must lie between two values for the plan to be true; it is not set from here."""

    name: str
    least: float
    most: float
    why: str  # after "and": "… is 3,300 on the vehicle, and the plan reckons with …"

    def is_met(self, value: float) -> bool:
        """Whether a value does."""
        return self.least <= value <= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A parameter that is told where it differs from what the plan reckons with."""

    name: str
    planned: float
    what: str
    within: float = 0.0  # share of it that makes no difference


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageParameters:
    """The three classes, in the order in which the first is set."""

    settings: tuple[Setting, ...] = ()
    demands: tuple[Demand, ...] = ()
    watched: tuple[Watched, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that must be known, each once: those that are set, those that must match."""
        shares = (one.share_of for one in self.settings if one.share_of)
        set_or_asked = (*(one.name for one in self.settings), *(one.name for one in self.demands), *shares)
        return tuple(dict.fromkeys(set_or_asked))


def package_parameters(
    mission: Mission,
    *,
    firmware: tuple[int, int],
    station_id: int,
    voltage_v: float | None = None,
    clock_rate: float = 1.0,
) -> PackageParameters:
    """What a package asks of the vehicle's parameters; nothing where the mission has no safeguards.

    Args:
        mission: with its safeguards.
        firmware: major and minor number; decides the names.
        station_id: whose heartbeats the vehicle is to listen to.
        voltage_v: of its battery now; None: its capacity is not judged.
        clock_rate: seconds of the vehicle's clock a second of ours, of a simulated one.

    Raises:
        PlanningError: the autopilot cannot do what the contingency plan asks for.
    """
    guards = mission.safeguards
    if guards is None:
        return PackageParameters()
    settings = _plane_settings if guards.is_wing else _copter_settings
    planned_mah = _planned_mah(guards, voltage_v)
    plain = PackageParameters(
        settings=(*settings(mission, guards, clock_rate), *_rally(mission, guards), *_fence(mission, guards)),
        demands=(*_demands(guards, station_id), *_capacity(guards, planned_mah)),
        watched=tuple(_watched(guards, planned_mah)),
    )
    return _renamed(plain, "Plane" if guards.is_wing else "Copter", firmware)


def _copter_settings(mission: Mission, guards: Safeguards, clock_rate: float) -> Iterator[Setting]:
    del mission  # its return path needs no parameter of its own
    plan = guards.contingency
    by_link = {Action.RETURN_PATH: 6, Action.RTL: 1, Action.LAND: 5, Action.NONE: 0}
    by_rc = {Action.RETURN_PATH: 6, Action.RTL: 1, Action.LAND: 3}
    others = {Action.RETURN_PATH: 6, Action.RTL: 2, Action.LAND: 1, Action.NONE: 0}
    yield Setting(name="FS_GCS_ENABLE", value=by_link[plan.lost_link])
    yield Setting(name="FS_GCS_TIMEOUT", value=_after_s(guards, clock_rate), is_least=True)
    if plan.lost_rc is not Action.NONE:
        yield Setting(name="FS_THR_ENABLE", value=by_rc[plan.lost_rc])
    # Bit 0 goes on with a mission without remote control, bit 1 without a link, whatever the action is; bit 3
    # goes on with a landing.
    yield Setting(name="FS_OPTIONS", value=8 + int(plan.lost_rc is Action.NONE), bits=0b1011)
    yield from _battery(guards, others, others)
    yield Setting(name="FS_DR_ENABLE", value=others[plan.lost_position])
    yield Setting(name="FS_EKF_ACTION", value=1)  # land: there is no position to go anywhere by
    yield Setting(name="RTL_ALT", value=round(guards.return_above_home_m * 100))
    yield Setting(name="RTL_ALT_FINAL", value=0)  # else it waits over home until the battery fails
    yield Setting(name="RTL_CLIMB_MIN", value=0)
    yield Setting(name="RTL_ALT_TYPE", value=0)  # above home


def _plane_settings(mission: Mission, guards: Safeguards, clock_rate: float) -> Iterator[Setting]:
    plan, is_vtol = guards.contingency, isinstance(guards.vehicle, Vtol)
    home = dict.fromkeys((Action.RETURN_PATH, Action.RTL, Action.LAND), 1) | {Action.NONE: 0}
    by_battery = home | ({Action.LAND: 4} if is_vtol else {})
    either = plan.lost_link if plan.lost_link is not Action.NONE else plan.lost_rc
    yield Setting(name="FS_GCS_ENABL", value=int(plan.lost_link is not Action.NONE))
    yield Setting(name="FS_LONG_ACTN", value=home[either])  # one for both
    yield Setting(name="FS_LONG_TIMEOUT", value=_after_s(guards, clock_rate), is_least=True)
    yield Setting(name="FS_SHORT_ACTN", value=0)  # goes on in a mission, until it is a long one
    if plan.lost_rc is Action.NONE:
        yield Setting(name="THR_FAILSAFE", value=2, instead_of=1)
    else:
        yield Setting(name="THR_FAILSAFE", value=1)
    yield from _battery(guards, by_battery, by_battery)
    yield Setting(name="RTL_ALTITUDE", value=guards.return_above_home_m)
    yield Setting(name="RTL_CLIMB_MIN", value=0)
    if any(item.command == Command.DO_RETURN_PATH_START for item in mission.items):
        yield Setting(name="RTL_AUTOLAND", value=4)  # RTL takes the return path


def _after_s(guards: Safeguards, clock_rate: float) -> float:
    """By the vehicle's clock; one that is simulated many times too fast starves between our heartbeats."""
    after_s = guards.contingency.lost_link_after_s
    return after_s if clock_rate < 1.5 else float(round(after_s * clock_rate))


def _battery(
    guards: Safeguards, low: Mapping[Action, int], critical: Mapping[Action, int]
) -> Iterator[Setting]:
    plan = guards.contingency
    for name, action, level, code in (
        ("LOW", plan.low_battery, guards.low_battery, low),
        ("CRT", plan.critical_battery, guards.critical_battery, critical),
    ):
        yield Setting(name=f"BATT_FS_{name}_ACT", value=code[action])
        if level is not None and action is not Action.NONE:
            yield Setting(name=f"BATT_{name}_MAH", value=level, share_of=_CAPACITY)


def _rally(mission: Mission, guards: Safeguards) -> Iterator[Setting]:
    if mission.rally and mission.rally_limit_m is not None:
        yield Setting(name="RALLY_LIMIT_KM", value=mission.rally_limit_m / 1_000)
        yield Setting(name="RALLY_INCL_HOME", value=int(not guards.is_wing))


def _fence(mission: Mission, guards: Safeguards) -> Iterator[Setting]:
    if mission.fence is None:
        return
    by_rotors = {Action.RTL: 1, Action.LAND: 2, Action.NONE: 0}
    action = guards.contingency.breach
    if not guards.is_wing and action not in by_rotors:
        raise PlanningError(
            f"ArduPilot Copter has no “{action.value}” for a breach of its fence.",
            remedy="Let it fly straight home or land at a breach.",
        )
    value = int(action is not Action.NONE) if guards.is_wing else by_rotors[action]
    yield Setting(name="FENCE_ACTION", value=value)
    yield Setting(name="FENCE_TYPE", value=_CEILING | (_POLYGONS if mission.fence else 0))
    yield Setting(name="FENCE_ALT_MAX", value=guards.ceiling_above_home_m)
    yield Setting(name="FENCE_MARGIN", value=FENCE_MARGIN_M)
    yield Setting(name=FENCE_SWITCH_WHEN_ARMED, value=0)
    yield Setting(name=FENCE_SWITCH, value=1)


def _demands(guards: Safeguards, station_id: int) -> Iterator[Demand]:
    plan = guards.contingency
    if plan.lost_link is not Action.NONE:
        why = f"heartbeats of this station, {station_id}, are what keeps it from acting on a lost link"
        yield Demand(name="SYSID_MYGCS", least=station_id, most=station_id, why=why)
    if Action.NONE not in (plan.low_battery, plan.critical_battery) and guards.low_battery is not None:
        why = "only a monitor that measures current (4 and up) knows when to turn back"
        yield Demand(name="BATT_MONITOR", least=4, most=255, why=why)
    if isinstance(guards.vehicle, Vtol):
        why = "the plan reckons with returns on the wing"
        yield Demand(name="Q_RTL_MODE", least=0, most=0, why=why)


def _capacity(guards: Safeguards, planned_mah: float | None) -> Iterator[Demand]:
    """A battery that the vehicle takes for larger than it is planned turns it back too late."""
    if planned_mah is not None:
        why = (
            f"the plan reckons with {guards.battery_wh:,.0f} Wh, about {planned_mah:,.0f} mAh at its voltage"
        )
        yield Demand(name=_CAPACITY, least=0, most=planned_mah * (1 + _CAPACITY_OFF), why=why)


def _planned_mah(guards: Safeguards, voltage_v: float | None) -> float | None:
    if voltage_v is None or not voltage_v > 0 or guards.low_battery is None:
        return None
    return guards.battery_wh / voltage_v * 1_000


def _watched(guards: Safeguards, planned_mah: float | None) -> Iterator[Watched]:
    if planned_mah is not None:
        what = "mAh at its voltage now; a smaller battery turns back earlier"
        yield Watched(name=_CAPACITY, planned=round(planned_mah), what=what, within=_CAPACITY_OFF)
    yield Watched(name=_CHECKS, planned=1, what="all of its own checks before arming")
    match carrier_of(guards.vehicle):
        case Multirotor() as rotors:
            yield from _rotors_watched(rotors)
        case FixedWing() as wing:
            yield from _wing_watched(wing)


def _rotors_watched(rotors: Multirotor) -> Iterator[Watched]:
    yield Watched(name="WPNAV_ACCEL", planned=rotors.acceleration_mps2 * 100, what="acceleration", within=0.2)
    yield Watched(name="WPNAV_RADIUS", planned=rotors.corner_radius_m * 100, what="corners")
    yield Watched(name="WPNAV_SPEED_UP", planned=rotors.climb_mps * 100, what="climb", within=0.2)
    yield Watched(name="WPNAV_SPEED_DN", planned=rotors.descent_mps * 100, what="descent", within=0.2)
    yield Watched(name="LAND_SPEED", planned=rotors.landing_mps * 100, what="landing", within=0.2)


def _wing_watched(wing: FixedWing) -> Iterator[Watched]:
    yield Watched(name="AIRSPEED_CRUISE", planned=wing.cruise_mps, what="air speed", within=0.1)
    yield Watched(name="ROLL_LIMIT_DEG", planned=wing.greatest_bank_deg, what="greatest bank")
    yield Watched(name="WP_LOITER_RAD", planned=wing.loiter_radius_m, what="circles", within=0.05)
    yield Watched(name="NAVL1_PERIOD", planned=wing.navigation_period_s, what="navigation period", within=0.1)


def _renamed(plain: PackageParameters, vehicle_type: str, firmware: tuple[int, int]) -> PackageParameters:
    names: dict[str, tuple[str, float]] = {}
    for since, renamed in sorted(RENAMED[vehicle_type].items()):
        if firmware >= since:
            names.update(renamed)

    def now(name: str) -> tuple[str, float]:
        return names.get(name, (name, 1.0))

    return PackageParameters(
        settings=tuple(
            replace(one, name=now(one.name)[0], value=one.value * now(one.name)[1]) for one in plain.settings
        ),
        demands=tuple(replace(one, name=now(one.name)[0]) for one in plain.demands),
        watched=tuple(
            replace(one, name=now(one.name)[0], planned=one.planned * now(one.name)[1])
            for one in plain.watched
        ),
    )
