"""Packages as files over a real socket, and what faults make of them."""

from dataclasses import replace

import pytest

from missions.errors import UploadError
from missions.items import MissionItem
from missions.link import download_mission, upload_mission
from missions.link.downloads import download_package
from missions.link.protocol import Kind
from missions.link.state import Progress
from missions.link.ways import way_to
from tests.missions.link.simulated import linked, mission


def rows(items: tuple[MissionItem, ...]) -> list[tuple[object, ...]]:
    return [(item.command, item.point, round(item.height_m, 2)) for item in items if item.point]


@pytest.mark.parametrize(
    "faults",
    [
        "",
        "loss=0.05",
        "reorder=0.1",
        "corrupt=0.05",
        pytest.param("dup=0.1,noise=0.1", marks=pytest.mark.slow),
        pytest.param("loss=0.2", marks=pytest.mark.slow),
        pytest.param("delay=0.15", marks=pytest.mark.slow),
        pytest.param("drop=FILE_TRANSFER_PROTOCOL*4", marks=pytest.mark.slow),
        "refuse=FILE_TRANSFER_PROTOCOL*2:1",
        "stale=1",
    ],
)
def test_what_can_arrive_arrives(faults: str) -> None:
    given = mission(30)
    with linked(faults=faults, speedup=1, files=True) as session:
        receipt = upload_mission(session, given)
        held = download_mission(session)

    assert receipt.verified
    assert rows(held.items) == rows(given.items)


@pytest.mark.slow
def test_an_item_altered_on_the_way_is_never_called_uploaded() -> None:
    with linked(faults="alter=3", files=True) as session, pytest.raises(UploadError) as failure:
        upload_mission(session, mission())

    assert "Item 3" in failure.value.problem


def test_a_cancelled_upload_leaves_the_mission_before_it_whole_and_says_so() -> None:
    before, seen = mission(20, reach_m=300.0), list[Progress]()
    with linked(faults="delay=0.05", files=True, speedup=1) as session:
        upload_mission(session, before)
        with pytest.raises(UploadError) as failure:
            upload_mission(
                session,
                mission(200),
                progress=seen.append,
                cancelled=lambda: bool(seen and seen[-1].done >= 10),
            )
        held = download_mission(session)

    assert failure.value.problem == (
        "The upload was cancelled. The vehicle still holds its mission of before, 20 items."
    )
    assert rows(held.items) == rows(before.items)
    assert seen[-1].total == 402


def test_fence_and_rally_points_go_as_files_too() -> None:
    point = mission().home
    corners = tuple(replace(one, command=5001, params=(3.0, 0.0, 0.0, 0.0)) for one in mission(9).items[2:5])
    rally = (MissionItem(command=5100, frame=3, point=point, height_m=30.0),)
    with linked(files=True, faults="refuse=MISSION_COUNT*99:14") as session:
        receipt = upload_mission(session, replace(mission(9), fence=corners, rally=rally))
        held = download_package(session)

    assert receipt.verified
    assert held.rally is not None
    assert [one.point for one in held.rally] == [point]
    assert held.fence is not None
    assert [one.point for one in held.fence] == [one.point for one in corners]


def test_a_mission_that_may_be_too_long_goes_by_messages() -> None:
    with linked(files=True) as session:
        assert way_to(session, kind=Kind.MISSION, count=303).by_file
        assert not way_to(session, kind=Kind.MISSION, count=304).by_file

        session.item_limit = 650
        assert way_to(session, kind=Kind.MISSION, count=650).by_file

    with linked() as session:
        session.wait_until(lambda state: state.takes_files is not None, deadline_s=30)
        assert not way_to(session, kind=Kind.MISSION, count=10).by_file
