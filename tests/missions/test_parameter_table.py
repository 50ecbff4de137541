"""Which parameters a package sets on Copter and Plane, worked by hand from ArduPilot's own descriptions."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.items import Command, Frame, Mission, MissionItem
from missions.parameter_table import PackageParameters, Setting, package_parameters
from missions.safeguards import Safeguards
from planner.contingency import Action, Contingency
from planner.errors import PlanningError
from planner.fleet import Vehicle
from planner.geodesy import GeoPoint
from planner.judge.done_about import FAILURES, done_about
from planner.profiles import DELTAQUAD, SITL_PLANE, SITL_QUAD

AT = GeoPoint(lat_deg=41.0, lon_deg=19.0)
CORNER = MissionItem(command=Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION, frame=Frame.SEA, point=AT)


def package_of(vehicle: Vehicle, plan: Contingency | None = None) -> Mission:
    guards = Safeguards(
        contingency=plan or Contingency(),
        vehicle=vehicle,
        ceiling_above_home_m=130.0,
        return_above_home_m=60.0,
        low_battery=0.4,
        critical_battery=0.1,
    )
    return Mission(
        sortie_id="S1",
        home=AT,
        items=(MissionItem(command=Command.DO_RETURN_PATH_START),),
        vehicle_type="Plane" if guards.is_wing else "Copter",
        fence=(CORNER,) * 3,
        rally=(MissionItem(command=Command.NAV_RALLY_POINT, point=AT, height_m=60.0),),
        rally_limit_m=2_500.0,
        safeguards=guards,
    )


def asked(
    vehicle: Vehicle, plan: Contingency | None = None, firmware: tuple[int, int] = (4, 6)
) -> PackageParameters:
    return package_parameters(package_of(vehicle, plan), firmware=firmware, station_id=255)


def values(parameters: PackageParameters) -> dict[str, float]:
    return {one.name: one.value for one in parameters.settings}


def test_a_copter_takes_the_return_path_on_a_lost_link_and_a_low_battery() -> None:
    assert values(asked(SITL_QUAD)) == {
        "FS_GCS_ENABLE": 6,
        "FS_GCS_TIMEOUT": 20,
        "FS_OPTIONS": 9,
        "BATT_FS_LOW_ACT": 6,
        "BATT_LOW_MAH": 0.4,
        "BATT_FS_CRT_ACT": 1,
        "BATT_CRT_MAH": 0.1,
        "FS_DR_ENABLE": 6,
        "FS_EKF_ACTION": 1,
        "RTL_ALT": 6_000,
        "RTL_ALT_FINAL": 0,
        "RTL_CLIMB_MIN": 0,
        "RTL_ALT_TYPE": 0,
        "RALLY_LIMIT_KM": 2.5,
        "RALLY_INCL_HOME": 1,
        "FENCE_ACTION": 1,
        "FENCE_TYPE": 5,
        "FENCE_ALT_MAX": 130,
        "FENCE_MARGIN": 2,
        "FENCE_AUTOENABLE": 0,
        "FENCE_ENABLE": 1,
    }


def test_a_plane_returns_by_the_path_because_its_rtl_takes_it() -> None:
    assert values(asked(SITL_PLANE)) == {
        "FS_GCS_ENABL": 1,
        "FS_LONG_ACTN": 1,
        "FS_LONG_TIMEOUT": 20,
        "FS_SHORT_ACTN": 0,
        "THR_FAILSAFE": 2,
        "BATT_FS_LOW_ACT": 1,
        "BATT_LOW_MAH": 0.4,
        "BATT_FS_CRT_ACT": 1,
        "BATT_CRT_MAH": 0.1,
        "RTL_ALTITUDE": 60,
        "RTL_CLIMB_MIN": 0,
        "RTL_AUTOLAND": 4,
        "RALLY_LIMIT_KM": 2.5,
        "RALLY_INCL_HOME": 0,
        "FENCE_ACTION": 1,
        "FENCE_TYPE": 5,
        "FENCE_ALT_MAX": 130,
        "FENCE_MARGIN": 2,
        "FENCE_AUTOENABLE": 0,
        "FENCE_ENABLE": 1,
    }


def test_a_vtol_lands_by_its_rotors_on_a_critical_battery_and_must_return_on_its_wing() -> None:
    vtol = asked(DELTAQUAD)

    assert values(vtol)["BATT_FS_CRT_ACT"] == 4
    assert "Q_RTL_MODE" in {one.name for one in vtol.demands}
    assert "Q_RTL_MODE" not in {one.name for one in asked(SITL_PLANE).demands}


@pytest.mark.parametrize(
    ("plan", "names"),
    [
        (Contingency(lost_link=Action.RTL), {"FS_GCS_ENABLE": 1}),
        (Contingency(lost_link=Action.LAND), {"FS_GCS_ENABLE": 5}),
        (Contingency(lost_link=Action.NONE), {"FS_GCS_ENABLE": 0}),
        (Contingency(lost_rc=Action.RTL), {"FS_THR_ENABLE": 1, "FS_OPTIONS": 8}),
        (Contingency(lost_rc=Action.RETURN_PATH), {"FS_THR_ENABLE": 6, "FS_OPTIONS": 8}),
        (Contingency(low_battery=Action.RTL, critical_battery=Action.RETURN_PATH),
         {"BATT_FS_LOW_ACT": 2, "BATT_FS_CRT_ACT": 6}),
        (Contingency(breach=Action.LAND), {"FENCE_ACTION": 2}),
        (Contingency(breach=Action.NONE), {"FENCE_ACTION": 0}),
        (Contingency(lost_position=Action.LAND), {"FS_DR_ENABLE": 1, "FS_EKF_ACTION": 1}),
    ],
)  # fmt: skip
def test_each_action_of_a_copter_has_its_number(plan: Contingency, names: dict[str, float]) -> None:
    found = values(asked(SITL_QUAD, plan))

    assert {name: found[name] for name in names} == names


def test_a_plane_has_one_action_for_link_and_remote_control() -> None:
    link_alone = values(asked(SITL_PLANE))
    neither = values(asked(SITL_PLANE, Contingency(lost_link=Action.NONE)))
    control_alone = values(asked(SITL_PLANE, Contingency(lost_link=Action.NONE, lost_rc=Action.RTL)))

    told = [
        [found[name] for name in ("FS_GCS_ENABL", "FS_LONG_ACTN", "THR_FAILSAFE")]
        for found in (link_alone, neither, control_alone)
    ]
    assert told == [[1, 1, 2], [0, 0, 2], [0, 1, 1]]


def test_what_a_copter_cannot_do_at_a_breach_is_refused_and_a_plane_can() -> None:
    plan = Contingency(breach=Action.RETURN_PATH)

    with pytest.raises(PlanningError, match="Copter has no “return path” for a breach"):
        asked(SITL_QUAD, plan)
    assert values(asked(SITL_PLANE, plan))["FENCE_ACTION"] == 1


def test_firmware_4_7_has_other_names_and_metres() -> None:
    newer = asked(SITL_QUAD, firmware=(4, 7))

    assert values(newer)["RTL_ALT_M"] == 60
    assert "RTL_ALT" not in values(newer)
    assert {one.name for one in newer.demands} >= {"MAV_GCS_SYSID"}
    assert {one.name: one.planned for one in newer.watched}["ARMING_SKIPCHK"] == 0
    assert {one.name for one in asked(SITL_PLANE, firmware=(4, 7)).settings} == set(values(asked(SITL_PLANE)))


@given(
    st.builds(
        Contingency,
        **dict.fromkeys(
            ("lost_link", "lost_rc", "low_battery", "critical_battery", "lost_position"),
            st.sampled_from(Action),
        ),
    ),
    st.sampled_from((SITL_QUAD, SITL_PLANE, DELTAQUAD)),
    st.sampled_from(((4, 6), (4, 7))),
)
def test_every_contingency_is_mapped_the_fence_last_and_arming_checks_never(
    plan: Contingency, vehicle: Vehicle, firmware: tuple[int, int]
) -> None:
    found = asked(vehicle, plan, firmware)
    names = [one.name for one in found.settings]

    assert names[-1] == "FENCE_ENABLE"
    assert len(set(names)) == len(names)
    assert not {"ARMING_CHECK", "ARMING_SKIPCHK"} & {*names}


def test_no_polygons_no_polygons_fenced_and_no_word_of_a_fence_none_switched() -> None:
    bare = package_of(SITL_QUAD)
    without = package_parameters(replace(bare, fence=()), firmware=(4, 6), station_id=255)
    silent = package_parameters(replace(bare, fence=None), firmware=(4, 6), station_id=255)

    assert values(without)["FENCE_TYPE"] == 1
    assert not any(name.startswith("FENCE") for name in values(silent))


def test_only_its_own_bits_of_a_parameter_are_a_packages() -> None:
    (options,) = (one for one in asked(SITL_QUAD).settings if one.name == "FS_OPTIONS")

    assert [options.wanted({"FS_OPTIONS": held}) for held in (0, 16, 18, 3)] == [9, 25, 25, 9]


def test_levels_are_shares_of_the_capacity_on_board() -> None:
    level = Setting(name="BATT_LOW_MAH", value=0.4, share_of="BATT_CAPACITY")

    assert level.wanted({"BATT_LOW_MAH": 0, "BATT_CAPACITY": 5_200}) == 2_080


def test_a_throttle_failsafe_that_is_off_stays_off() -> None:
    patient = Setting(name="THR_FAILSAFE", value=2, instead_of=1)

    assert [patient.wanted({"THR_FAILSAFE": held}) for held in (0, 1, 2)] == [0, 2, 2]


@pytest.mark.parametrize(
    ("volts", "capacity_mah", "is_met"),
    [(12.6, 10_000, True), (12.6, 3_300, True), (10.2, 13_000, True), (12.6, 12_000, False)],
)
def test_the_vehicle_must_not_take_its_battery_for_larger_than_planned(
    volts: float, capacity_mah: float, is_met: bool
) -> None:
    """3 cells of 10 Ah: 111 Wh at 11.1 V."""
    found = package_parameters(
        package_of(SITL_QUAD), firmware=(4, 6), station_id=255, voltage_v=volts
    ).demands
    (capacity,) = (one for one in found if one.name == "BATT_CAPACITY")

    assert capacity.is_met(capacity_mah) == is_met


def test_a_simulated_clock_that_runs_fast_gets_as_much_of_our_time() -> None:
    fast = package_parameters(package_of(SITL_QUAD), firmware=(4, 6), station_id=255, clock_rate=20.0)

    assert values(fast)["FS_GCS_TIMEOUT"] == 400


def test_a_mission_without_safeguards_asks_for_nothing() -> None:
    bare = replace(package_of(SITL_QUAD), safeguards=None)

    assert package_parameters(bare, firmware=(4, 6), station_id=255) == PackageParameters()


def done_by_copter(set_to: dict[str, float]) -> dict[str, Action]:
    """What its parameters make of each failure, by ArduPilot's own lists of their values."""
    others = {0: Action.NONE, 1: Action.LAND, 2: Action.RTL, 6: Action.RETURN_PATH}
    by_link = {0: Action.NONE, 1: Action.RTL, 5: Action.LAND, 6: Action.RETURN_PATH}
    by_rc = {0: Action.NONE, 1: Action.RTL, 3: Action.LAND, 6: Action.RETURN_PATH}
    by_fence = {0: Action.NONE, 1: Action.RTL, 2: Action.LAND}
    return {
        "lost_link": by_link[int(set_to["FS_GCS_ENABLE"])],
        "lost_rc": by_rc[int(set_to.get("FS_THR_ENABLE", 0))],
        "low_battery": others[int(set_to["BATT_FS_LOW_ACT"])],
        "critical_battery": others[int(set_to["BATT_FS_CRT_ACT"])],
        "breach": by_fence[int(set_to["FENCE_ACTION"])],
        "lost_position": others[int(set_to["FS_DR_ENABLE"])],
    }


def done_by_plane(set_to: dict[str, float]) -> dict[str, Action]:
    """The same; its RTL is its return path."""
    home = {0: Action.NONE, 1: Action.RETURN_PATH}
    by_battery = home | {4: Action.LAND}
    at_length = home[int(set_to["FS_LONG_ACTN"])]
    assert set_to["RTL_AUTOLAND"] == 4
    assert "FS_DR_ENABLE" not in set_to
    return {
        "lost_link": at_length if set_to["FS_GCS_ENABL"] else Action.NONE,
        "lost_rc": at_length if set_to["THR_FAILSAFE"] == 1 else Action.NONE,
        "low_battery": by_battery[int(set_to["BATT_FS_LOW_ACT"])],
        "critical_battery": by_battery[int(set_to["BATT_FS_CRT_ACT"])],
        "breach": home[int(set_to["FENCE_ACTION"])],
        "lost_position": Action.NONE,
    }


@pytest.mark.parametrize("vehicle", [SITL_QUAD, SITL_PLANE, DELTAQUAD], ids=["copter", "plane", "vtol"])
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("failure", FAILURES)
def test_what_is_shown_to_be_done_is_what_the_parameters_make_the_autopilot_do(
    failure: str, action: Action, vehicle: Vehicle
) -> None:
    if (failure, action, vehicle) == ("breach", Action.RETURN_PATH, SITL_QUAD):
        return  # refused: see above
    plan = replace(Contingency(), **{failure: action})  # type: ignore[arg-type]  # a field of its own

    done = done_by_copter if vehicle is SITL_QUAD else done_by_plane
    assert done_about(plan, vehicle) == done(values(asked(vehicle, plan)))
