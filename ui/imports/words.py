"""What the card of an import says."""

from missions.formats.gis import LayerFound, Survey, passage_words
from missions.own_wish import IGNORED
from planner.heights import HeightReference
from planner.own_layers import BASE, OwnLayer

ROLE_NAMES = {
    "area": "Area to see",
    "exclusion": "Exclusion",
    "zone": "Zone",
    "territory": "Territory",
    "fence": "Fence",
    "coastline": "Coastline",
    "border": "Border",
    "line": "Corridor line",
    "rally": "Rally points",
    "launch": "Launch",
    "recovery": "Recovery",
    "alternate": "Alternates",
    BASE: "Base layer: only drawn",
    IGNORED: "Leave out",
}

HEIGHT_NAMES = {
    HeightReference.SEA: "Sea",
    HeightReference.GROUND: "Ground",
    HeightReference.LAUNCH: "Launch",
    HeightReference.ELLIPSOID: "Ellipsoid (GNSS)",
}


def survey_words(survey: Survey) -> str:
    """What a file is, in a line."""
    count = len(survey.layers)
    return f"{survey.format} · {count} layer{'s' if count != 1 else ''}. Choose what each is."


def layer_words(layer: LayerFound) -> str:
    """What is in a layer, and how well it is known, in a line."""
    if layer.problem:
        return layer.problem
    counts = ((layer.polygons, "polygon"), (layer.lines, "line"), (layer.points, "point"))
    shapes = ", ".join(f"{count:,} {name}{'s' if count != 1 else ''}" for count, name in counts if count)
    parts = [shapes or "nothing", f"{layer.vertices:,} corners", layer.crs.split(" ")[0]]
    if layer.transformation_m != 0:
        known = f"{layer.transformation_m:g} m" if layer.transformation_m is not None else "unknown"
        parts.append(f"to WGS84 ± {known}")
    if layer.is_mended:
        parts.append("mended")
    elif layer.notes:
        parts.append("see the notes")
    return " · ".join(parts)


def layer_facts(layer: LayerFound) -> str:
    """All that is known of a layer, for its tooltip."""
    if layer.problem:
        return layer.problem
    way = "In WGS84" if layer.transformation == "none needed" else f"To WGS84 by {layer.transformation}, "
    known = "" if layer.transformation == "none needed" else passage_words(layer.transformation_m)
    dated = (f"As of {layer.date}",) if layer.date else ()
    return "\n".join((layer.crs, f"{way}{known}", *dated, *(f"{note}." for note in layer.notes)))


def own_layer_words(layer: OwnLayer) -> str:
    """Whose a layer is, of when, and how well it is known: for lists of layers."""
    known = f"± {layer.accuracy_m:,.0f} m" if layer.accuracy_m is not None else "accuracy unknown"
    when = layer.date or (layer.modified.to_iso()[:10] if layer.modified is not None else "")
    return " · ".join(filter(None, (layer.file.replace("\\", "/").split("/")[-1], when, known)))


def own_layer_facts(layer: OwnLayer) -> str:
    """All that is known of a layer, for its tooltip."""
    way = "In WGS84" if layer.transformation == "none needed" else f"To WGS84 by {layer.transformation}, "
    known = "" if layer.transformation == "none needed" else passage_words(layer.transformation_m)
    epoch = (f"Epoch of the coordinates: {layer.epoch:g}",) if layer.epoch is not None else ()
    what = f"{ROLE_NAMES.get(layer.role, 'Several roles')}, layer {layer.layer}"
    return "\n".join((layer.file, what, layer.crs, f"{way}{known}", *epoch))
