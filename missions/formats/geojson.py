"""GeoJSON (RFC 7946) with a role on every feature, in and out."""

from pathlib import Path

from missions.errors import MissionFileError
from missions.feature_reading import onto_brief
from missions.feature_writing import brief_features, plan_features
from missions.formats.answers import Imported, Written
from missions.geometry_reading import ShapeReader
from missions.json_text import JsonObject, parse_object, text_of
from missions.storage import read_bytes, write_bytes
from missions.value_codec import FieldError
from planner.brief import PatrolBrief
from planner.route import PatrolPlan
from planner.watch import Watch

GREATEST_GEOJSON_MB = 64

PLAN_LEFT_OUT = "GeoJSON holds outlines, paths and lanes: settings and legs stay in the saved patrol."
BRIEF_LEFT_OUT = "GeoJSON holds outlines and sites: settings and aircraft stay in the saved patrol."


def read_brief(path: Path, base: PatrolBrief) -> Imported:
    """`base` with everything added that the file holds; polygons without a role are areas.

    Outlines that cross themselves are kept as drawn: the planner mends them and says how.

    Raises:
        MissionFileError: it is no GeoJSON in WGS84, or a line or a point has no role.
    """
    document = parse_object(read_bytes(path, greatest_mb=GREATEST_GEOJSON_MB), name=path.name)
    reader = ShapeReader(path.name)
    brief = onto_brief(reader.shapes(document), base=base, name=path.name, reader=reader)
    if brief == base:
        raise MissionFileError(
            f"{path.name} holds 0 shapes to plan with.", remedy="Choose a file with an area in it."
        )
    return Imported(brief=brief, notes=reader.notes)


def write_brief(brief: PatrolBrief, path: Path) -> Written:
    """Write everything in the brief that has a place on the map.

    Raises:
        StorageError: the disk refused.
        MissionFileError: a number in it cannot be written.
    """
    _write(_collection(brief, None, path.name), path)
    return Written(paths=(path,), notes=(BRIEF_LEFT_OUT,))


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write the brief's features, the path of each sortie, its lanes and the gaps.

    Raises:
        StorageError: the disk refused.
        MissionFileError: a number in it cannot be written.
        PlanningCancelled: before it was written.
    """
    document = _collection(plan.brief, plan, path.name)
    watch.check()
    _write(document, path)
    return Written(paths=(path,), notes=plan_notes(plan))


def plan_notes(_plan: PatrolPlan) -> tuple[str, ...]:
    """What a file of this plan cannot carry."""
    return (PLAN_LEFT_OUT,)


def _collection(brief: PatrolBrief, plan: PatrolPlan | None, name: str) -> JsonObject:
    try:
        features = [*brief_features(brief), *(plan_features(plan) if plan is not None else ())]
    except FieldError as error:
        raise error.named(name) from error
    return {"type": "FeatureCollection", "features": features}


def _write(document: JsonObject, path: Path) -> None:
    write_bytes(path, text_of(document))
