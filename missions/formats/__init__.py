"""The file formats that Vedette reads and writes, and which does what."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from missions.errors import MissionFileError
from missions.formats import (
    geojson,
    geopackage_plan,
    gis,
    gpx,
    items_csv,
    kml,
    legacy_apart,
    qgc_plan,
    ugcs,
    ugcs_ground,
    vedette,
    waypoints,
    wpml,
    wpml_writing,
)
from missions.formats.answers import Imported, ImportedMission, Written
from missions.formats.sortie_files import numbered_there, sortie_paths
from missions.items import Mission
from missions.own_wish import OwnWish
from missions.storage import beginning_of
from planner.brief import PatrolBrief
from planner.route import PatrolPlan
from planner.watch import UNWATCHED, Watch

__all__ = [
    "FORMATS",
    "Format",
    "Imported",
    "ImportedMission",
    "OwnWish",
    "Written",
    "has_layers",
    "plan_notes",
    "read_brief",
    "read_mission",
    "reader_for",
    "replaced_by_plan",
    "require_mission_ending",
    "write_brief",
    "write_mission",
    "write_plan",
    "writer_for",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A file format: its endings, and what it can do; None is what it cannot."""

    name: str
    endings: tuple[str, ...]
    looks_like: Callable[[bytes], bool] | None = None  # by its first bytes
    read_brief: Callable[[Path, PatrolBrief], Imported] | None = None
    read_own: Callable[[Path, PatrolBrief, OwnWish], Imported] | None = None  # layers, systems and roles vary
    read_mission: Callable[[Path], ImportedMission] | None = None
    write_brief: Callable[[PatrolBrief, Path], Written] | None = None
    write_mission: Callable[[Mission, Path], Written] | None = None
    write_plan: Callable[[PatrolPlan, Path, Watch], Written] | None = None
    plan_notes: Callable[[PatrolPlan], tuple[str, ...]] | None = None  # what write_plan cannot carry
    write_editable: Callable[[PatrolPlan, Path, Watch], Written] | None = None  # lanes as one item to edit
    file_a_sortie: bool = False  # write_plan numbers the files of several


FORMATS = (
    Format(
        name="Vedette patrol",
        endings=(".vedette",),
        read_brief=vedette.read_brief,
        write_brief=vedette.write_brief,
        write_plan=vedette.write_plan,
        plan_notes=vedette.plan_notes,
    ),
    Format(
        name="UgCS route",
        endings=(".json",),
        looks_like=ugcs.looks_like,
        read_brief=ugcs_ground.read_brief,
        read_mission=ugcs.read_mission,
    ),
    Format(
        name="GeoJSON",
        endings=(".geojson", ".json"),
        read_brief=geojson.read_brief,
        write_brief=geojson.write_brief,
        write_plan=geojson.write_plan,
        plan_notes=geojson.plan_notes,
    ),
    Format(
        name="QGroundControl plan",
        endings=(".plan",),
        read_brief=qgc_plan.read_brief,
        read_mission=qgc_plan.read_mission,
        write_mission=qgc_plan.write_mission,
        write_plan=qgc_plan.write_plan,
        plan_notes=qgc_plan.plan_notes,
        write_editable=qgc_plan.write_editable,
        file_a_sortie=True,
    ),
    Format(
        name="Waypoint list (QGC WPL)",
        endings=(".waypoints", ".txt"),
        looks_like=waypoints.looks_like,
        read_mission=waypoints.read_mission,
        write_mission=waypoints.write_mission,
        write_plan=waypoints.write_plan,
        plan_notes=waypoints.plan_notes,
        file_a_sortie=True,
    ),
    *(
        Format(
            name=name,
            endings=(ending,),
            write_brief=kml.write_brief,
            write_plan=kml.write_plan,
            plan_notes=kml.plan_notes,
        )
        for name, ending in (("KML", ".kml"), ("KMZ", ".kmz"))
    ),
    Format(
        name="DJI wayline (WPML)",
        endings=(".wpml.kmz",),
        write_mission=wpml_writing.write_mission,
        write_plan=wpml_writing.write_plan,
        plan_notes=wpml_writing.plan_notes,
    ),
    Format(
        name="DJI wayline (WPML)",
        endings=(".kmz",),
        looks_like=wpml.looks_like,
        read_brief=wpml.read_brief,
        read_mission=wpml.read_mission,
    ),
    Format(name="GPX", endings=(".gpx",), write_plan=gpx.write_plan, plan_notes=gpx.plan_notes),
    Format(
        name="GeoPackage of a plan",
        endings=(".gpkg",),
        write_plan=geopackage_plan.write_plan,
        plan_notes=geopackage_plan.plan_notes,
    ),
    Format(
        name="Table of items",
        endings=(".csv",),
        write_mission=items_csv.write_mission,
        write_plan=items_csv.write_plan,
        plan_notes=items_csv.plan_notes,
        file_a_sortie=True,
    ),
    Format(
        name="ArduPilot fence",
        endings=(".fen",),
        write_mission=legacy_apart.write_fence,
        write_plan=legacy_apart.write_fence_plan,
        plan_notes=legacy_apart.fence_notes,
    ),
    Format(
        name="ArduPilot rally points",
        endings=(".ral",),
        write_mission=legacy_apart.write_rally,
        write_plan=legacy_apart.write_rally_plan,
        plan_notes=legacy_apart.rally_notes,
    ),
    *(
        Format(
            name=kind.name,
            endings=kind.endings,
            looks_like=kind.looks_like,
            read_brief=gis.read_brief,
            read_own=gis.read_brief,
        )
        for kind in gis.KINDS
    ),
)


def reader_for(path: Path) -> Format:
    """The format that reads a file: by its ending, and where several or none have that, by how it begins.

    Raises:
        MissionFileError: there is none; the message lists what was tried.
    """

    def able(one: Format) -> bool:
        return bool(one.read_brief or one.read_mission)

    named = [one for one in FORMATS if path.suffix.lower() in one.endings and able(one)]
    if len(named) == 1:
        return named[0]
    head = beginning_of(path, bytes_read=gis.HEAD_BYTES)
    if not head and named:
        return named[0]  # it will say why the file cannot be read
    tried = named or [one for one in FORMATS if able(one) and one.looks_like]
    fits = [one for one in tried if one.looks_like and one.looks_like(head)]
    fits = fits or [one for one in named if one.looks_like is None]
    if fits:
        return fits[0]
    if not named:
        raise _cannot(path, f"has the ending {path.suffix!r}, which Vedette cannot read", able, "read")
    raise MissionFileError(
        f"{path.name} is none of what {path.suffix} files are: {', '.join(one.name for one in tried)}.",
        remedy=f"It begins with {head[:30].decode('latin-1')!r}: it may be damaged, or misnamed.",
    )


def writer_for(path: Path) -> Format:
    """The format that writes files of this ending.

    Raises:
        MissionFileError: there is none; the message lists those there are.
    """
    return _format_for(path, able=lambda one: bool(one.write_plan), to="write")


def read_brief(path: Path, base: PatrolBrief, wish: OwnWish | None = None) -> Imported:
    """`base` with what the file holds; a saved patrol brings a brief of its own.

    Args:
        path: The file.
        base: What is added to.
        wish: Layers, roles and reference system, of a format that leaves them open.

    Raises:
        MissionFileError: the file cannot be read as a brief; names file, field and value. Or something is
            wished for that a file of its format has only one of.
    """
    known = reader_for(path)
    if known.read_brief is None:
        raise _cannot(path, "holds a mission, no area", lambda one: bool(one.read_brief), "read an area from")
    if known.read_own is not None and wish is not None:
        return known.read_own(path, base, wish)
    if wish not in (None, OwnWish()):
        raise _cannot(
            path,
            "leaves no choice of layers, roles or reference system",
            lambda one: bool(one.read_own),
            "choose them in",
        )
    return known.read_brief(path, base)


def has_layers(path: Path) -> bool:
    """Whether a file is an operator's own data: layers to look into before it is imported."""
    try:
        return reader_for(path).read_own is not None
    except MissionFileError:
        return False


def read_mission(path: Path) -> ImportedMission:
    """The mission of a file that holds one.

    Raises:
        MissionFileError: the file cannot be read as a mission; names file, field and value.
    """
    read = reader_for(path).read_mission
    if read is None:
        raise _cannot(path, "holds no mission", lambda one: bool(one.read_mission), "read a mission from")
    return read(path)


def write_brief(brief: PatrolBrief, path: Path) -> Written:
    """Write a brief in the format of the file's ending.

    Raises:
        MissionFileError: the format cannot hold a brief.
        StorageError: the disk refused.
    """
    write = writer_for(path).write_brief
    if write is None:
        raise _cannot(path, "cannot hold a brief", lambda one: bool(one.write_brief), "write a brief to")
    return write(brief, path)


def write_mission(mission: Mission, path: Path) -> Written:
    """Write a mission in the format of the file's ending.

    Raises:
        MissionFileError: the format cannot hold a mission alone.
        StorageError: the disk refused.
    """
    return _mission_writer(path)(mission, path)


def require_mission_ending(path: Path) -> None:
    """Refuse a name that no mission can be written to, before one is fetched from far away.

    Raises:
        MissionFileError: the format of this ending cannot hold a mission alone, or there is none.
    """
    _mission_writer(path)


def plan_notes(plan: PatrolPlan, path: Path) -> tuple[str, ...]:
    """What a file of this ending cannot carry of a plan, before it is written.

    Raises:
        MissionFileError: no format has this ending.
    """
    said = writer_for(path).plan_notes
    return () if said is None else said(plan)


def replaced_by_plan(path: Path, sorties: int | None) -> tuple[Path, ...]:
    """Files that a plan of so many sorties takes the place of; None: it is not known how many it has.

    Raises:
        MissionFileError: no format has this ending.
    """
    if not writer_for(path).file_a_sortie:
        paths: tuple[Path, ...] = (path,)
    else:
        paths = (path, *numbered_there(path)) if sorties is None else sortie_paths(path, sorties)
    return tuple(one for one in paths if one.exists())


def write_plan(plan: PatrolPlan, path: Path, *, watch: Watch = UNWATCHED, editable: bool = False) -> Written:
    """Write a plan in the format of the file's ending; several sorties may take several files.

    Fences of .plan files take up to a second a sortie: `watch` is told of each, and may stop it. `editable`
    asks for lanes that the other program can edit; what is flown is the same.

    Raises:
        MissionFileError: no format has this ending, or it has no items to edit.
        PlanningCancelled: `watch` stopped it; no file is touched.
        PlanningError: the format holds missions, and a sortie is none that a vehicle can be given.
        StorageError: the disk refused.
    """
    known = writer_for(path)
    write = known.write_editable if editable else known.write_plan
    if write is None:
        what = "holds no lanes to edit" if editable else "cannot hold a plan"
        raise _cannot(
            path, what, lambda one: bool(one.write_editable if editable else one.write_plan), "write them to"
        )
    return write(plan, path, watch)


def _mission_writer(path: Path) -> Callable[[Mission, Path], Written]:
    write = writer_for(path).write_mission
    if write is None:
        raise _cannot(
            path, "cannot hold a mission alone", lambda one: bool(one.write_mission), "write a mission to"
        )
    return write


def _format_for(path: Path, *, able: Callable[[Format], bool], to: str) -> Format:
    """Of several that fit, the one with the longest ending: .wpml.kmz is no .kmz."""
    name = path.name.lower()
    fits = [(ending, one) for one in FORMATS for ending in one.endings if able(one) and name.endswith(ending)]
    if fits:
        return max(fits, key=lambda fit: len(fit[0]))[1]
    raise _cannot(path, f"has the ending {path.suffix!r}, which Vedette cannot {to}", able, to)


def _cannot(path: Path, why: str, able: Callable[[Format], bool], to: str) -> MissionFileError:
    endings = ", ".join(ending for one in FORMATS if able(one) for ending in one.endings)
    return MissionFileError(f"{path.name} {why}.", remedy=f"Vedette can {to}: {endings}.")
