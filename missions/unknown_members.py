"""What others wrote into a file of ours, kept when we write it again.

Found by comparing: whatever the document has and our own writing of its contents has not.
"""

import hashlib
import json
import typing
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from missions.feature_reading import DERIVED_ROLES
from missions.json_text import JsonObject, canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A member that we do not know: where it hangs, and its JSON."""

    trail: tuple[str, ...]  # names of members from the root; a feature by role and id, or by its hash
    json: str


def unknown_in(document: JsonObject, *, ours: JsonObject) -> tuple[Unknown, ...]:
    """Members of `document` that are not in `ours` by their names, then such features in their order.

    Bounding boxes are left out, for they may not fit any more; so is what a plan makes anew.
    """
    found = [
        Unknown(trail=trail, json=canonical(value))
        for trail, value in _additions(by_identity(document), by_identity(ours), ())
        if trail[-1] != "bbox" and not is_derived(trail)
    ]
    members = sorted((one for one in found if not _is_feature(one.trail)), key=lambda one: one.trail)
    return (*members, *(one for one in found if _is_feature(one.trail)))


def put_back(document: JsonObject, unknown: tuple[Unknown, ...]) -> None:
    """Add to a document of ours what was unknown, wherever its place is still there."""
    named = by_identity(document)
    for addition in unknown:
        holder: object = named
        for name in addition.trail[:-1]:
            holder = holder.get(name) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            holder.setdefault(addition.trail[-1], json.loads(addition.json))
    features, top = named.pop("features"), dict(named)
    document.update(top)
    if isinstance(features, dict):
        document["features"] = list(features.values())


def _additions(
    theirs: JsonObject, mine: JsonObject, trail: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, value in theirs.items():
        if name not in mine:
            yield (*trail, name), value
        elif isinstance(value, dict) and isinstance(known := mine[name], dict):
            yield from _additions(value, known, (*trail, name))


def by_identity(document: JsonObject) -> JsonObject:
    """The document with its features by role and id, or by what they hold, in the place of their list."""
    features = document.get("features")
    named: JsonObject = {}
    alike: Counter[str] = Counter()
    for feature in features if isinstance(features, list) else []:
        identity = _identity(feature)
        alike[identity] += 1
        is_another = alike[identity] > 1 and not _is_named(feature)
        named[f"{identity} {alike[identity]}" if is_another else identity] = feature
    return {**document, "features": named}


def _identity(feature: object) -> str:
    """By role and id; else by what it holds, for its number among the features changes when it is written."""
    if _is_named(feature):
        properties = typing.cast("JsonObject", typing.cast("JsonObject", feature)["properties"])
        return f"{properties['role']}:{properties['id']}"
    return f"#{hashlib.sha256(canonical(feature).encode()).hexdigest()[:16]}"


def _is_named(feature: object) -> bool:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return isinstance(properties, dict) and isinstance(properties.get("role"), str) and "id" in properties


def _is_feature(trail: tuple[str, ...]) -> bool:
    return len(trail) == 2 and trail[0] == "features"


def is_derived(trail: tuple[str, ...]) -> bool:
    """Whether it leads to a feature that a plan makes anew."""
    return _is_feature(trail) and trail[1].split(":")[0] in DERIVED_ROLES
