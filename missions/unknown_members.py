"""What others wrote into a file of ours, kept when we write it again.

Found by comparing: whatever the document has and our own writing of its contents has not.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from missions.feature_reading import DERIVED_ROLES
from missions.json_text import JsonObject, canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A member that we do not know: where it hangs, and its JSON."""

    trail: tuple[str, ...]  # names of members from the root; a feature goes by its role and id
    json: str


def unknown_in(document: JsonObject, *, ours: JsonObject) -> tuple[Unknown, ...]:
    """Members and features of `document` that are not in `ours`, in their order.

    Bounding boxes are left out, for they may not fit any more; so is what a plan makes anew.
    """
    return tuple(
        Unknown(trail=trail, json=canonical(value))
        for trail, value in _additions(_by_identity(document), _by_identity(ours), ())
        if trail[-1] != "bbox" and not _is_derived(trail)
    )


def put_back(document: JsonObject, unknown: tuple[Unknown, ...]) -> None:
    """Add to a document of ours what was unknown, wherever its place is still there."""
    named = _by_identity(document)
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


def _by_identity(document: JsonObject) -> JsonObject:
    features = document.get("features")
    listed = features if isinstance(features, list) else []
    return {**document, "features": {_identity(one, number): one for number, one in enumerate(listed)}}


def _identity(feature: object, number: int) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if isinstance(properties, dict) and isinstance(properties.get("role"), str) and "id" in properties:
        return f"{properties['role']}:{properties['id']}"
    return f"#{number}"


def _is_derived(trail: tuple[str, ...]) -> bool:
    return len(trail) == 2 and trail[0] == "features" and trail[1].split(":")[0] in DERIVED_ROLES
