"""Files as GDAL itself writes them, and as people's tools leave them."""

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from pyogrio import raw

#: A coast of the Adriatic, as any survey might hold it: (longitude, latitude), land to the east.
COAST = ((19.44, 41.32), (19.45, 41.36), (19.42, 41.40), (19.47, 41.44), (19.50, 41.50))


def write_layer(
    path: Path,
    geometries: Sequence[shapely.Geometry | bytes | None],
    *,
    crs: str | None = "EPSG:4326",
    layer: str | None = None,
    kind: str | None = None,
    fields: Mapping[str, Sequence[object]] | None = None,
    append: bool = False,
    driver: str | None = None,
    **options: str,
) -> Path:
    """Write shapes with GDAL, longitude or easting first; WKB is written as it is."""
    pyogrio.set_gdal_config_options({"OSR_USE_NON_DEPRECATED": "NO"})
    columns: dict[str, Any] = {
        name: np.array(list(values), dtype=None if isinstance(values[0], float) else object)
        for name, values in (fields or {}).items()
    }
    wkb = [one if isinstance(one, bytes | None) else shapely.to_wkb(one) for one in geometries]
    held = np.empty(len(wkb), dtype=object)
    held[:] = wkb
    first = next((one for one in geometries if isinstance(one, shapely.Geometry)), None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of files without a system, and of withdrawn ones
        raw.write(
            path,
            geometry=held,
            field_data=list(columns.values()),
            fields=np.array(list(columns), dtype=object),
            crs=crs,
            geometry_type=kind or (first.geom_type if first is not None else "Unknown"),
            layer=layer,
            append=append,
            driver=driver,
            **options,
        )
    return path


def projected(shape: shapely.Geometry, crs: str) -> shapely.Geometry:
    """Degrees in another system, by PROJ's own choice of an operation."""
    to_there = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return shapely.transform(shape, lambda xy: np.column_stack(to_there.transform(*xy.T)))
