"""What is whole of a damaged patrol comes back as it was; the rest is named, and nothing is made up."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.examples import sample_path
from missions.json_text import text_of
from missions.migrations import FORMAT_VERSION
from missions.patrol_file import Patrol, document_of, is_ours, open_patrol, patrol_of
from missions.recovery import Recovery, recover_patrol, recovered_from
from planner.brief import Exclusion, PatrolBrief
from planner.geodesy import GeoPoint
from tests.missions.growth import grows_by_its_length
from tests.missions.patrols import patrols
from tests.repository import ROOT

EVERYTHING = ROOT / "tests" / "missions" / "old_patrols" / "format-2.vedette"
CORNERS = (
    *(GeoPoint(lat_deg=lat_deg, lon_deg=19.4) for lat_deg in (41.3, 41.31)),
    GeoPoint(lat_deg=41.3, lon_deg=19.41),
)
Json = dict[str, object]


def written(patrol: Patrol) -> bytes:
    return text_of(document_of(patrol, name="a"))


def recovered(content: bytes) -> Recovery:
    return recovered_from(content, name="a.vedette", folder=ROOT)


def placed(patrol: Patrol) -> list[object]:
    brief = patrol.brief
    return [
        *brief.areas,
        *brief.exclusions,
        *brief.zones,
        *brief.territories,
        *brief.lines,
        *brief.fences,
        *brief.rally_points,
    ]


@given(patrols())
def test_of_a_whole_file_everything_is_recovered(patrol: Patrol) -> None:
    whole = recovered(written(patrol))

    assert whole == Recovery(patrol=patrol, lost=())


@given(patrols(), st.data())
def test_of_a_truncated_file_all_up_to_the_cut_comes_back_and_all_else_is_named(
    patrol: Patrol, data: st.DataObject
) -> None:
    content = written(patrol)
    cut = data.draw(st.integers(0, len(content) - 3))  # its last two bytes are a bracket and a line's end
    begun, complete = rows_before(cut, content)
    document = json.loads(content)
    before = document["features"][:complete]

    try:
        torn = recovered(content[:cut])
    except MissionFileError:  # nothing of it is left
        assert not any(map(is_ours, before))
        assert b'\n "vedette": {' not in content[:cut]
        return

    whole_rows = {**document, "features": before, "vedette": {**document["vedette"], "plan": None}}
    assert placed(torn.patrol) == placed(patrol_of(whole_rows, name="a"))
    assert torn.patrol.plan in (None, patrol.plan)
    assert reopened(torn.patrol) == torn.patrol
    if begun > complete:
        line = content[: ends_of(rb"\n  \{", content)[complete]].count(b"\n") + 1
        assert torn.lost[0].startswith(f"Line {line}, in features: ")
    for member, says in cut_off(content, cut):
        assert any(one.startswith(says) for one in torn.lost), (member, torn.lost)
    assert torn.lost[0].startswith("Line ")


def rows_before(cut: int, content: bytes) -> tuple[int, int]:
    """How many features begin before a cut, and how many of them are complete."""
    begun, complete = (sum(at <= cut for at in ends_of(row, content)) for row in (rb"\n  \{", rb"\n  \}"))
    return begun, complete


def ends_of(row: bytes, content: bytes) -> list[int]:
    """Where rows of the list of features end that look like this."""
    begins = content.index(b' "features": [')
    ends = max(content.find(b"\n ]", begins), begins)  # an empty list has no rows
    return [one.end() for one in re.compile(row).finditer(content, begins, ends)]


def cut_off(content: bytes, cut: int) -> Iterator[tuple[str, str]]:
    """Members of which nothing is left, and how their loss is to be named."""
    if cut < content.index(b'\n "vedette": {') + len(b'\n "vedette": {'):
        yield "vedette", "vedette: it is missing. Settings, aircraft, plan and records are lost."
        return
    if cut < content.index(b'\n  "brief": {') + len(b'\n  "brief": {'):
        yield "brief", "vedette.brief is missing"
    elif cut <= content.index(b'\n   "settings": '):
        yield "settings", "vedette.brief.settings is missing"
    for member in ("plan", "receipts", "flights"):
        if cut <= content.index(b'\n  "%s": ' % member.encode()):
            yield member, f"vedette.{member} is missing"


def reopened(patrol: Patrol) -> Patrol:
    return patrol_of(json.loads(written(patrol)), name="a")


@given(patrols(), st.data())
def test_a_broken_line_costs_no_more_than_what_stands_in_it(patrol: Patrol, data: st.DataObject) -> None:
    lines = written(patrol).split(b"\n")
    rows = [number for number, line in enumerate(lines) if line.startswith(b'   "geometry": ')]
    assume(rows)
    broken = data.draw(st.sampled_from(rows))
    lines[broken] = lines[broken][: data.draw(st.integers(4, len(lines[broken]) // 2))]

    torn = recovered(b"\n".join(lines))

    assert torn.lost[0].startswith(f"Line {broken}, in features: ")  # where its feature begins
    assert len(placed(torn.patrol)) >= len(placed(patrol)) - 1
    assert torn.patrol.brief.settings == patrol.brief.settings
    assert torn.patrol.receipts == patrol.receipts
    assert torn.patrol.flights == patrol.flights
    assert reopened(torn.patrol) == torn.patrol


@example(b"w", 1_634, 238)  # two members of one feature that nobody knows
@example(b"", 5_972, 1)  # a feature of ours that nobody can name any more
@given(st.binary(max_size=200), st.integers(0, 12_000), st.integers(0, 300))
def test_whatever_is_written_into_a_file_it_is_recovered_or_refused(
    noise: bytes, at: int, instead_of: int
) -> None:
    content = EVERYTHING.read_bytes()
    spoilt = content[:at] + noise + content[at + instead_of :]

    try:
        torn = recovered(spoilt)
    except MissionFileError:
        return

    assert reopened(torn.patrol) == torn.patrol


def everything() -> Json:
    document: Json = json.loads(EVERYTHING.read_bytes())
    return document


def ours_of(document: Json) -> Json:
    ours = document["vedette"]
    assert isinstance(ours, dict)
    return ours


def settings_of(document: Json) -> Json:
    settings: Json = ours_of(document)["brief"]["settings"]  # type: ignore[index]  # an object
    return settings


def area_of(document: Json) -> Json:
    features: list[Json] = document["features"]  # type: ignore[assignment]  # a list of features
    return features[0]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda it: settings_of(it).update(sidelap="wide"), "settings.sidelap is 'wide', not a number."),
        (lambda it: settings_of(it).update(sidelap=7), "settings.sidelap is refused: 7"),
        (lambda it: area_of(it).update(geometry=None), "features[0] (area A1): A feature without a geometry"),
        (lambda it: area_of(it)["geometry"].update(coordinates=[[[1, 2], [3]]]), "[3]"),  # type: ignore[attr-defined]  # an object
        (lambda it: ours_of(it).update(plan={"lanes": 3}), "vedette.plan.lanes is 3"),
        (lambda it: ours_of(it).update(receipts=[{"system_id": 1}]), "vedette.receipts[0].vehicle_type is"),
        (lambda it: ours_of(it).update(flights="none"), "vedette.flights is none, not a list."),
        (lambda it: ours_of(it).update(version="two"), "vedette.version is two: taken as 2."),
        (lambda it: ours_of(it)["brief"].update(take_off=5), "vedette.brief.take_off is 5"),  # type: ignore[attr-defined]  # an object
        (lambda it: it.pop("vedette"), "vedette: it is missing."),
    ],
)
def test_a_member_without_sense_is_named_and_the_others_come_back(
    spoil: Callable[[Json], object], says: str
) -> None:
    document, whole = everything(), open_patrol(EVERYTHING)

    spoil(document)
    torn = recovered(json.dumps(document).encode())

    assert any(says in one for one in torn.lost), torn.lost
    assert len(placed(torn.patrol)) >= len(placed(whole)) - 1
    assert torn.patrol.brief.fences == whole.brief.fences
    assert reopened(torn.patrol) == torn.patrol


def named(members: Json, wrong: str, right: str) -> None:
    members[wrong] = members.pop(right)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda it: named(it, "featuves", "features"), "features is missing, not a list: "),
        (
            lambda it: named(ours_of(it)["brief"], "settimgs", "settings"),  # type: ignore[arg-type]  # an object
            "vedette.brief.settings is missing: those of a new patrol are taken.",
        ),
        (
            lambda it: named(ours_of(it)["brief"], "aircragt", "aircraft"),  # type: ignore[arg-type]  # an object
            "vedette.brief.aircraft is missing, not a list.",
        ),
        (
            lambda it: named(settings_of(it), "sidelaq", "sidelap"),
            "vedette.brief.settings has 'sidelaq' where 'sidelap' belongs.",
        ),
        (
            lambda it: named(area_of(it)["properties"], "fref_edges", "free_edges"),  # type: ignore[arg-type]  # an object
            "features.area:A1.properties has 'fref_edges' where 'free_edges' belongs.",
        ),
        (
            lambda it: named(area_of(it)["properties"], "rolf", "role"),  # type: ignore[arg-type]  # an object
            "features[0] is of ours but for a letter of a name: it was left out.",
        ),
        (
            lambda it: area_of(it)["properties"].update(role="arez"),  # type: ignore[attr-defined]  # an object
            "features[0] is of ours but for a letter of a name: it was left out.",
        ),
        (
            lambda it: named(ours_of(it)["plan"], "marginz", "margins"),  # type: ignore[arg-type]  # an object
            "vedette.plan has 'marginz' where 'margins' belongs.",
        ),
        (lambda it: named(ours_of(it), "plam", "plan"), "vedette.plan is missing."),
        (
            lambda it: named(ours_of(it), "fligths", "flights"),
            "vedette.flights is missing, not a list.",
        ),
    ],
)
def test_a_damaged_name_is_a_loss_and_no_plan_follows_from_what_is_left(
    spoil: Callable[[Json], object], says: str
) -> None:
    document = everything()

    spoil(document)
    torn = recovered(json.dumps(document).encode())

    assert any(one.startswith(says) for one in torn.lost), torn.lost
    assert torn.patrol.plan is None or says.startswith("vedette.flights")
    assert reopened(torn.patrol) == torn.patrol


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (
            lambda it: named(settings_of(it), "sidelaq", "sidelap"),
            "vedette.brief.settings has 'sidelaq' where 'sidelap' belongs",
        ),
        (
            lambda it: named(area_of(it)["properties"], "rolf", "role"),  # type: ignore[arg-type]  # an object
            "features[0] is of ours but for a letter of a name",
        ),
        (
            lambda it: named(ours_of(it)["plan"], "marginz", "margins"),  # type: ignore[arg-type]  # an object
            "vedette.plan has 'marginz' where 'margins' belongs",
        ),
    ],
)
def test_a_file_with_a_damaged_name_is_not_opened_as_if_nothing_were_missing(
    spoil: Callable[[Json], object], says: str
) -> None:
    document = everything()

    spoil(document)

    with pytest.raises(MissionFileError, match=re.escape(says)):
        patrol_of(document, name="a")


def test_what_others_wrote_is_no_damaged_name() -> None:
    document = everything()
    settings_of(document)["sidelaq"] = 3
    document["features"].append(  # type: ignore[attr-defined]  # a list
        {"type": "Feature", "geometry": None, "properties": {"rule": "none", "id": "A1"}}
    )

    torn = recovered(json.dumps(document).encode())

    assert torn.lost == ()
    assert patrol_of(document, name="a") == torn.patrol


def test_a_plan_never_follows_from_a_brief_that_is_not_whole() -> None:
    document = everything()
    settings_of(document).update(standoff_m="far")

    torn = recovered(json.dumps(document).encode())

    assert torn.patrol.plan is None
    assert "vedette.plan was left out" in torn.lost[-1]


def test_a_plan_with_a_brief_of_its_own_stays_and_is_stale() -> None:
    content = (EVERYTHING.parent / "format-1.vedette").read_bytes()
    document = json.loads(content)
    settings_of(document).update(sidelap="wide")

    torn = recovered(json.dumps(document).encode())

    assert torn.patrol.plan == recovered(content).patrol.plan
    assert torn.patrol.plan_is_stale


def test_what_others_wrote_comes_back_and_a_feature_without_sense_does_not() -> None:
    document = everything()
    document["generator"] = "a map program"
    area_of(document)["geometry"] = None

    torn = recovered(json.dumps(document).encode())

    again = json.loads(written(torn.patrol))
    assert again["generator"] == "a map program"
    assert "A1" not in [one["properties"]["id"] for one in again["features"] if one["geometry"] is None]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no JSON object begins in its 0 bytes"),
        (b"PK\x03\x04\x00", "no JSON object begins"),
        (b'{"type": "FeatureCollection", "features": []}', "nothing of a patrol"),
        (
            b'{"type": "FeatureCollection", "features": [], "vedette": {"version": %d}}'
            % (FORMAT_VERSION + 1),
            "newer Vedette",
        ),
    ],
)
def test_what_is_no_patrol_or_a_newer_one_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.vedette"
    path.write_bytes(content)

    with pytest.raises(MissionFileError, match=says):
        recover_patrol(path)


def test_the_damaged_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.vedette"
    path.write_bytes(sample_path().read_bytes()[:9_000])

    recover_patrol(path)

    assert path.read_bytes() == sample_path().read_bytes()[:9_000]
    assert [one.name for one in tmp_path.iterdir()] == ["a.vedette"]


def test_recovery_takes_no_more_than_the_length_of_what_is_damaged() -> None:
    def damaged(count: int) -> bytes:
        exclusion = Exclusion(exclusion_id="E", outline=CORNERS)
        brief = PatrolBrief(
            exclusions=tuple(replace(exclusion, exclusion_id=f"E{number}") for number in range(count))
        )
        lines = written(Patrol(brief=brief)).split(b"\n")
        geometry = [number for number, line in enumerate(lines) if line.startswith(b'   "geometry": ')]
        for number in geometry[:: len(geometry) // 20]:
            lines[number] = lines[number][:20]
        return b"\n".join(lines)

    assert len(recovered(damaged(40)).patrol.brief.exclusions) == 20
    assert grows_by_its_length(recovered, damaged, count=1_600)
