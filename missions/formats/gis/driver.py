"""GDAL, through pyogrio: the one place that knows it, imported when a file is opened."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from missions.errors import MissionFileError
from missions.formats.gis.geopackage import TableFacts, table_facts
from missions.formats.gis.layers import LayerInfo, RawLayer
from missions.own_wish import Box

#: Circles are read as corners: at half a degree apart a zone of 5 nautical miles is 9 cm too small at most.
#: GDAL takes another system in place of one that EPSG has withdrawn, and says nothing; we read what is there.
_SETTINGS = {"OGR_ARC_STEPSIZE": "0.5", "OSR_USE_NON_DEPRECATED": "NO"}

#: A layer with more is a map of a continent; what lies near the patrol is to be cut out of it first.
GREATEST_FEATURES = 500_000
GREATEST_MB = 400  # of geometry that is read at once
_BATCH = 20_000  # features

_Answer = TypeVar("_Answer")


def layer_infos(source: Path, *, name: str) -> tuple[LayerInfo, ...]:
    """Every layer of a file, in its order.

    Raises:
        MissionFileError: GDAL cannot read it.
    """
    listed = _asked(lambda gdal: gdal.list_layers(source), name)
    facts = table_facts(source)
    infos = (_info(source, str(layer), kind, name) for layer, kind in listed)
    return tuple(_with_facts(info, facts.get(info.name, TableFacts())) for info in infos)


def read_layer(
    source: Path, info: LayerInfo, *, columns: tuple[str, ...], bounds: Box | None, name: str
) -> RawLayer:
    """The features of a layer; of those, where bounds are given, the ones that reach into them.

    Raises:
        MissionFileError: it cannot be read, or is too large to be.
    """
    if info.features > GREATEST_FEATURES:
        raise _too_large(name, info, f"{info.features:,} features", f"{GREATEST_FEATURES:,}")
    parts: list[tuple[npt.NDArray[np.object_], list[npt.NDArray[Any]]]] = []
    wanted = {"layer": info.name, "columns": list(columns), "bbox": bounds, "max_features": _BATCH}
    size = 0
    while True:
        part = _asked(partial(_read, source, wanted | {"skip_features": len(parts) * _BATCH}), name)
        parts.append(part)
        size += sum(len(one) for one in part[0] if one is not None)
        if size > GREATEST_MB * 1_000_000:
            raise _too_large(name, info, f"over {GREATEST_MB} MB of positions", f"{GREATEST_MB} MB")
        if len(part[0]) < _BATCH:
            break
    wkb = np.concatenate([geometry for geometry, _ in parts])
    fields = {
        column: np.concatenate([values[at] for _, values in parts]) for at, column in enumerate(columns)
    }
    return RawLayer(wkb=wkb, columns=fields)


def _read(
    source: Path, wanted: dict[str, Any], gdal: Any
) -> tuple[npt.NDArray[np.object_], list[npt.NDArray[Any]]]:
    meta, _fids, geometry, data = gdal.raw.read(source, force_2d=False, **wanted)
    if geometry is None:  # a table without places
        geometry = np.full(len(data[0]) if data else 0, None, dtype=object)
    by_name = dict(zip(meta["fields"], data, strict=True))
    missing = np.full(len(geometry), None, dtype=object)
    return geometry, [by_name.get(column, missing) for column in wanted["columns"]]


def _info(source: Path, layer: str, kind: str | None, name: str) -> LayerInfo:
    found = _asked(
        lambda gdal: gdal.read_info(
            source, layer=layer, force_feature_count=True, force_total_bounds=kind is not None
        ),
        name,
    )
    bounds = found["total_bounds"]
    is_placed = bounds is not None and bool(np.isfinite(bounds).all())
    west, south, east, north = bounds if is_placed else (0.0, 0.0, 0.0, 0.0)
    return LayerInfo(
        name=layer,
        features=int(found["features"]),
        crs=str(found["crs"] or ""),
        bounds=(float(west), float(south), float(east), float(north)) if is_placed else None,
        fields=tuple(str(field) for field in found["fields"]),
        has_geometry=kind is not None,
    )


def _with_facts(info: LayerInfo, facts: TableFacts) -> LayerInfo:
    return replace(info, is_curved=facts.is_curved, epoch=facts.epoch)


def _asked(ask: Callable[[Any], _Answer], name: str) -> _Answer:
    import pyogrio  # noqa: PLC0415 - 0.6 s, and only for these files
    from pyogrio import errors  # noqa: PLC0415

    pyogrio.set_gdal_config_options(_SETTINGS)
    refusals = (
        *(errors.DataSourceError, errors.DataLayerError, errors.FeatureError, errors.GeometryError),
        *(errors.CRSError, errors.FieldError, ValueError, IndexError, RuntimeError, MemoryError),
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what GDAL mends by itself, it mends as we would
            return ask(pyogrio)
    except refusals as error:
        said = " ".join(str(error).split("\n")[0].split()[:30]).split("; It might help")[0]
        raise MissionFileError(
            f"{name} cannot be read: {said or 'it is damaged'}.",
            remedy="It may be damaged: use another copy, or export it again.",
        ) from error


def _too_large(name: str, info: LayerInfo, has: str, most: str) -> MissionFileError:
    return MissionFileError(
        f"{name}: the layer {info.name} holds {has}, and at most {most} can be read.",
        remedy="Cut it down to the ground round the patrol, or draw the area first: "
        "only what is near is read.",
    )
