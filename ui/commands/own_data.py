"""What is in a file of one's own data, layer by layer, before anything is done with it."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from missions.formats.gis import LayerFound, OwnWish, open_own_file, passage_words
from ui.console import Console


def own_data_info(path: Path, wish: OwnWish, console: Console) -> dict[str, object]:
    """Say what a file holds, and answer with the same for a script."""
    with open_own_file(path) as file:
        survey = file.survey(wish, lambda share: console.progress("Reading layers", share))
    console.say(f"{survey.name}: {survey.format}, {len(survey.layers)} layer(s).")
    for layer in survey.layers:
        for line in layer_lines(layer):
            console.say(line)
    return {
        "name": survey.name,
        "format": survey.format,
        "layers": [{**asdict(layer), "roles": layer.roles} for layer in survey.layers],
    }


def layer_lines(layer: LayerFound) -> Iterator[str]:
    """A layer in words."""
    if layer.problem:
        yield f"{layer.name}: {layer.problem}"
        return
    counts = ((layer.polygons, "polygon"), (layer.lines, "line"), (layer.points, "point"))
    shapes = ", ".join(f"{count:,} {name}(s)" for count, name in counts if count) or "no shapes"
    dated = f", of {layer.date}" if layer.date else ""
    yield f"{layer.name}: {shapes} with {layer.vertices:,} corners{dated}."
    yield f"  {layer.crs}; {transformation_text(layer)}."
    if layer.has_own_roles:
        yield "  Its features say their roles."
    elif layer.role:
        yield f"  Taken as: {layer.role}."
    else:
        looks = f" It looks like: {layer.suggestion}." if layer.suggestion else ""
        yield f"  Say what it is with --role: {', '.join(layer.roles)}.{looks}"
    yield from (f"  {note}." for note in layer.notes)


def transformation_text(layer: LayerFound) -> str:
    """How a layer came to WGS84, and how accurate that is."""
    if layer.transformation == "none needed":
        return "it is in WGS84"
    return f"to WGS84 by {layer.transformation}, {passage_words(layer.transformation_m)}"
