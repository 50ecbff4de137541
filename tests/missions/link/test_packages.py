"""Rally points and fences go with a mission: over a real socket, with faults in each part."""

from dataclasses import replace

import pytest

from missions.errors import LinkError, UploadError
from missions.items import Command, Frame, Mission, MissionItem
from missions.link import (
    Progress,
    Session,
    connect,
    download_part,
    fly_mission,
    set_parameter,
    upload_mission,
)
from missions.link.protocol import Kind
from planner.geodesy import GeoPoint, point_at
from tests.missions.link.simulated import HOME, UP_WITHIN_S, linked, mission, simulated


def spot(bearing_deg: float, away_m: float) -> GeoPoint:
    at = point_at(HOME, bearing_deg=bearing_deg, distance_m=away_m)
    return GeoPoint(lat_deg=round(at.lat_deg, 7), lon_deg=round(at.lon_deg, 7))


def rally(*bearings_deg: float, height_m: float = 40.0) -> tuple[MissionItem, ...]:
    return tuple(
        MissionItem(command=Command.NAV_RALLY_POINT, point=spot(bearing, 100), height_m=height_m)
        for bearing in bearings_deg
    )


def fence(corners: int, away_m: float = 400.0) -> tuple[MissionItem, ...]:
    count = (float(corners), 0.0, 0.0, 0.0)
    inclusion = Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION
    return tuple(
        MissionItem(command=inclusion, frame=Frame.SEA, params=count, point=spot(360 * n / corners, away_m))
        for n in range(corners)
    )


def package(*bearings_deg: float, corners: int = 5, count: int = 8) -> Mission:
    return replace(mission(count), fence=fence(corners), rally=rally(*bearings_deg), rally_limit_m=300.0)


def on_board(session: Session) -> tuple[list[GeoPoint | None], list[GeoPoint | None]]:
    """The corners of the fence, and the rally points."""
    kept = (download_part(session, kind) for kind in (Kind.FENCE, Kind.RALLY))
    corners, points = ([item.point for item in items] for items in kept)
    return corners, points


def test_a_package_is_sent_read_back_and_receipted_and_replaces_what_was_there() -> None:
    given = package(10, 200)
    with linked() as session:
        first = upload_mission(session, package(90, 180, 270, corners=8))
        receipt = upload_mission(session, given)
        again = upload_mission(session, given)
        corners, points = on_board(session)
        heights_m = {item.height_m for item in download_part(session, Kind.RALLY)}

    assert given.fence is not None
    assert given.rally is not None
    assert corners == [item.point for item in given.fence]
    assert points == [item.point for item in given.rally]
    assert heights_m == {40.0}
    assert receipt.verified
    assert receipt.beside == "a fence of 5 items in place of 8, 2 rally points in place of 3"
    assert (first.beside, again.beside) == (
        "a fence of 8 items, 3 rally points",
        "a fence of 5 items, 2 rally points",
    )
    assert receipt.rally != first.rally


def test_no_rally_points_clear_those_on_board_and_saying_nothing_keeps_them() -> None:
    with linked() as session:
        upload_mission(session, package(90, 180))
        kept = upload_mission(session, mission(9))
        held = on_board(session)
        cleared = upload_mission(session, replace(mission(9), fence=(), rally=()))
        left = on_board(session)

    assert (kept.fence, kept.rally, kept.beside) == (None, None, "")
    assert [len(part) for part in held] == [5, 2]
    assert left == ([], [])
    assert cleared.beside == "no fence in place of 5, no rally points in place of 2"


def test_another_station_reads_what_we_sent() -> None:
    given = package(30)
    with simulated() as vehicle, connect(vehicle.address) as ours:
        ours.wait_up(UP_WITHIN_S)
        upload_mission(ours, given)
        with connect(vehicle.address, station_id=252) as theirs:
            theirs.wait_up(UP_WITHIN_S)
            corners, points = on_board(theirs)

    assert (len(corners), points) == (5, [spot(30, 100)])


def test_progress_runs_through_all_parts_and_never_back() -> None:
    told: list[Progress] = []
    with linked(faults="delay=0.01") as session:
        upload_mission(session, package(10, 20, count=20), progress=told.append)

    assert [one.done for one in told] == sorted(one.done for one in told)
    assert told[-1].done == told[-1].total == 2 * (21 + 5 + 2)
    assert {"sending", "sending rally points"} <= {one.phase for one in told}
    assert [one.phase for one in told].index("done") == len(told) - 1


@pytest.mark.parametrize(
    ("faults", "says"),
    [
        ("refuse=MISSION_COUNT/rally*9:14", ["busy", "whole mission, 8 items", "whole fence, 5 items"]),
        ("alter=rally/0", ["Rally point 1: it lies at", "whole fence", "mixed|2 rally points that were not"]),
        pytest.param(
            "refuse=MISSION_ITEM_INT/5100*99:7",
            ["refused rally point 1: parameter 2", "whole mission", "now holds no rally points"],
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "refuse=MISSION_COUNT/fence*9:3",
            ["takes no fence", "whole mission", "now holds no fence", "still holds no rally points"],
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "refuse=MISSION_COUNT/mission*99:14",
            ["now holds no mission", "still holds no fence", "still holds no rally points"],
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_failed_part_is_told_with_what_is_held_of_every_part(faults: str, says: list[str]) -> None:
    with linked(faults=faults) as session, pytest.raises(UploadError) as failure:
        upload_mission(session, package(10, 200))

    for words in says:
        assert any(each in failure.value.problem for each in words.split("|")), failure.value.problem


def test_what_a_failed_mission_leaves_alone_is_still_on_board() -> None:
    with simulated(faults="alter=mission/40") as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)
        upload_mission(session, package(90, 180))
        with pytest.raises(UploadError) as failure:
            upload_mission(session, package(10, corners=7, count=60))
        held = on_board(session)

    assert "It still holds its fence of before, 5 items." in failure.value.problem
    assert "It still holds its rally points of before, 2 rally points." in failure.value.problem
    assert [len(part) for part in held] == [5, 2]


@pytest.mark.slow
@pytest.mark.parametrize(
    "faults",
    ["loss=0.05", "dup=0.1", "reorder=0.1", "drop=MISSION_ACK*2", "loss=0.03,dup=0.05,corrupt=0.02"],
)  # fmt: skip
def test_what_can_arrive_arrives(faults: str) -> None:
    given = package(10, 120, 240, corners=20)
    with linked(faults=faults, speedup=1) as session:
        receipt = upload_mission(session, given)
        held = on_board(session)

    assert receipt.verified
    assert [len(part) for part in held] == [20, 3]


@pytest.mark.slow
def test_a_vehicle_that_vanishes_at_its_rally_points_leaves_those_unknown() -> None:
    with simulated(faults="delay=0.02") as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)

        def vanish(progress: Progress) -> None:
            if progress.phase == "sending rally points":
                vehicle.kill()

        with pytest.raises(UploadError) as failure:
            upload_mission(session, package(*range(0, 360, 9)), progress=vanish)

    assert "The rally points were not uploaded: the vehicle stopped answering." in failure.value.problem
    assert "whole mission, 8 items" in failure.value.problem
    assert "What the vehicle holds now of rally points is not known." in failure.value.problem


def test_cancelled_between_its_parts_it_touches_no_more() -> None:
    seen: list[Progress] = []
    with linked() as session:
        with pytest.raises(UploadError) as failure:
            upload_mission(
                session,
                package(10),
                progress=seen.append,
                cancelled=lambda: bool(seen and seen[-1].done >= 18),
            )
        held = on_board(session)

    assert failure.value.problem.startswith(
        "The upload was cancelled. The vehicle now holds the whole mission"
    )
    assert held == ([], [])


def test_more_rally_points_than_the_board_has_room_for_are_told_with_its_number() -> None:
    with linked() as session:
        with pytest.raises(UploadError, match="rally points take 47 items and the vehicle has room for 46"):
            upload_mission(session, package(*range(47)))

        assert session.item_limit in (None, 650)


@pytest.mark.slow
def test_a_fence_that_the_board_cannot_store_is_told_in_its_own_words() -> None:
    with linked() as session, pytest.raises(UploadError) as failure:
        upload_mission(session, package(corners=70))

    assert "It says: Fence exceeds storage size." in failure.value.problem
    assert "now holds no fence" in failure.value.problem


def test_another_limit_of_rally_points_is_noted_and_keeps_it_on_the_ground() -> None:
    given = package(10)
    with linked() as session:
        as_planned = upload_mission(session, given)
        set_parameter(session, "RALLY_LIMIT_KM", 2.0)
        receipt = upload_mission(session, given)
        with pytest.raises(LinkError, match=r"RALLY_LIMIT_KM is 2 on the vehicle.*checked with 0\.3"):
            fly_mission(session, given)
        without = upload_mission(session, replace(given, rally=()))

    assert [
        any("RALLY_LIMIT_KM is 2" in note for note in one.notes) for one in (as_planned, receipt, without)
    ] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({}, "not enforced: FENCE_ENABLE is 0"),
        (
            {"FENCE_ENABLE": 1, "FENCE_TYPE": 4},
            "enforced on board: FENCE_ENABLE 1, FENCE_TYPE 4, FENCE_ACTION 1",
        ),
        ({"FENCE_AUTOENABLE": 3, "FENCE_TYPE": 3}, "not enforced: FENCE_TYPE 3 leaves polygons out"),
        ({"FENCE_ENABLE": 1, "FENCE_TYPE": 4, "FENCE_ACTION": 0}, "only reported"),
    ],
)
def test_what_the_parameters_make_of_the_fence_is_told_as_it_is(
    parameters: dict[str, float], says: str
) -> None:
    kept = replace(package(), fence_kept_m=80.0, breach_stop_m=101.0)
    with linked() as session:
        for name, value in parameters.items():
            set_parameter(session, name, value)
        notes = " ".join(upload_mission(session, kept).notes)
        silent = upload_mission(session, mission(8)).notes

    assert says in notes
    assert "keeps 80 m from the nearest limit" in notes
    assert "stops within 101 m (computed, not certified): that is farther" in notes
    assert not any("fence" in note.lower() for note in silent)


def test_circle_and_ceiling_that_would_end_the_patrol_are_noted_and_keep_it_on_the_ground() -> None:
    far = replace(mission(8, reach_m=450.0), fence=fence(5, 900.0), rally=())
    with linked() as session:
        set_parameter(session, "FENCE_ENABLE", 1)
        set_parameter(session, "FENCE_ALT_MAX", 30)
        notes = " ".join(upload_mission(session, far).notes)
        with pytest.raises(
            LinkError, match=r"circle of 300 m about home \(FENCE_TYPE 7\), and sortie S1 goes 450 m"
        ):
            fly_mission(session, far)
        set_parameter(session, "FENCE_RADIUS", 500)
        with pytest.raises(LinkError, match=r"ceiling of 30 m above home .* climbs to 40 m"):
            fly_mission(session, far)

    assert "circle of 300 m" in notes
    assert "ceiling of 30 m" in notes


def test_rally_points_that_another_station_changed_keep_it_on_the_ground() -> None:
    given = package(10)
    with linked() as session:
        upload_mission(session, given)
        upload_mission(session, replace(given, rally=rally(200)))

        with pytest.raises(
            LinkError, match="does not hold the rally points of sortie S1: Rally point 1: it lies"
        ):
            fly_mission(session, given)
