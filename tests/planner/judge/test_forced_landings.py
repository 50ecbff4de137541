"""Where an aircraft made to land far outside its fence would come down on foreign ground, or in water."""

from dataclasses import replace

import pytest

from planner.brief import GroundLine, LineKind, PatrolBrief, PatrolSettings, TaskArea
from planner.contingency import Action, Contingency
from planner.findings import Finding, Level
from planner.fleet import Aircraft
from planner.geodesy import distance_m
from planner.plan import plan_patrol
from planner.profiles import SITL_PLANE, SITL_QUAD
from planner.route import PatrolPlan
from planner.strip.values import Side, SideWidth, Strip, StripSettings
from tests.planner.plain_briefs import box, ring, spot


def along_a_border(*, off_m: float, **chosen: object) -> PatrolBrief:
    """A field of which the nearest lane lies about so far from a border."""
    values: dict[str, object] = {"swath_width_m": 100.0, "ground_speed_mps": 10.0, **chosen}
    return PatrolBrief(
        areas=(TaskArea(area_id="A1", outline=box(0, 0, 1_500, 600)),),
        lines=(
            GroundLine(
                line_id="L1",
                name="the river",
                kind=LineKind.BORDER,
                path=ring((-4_000, 600 + off_m), (6_000, 600 + off_m)),
                accuracy_m=0.0,
            ),
        ),
        aircraft=(Aircraft(aircraft_id="V1", vehicle=SITL_QUAD, launch=spot(700, -80)),),
        settings=PatrolSettings(standoff_m=30.0, standoff_reason="to test with", **values),  # type: ignore[arg-type]
    )


def of_code(plan: PatrolPlan, code: str) -> list[Finding]:
    return [finding for finding in plan.findings if finding.code == code]


def test_near_a_border_each_sortie_says_where_and_how_near() -> None:
    brief = along_a_border(off_m=60)
    plan = plan_patrol(brief)
    found = of_code(plan, "lands-beyond-limit")

    north_deg = brief.lines[0].path[0].lat_deg
    off_m = {
        sortie.sortie_id: min(distance_m(at, replace(at, lat_deg=north_deg)) for at in sortie.path)
        for sortie in plan.sorties
    }
    assert found
    reach_m = found[0].limit or 0.0
    assert [finding.subject for finding in found] == [
        name for name, near_m in off_m.items() if near_m < reach_m
    ]
    for finding in found:
        assert finding.level is Level.WARNING
        assert finding.measured is not None
        assert finding.limit is not None
        assert 60 <= finding.measured < finding.limit
        assert "the river" in finding.message
        assert finding.at is not None
        north = replace(finding.at, lat_deg=brief.lines[0].path[0].lat_deg)
        assert distance_m(finding.at, north) == pytest.approx(finding.measured, abs=2.0)


def test_as_far_off_as_it_can_get_nothing_is_said() -> None:
    (finding,) = of_code(plan_patrol(along_a_border(off_m=60)), "lands-beyond-limit")
    assert finding.limit is not None

    assert of_code(plan_patrol(along_a_border(off_m=finding.limit + 1)), "lands-beyond-limit") == []


@pytest.mark.parametrize("how", ["a wing", "only reported", "a path to compare"])
def test_who_is_never_made_to_land_is_told_nothing(how: str) -> None:
    brief = along_a_border(off_m=60, one_path=how == "a path to compare")
    if how == "a wing":
        brief = along_a_border(off_m=900, ground_speed_mps=20.0)
        brief = replace(brief, aircraft=(replace(brief.aircraft[0], vehicle=SITL_PLANE),))
    if how == "only reported":
        contingency = Contingency(breach=Action.NONE)
        brief = replace(brief, settings=replace(brief.settings, contingency=contingency))

    assert of_code(plan_patrol(brief), "lands-beyond-limit") == []


def test_over_water_one_note_is_for_all_sorties_and_over_land_there_is_none() -> None:
    field = along_a_border(off_m=3_000)

    def patrolled(water_on: Side) -> PatrolPlan:
        shore = GroundLine(
            line_id="C1",
            kind=LineKind.COASTLINE,
            path=ring((-500, -200), (3_500, -200)),
            accuracy_m=0.0,
            strip=Strip(
                settings=StripSettings(left=SideWidth.even(0, 1_000)),
                start=spot(-500, -200),
                end=spot(3_500, -200),
                water_on=water_on,
            ),
        )
        return plan_patrol(replace(field, lines=(shore,)))

    (note,) = of_code(patrolled(Side.LEFT), "lands-in-water")

    assert note.level is Level.NOTE
    assert of_code(patrolled(Side.RIGHT), "lands-in-water") == []
