"""Layers of an operator's own files in a brief: what is theirs, and whether the files are as they were."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from missions.fingerprints import fingerprint, glance
from missions.json_text import JsonObject
from planner.brief import PatrolBrief
from planner.own_layers import OwnLayer


class SourceState(Enum):
    """What became of a file since something was taken from it."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNews:
    """A file that is not what it was when something was taken from it."""

    layer: OwnLayer
    state: SourceState

    @property
    def text(self) -> str:
        """One sentence for the operator, and what it means."""
        name, taken = Path(self.layer.file).name, self.layer.modified
        since = f" of {taken.to_iso()}" if taken is not None else ""
        if self.state is SourceState.MISSING:
            return f"{name}{since} is not there any more: the patrol keeps what was taken from it."
        return f"{name} has changed since {self.layer.name} was taken from it: import it again to use it."


def source_state(layer: OwnLayer) -> SourceState:
    """Whether a layer's file is what it was. It is read through only where its time alone differs."""
    path = Path(layer.file)
    try:
        seen = glance(path)
        if seen.size_bytes != layer.size_bytes:
            return SourceState.CHANGED
        if seen.modified == layer.modified or fingerprint(path).sha256 == layer.sha256:
            return SourceState.SAME
    except (OSError, ValueError):
        return SourceState.MISSING
    return SourceState.CHANGED


def sources_news(brief: PatrolBrief) -> tuple[SourceNews, ...]:
    """What there is to say of the files that a brief was made from; nothing where all are as they were."""
    news = (SourceNews(layer=layer, state=source_state(layer)) for layer in brief.own_layers)
    return tuple(one for one in news if one.state is not SourceState.SAME)


def without_own_layer(brief: PatrolBrief, layer_id: str) -> PatrolBrief:
    """The brief without a layer and all that was made from it."""
    gone = next((layer for layer in brief.own_layers if layer.layer_id == layer_id), None)
    if gone is None:
        return brief
    members = set(gone.members)
    return replace(
        brief,
        areas=tuple(one for one in brief.areas if f"area:{one.area_id}" not in members),
        exclusions=tuple(one for one in brief.exclusions if f"exclusion:{one.exclusion_id}" not in members),
        zones=tuple(one for one in brief.zones if f"zone:{one.zone_id}" not in members),
        territories=tuple(one for one in brief.territories if f"territory:{one.territory_id}" not in members),
        lines=tuple(one for one in brief.lines if f"line:{one.line_id}" not in members),
        fences=tuple(one for one in brief.fences if f"fence:{one.fence_id}" not in members),
        own_layers=tuple(one for one in brief.own_layers if one is not gone),
    )


def member_names(brief: PatrolBrief) -> Iterator[str]:
    """Of everything that can be made from a layer: its kind and identity."""
    yield from (f"area:{one.area_id}" for one in brief.areas)
    yield from (f"exclusion:{one.exclusion_id}" for one in brief.exclusions)
    yield from (f"zone:{one.zone_id}" for one in brief.zones)
    yield from (f"territory:{one.territory_id}" for one in brief.territories)
    yield from (f"line:{one.line_id}" for one in brief.lines)
    yield from (f"fence:{one.fence_id}" for one in brief.fences)


def with_relative_files(document: JsonObject, folder: Path) -> None:
    """Name the files in a patrol's document as seen from the folder that it is saved to."""
    _rename(document, lambda file: _relative(file, folder))


def with_absolute_files(document: JsonObject, folder: Path) -> None:
    """Name the files in a patrol's document as they lie from the folder that it was read from."""
    _rename(document, lambda file: _absolute(file, folder))


def _rename(document: JsonObject, renamed: Callable[[str], str]) -> None:
    ours = document.get("vedette")
    for owner in (ours, _member(ours, "plan")):
        layers = _member(_member(owner, "brief"), "own_layers")
        for layer in layers if isinstance(layers, list) else ():
            if isinstance(layer, dict) and isinstance(file := layer.get("file"), str):
                layer["file"] = renamed(file)


def _member(of: object, name: str) -> object:
    return of.get(name) if isinstance(of, dict) else None


def _relative(file: str, folder: Path) -> str:
    path = Path(file)
    if not path.is_absolute():
        return file
    try:
        return Path(os.path.relpath(path, folder.resolve())).as_posix()
    except ValueError:  # on another drive
        return file


def _absolute(file: str, folder: Path) -> str:
    if Path(file).is_absolute():
        return file
    return posixpath.normpath((folder.resolve() / file).as_posix())
