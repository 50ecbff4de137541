"""Layers of a file as they are read, before anything is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from missions.own_wish import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerInfo:
    """What a layer says of itself."""

    name: str
    features: int
    crs: str  # a code or WKT; empty: none
    bounds: Box | None
    fields: tuple[str, ...]
    has_geometry: bool
    is_curved: bool = False
    epoch: float | None = None  # of its coordinates; None: not said
    role: str = ""  # that its format gives it; empty: none
    notes: tuple[str, ...] = ()  # what its reader mended or left out; without full stops
    same_as: str = ""  # another layer of the same positions: only one of them can be meant


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLayer:
    """Features of a layer: geometries as WKB, and the columns asked for."""

    wkb: npt.NDArray[np.object_]
    columns: Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLayer:
    """A layer that a reader of ours has read whole."""

    info: LayerInfo
    raw: RawLayer
