"""Zones in files: what each form means, what old files say, and what is said of what cannot be read."""

import json
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from missions.errors import MissionFileError
from missions.examples import sample_path
from missions.formats import Imported, read_brief
from missions.json_text import parse_object, text_of
from missions.patrol_file import Patrol, document_of, open_patrol, patrol_of
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from planner.heights import Height, HeightReference, above_launch
from planner.times import Instant
from planner.zones import (
    Weekday,
    Zone,
    ZoneCircle,
    ZoneCorridor,
    ZoneHours,
    ZoneOrigin,
    ZoneOutline,
)
from tests.ui.map.plans import plan_over

SQUARE = [[19.0, 41.0], [19.1, 41.0], [19.1, 41.1], [19.0, 41.1], [19.0, 41.0]]
CORNERS = tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in SQUARE[:-1])
NOON, EVENING = (Instant.from_iso(f"2026-11-23T{hour}:00:00Z") for hour in (12, 18))


def imported(tmp_path: Path, geometry: object, **properties: object) -> Imported:
    feature = {"type": "Feature", "properties": {"role": "zone", **properties}, "geometry": geometry}
    path = tmp_path / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return read_brief(path, PatrolBrief())


def written(zone: Zone) -> dict[str, object]:
    document = document_of(Patrol(brief=PatrolBrief(zones=(zone,))), name="a")
    feature: dict[str, object] = json.loads(text_of(document))["features"][0]
    return feature


def test_a_polygon_a_point_and_a_line_are_zones_of_three_shapes(tmp_path: Path) -> None:
    outline = imported(tmp_path, {"type": "Polygon", "coordinates": [SQUARE]}).brief.zones[0]
    circle = imported(tmp_path, {"type": "Point", "coordinates": SQUARE[0]}, radius_m=900).brief.zones[0]
    corridor = imported(tmp_path, {"type": "LineString", "coordinates": SQUARE[:2]}, width_m=300).brief.zones[
        0
    ]

    assert outline.shape == ZoneOutline(outline=CORNERS)
    assert circle.shape == ZoneCircle(centre=CORNERS[0], radius_m=900)
    assert corridor.shape == ZoneCorridor(path=CORNERS[:2], width_m=300)


@pytest.mark.parametrize(
    ("geometry", "properties", "says"),
    [
        ({"type": "Point", "coordinates": SQUARE[0]}, {}, "radius_m is None"),
        ({"type": "Point", "coordinates": SQUARE[0]}, {"radius_m": 0}, "Radius of a zone is 0 m"),
        ({"type": "LineString", "coordinates": SQUARE[:2]}, {}, "width_m is None"),
        ({"type": "LineString", "coordinates": [SQUARE[0]] * 2}, {"width_m": 9}, "1 different position"),
        (
            {"type": "Point", "coordinates": SQUARE[0]},
            {"radius_m": 9, "hours": [{"opens_utc": "08:00+01:00", "closes_utc": "09:00"}]},
            "hours[0].opens_utc is '08:00+01:00', with an offset from UTC",
        ),
        (
            {"type": "Point", "coordinates": SQUARE[0]},
            {"radius_m": 9, "hours": [{"opens_utc": "08:00"}]},
            "one of the two times of day",
        ),
        (
            {"type": "Point", "coordinates": SQUARE[0]},
            {
                "radius_m": 9,
                "floor": {"metres": 100, "above": "sea"},
                "ceiling": {"metres": 90, "above": "sea"},
            },
            "not above its floor",
        ),
    ],
)
def test_a_zone_that_cannot_be_meant_is_refused(
    geometry: object, properties: dict[str, object], says: str, tmp_path: Path
) -> None:
    with pytest.raises(MissionFileError) as refused:
        imported(tmp_path, geometry, **properties)

    assert says in refused.value.problem
    assert refused.value.remedy


def test_everything_that_is_known_of_a_zone_is_read(tmp_path: Path) -> None:
    zone = imported(
        tmp_path,
        {"type": "Point", "coordinates": SQUARE[0]},
        id="LAD1",
        name="Range",
        radius_m=900,
        origin="published",
        floor={"metres": 0, "above": "ground"},
        ceiling={"metres": 300, "above": "sea"},
        hours=[
            {
                "starts": "2026-11-23T12:00:00Z",
                "ends": "2026-11-23T18:00:00Z",
                "days": ["monday", "friday"],
                "opens_utc": "22:30",
                "closes_utc": "24:00",
            }
        ],
        display_zone="Europe/Tirane",
        source="AIP ENR 5.1",
        source_date="2026-10-29",
        is_on=False,
        standoff_m=150,
        standoff_reason="agreed with the range",
    ).brief.zones[0]

    assert zone == Zone(
        zone_id="LAD1",
        shape=ZoneCircle(centre=CORNERS[0], radius_m=900),
        name="Range",
        origin=ZoneOrigin.PUBLISHED,
        floor=Height(metres=0, above=HeightReference.GROUND),
        ceiling=Height(metres=300, above=HeightReference.SEA),
        hours=(
            ZoneHours(
                starts=NOON,
                ends=EVENING,
                days=(Weekday.MONDAY, Weekday.FRIDAY),
                opens_utc=time(22, 30),
                closes_utc=time(0, 0),
            ),
        ),
        display_zone="Europe/Tirane",
        source="AIP ENR 5.1",
        source_date=date(2026, 10, 29),
        is_on=False,
        standoff_m=150,
        standoff_reason="agreed with the range",
    )


def test_what_others_mean_by_the_same_words_makes_a_zone_reach_farther(tmp_path: Path) -> None:
    given = imported(
        tmp_path,
        {"type": "Polygon", "coordinates": [SQUARE]},
        floor="1000 FT MSL",
        ceiling=95,
        hours="H24",
        source_date="AIRAC 2613",
        origin="openaip",
    )

    zone = given.brief.zones[0]
    assert (zone.floor, zone.ceiling, zone.hours, zone.source_date) == (None, None, (), None)
    assert zone.origin is ZoneOrigin.DRAWN
    assert len(given.notes) == 5


def test_a_plain_zone_says_no_more_than_it_knows() -> None:
    properties = written(Zone(zone_id="Z1", shape=ZoneOutline(outline=CORNERS)))["properties"]

    assert properties == {
        "role": "zone",
        "id": "Z1",
        "name": "",
        "floor": None,
        "ceiling": None,
        "hours": [],
        "source": "",
    }


def test_a_circle_is_a_point_with_its_radius_for_others() -> None:
    zone = Zone(zone_id="Z1", shape=ZoneCircle(centre=CORNERS[0], radius_m=900), is_on=False)

    feature = written(zone)

    assert feature["geometry"] == {"type": "Point", "coordinates": [19.0, 41.0]}
    assert feature["properties"]["radius_m"] == 900  # type: ignore[index]  # an object
    assert feature["properties"]["is_on"] is False  # type: ignore[index]  # an object


def test_a_radius_given_as_a_whole_number_saves_to_the_same_bytes_once_reopened() -> None:
    circle = ZoneCircle(centre=CORNERS[0], radius_m=900)
    corridor = ZoneCorridor(path=CORNERS[:2], width_m=200)
    zones = (Zone(zone_id="Z1", shape=circle), Zone(zone_id="Z2", shape=corridor))
    document = document_of(Patrol(brief=PatrolBrief(zones=zones)), name="a")

    again = patrol_of(parse_object(text_of(document), name="a"), name="a")

    assert text_of(document_of(again, name="a")) == text_of(document)


def as_version_1(patrol: Patrol) -> dict[str, object]:
    """The patrol as format 1 wrote it, which knew outlines and windows only."""
    document: dict[str, object] = json.loads(text_of(document_of(patrol, name="a")))
    ours = document["vedette"]
    assert isinstance(ours, dict)
    ours["version"] = 1
    zones = [f["properties"] for f in document["features"] if f["properties"].get("role") == "zone"]  # type: ignore[attr-defined]  # features
    if ours["plan"] is not None:
        zones += ours["plan"]["brief"]["zones"]
    for zone in zones:
        zone["hours"] = [{"opens": each["starts"], "closes": each["ends"]} for each in zone["hours"]]
        if "shape" in zone:
            zone["outline"] = zone.pop("shape")["outline"]
    return document


def test_a_patrol_of_format_1_reopens_with_its_zones_and_those_of_its_plan() -> None:
    sample = open_patrol(sample_path())
    zone = Zone(
        zone_id="Z1",
        shape=ZoneOutline(outline=CORNERS),
        floor=above_launch(150),
        hours=(ZoneHours(starts=NOON, ends=EVENING),),
    )
    brief = replace(sample.brief, zones=(zone,))
    old_brief = replace(brief, name="As it was planned")
    plan = plan_over(old_brief)
    document = as_version_1(Patrol(brief=brief, plan=plan))

    again = patrol_of(parse_object(text_of(document), name="a"), name="a")

    assert again.brief == brief
    assert again.plan is not None
    assert again.plan.brief == old_brief
    assert document_of(again, name="a")["vedette"]["version"] == 2  # type: ignore[index]  # an object


def test_unknown_members_of_an_old_zone_are_kept() -> None:
    brief = PatrolBrief(zones=(Zone(zone_id="Z1", shape=ZoneOutline(outline=CORNERS)),))
    document = as_version_1(Patrol(brief=brief))
    document["features"][0]["properties"]["class"] = "D"  # type: ignore[index]  # a list of features

    again = patrol_of(parse_object(text_of(document), name="a"), name="a")

    assert document_of(again, name="a")["features"][0]["properties"]["class"] == "D"  # type: ignore[index]  # features
