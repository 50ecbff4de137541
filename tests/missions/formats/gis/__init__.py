"""An operator's own files: GeoPackage, Shapefile, FlatGeobuf, S-57."""
