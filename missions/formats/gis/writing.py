"""Layers into a GeoPackage, by GDAL through pyogrio, which is imported when one is written."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from missions.errors import StorageError
from missions.storage import read_bytes, write_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerToWrite:
    """Features of one kind: geometries in longitude and latitude, and a column of texts or numbers each."""

    name: str
    kind: str  # such as Polygon or LineString Z
    geometries: Sequence[shapely.Geometry]
    columns: Mapping[str, Sequence[object]]


def write_geopackage(layers: Sequence[LayerToWrite], path: Path) -> None:
    """Write the layers, WGS84; the old file is there, whole, until the new one is.

    Raises:
        StorageError: the disk refused.
    """
    from pyogrio.errors import DataSourceError  # noqa: PLC0415 - takes half a second
    from pyogrio.raw import write  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:
        spare = Path(folder) / "plan.gpkg"
        try:
            for number, layer in enumerate(layers):
                with warnings.catch_warnings():
                    warnings.simplefilter("error", category=RuntimeWarning)
                    write(
                        spare,
                        shapely.to_wkb(np.array(layer.geometries, dtype=object), output_dimension=3),
                        [np.array(values, dtype=object) for values in layer.columns.values()],
                        [*layer.columns],
                        layer=layer.name,
                        driver="GPKG",
                        geometry_type=layer.kind,
                        crs="EPSG:4326",
                        append=number > 0,
                    )
        except DataSourceError as error:
            raise StorageError(
                f"{path} could not be written: {error}.", remedy="Save it elsewhere."
            ) from error
        write_bytes(path, read_bytes(spare))
