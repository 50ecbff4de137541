"""What comes between on the ground while a package is sent, and what is then said to be on board."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from missions.errors import UploadError
from missions.link import Progress, download_package, get_parameter, upload_mission
from missions.link.parameter_sets import HeldParameter
from missions.link.parts import Part
from missions.link.protocol import Kind
from missions.link.sending import Before, Outgoing, Sending
from tests.missions.link.peer import is_up, listening, until
from tests.missions.link.simulated import linked
from tests.missions.link.test_in_flight import places, rise
from tests.missions.link.test_packages import fence
from tests.missions.link.test_parameters import board_of, guarded, values_in


def test_armed_meanwhile_it_is_given_no_more_and_its_fence_is_on_again() -> None:
    given_ = guarded(10)
    with linked() as session:
        upload_mission(session, guarded(90, corners=7, count=12))
        risen: list[str] = []

        def take_off(progress: Progress) -> None:
            if progress.phase == "read back" and not risen:
                risen.append(progress.phase)
                rise(session)

        with pytest.raises(UploadError) as failure:
            upload_mission(session, given_, progress=take_off)
        held = download_package(session)

        assert get_parameter(session, "FENCE_ENABLE") == 1
    assert "The vehicle was armed meanwhile (mode GUIDED)" in failure.value.problem
    assert "The vehicle now holds the whole mission, 8 items" in failure.value.problem
    assert "It still holds its fence of before, 7 items" in failure.value.problem
    assert "keep it out of AUTO" in failure.value.remedy
    assert places(held.fence) == places(fence(7))


def test_armed_before_anything_was_sent_nothing_is() -> None:
    with linked() as session:
        upload_mission(session, guarded(90, corners=7, count=12))
        before = board_of(session, guarded(10))
        risen: list[bool] = []

        def takes_off_when_asked() -> bool:
            if not risen:
                risen.append(True)
                rise(session)
            return False

        with pytest.raises(UploadError) as failure:
            upload_mission(session, guarded(10), cancelled=takes_off_when_asked)

        assert board_of(session, guarded(10)) == before
    assert "The vehicle was armed meanwhile" in failure.value.problem
    assert "Of the mission nothing was sent." in failure.value.problem


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        ("sending", ["holds now is not known", "holds no fence", "holds no rally points", "as they were"]),
        ("sending fence", ["whole mission, 20 items", "now of fence is not known", "holds no rally points"]),
        (
            "setting parameters",
            ["whole mission, 20 items", "whole fence, 5 items", "sent, 2.", "holds of FS_GCS_ENABLE"],
        ),
    ],
)
def test_command_given_away_meanwhile_it_says_what_is_held_and_what_is_not_known(
    phase: str, says: list[str]
) -> None:
    with linked(faults="delay=0.01") as session:

        def give_away(progress: Progress) -> None:
            if progress.phase == phase:
                session.give_command()

        with pytest.raises(UploadError) as failure:
            upload_mission(session, guarded(10, 200, count=20), progress=give_away)

    assert "only observes" in failure.value.problem
    for words in says:
        assert words in failure.value.problem


def test_a_backup_that_cannot_be_written_any_more_does_not_hide_that_all_was_sent(tmp_path: Path) -> None:
    given_ = guarded(10)
    with linked() as session:

        def lose_the_folder(progress: Progress) -> None:
            if progress.phase == "done":
                shutil.rmtree(tmp_path)

        receipt = upload_mission(session, given_, progress=lose_the_folder, backups=tmp_path)
        after = values_in(session, given_)

    assert receipt.verified
    assert after["FENCE_ENABLE"] == 1
    assert "The backup does not say that all was sent" in receipt.notes[-1]


@pytest.mark.slow
def test_a_fence_whose_switch_was_not_read_back_is_set_again_all_the_same() -> None:
    """The vehicle does as it is told, and tells what it holds to nobody."""
    part = Part(kind=Kind.MISSION, items=())
    before = Before(items={}, parameters={"FENCE_ENABLE": HeldParameter(1.0, 9)})
    outgoing = Outgoing(parts=(part,), values={"FENCE_ENABLE": 1.0})
    switched: list[float] = []
    with listening() as (peer, session), ThreadPoolExecutor(1) as pool:
        until(session, peer, is_up)
        sending = pool.submit(Sending(session, outgoing, before, progress=None, cancelled=None).run)
        while not sending.done():
            peer.beat()
            switched += [one.param_value for one in peer.heard() if one.get_type() == "PARAM_SET"]
        with pytest.raises(UploadError) as failure:
            sending.result()

    assert switched[0] == 0
    assert switched[-1] == 1
    assert "What it holds of FENCE_ENABLE is not known." in failure.value.problem
