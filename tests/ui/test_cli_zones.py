"""Zones on the command line: listed with what is known of them, and lifted by heights and hours."""

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli import main


def feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def square(west: float, south: float, side: float) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def area(tmp_path: Path) -> Path:
    path = tmp_path / "area.geojson"
    features = [
        feature(square(19.40, 41.50, 0.01), role="area"),
        feature({"type": "Point", "coordinates": [19.405, 41.498]}, role="launch"),
        feature(
            {"type": "Point", "coordinates": [19.404, 41.505]},
            role="zone",
            id="LAR 7",
            name="Range",
            origin="published",
            radius_m=150,
            floor={"metres": 170, "above": "sea"},
            hours=[{"days": ["monday"], "opens_utc": "07:00", "closes_utc": "17:00"}],
            source="AIP ENR 5.1",
            source_date="2026-01-01",
            standoff_m=0,
            standoff_reason="agreed",
        ),
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_info_lists_zones_with_all_that_is_known_of_them(
    area: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", str(area)]) == 0

    said = capsys.readouterr().out
    assert "Zone “Range”: a circle of 150 m radius; from 170 m above sea to no known top;" in said
    assert "Mon 07:00–17:00 UTC; 0 m kept; only by the plan; AIP ENR 5.1, of 2026-01-01, " in said
    assert "days old" in said


def test_info_gives_scripts_the_zones_as_they_are_saved(
    area: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", str(area), "--json"]) == 0

    (zone,) = json.loads(capsys.readouterr().out)["zones"]
    assert zone["zone_id"] == "LAR 7"
    assert zone["shape"] == {"kind": "zone-circle", "centre": [19.404, 41.505], "radius_m": 150.0}
    assert zone["enforcement"] == "only by the plan"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--launch-elevation", "30"], "zone-passed"),
        (["--launch-elevation", "60"], None),
        ([], "zone-height-unknown"),
        (["--take-off", "2026-11-24T05:00Z,2026-11-24T06:00Z"], "zone-passed"),
    ],
)
def test_a_zone_is_passed_by_height_or_hours_when_somebody_says_enough(
    area: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: str | None
) -> None:
    out = tmp_path / "patrol.vedette"
    asked = ["plan", str(area), "-o", str(out), "--swath", "200", "--standoff", "0", *more, "--json"]

    assert main(asked) == 0

    codes = {f["code"] for f in json.loads(capsys.readouterr().out)["findings"] if f["subject"] == "LAR 7"}
    assert codes == {"zone-stand-off-lowered", *([code] if code else [])}


@pytest.mark.parametrize("window", ["2026-11-24T05:00Z", "2026-11-24T05:00,2026-11-24T06:00", "a,b"])
def test_a_take_off_window_that_is_none_is_refused(area: Path, window: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["plan", str(area), "-o", str(tmp_path / "a.geojson"), "--take-off", window])

    assert stopped.value.code == 2
