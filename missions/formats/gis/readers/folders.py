"""Folders in folders as layers: each that holds something is one, unless they are too many to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers.gathering import Gathered, held_layers

MOST_LAYERS = 40


@dataclass(slots=True)
class Folder:
    """A folder, and what lies in it itself."""

    name: str = ""
    parent: Folder | None = None
    is_document: bool = False  # it stands for a file, and says nothing beside the folders in it
    layer: Gathered = field(default_factory=lambda: Gathered(name=""))

    def path(self) -> tuple[Folder, ...]:
        """From the outermost to this one."""
        return (*(self.parent.path() if self.parent is not None else ()), self)


def layers_of_folders(folders: Sequence[Folder], *, notes: Counter[str], name: str) -> tuple[HeldLayer, ...]:
    """A layer for each folder that holds something, named after it and those round it.

    Args:
        folders: All of them, the file itself first.
        notes: What is to be said of the file; the first layer says it.
        name: Of the file, for messages.
    """
    filled = [folder for folder in folders if folder.layer.geometries]
    for depth in (None, 3, 2, 1):
        merged = _merged(filled, depth)
        if len(merged) <= MOST_LAYERS:
            break
    if len(merged) < len(filled):
        notes[f"Its {len(filled)} folders were taken together"] += 1
    if merged:
        merged[0].notes.update(notes)
    return held_layers(merged, name=name)


def _merged(filled: Sequence[Folder], depth: int | None) -> list[Gathered]:
    """Layers of the folders down to a depth below the file; None: however deep."""
    by_key: dict[int, Gathered] = {}
    for folder in filled:
        path = folder.path() if depth is None else folder.path()[:depth]
        into = by_key.setdefault(id(path[-1]), Gathered(name=_called(path)))
        into.geometries += folder.layer.geometries
        into.attributes += folder.layer.attributes
    return list(by_key.values())


def _called(path: Sequence[Folder]) -> str:
    """Of the file and its outermost document only where there is nothing else to name a layer by."""
    names = [folder.name for folder in path if folder.name]
    own = [folder.name for folder in path[1:] if folder.name and not folder.is_document]
    return " / ".join(own or names[-1:]) or "shapes"
