"""The published JSON Schema of saved patrols says what is written, and no more and no less."""

import copy
import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from missions.examples import sample_path
from missions.json_text import text_of
from missions.patrol_file import Patrol, document_of
from missions.patrol_schema import patrol_schema, schema_text
from tests.missions.patrols import patrols
from tests.repository import ROOT

PUBLISHED = ROOT / "docs" / "patrol.schema.json"
Json = dict[str, object]


def strict(schema: object) -> object:
    """The same schema, which also refuses every member that it does not name."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: strict(value) for name, value in schema.items()}
    is_object = schema.get("type") == "object" and "properties" in schema and "if" not in schema
    return inner | ({"additionalProperties": False} if is_object else {})


def strict_schema() -> object:
    """Of the document; a tagged value's kind and a feature's role and id are said beside its members."""
    schema = copy.deepcopy(patrol_schema())
    for one in objects_in(schema):
        properties = one.get("properties")
        if one.get("type") == "object" and isinstance(properties, dict) and "if" not in one:
            properties |= {name: properties.get(name, True) for name in ("kind", "role", "id")}
    return strict(schema)


def objects_in(schema: object) -> Iterator[Json]:
    if isinstance(schema, dict):
        yield schema
    for value in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from objects_in(value)


OURS = Draft202012Validator(patrol_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
STRICT = Draft202012Validator(strict_schema())


def faults(validator: Draft202012Validator, document: object) -> list[str]:
    return [f"{fault.json_path}: {fault.message[:200]}" for fault in validator.iter_errors(document)]


def test_the_published_schema_is_what_the_types_say_now() -> None:
    assert PUBLISHED.read_bytes() == schema_text(), "python -m missions.patrol_schema docs/patrol.schema.json"


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(patrol_schema())


@given(patrols())
def test_what_is_saved_fits_the_schema_to_the_last_member(patrol: Patrol) -> None:
    document = json.loads(text_of(document_of(patrol, name="a")))

    assert (faults(OURS, document), faults(STRICT, document)) == ([], [])


def sample() -> Json:
    document: Json = json.loads(sample_path().read_text(encoding="utf-8"))
    return document


def ours_of(document: Json) -> Json:
    ours = document["vedette"]
    assert isinstance(ours, dict)
    return ours


def settings_of(document: Json) -> Json:
    settings: Json = ours_of(document)["brief"]["settings"]  # type: ignore[index]  # an object
    return settings


def geometry_of(document: Json) -> Json:
    geometry: Json = document["features"][0]["geometry"]  # type: ignore[index]  # a list of features
    return geometry


def properties_of(document: Json) -> Json:
    properties: Json = document["features"][0]["properties"]  # type: ignore[index]  # a list of features
    return properties


@pytest.mark.parametrize(
    "spoil",
    [
        lambda it: it.pop("vedette"),
        lambda it: it.update(type="Feature"),
        lambda it: ours_of(it).update(version=1),
        lambda it: ours_of(it).pop("brief"),
        lambda it: settings_of(it).update(sidelap="wide"),
        lambda it: settings_of(it).update(pattern="zigzag"),
        lambda it: settings_of(it).update(endurance_s=1e300),
        lambda it: settings_of(it).update(height=120),
        lambda it: geometry_of(it).update(type="Point"),
        lambda it: geometry_of(it).update(coordinates=[[[19.0, 41.0]]]),
        lambda it: geometry_of(it).update(coordinates=[[[41.0, 190.0]] * 4]),
        lambda it: properties_of(it).update(free_edges=[[0]]),
        lambda it: it["features"].append({"type": "Feature", "properties": {"role": "zone", "id": "Z1"}}),
    ],
)
def test_a_spoilt_document_does_not_fit(spoil: Callable[[Json], object]) -> None:
    document = sample()
    assert faults(OURS, document) == []

    spoil(document)

    assert faults(OURS, document) != []


def test_members_and_features_of_others_fit() -> None:
    document = sample()
    document["generator"] = "a map program"
    settings_of(document)["colour"] = "blue"
    properties_of(document)["stroke"] = "#ff0000"
    document["features"].append({"type": "Feature", "properties": None, "geometry": None})  # type: ignore[attr-defined]  # a list

    assert faults(OURS, document) == []


def test_fields_say_their_meaning_and_unit() -> None:
    settings = patrol_schema()["$defs"]["patrol-settings"]["properties"]  # type: ignore[index]  # an object

    assert settings["sidelap"]["description"] == "Share of each swath seen twice."
    assert settings["endurance_s"]["description"] == "None: the vehicle's own; in s."
    assert settings["ground_speed_mps"]["description"] == "In m/s."
