"""Hours of zones from attributes: what can mean one thing is read; all else is told, and binds always."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from missions.formats import Imported
from missions.formats.gis import OwnWish, read_brief
from missions.formats.gis.hours import HOUR_FIELDS, hours_read
from missions.zone_hours import LocalSpan, hours_in_utc
from planner.brief import PatrolBrief
from planner.times import Instant
from planner.zones import EVERY_DAY, Weekday, ZoneHours
from tests.missions.formats.gis.own_files import write_layer

NOW = Instant.from_iso("2026-11-23T12:00:00Z")
WORKDAYS = EVERY_DAY[:5]
SQUARE = shapely.box(19.2, 41.4, 19.3, 41.5)
SEVEN_TO_FIVE = ZoneHours(opens_utc=time(7), closes_utc=time(17))
ON_WORKDAYS = ZoneHours(days=WORKDAYS, opens_utc=time(7), closes_utc=time(17))


def instant(text: str) -> Instant:
    return Instant.from_iso(text)


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ({"times": "H24"}, ()),
        ({"times": "07:00-17:00 UTC"}, (SEVEN_TO_FIVE,)),
        ({"times": "Mon-Fri 0700-1700Z"}, (ON_WORKDAYS,)),
        ({"times": "MON to FRI 07:00 – 17:00 UTC"}, (ON_WORKDAYS,)),
        ({"opens_utc": "0700", "closes_utc": "1700", "days": "workdays"}, (ON_WORKDAYS,)),
        ({"opens": "07:00Z", "closes": "17:00Z", "days": "Mo, Tu, We, Th & Fr"}, (ON_WORKDAYS,)),
        ({"starts": "07:00 UTC", "ends": "17:00 UTC"}, (SEVEN_TO_FIVE,)),
        ({"opens": "7:00:00", "closes": "17:00:00", "clock": "UTC"}, (SEVEN_TO_FIVE,)),
        ({"opens_utc": "18:00", "closes_utc": "24:00"}, (ZoneHours(opens_utc=time(18), closes_utc=time(0)),)),
        (
            {"starts": "2026-06-01T05:30:00Z", "ends": "2026-06-02T18:00:00+02:00"},
            (ZoneHours(starts=instant("2026-06-01T05:30:00Z"), ends=instant("2026-06-02T16:00:00Z")),),
        ),
        # A date begins first at UTC+14, and ends last at UTC-12.
        (
            {"starts": "2026-06-01", "ends": "30.09.2026"},
            (ZoneHours(starts=instant("2026-05-31T10:00:00Z"), ends=instant("2026-10-01T12:00:00Z")),),
        ),
        ({"starts": "20260601"}, (ZoneHours(starts=instant("2026-05-31T10:00:00Z")),)),
        ({"ends": "2026-06-01T05:30:00.000"}, (ZoneHours(ends=instant("2026-06-01T17:30:00Z")),)),
    ],
)
def test_what_can_mean_one_thing_is_read(said: dict[str, str], hours: tuple[ZoneHours, ...]) -> None:
    read = hours_read(said, now=NOW)

    assert read.unread == ""
    assert read.hours == hours


def test_local_hours_are_read_where_the_clock_is_named() -> None:
    read = hours_read({"times": "Mon-Fri 08:00-18:00", "clock": "Europe/Tirane"}, now=NOW)

    span = LocalSpan(days=WORKDAYS, opens=time(8), closes=time(18), display_zone="Europe/Tirane")
    assert read.hours == hours_in_utc(span, now=NOW)
    assert read.clock == "Europe/Tirane"


@pytest.mark.parametrize(
    "said",
    [
        {"times": "07:00-17:00"},  # by which clock?
        {"times": "07:00-17:00 LT"},
        {"times": "07:00-17:00 UTC", "clock": "Europe/Tirane"},  # they contradict
        {"times": "SR-SS"},
        {"times": "Mon-Fri 0700-1700 UTC, Sat 0800-1200 UTC"},
        {"times": "by NOTAM"},
        {"opens_utc": "07:00"},  # the other is missing
        {"opens_utc": "07:00", "closes_utc": "25:00"},
        {"opens_utc": "07:00", "closes_utc": "17:00", "days": "1-5"},  # from Sunday, or from Monday?
        {"opens_utc": "07:00", "closes_utc": "17:00", "times": "H24"},
        {"opens": "07:00Z", "closes": "17:00"},
        {"opens_utc": "07:00", "closes_utc": "17:00", "opens": "08:00", "closes": "18:00"},
        {"days": "Mon-Fri"},  # by which clock do they begin?
        {"starts": "03/04/2026"},  # April or March?
        {"starts": "--0401", "ends": "--0930"},  # S-57: every year
        {"starts": "2026-06-02", "ends": "2026-05-01"},
    ],
)
def test_what_can_mean_more_leaves_the_zone_always_in_force_and_is_told(said: dict[str, str]) -> None:
    read = hours_read(said, now=NOW)

    assert read.hours == ()
    assert read.unread


def test_nothing_said_is_nothing_to_tell() -> None:
    assert hours_read({"name": "Range", "clock": "UTC", "starts": ""}, now=NOW).unread == ""


@given(st.dictionaries(st.sampled_from(sorted(HOUR_FIELDS)), st.text(max_size=30), max_size=4))
def test_no_attribute_breaks_the_reading(said: dict[str, str]) -> None:
    read = hours_read(said, now=NOW)

    assert not (read.hours and read.unread)


@given(
    st.integers(0, 8_000_000).map(
        lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters)),
)
def test_a_date_holds_wherever_on_earth_it_was_meant(moment: datetime, offset: timedelta) -> None:
    (read,) = hours_read({"starts": f"{moment:%Y-%m-%d}", "ends": f"{moment:%Y-%m-%d}"}, now=NOW).hours

    there = moment - offset  # the same on clocks of that offset
    assert read.starts is not None
    assert read.ends is not None
    assert read.starts.utc <= there < read.ends.utc


def test_a_file_s_hours_come_in_and_the_report_says_which(tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "zones.gpkg",
        [SQUARE] * 3,
        fields={
            "name": ["Range", "Gunnery", "Park"],
            "Hours": ["Mon-Fri 0700-1700 UTC", "SR-SS", None],
            "valid_from": ["2026-06-01", None, None],
        },
    )

    imported = read_brief(path, PatrolBrief(), OwnWish(role="zone"))

    assert isinstance(imported, Imported)
    ranges, gunnery, park = imported.brief.zones
    assert [(each.opens_utc, each.days) for each in ranges.hours] == [(time(7), tuple(Weekday)[:5])]
    assert ranges.hours[0].starts == instant("2026-05-31T10:00:00Z")
    assert (gunnery.hours, park.hours) == ((), ())
    said = " ".join(imported.notes)
    assert "zones: the hours of 1 zone were read from valid_from, Hours" in said
    assert "Gunnery" not in said
    assert "the hours of 1 zone could not be read (SR-SS): it is taken as always in force" in said


def test_the_report_says_when_hours_are_over(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "zones.gpkg", [SQUARE], fields={"end": ["2020-03-01"]})

    imported = read_brief(path, PatrolBrief(), OwnWish(role="zone"))

    assert any("1 of them is over" in note for note in imported.notes)
