"""Saved patrols: a GeoJSON FeatureCollection that any map program opens, with all of a patrol beside it.

Everything with a place in the brief is a feature with its role, and read back from there. The member
`vedette` holds the rest: settings and aircraft, the plan, receipts and flights. Paths, lanes and gaps are
features too, for others to see; they are made anew from the plan.
"""

import typing
from dataclasses import dataclass, field, replace
from pathlib import Path

from missions.errors import MissionFileError
from missions.feature_reading import onto_brief
from missions.feature_writing import brief_features, plan_features
from missions.flight import Flight
from missions.geometry_reading import ShapeReader
from missions.json_text import JsonObject, parse_object, text_of
from missions.migrations import FORMAT_VERSION, migrated
from missions.misnamed import is_nearly_ours, misnamed_in
from missions.own_layers import with_absolute_files, with_relative_files
from missions.receipt import Receipt
from missions.sites import SITE_ROLES
from missions.storage import GREATEST_FILE_MB, Stamp, read_bytes, write_bytes
from missions.unknown_members import Unknown, put_back, unknown_in
from missions.value_codec import FieldError, from_json, to_json
from missions.waivers import Waiver
from planner.brief import PatrolBrief, PatrolSettings
from planner.fleet import Aircraft
from planner.own_layers import OwnLayer
from planner.route import PatrolPlan
from planner.times import TimeWindow

ENDING = ".vedette"

_PLACED_ROLES = (
    "area",
    "exclusion",
    "zone",
    "territory",
    "fence",
    "border",
    "coastline",
    "line",
    "rally",
    *SITE_ROLES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patrol:
    """What is saved: the brief, the plan with the brief that it follows from, what was sent and flown."""

    brief: PatrolBrief
    plan: PatrolPlan | None = None
    receipts: tuple[Receipt, ...] = ()
    flights: tuple[Flight, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    unknown: tuple[Unknown, ...] = field(default=(), repr=False)  # what others wrote into the file

    @property
    def plan_is_stale(self) -> bool:
        """Whether there is a plan and it follows from another brief."""
        return self.plan is not None and self.plan.brief != self.brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """What of a brief has no place on the map; aircraft without their sites."""

    name: str
    aircraft: tuple[Aircraft, ...]
    settings: PatrolSettings
    take_off: TimeWindow | None
    own_layers: tuple[OwnLayer, ...] = ()


def open_patrol(path: Path) -> Patrol:
    """The patrol saved at `path`, exactly as it was saved.

    Raises:
        MissionFileError: it cannot be read, is damaged, or is newer; names file, field and value.
    """
    return patrol_in(read_bytes(path), path)


def patrol_in(content: bytes, path: Path) -> Patrol:
    """The patrol in what was read from `path`.

    Raises:
        MissionFileError: it is damaged, or newer; names file, field and value.
    """
    document = parse_object(content, name=path.name)
    with_absolute_files(document, path.absolute().parent)
    return patrol_of(document, name=path.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFile:
    """What a save wrote."""

    content: bytes
    stamp: Stamp


def save_patrol(patrol: Patrol, path: Path) -> SavedFile:
    """Save so that at every moment a complete file is there, the old one or the new one.

    The same patrol gives the same bytes.

    Returns:
        What was written.

    Raises:
        StorageError: the disk refused; the old file is untouched.
        MissionFileError: a number in the patrol is none, or the file would be too large to be read again.
    """
    document = document_of(patrol, name=path.name)
    with_relative_files(document, path.absolute().parent)
    content = text_of(document)
    if len(content) > GREATEST_FILE_MB * 1_000_000:
        raise MissionFileError(
            f"{path.name} would take {len(content) / 1e6:.0f} MB, and {GREATEST_FILE_MB} MB can be read.",
            remedy="Remove flights from the patrol, and keep them in a copy of its file.",
        )
    return SavedFile(content=content, stamp=write_bytes(path, content))


def document_of(patrol: Patrol, *, name: str) -> JsonObject:
    """The patrol as a GeoJSON object.

    Raises:
        MissionFileError: a number in it is none, or too large to be read again.
    """
    brief, plan = patrol.brief, patrol.plan
    sites_apart = tuple(replace(one, launch=None, recovery=None, alternates=()) for one in brief.aircraft)
    unplaced = Unplaced(
        name=brief.name,
        aircraft=sites_apart,
        settings=brief.settings,
        take_off=brief.take_off,
        own_layers=brief.own_layers,
    )
    try:
        ours: JsonObject = {
            "version": FORMAT_VERSION,
            "brief": _unplaced_members(unplaced),
            "plan": to_json(plan) if plan is not None else None,
            "receipts": to_json(patrol.receipts, tuple[Receipt, ...]),
            "flights": to_json(patrol.flights, tuple[Flight, ...]),
        }
        features = [*brief_features(brief), *(plan_features(plan) if plan is not None else ())]
    except FieldError as error:
        raise error.named(name) from error
    if patrol.waivers:  # most patrols have none
        ours["waivers"] = to_json(patrol.waivers, tuple[Waiver, ...])
    if plan is not None and not patrol.plan_is_stale:
        ours["plan"] = _without_brief(ours["plan"])
    document: JsonObject = {"type": "FeatureCollection", "features": features, "vedette": ours}
    put_back(document, patrol.unknown)
    return document


def _unplaced_members(unplaced: Unplaced) -> JsonObject:
    members = typing.cast("JsonObject", to_json(unplaced))
    if not unplaced.own_layers:  # most patrols have none
        del members["own_layers"]
    return members


def patrol_of(document: JsonObject, *, name: str) -> Patrol:
    """The patrol that `document_of` made a GeoJSON object from.

    Raises:
        MissionFileError: a member is missing or makes no sense; names file, field and value.
    """
    current = migrated(document, name=name)
    ours = current["vedette"]
    if not isinstance(ours, dict):
        raise MissionFileError(f"{name}: vedette is no object.", remedy="Use another copy of the file.")
    try:
        unplaced = from_json(Unplaced, _member(ours, "brief"), under="brief")
        brief = _placed(unplaced, current, name=name)
        patrol = Patrol(
            brief=brief,
            plan=plan_of(ours.get("plan"), brief),
            receipts=from_json(tuple[Receipt, ...], ours.get("receipts", []), under="receipts"),
            flights=from_json(tuple[Flight, ...], ours.get("flights", []), under="flights"),
            waivers=from_json(tuple[Waiver, ...], ours.get("waivers", []), under="waivers"),
        )
    except FieldError as error:
        error.trail.append("vedette")
        raise error.named(name) from error
    mine = document_of(patrol, name=name)
    _require_sound_names(current, mine, name=name)
    return replace(patrol, unknown=unknown_in(current, ours=mine))


def _require_sound_names(document: JsonObject, mine: JsonObject, *, name: str) -> None:
    """A name with a wrong letter would be passed over, and the usual taken for what stands there."""
    features = typing.cast("list[object]", document["features"])
    where = [f"features[{number}]" for number, one in enumerate(features) if is_damaged_name(one)]
    wrong = [f"{at} is of ours but for a letter of a name" for at in where]
    wrong += [one.words for one in misnamed_in(document, ours=mine)]
    if wrong:
        raise MissionFileError(
            f"{name} is damaged: {wrong[0]}.", remedy="Recover what can be, or use another copy."
        )


def _member(ours: JsonObject, member: str) -> object:
    if member not in ours:
        raise FieldError(f"has no member {member}.", remedy="It may be damaged: use another copy.")
    return ours[member]


def _placed(unplaced: Unplaced, document: JsonObject, *, name: str) -> PatrolBrief:
    base = PatrolBrief(
        name=unplaced.name,
        aircraft=unplaced.aircraft,
        settings=unplaced.settings,
        take_off=unplaced.take_off,
        own_layers=unplaced.own_layers,
    )
    features = document.get("features")
    if not isinstance(features, list):
        raise MissionFileError(f"{name}: features is no list.", remedy="Use another copy of the file.")
    reader = ShapeReader(name)
    shapes = (
        shape
        for number, feature in enumerate(features)
        if is_ours(feature)
        for shape in reader.feature_shapes(feature, f"features[{number}]")
    )
    brief = onto_brief(shapes, base=base, name=name, reader=reader)
    if reader.notes:  # we write nothing that needs mending
        raise MissionFileError(
            f"{name} does not hold what was saved: {reader.notes[0]}",
            remedy="Import it as GeoJSON, or use another copy.",
        )
    return brief


def is_ours(feature: object) -> bool:
    """Whether a feature belongs to the brief; what others added has no role and identity of ours."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return (
        isinstance(properties, dict)
        and properties.get("role") in _PLACED_ROLES
        and isinstance(properties.get("id"), str)
    )


def is_damaged_name(feature: object) -> bool:
    """Whether a feature would belong to the brief if it were not for a letter of a name."""
    return not is_ours(feature) and is_nearly_ours(feature, roles=_PLACED_ROLES)


def _without_brief(plan: object) -> object:
    return (
        {member: value for member, value in plan.items() if member != "brief"}
        if isinstance(plan, dict)
        else plan
    )


def plan_of(document: object, brief: PatrolBrief) -> PatrolPlan | None:
    """The plan in a document; it is saved with its own brief only where that is no longer the patrol's.

    Raises:
        FieldError: a member of it makes no sense.
    """
    if not isinstance(document, dict) or "brief" in document:
        return None if document is None else from_json(PatrolPlan, document, under="plan")
    return replace(from_json(PatrolPlan, {**document, "brief": to_json(brief)}, under="plan"), brief=brief)
