"""Saved patrols of earlier versions, brought up to today's."""

from collections.abc import Callable, Mapping

from missions.errors import MissionFileError
from missions.json_text import JsonObject

#: Of the `vedette` member; raised when a reader of the version before would misread a file.
FORMAT_VERSION = 1

#: From each version to the one after it. Each step takes the whole document and returns a new one.
STEPS: Mapping[int, Callable[[JsonObject], JsonObject]] = {}


def version_of(document: JsonObject, *, name: str) -> int:
    """The format version of a saved patrol.

    Raises:
        MissionFileError: the document is no saved patrol.
    """
    ours = document.get("vedette")
    if document.get("type") != "FeatureCollection" or not isinstance(ours, dict):
        raise MissionFileError(
            f"{name} is no saved patrol: it has no member vedette.",
            remedy="Import it as GeoJSON, or choose a file that Vedette saved.",
        )
    version = ours.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise MissionFileError(
            f"{name}: vedette.version is {str(version)[:40]!r}.",
            remedy=f"It must be a whole number from 1 to {FORMAT_VERSION}; the file may be damaged.",
        )
    return version


def migrated(
    document: JsonObject,
    *,
    name: str,
    steps: Mapping[int, Callable[[JsonObject], JsonObject]] = STEPS,
    newest: int = FORMAT_VERSION,
) -> JsonObject:
    """The document as the newest version would have written it.

    Raises:
        MissionFileError: it is no saved patrol, or was written by a newer Vedette.
    """
    version = version_of(document, name=name)
    if version > newest:
        raise MissionFileError(
            f"{name} was saved by a newer Vedette: format {version}, and this one reads up to {newest}.",
            remedy="Open it with the newer one; nothing in it was changed.",
        )
    for step in range(version, newest):
        document = steps[step](document)
    return document
