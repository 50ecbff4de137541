"""What is in a file, whoever reads it: GDAL as it is asked, or a reader of ours at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from missions.formats.gis.driver import layer_infos, read_layer
from missions.formats.gis.files import Source
from missions.formats.gis.layers import HeldLayer, LayerInfo, RawLayer
from missions.formats.gis.roles import S57_ROLES
from missions.own_wish import IGNORED, Box

CHART = "S-57 chart"


def layers_of(source: Source, *, name: str) -> tuple[LayerInfo, ...]:
    """Every layer of a file, in its order.

    Raises:
        MissionFileError: it cannot be read.
    """
    if source.held is not None:
        return tuple(layer.info for layer in source.held)
    infos = layer_infos(source.path, name=name)
    if source.format != CHART:
        return infos
    return tuple(replace(info, role=S57_ROLES.get(info.name, IGNORED)) for info in infos)


def features_of(
    source: Source, info: LayerInfo, *, columns: tuple[str, ...], bounds: Box | None, name: str
) -> RawLayer:
    """The features of a layer; of those, where bounds are given, the ones that reach into them.

    Raises:
        MissionFileError: it cannot be read, or is too large to be.
    """
    if source.held is None:
        return read_layer(source.path, info, columns=columns, bounds=bounds, name=name)
    held = next(layer for layer in source.held if layer.info.name == info.name)
    is_wanted = _reaching(held, bounds)
    return RawLayer(
        wkb=held.raw.wkb[is_wanted],
        columns={column: held.raw.columns[column][is_wanted] for column in columns},
    )


def _reaching(held: HeldLayer, bounds: Box | None) -> npt.NDArray[np.bool_]:
    """Which features reach into a box, or cannot be said not to."""
    if bounds is None or bounds[0] > bounds[2]:
        return np.ones(len(held.raw.wkb), dtype=bool)
    west, south, east, north = bounds
    with np.errstate(invalid="ignore"):
        left, low, right, high = shapely.bounds(shapely.from_wkb(held.raw.wkb, on_invalid="ignore")).T
        is_clear = (right < west) | (left > east) | (high < south) | (low > north)
    return np.asarray(~is_clear)
