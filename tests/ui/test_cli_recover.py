"""info --recover and convert --recover: what is left of a damaged patrol."""

import json
from pathlib import Path

import pytest

from missions.examples import sample_path
from missions.patrol_file import open_patrol
from ui.cli import BAD_INPUT, DONE, main


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "damaged.vedette"
    content = sample_path().read_bytes()
    path.write_bytes(content[: content.index(b'"settings"')])
    return path


def test_info_lists_what_is_left_and_what_is_lost(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(damaged)]) == BAD_INPUT
    capsys.readouterr()

    assert main(["info", "--recover", "--json", str(damaged)]) == DONE

    answer = json.loads(capsys.readouterr().out)
    assert answer["areas"] == len(open_patrol(sample_path()).brief.areas)
    assert any("the text ends in vedette.brief" in one for one in answer["lost"])


def test_convert_writes_what_is_left_to_another_file(damaged: Path, tmp_path: Path) -> None:
    before = damaged.read_bytes()

    assert main(["convert", "--recover", str(damaged), str(tmp_path / "whole.vedette")]) == DONE
    assert main(["convert", "--recover", str(damaged), str(damaged)]) == BAD_INPUT

    assert open_patrol(tmp_path / "whole.vedette").brief.areas == open_patrol(sample_path()).brief.areas
    assert damaged.read_bytes() == before
