"""What sorties keep to, whoever flies: all lanes once, no battery over, even loads, home from everywhere."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.brief import PatrolBrief, Territory, Wind
from planner.estimate import climb_effort, landing_effort, pace_of, path_effort
from planner.fleet import Aircraft, Battery, Multirotor
from planner.geodesy import FloatArray, GeoPoint
from planner.heights import above_launch
from planner.judge.return_jumps import return_jumps
from planner.plan import plan_patrol
from planner.profiles import CALLISTO, SITL_QUAD
from planner.route import Leg, LegKind, PatrolPlan, Sortie
from tests.planner.plain_briefs import FRAME, SQUARE, box, brief, errors, ring, spot
from tests.strategies import examples

COMPACT = brief(box(0, 0, 4000, 2500), launch=spot(1000, -50))
STRIP = brief(box(0, 0, 7000, 400), launch=spot(-50, 200))


def fleet(*launches: GeoPoint, vehicles: Sequence[Multirotor] = ()) -> tuple[Aircraft, ...]:
    each = vehicles or [CALLISTO] * len(launches)
    return tuple(
        Aircraft(
            aircraft_id=f"A{number}",
            vehicle=vehicle,
            launch=launch,
            height_layer=above_launch(80 + 20 * number),
        )
        for number, (launch, vehicle) in enumerate(zip(launches, each, strict=True), 1)
    )


def half_a_battery(vehicle: Multirotor) -> Multirotor:
    smaller = Battery(capacity_wh=vehicle.battery.capacity_wh / 2)
    return replace(vehicle, battery=smaller, endurance_s=vehicle.endurance_s / 2)


def flown_s(plan: PatrolPlan) -> dict[str, float]:
    """Flight time of each aircraft."""
    times_s = {aircraft.aircraft_id: 0.0 for aircraft in plan.brief.aircraft}
    for sortie in plan.sorties:
        times_s[sortie.aircraft_id] += sortie.duration_s
    return times_s


def lanes_of(plan: PatrolPlan, *, aircraft_id: str = "") -> shapely.MultiLineString:
    paths_m = [
        FRAME.to_local(leg.path)
        for sortie in plan.sorties
        for leg in sortie.legs
        if leg.kind is LegKind.LANE and aircraft_id in ("", sortie.aircraft_id)
    ]
    return shapely.MultiLineString(paths_m)


def usable_wh(asked: PatrolBrief, sortie: Sortie) -> float:
    (vehicle,) = [each.vehicle for each in asked.aircraft if each.aircraft_id == sortie.aircraft_id]
    assert isinstance(vehicle, Multirotor)
    return vehicle.battery.capacity_wh * (1 - asked.settings.reserve)


BRIEFS: dict[str, Callable[[], PatrolBrief]] = {
    "one over a compact area": lambda: COMPACT,
    "one along a strip": lambda: STRIP,
    "two at one launch": lambda: replace(COMPACT, aircraft=fleet(spot(2000, -50), spot(2000, -60))),
    "two at both ends": lambda: replace(STRIP, aircraft=fleet(spot(-50, 200), spot(7050, 200))),
    "three, one with half a battery": lambda: replace(
        COMPACT,
        aircraft=fleet(*[spot(1000, -50)] * 3, vehicles=[CALLISTO, half_a_battery(CALLISTO), CALLISTO]),
    ),
    "a bent strip": lambda: brief(
        ring((0, 0), (5000, 800), (9000, -400), (9000, 200), (5000, 1400), (0, 600)), launch=spot(4500, 300)
    ),
    "round a hole": lambda: brief(
        box(0, 0, 4000, 2500), holes=(box(1500, 900, 2500, 1600),), launch=spot(-50, 1200)
    ),
}


@pytest.mark.parametrize("name", BRIEFS)
def test_sorties_fly_all_lanes_of_one_path_and_nothing_twice(name: str) -> None:
    asked = BRIEFS[name]()
    whole = plan_patrol(replace(asked, settings=replace(asked.settings, one_path=True)))

    plan = plan_patrol(asked)

    before, after = lanes_of(whole), lanes_of(plan)
    cuts = len(plan.lanes) + len(whole.lanes)
    assert after.length == pytest.approx(before.length, abs=0.001 + 0.012 * cuts)  # whole 1e-7 degrees
    assert shapely.hausdorff_distance(before, after) < 0.05
    assert shapely.union_all(after.buffer(0.05, cap_style="flat")).area == pytest.approx(
        sum(line.buffer(0.05, cap_style="flat").area for line in after.geoms), rel=0.001
    )


@pytest.mark.parametrize("name", BRIEFS)
def test_no_sortie_takes_more_than_its_battery_and_all_come_home(name: str) -> None:
    plan = plan_patrol(BRIEFS[name]())

    assert errors(plan) == []
    homes = {each.aircraft_id: each.launch for each in plan.brief.aircraft}
    for sortie in plan.sorties:
        assert sortie.energy_wh <= usable_wh(plan.brief, sortie) * (1 + 1e-9)
        assert sortie.legs[0].kind is LegKind.TAKE_OFF
        assert sortie.legs[-1].kind is LegKind.LANDING
        home = homes[sortie.aircraft_id]
        assert home is not None
        ends_m = FRAME.to_local([sortie.legs[0].path[0], sortie.legs[-1].path[-1], home])
        assert np.hypot(*(ends_m[:2] - ends_m[2]).T).max() < 0.02


@pytest.mark.slow
@given(st.floats(0, 360), st.floats(0, 9), st.sampled_from([COMPACT, STRIP]))
@settings(max_examples=examples(8))
def test_wind_from_anywhere_shortens_sorties_but_never_overdraws_one(
    from_deg: float, speed_mps: float, asked: PatrolBrief
) -> None:
    windy = replace(
        asked, settings=replace(asked.settings, wind=Wind(speed_mps=speed_mps, from_deg=from_deg))
    )

    plan = plan_patrol(windy)

    pace = pace_of(CALLISTO, windy.settings)
    for sortie in plan.sorties:
        flown_m = np.vstack([FRAME.to_local(leg.path) for leg in sortie.legs if leg.length_m > 0])
        distinct = np.concatenate([[True], np.hypot(*np.diff(flown_m, axis=0).T) > 1e-3])
        ups_and_downs = (climb_effort(120, pace), landing_effort(120, pace))
        over_ground = path_effort(flown_m[distinct], pace)
        took_wh = over_ground.energies_wh.sum() + sum(energy_wh for _, energy_wh in ups_and_downs)
        took_s = over_ground.durations_s.sum() + sum(seconds_s for seconds_s, _ in ups_and_downs)
        assert took_wh <= usable_wh(windy, sortie) * 1.0001
        assert took_s <= CALLISTO.endurance_s * 0.75 * 1.0001


def path_home(jump_m: FloatArray, sortie: Sortie) -> FloatArray:
    """From a place to where ArduPilot would join a return path, and along that to the recovery."""
    for return_path in sortie.return_paths:
        path_m = FRAME.to_local(return_path.path)
        at = np.flatnonzero(np.hypot(*(path_m - jump_m[1]).T) < 1e-6)
        if len(at):
            return np.vstack([jump_m[:1], path_m[at[0] :]])
    raise AssertionError("a jump ends on a return path")


def flown_until(sortie: Sortie, leg: Leg, share: float) -> tuple[float, float]:
    """Watt-hours and seconds since take-off, part of the way along a leg."""
    before = sortie.legs[: sortie.legs.index(leg)]
    return (
        sum(each.energy_wh for each in before) + share * leg.energy_wh,
        sum(each.duration_s for each in before) + share * leg.duration_s,
    )


def least_left(plan: PatrolPlan, sortie: Sortie) -> float:
    """Least share of the battery, reserve apart, left after going home from anywhere on a sortie."""
    pace = pace_of(CALLISTO, plan.brief.settings)
    height_m = sortie.return_height.metres
    left = 1.0
    for leg in sortie.legs[1:-1]:
        path_m = FRAME.to_local(leg.path)
        for share in (0.0, 0.5, 1.0):
            at_m = np.array(shapely.LineString(path_m).interpolate(share, normalized=True).coords[0])
            place = np.array([[*at_m, 120.0]])
            home_m = path_home(return_jumps(place, sortie.return_paths, FRAME).lines_m[0], sortie)
            distinct = np.concatenate([[True], np.hypot(*np.diff(home_m, axis=0).T) > 1e-3])
            energy_wh, seconds_s = flown_until(sortie, leg, share)
            if distinct.sum() > 1:
                effort = path_effort(home_m[distinct], pace)
                energy_wh += effort.energies_wh.sum()
                seconds_s += effort.durations_s.sum()
            climb_s, climb_wh = climb_effort(max(height_m - 120.0, 0.0), pace)
            landing_s, landing_wh = landing_effort(height_m, pace)
            left = min(
                left,
                1 - (energy_wh + climb_wh + landing_wh) / sortie.usable_wh,
                1 - (seconds_s + climb_s + landing_s) / (CALLISTO.endurance_s * 0.75),
            )
    return left


WALLED = brief(
    ring((0, 0), (3000, 0), (3000, 1600), (0, 1600), (0, 1400), (2600, 1400), (2600, 200), (0, 200)),
    launch=spot(30, 100),
)


@pytest.mark.parametrize("wind", [Wind(), Wind(speed_mps=9, from_deg=250), Wind(speed_mps=9, from_deg=80)])
@pytest.mark.parametrize("asked", [COMPACT, STRIP], ids=["compact", "strip"])
def test_the_way_home_from_every_point_leaves_the_reserve(asked: PatrolBrief, wind: Wind) -> None:
    plan = plan_patrol(replace(asked, settings=replace(asked.settings, wind=wind)))

    assert min(least_left(plan, sortie) for sortie in plan.sorties) >= -0.001


@pytest.mark.parametrize("return_m", [60, 250])
def test_a_higher_return_is_paid_for(return_m: float) -> None:
    high = replace(COMPACT, aircraft=(replace(COMPACT.aircraft[0], return_height=above_launch(return_m)),))

    plan = plan_patrol(high)

    assert min(least_left(plan, sortie) for sortie in plan.sorties) >= -0.001


def test_round_walls_the_way_home_from_every_point_leaves_the_reserve() -> None:
    outline = WALLED.areas[0].outline
    plan = plan_patrol(
        replace(WALLED, territories=(Territory(territory_id="own", name="own", outline=outline),))
    )

    assert min(least_left(plan, sortie) for sortie in plan.sorties) >= -0.001


def test_two_equal_aircraft_at_one_launch_get_the_same_load() -> None:
    plan = plan_patrol(replace(COMPACT, aircraft=fleet(spot(1000, -50), spot(1000, -60))))

    one_s, other_s = flown_s(plan).values()
    assert abs(one_s - other_s) <= 0.1 * max(one_s, other_s)


def test_two_aircraft_at_both_ends_of_a_strip_take_a_half_each() -> None:
    plan = plan_patrol(replace(STRIP, aircraft=fleet(spot(-50, 200), spot(7050, 200))))

    west_m, east_m = lanes_of(plan, aircraft_id="A1"), lanes_of(plan, aircraft_id="A2")
    assert west_m.bounds[2] < 4200
    assert east_m.bounds[0] > 2800
    assert west_m.length == pytest.approx(east_m.length, rel=0.1)


def test_who_has_half_the_battery_flies_shorter_and_less_and_all_are_done_together() -> None:
    asked = BRIEFS["three, one with half a battery"]()

    plan = plan_patrol(asked)

    longest_s = {
        name: max(sortie.duration_s for sortie in plan.sorties if sortie.aircraft_id == name)
        for name in ("A1", "A2", "A3")
    }
    assert longest_s["A2"] <= CALLISTO.endurance_s / 2 * 0.75
    seen_m = {name: lanes_of(plan, aircraft_id=name).length for name in longest_s}
    assert 0 < seen_m["A2"] < min(seen_m["A1"], seen_m["A3"])
    alone_s = plan_patrol(replace(asked, aircraft=asked.aircraft[:1])).makespan_s
    assert plan.makespan_s < 0.5 * alone_s


def test_each_of_four_at_the_corners_stays_on_its_side() -> None:
    corners = [spot(-50, -50), spot(6050, -50), spot(6050, 5050), spot(-50, 5050)]
    asked = replace(brief(box(0, 0, 6000, 5000), launch=None, swath_width_m=200.0), aircraft=fleet(*corners))

    plan = plan_patrol(asked)

    for aircraft, corner in zip(asked.aircraft, corners, strict=True):
        own = lanes_of(plan, aircraft_id=aircraft.aircraft_id)
        home_m = FRAME.to_local([corner])[0]
        assert shapely.Point(home_m).distance(own.centroid) < 3905  # to the middle of the area
    times_s = list(flown_s(plan).values())
    assert max(times_s) <= 1.35 * min(times_s)


def test_aircraft_of_different_kinds_share_by_what_they_can_do() -> None:
    asked = replace(COMPACT, aircraft=fleet(*[spot(1000, -50)] * 2, vehicles=[CALLISTO, SITL_QUAD]))

    plan = plan_patrol(asked)

    assert errors(plan) == []
    for sortie in plan.sorties:
        assert sortie.energy_wh <= usable_wh(asked, sortie) * (1 + 1e-9)
    alone_s = plan_patrol(replace(asked, aircraft=asked.aircraft[:1])).makespan_s
    assert plan.makespan_s < 0.75 * alone_s


def test_who_would_only_be_late_stays_on_the_ground() -> None:
    small = brief(box(0, 0, 300, 200), launch=None)
    plan = plan_patrol(replace(small, aircraft=fleet(spot(-20, 100), spot(6000, 100))))

    assert {sortie.aircraft_id for sortie in plan.sorties} == {"A1"}
    assert [finding.subject for finding in plan.findings if finding.code == "aircraft-idle"] == ["A2"]


def test_sorties_come_in_the_order_of_their_take_offs() -> None:
    plan = plan_patrol(replace(COMPACT, aircraft=fleet(spot(1000, -50), spot(1000, -60))))

    ready_s = {"A1": 0.0, "A2": 0.0}
    starts_s = []
    for sortie in plan.sorties:
        starts_s.append(ready_s[sortie.aircraft_id])
        ready_s[sortie.aircraft_id] += sortie.duration_s + 300
    assert starts_s == sorted(starts_s)
    assert [sortie.sortie_id for sortie in plan.sorties] == [f"S{n + 1}" for n in range(len(plan.sorties))]


def test_the_deadhead_of_a_rectangle_adds_up_by_hand() -> None:
    plan = plan_patrol(replace(SQUARE, settings=replace(SQUARE.settings, bearing_deg=90.0)))

    (sortie,) = plan.sorties
    lanes_m = list(lanes_of(plan).geoms)
    tips_m = [np.array(line.coords) for line in lanes_m]
    turns_m = sum(np.hypot(*(after[0] - before[-1])) for before, after in pairwise(tips_m))
    home_m = FRAME.to_local([sortie.legs[0].path[0]])[0]
    to_and_fro_m = np.hypot(*(tips_m[0][0] - home_m)) + np.hypot(*(tips_m[-1][-1] - home_m))
    assert len(lanes_m) == 10
    assert turns_m < 9 * 200
    assert sortie.length_m - sortie.deadhead_m == pytest.approx(sum(line.length for line in lanes_m), abs=1)
    assert sortie.deadhead_m == pytest.approx(turns_m + to_and_fro_m, abs=1)
    lanes_s = sum(leg.duration_s for leg in sortie.legs if leg.lane_id)
    assert sortie.deadhead_s == pytest.approx(sortie.duration_s - lanes_s)
    assert plan.deadhead_share == pytest.approx(1 - lanes_s / plan.duration_s)
    assert plan.deadhead_m == sortie.deadhead_m
    assert 0.1 < plan.deadhead_share < 0.5


def test_turn_rounds_count_between_sorties_of_one_aircraft_alone() -> None:
    slow = replace(COMPACT, aircraft=(replace(COMPACT.aircraft[0], turn_round_s=600.0),))

    plan = plan_patrol(slow)

    waits_s = 600.0 * (len(plan.sorties) - 1)
    assert len(plan.sorties) > 1
    assert plan.makespan_s == pytest.approx(plan.duration_s + waits_s)


def test_the_same_fleet_gets_the_same_sorties_again() -> None:
    asked = replace(STRIP, aircraft=fleet(spot(-50, 200), spot(7050, 200)))

    assert plan_patrol(asked) == plan_patrol(asked)
