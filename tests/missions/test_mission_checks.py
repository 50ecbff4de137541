"""Missions of anybody, checked by what they make a vehicle fly: never good for want of looking."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.compile import compile_sortie
from missions.formats import read_mission, write_mission
from missions.items import Frame, Mission, MissionItem
from missions.mission_checks import FAR_M, MOST_JUMPS, check_mission
from missions.package import compile_package
from planner.brief import Exclusion, PatrolBrief, Territory
from planner.findings import Finding, Level, blocks_upload
from planner.fleet import Aircraft
from planner.heights import Height, HeightReference, above_launch
from planner.plan import plan_patrol
from planner.profiles import CALLISTO
from planner.route import PatrolPlan
from tests.missions.flown_items import HOME, LAND, TAKE_OFF, at, mission, other
from tests.missions.sorties import LAUNCH, place
from tests.planner.plain_briefs import SQUARE, box

SQUARE_AREA = (place(0, 200), place(0, 1_200), place(1_000, 1_200), place(1_000, 200))
BRIEF = replace(
    SQUARE,
    areas=(replace(SQUARE.areas[0], outline=SQUARE_AREA),),
    aircraft=(Aircraft(aircraft_id="V1", vehicle=CALLISTO, launch=LAUNCH),),
)
ROUND_TRIP = (TAKE_OFF, at(500, 300), at(500, 900), at(100, 900), LAND)


@cache
def plan() -> PatrolPlan:
    return plan_patrol(SQUARE)


def codes(findings: tuple[Finding, ...], level: Level | None = None) -> set[str]:
    return {finding.code for finding in findings if level in (None, finding.level)}


def alone(*items: MissionItem, **members: object) -> set[str]:
    return codes(check_mission(mission(*items, **members)).findings)


def block(*, around: tuple[float, float], half_m: float = 50) -> Exclusion:
    north_m, east_m = around
    corners = [(-half_m, -half_m), (-half_m, half_m), (half_m, half_m), (half_m, -half_m)]
    outline = tuple(place(north_m + north, east_m + east) for north, east in corners)
    return Exclusion(exclusion_id="E1", outline=outline)


def test_our_own_missions_are_good_alone_and_against_their_brief() -> None:
    package = compile_package(plan(), plan().sorties[0])

    assert not codes(check_mission(package).findings) - {"reach"}
    against = check_mission(package, plan().brief)
    assert not codes(against.findings, Level.ERROR)
    assert against.flight.return_paths == plan().sorties[0].return_paths


@pytest.mark.parametrize("ending", ["plan", "waypoints"])
def test_a_file_is_checked_as_the_mission_it_was_written_from(ending: str, tmp_path: Path) -> None:
    package = compile_package(plan(), plan().sorties[0])
    path = tmp_path / f"{package.sortie_id}.{ending}"
    write_mission(package, path)
    read = read_mission(path).mission

    assert check_mission(read, plan().brief).distances == check_mission(package, plan().brief).distances


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ((TAKE_OFF, at(100, 0)), "no-recovery"),
        ((TAKE_OFF, at(100, 0), other(17, point=place(200, 0))), "no-recovery"),
        ((TAKE_OFF, at(100, 0), at(200, 0), other(177, 2, -1), LAND), "endless-loop"),
        ((TAKE_OFF, other(92, 1), LAND), "not-checkable"),
        ((TAKE_OFF, other(177, 99, 1), LAND), "not-checkable"),
        ((TAKE_OFF, other(93, -1, 12), LAND), "not-checkable"),
        ((TAKE_OFF, *(at(100, n) for n in range(700)), LAND), "too-many-items"),
    ],
)
def test_what_brings_nobody_home_or_cannot_be_told_blocks(items: tuple[MissionItem, ...], code: str) -> None:
    findings = check_mission(mission(*items)).findings

    assert code in codes(findings, Level.ERROR)
    assert blocks_upload(findings)


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ((at(100, 0), LAND), "no-take-off"),
        ((TAKE_OFF, replace(at(100, 0), frame=Frame.GROUND), LAND), "terrain-heights"),
        ((TAKE_OFF, replace(at(100, 0), frame=Frame.SEA), LAND), "launch-elevation-unknown"),
        ((TAKE_OFF, at(100, 0, height_m=-5), LAND), "below-launch"),
        ((TAKE_OFF, at(FAR_M * 1.1, 0), LAND), "far-from-home"),
        ((TAKE_OFF, *(other(177, 1, 0) for _ in range(MOST_JUMPS + 1)), LAND), "too-many-jumps"),
    ],
)
def test_what_may_be_meant_is_warned_of(items: tuple[MissionItem, ...], code: str) -> None:
    findings = check_mission(mission(*items)).findings

    assert code in codes(findings, Level.WARNING)
    assert not blocks_upload(findings)


def test_home_that_nobody_names_is_said() -> None:
    assert "home-unknown" in alone(*ROUND_TRIP, home=None)
    assert "home-unknown" not in alone(*ROUND_TRIP)


@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=4))
def test_an_item_that_is_not_known_is_never_good(commands: list[int]) -> None:
    verdict = check_mission(mission(TAKE_OFF, *(other(command, 1) for command in commands), LAND))

    assert {one.number for one in verdict.flight.unknown} == {
        int(finding.subject.removeprefix("item-"))
        for finding in verdict.findings
        if finding.code == "not-checkable"
    }
    assert blocks_upload(verdict.findings) or not verdict.flight.unknown


def test_a_flight_inside_the_limits_of_a_brief_has_no_error() -> None:
    brief = replace(BRIEF, exclusions=(block(around=(2_000, 600)),))

    verdict = check_mission(mission(*ROUND_TRIP), brief)

    assert not codes(verdict.findings, Level.ERROR)
    assert [distance.subject for distance in verdict.distances] == ["E1"]
    assert "no-return-path" in codes(verdict.findings, Level.WARNING)


def test_a_leg_across_an_exclusion_is_an_error_with_its_item() -> None:
    brief = replace(BRIEF, exclusions=(block(around=(500, 600)),))

    found = [
        one for one in check_mission(mission(*ROUND_TRIP), brief).findings if one.code == "limit-crossed"
    ]

    assert [finding.subject for finding in found] == ["item-3"]
    assert found[0].level is Level.ERROR


def test_a_second_pass_of_a_loop_is_looked_at_too() -> None:
    """The way back to the loop's beginning is flown by no item alone."""
    looping = (TAKE_OFF, at(500, 300), at(900, 300), at(900, 900), at(500, 900), other(177, 2, 1), LAND)
    brief = replace(BRIEF, exclusions=(block(around=(500, 600)),))

    subjects = {
        one.subject for one in check_mission(mission(*looping), brief).findings if one.code == "limit-crossed"
    }

    assert "item-2.2" in subjects


@pytest.mark.parametrize("frame", [Frame.GROUND, Frame.SEA])
def test_a_way_home_from_heights_that_are_not_above_the_launch_cannot_be_checked(frame: int) -> None:
    way = (other(188), at(300, 300), LAND)
    low = mission(TAKE_OFF, replace(at(500, 300), frame=frame), LAND, *way)

    findings = check_mission(low, BRIEF).findings

    assert "not-checkable" in codes(findings, Level.ERROR)
    assert "no-return-path" not in codes(findings)
    assert "not-checkable" not in codes(check_mission(mission(*ROUND_TRIP, *way), BRIEF).findings)


def test_plain_rtl_across_an_exclusion_is_warned_of() -> None:
    brief = replace(BRIEF, exclusions=(block(around=(300, 540)),))

    findings = check_mission(mission(TAKE_OFF, at(500, 0), at(500, 900), at(500, 0), LAND), brief).findings

    assert "rtl-outside" in codes(findings, Level.WARNING)
    assert "limit-crossed" not in codes(findings)


def test_a_territory_that_is_left_is_an_error() -> None:
    ground = Territory(
        territory_id="T1",
        outline=(place(-100, -100), place(-100, 2_000), place(700, 2_000), place(700, -100)),
        accuracy_m=0,
    )
    brief = replace(BRIEF, territories=(ground,))

    inside, beyond = mission(*ROUND_TRIP), mission(TAKE_OFF, at(900, 300), LAND)

    assert "limit-crossed" not in codes(check_mission(inside, brief).findings)
    assert "limit-crossed" in codes(check_mission(beyond, brief).findings, Level.ERROR)


def test_a_battery_that_does_not_last_is_an_error() -> None:
    far = mission(TAKE_OFF, at(30_000, 0), LAND)

    assert "energy-short" in codes(check_mission(far, BRIEF).findings, Level.ERROR)


def test_a_mission_for_another_kind_of_aircraft_is_an_error() -> None:
    findings = check_mission(mission(*ROUND_TRIP, vehicle_type="Plane"), BRIEF).findings

    assert "no-such-aircraft" in codes(findings, Level.ERROR)


def test_a_home_that_is_not_the_launch_is_said() -> None:
    assert "home-elsewhere" in codes(check_mission(mission(*ROUND_TRIP, home=place(40, 0)), BRIEF).findings)


def test_a_home_far_from_the_launch_or_of_another_elevation_blocks() -> None:
    brief = at_elevation(100.0)

    def blocking(**members: object) -> set[str]:
        findings = check_mission(mission(*ROUND_TRIP, **members), brief).findings
        return {one.code for one in findings if one.code.startswith("home-") and one.level is Level.ERROR}

    assert not blocking(home_amsl_m=104.9)
    assert blocking(home_amsl_m=105.1) == {"home-elevation"}
    assert blocking(home_amsl_m=94.0) == {"home-elevation"}
    assert not blocking(home=place(14, 0))
    assert blocking(home=place(16, 0), home_amsl_m=100.0) == {"home-elsewhere"}


def test_of_several_aircraft_the_one_that_stands_at_home_flies_it() -> None:
    one = BRIEF.aircraft[0]
    others = (
        replace(one, aircraft_id="V0", launch=place(0, 4_000)),
        replace(one, aircraft_id="V2", launch=None),
    )
    brief = replace(BRIEF, aircraft=(*others, one))

    assert not codes(check_mission(mission(*ROUND_TRIP), brief).findings) & {"home-elsewhere"}
    away = check_mission(mission(*ROUND_TRIP, home=place(0, 3_000)), brief).findings
    assert [one.subject for one in away if one.code == "home-elsewhere"] == ["V0"]


def test_a_file_without_home_is_flown_from_the_launch_of_the_brief() -> None:
    brief, high = at_elevation(100.0), replace(at(500, 300), frame=Frame.SEA, height_m=160.0)

    for home, amsl_m in ((None, None), (LAUNCH, None), (place(5, 0), None)):
        verdict = check_mission(mission(TAKE_OFF, high, LAND, home=home, home_amsl_m=amsl_m), brief)

        assert verdict.flight.legs[1].end_height == above_launch(60)
        assert verdict.flight.homes == (home or LAUNCH,)
        assert not codes(verdict.findings, Level.WARNING) & {"home-unknown", "launch-elevation-unknown"}
    far = check_mission(mission(TAKE_OFF, high, LAND, home=place(400, 0)), brief)
    assert far.flight.legs[1].end_height.above is HeightReference.SEA


def at_elevation(amsl_m: float) -> PatrolBrief:
    elevation = Height(metres=amsl_m, above=HeightReference.SEA)
    return replace(BRIEF, aircraft=(replace(BRIEF.aircraft[0], launch_elevation=elevation),))


def fenced(command: int, *corners: tuple[float, float]) -> tuple[MissionItem, ...]:
    count = float(len(corners))
    return tuple(
        MissionItem(command=command, frame=0, params=(count, 0.0, 0.0, 0.0), point=place(*corner))
        for corner in corners
    )


WIDE = fenced(5001, (-200, -200), (-200, 2_000), (2_000, 2_000), (2_000, -200))


@pytest.mark.parametrize(
    ("fence", "is_left"),
    [
        (WIDE, False),
        (fenced(5001, (-200, -200), (-200, 700), (2_000, 700), (2_000, -200)), True),
        ((*WIDE, *fenced(5002, (400, 500), (400, 600), (600, 600), (600, 500))), True),
        ((*WIDE, *fenced(5002, (1_400, 500), (1_400, 600), (1_600, 600), (1_600, 500))), False),
        ((MissionItem(command=5003, params=(5_000, 0, 0, 0), point=LAUNCH),), False),
        ((MissionItem(command=5003, params=(300, 0, 0, 0), point=LAUNCH),), True),
        ((MissionItem(command=5004, params=(30, 0, 0, 0), point=place(500, 600)),), True),
    ],
)
def test_a_mission_keeps_inside_the_fence_that_it_brings(
    fence: tuple[MissionItem, ...], is_left: bool
) -> None:
    assert ("outside-own-fence" in alone(*ROUND_TRIP, fence=fence)) == is_left


def rally(*places_m: tuple[float, float]) -> tuple[MissionItem, ...]:
    return tuple(MissionItem(command=5100, point=place(*each), height_m=60.0) for each in places_m)


def test_a_way_home_keeps_inside_the_fence_that_the_mission_brings() -> None:
    inside, outside = ((other(188), at(300, east_m), at(100, 0), LAND) for east_m in (600, 2_500))

    assert "outside-own-fence" not in alone(*ROUND_TRIP, *inside, fence=WIDE)
    findings = check_mission(mission(*ROUND_TRIP, *outside, fence=WIDE)).findings
    assert [one.subject for one in findings if one.code == "outside-own-fence"] == ["return-1"]
    assert blocks_upload(findings)


def test_a_rally_point_outside_the_fence_is_said_for_it_would_be_ignored() -> None:
    code = "rally-outside-own-fence"

    assert code not in alone(*ROUND_TRIP, fence=WIDE, rally=rally((500, 500)))
    assert code in alone(*ROUND_TRIP, fence=WIDE, rally=rally((500, 500), (500, 2_100)))
    beside = {"fence": WIDE, "rally": rally((500, 1_970)), "vehicle_type": "Plane"}
    assert code in alone(*ROUND_TRIP, **beside)
    assert code not in alone(*ROUND_TRIP, fence=WIDE, rally=rally((500, 1_970)))


def test_rally_points_of_a_mission_are_held_against_limits_and_are_where_rtl_leads() -> None:
    brief = replace(BRIEF, exclusions=(block(around=(600, 1_500)),), rally_points=(place(-500, -500),))
    near, far = rally((600, 1_500)), rally((100, 600))

    assert "rally-outside" in codes(
        check_mission(mission(*ROUND_TRIP, rally=near), brief).findings, Level.ERROR
    )
    assert "rally-outside" not in codes(check_mission(mission(*ROUND_TRIP, rally=far), brief).findings)
    between = replace(BRIEF, exclusions=(block(around=(300, 750), half_m=20),))
    straight = mission(TAKE_OFF, at(500, 900), LAND, rally=rally((100, 600)), rally_limit_m=2_000.0)
    assert "rtl-outside" in codes(check_mission(straight, between).findings, Level.WARNING)
    assert "rtl-outside" not in codes(check_mission(replace(straight, rally=()), between).findings)


def test_a_return_ends_a_mission_too() -> None:
    assert not alone(TAKE_OFF, at(100, 0), HOME) & {"no-recovery", "endless-loop"}


def test_findings_are_the_same_each_time() -> None:
    one: Mission = mission(*ROUND_TRIP)
    brief: PatrolBrief = replace(BRIEF, exclusions=(block(around=(500, 600)),))

    assert check_mission(one, brief) == check_mission(one, brief)


def test_a_patrols_compiled_sortie_says_what_its_plan_says() -> None:
    """The same limits, found by the items instead of the legs."""
    sortie = plan().sorties[0]
    hit = box(400, 400, 600, 600)
    brief = replace(plan().brief, exclusions=(Exclusion(exclusion_id="E1", outline=hit),))

    verdict = check_mission(compile_sortie(plan(), sortie), brief)

    assert "limit-crossed" in codes(verdict.findings, Level.ERROR)
