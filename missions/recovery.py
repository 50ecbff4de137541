"""Damaged patrols: what can be recovered of one, and a list of what cannot."""

import dataclasses
import typing
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from missions.errors import MissionFileError
from missions.feature_reading import onto_brief
from missions.flight import Flight
from missions.geometry_reading import ShapeReader
from missions.json_text import JsonObject
from missions.migrations import FORMAT_VERSION, migrated
from missions.misnamed import Misnamed, misnamed_in
from missions.own_layers import with_absolute_files
from missions.patrol_file import Patrol, document_of, is_damaged_name, is_ours, plan_of
from missions.receipt import Receipt
from missions.storage import read_bytes
from missions.torn_json import torn_object
from missions.unknown_members import unknown_in
from missions.value_codec import FieldError, T, from_json
from missions.waivers import Waiver
from planner.brief import PatrolBrief, PatrolSettings
from planner.errors import PatrolError
from planner.fleet import Aircraft
from planner.own_layers import OwnLayer
from planner.route import PatrolPlan
from planner.times import TimeWindow

_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What of a damaged patrol could be read, and a sentence for each thing that could not."""

    patrol: Patrol
    lost: tuple[str, ...]

    @property
    def words(self) -> str:
        """What could not be read, in a paragraph: the first of it, and how much more there is."""
        more = len(self.lost) - _SHOWN
        rest = f" And {more} more; vedette info --recover lists all." if more > 0 else ""
        return f"Not recovered: {' '.join(self.lost[:_SHOWN])}{rest}" if self.lost else "All of it was read."


def recover_patrol(path: Path) -> Recovery:
    """What can be recovered of the patrol at `path`; the file stays as it is.

    Raises:
        MissionFileError: it cannot be read at all, holds nothing of a patrol, or is newer.
    """
    return recovered_from(read_bytes(path), name=path.name, folder=path.absolute().parent)


def recovered_from(content: bytes, *, name: str, folder: Path) -> Recovery:
    """What can be recovered of a patrol's bytes; own files are named as they lie from `folder`.

    Raises:
        MissionFileError: they hold nothing of a patrol, or were written by a newer Vedette.
    """
    document, torn = torn_object(content, name=name)
    with_absolute_files(document, folder)
    return _Salvage(name=name, lost=dict.fromkeys(torn)).of(document)


@dataclass(kw_only=True)
class _Salvage:
    """Reads a patrol's document member by member."""

    name: str
    lost: dict[str, None] = field(default_factory=dict)  # in order, each once
    misnamed: list[Misnamed] = field(default_factory=list)

    def of(self, document: JsonObject) -> Recovery:
        """The patrol, as far as its members make sense."""
        features = document.get("features")
        if not isinstance(features, list):
            self._lose(
                f"features is {_shown(document, 'features')}, not a list: nothing with a place is left."
            )
            features = []
        if not isinstance(document.get("vedette"), dict) and not any(map(is_ours, features)):
            raise MissionFileError(
                f"{self.name} holds nothing of a patrol that can be recovered.",
                remedy="Use another copy: File > Open a backup lists those that Vedette kept.",
            )
        document = self._brought_up({**document, "features": features})
        ours = typing.cast("JsonObject", document["vedette"])
        base = self._unplaced(ours.get("brief"))
        brief, others = self._placed(base, typing.cast("list[object]", document["features"]))
        self._find_misnamed(document, Patrol(brief=brief))
        plan = self._plan(ours, brief)
        patrol = Patrol(
            brief=brief,
            plan=plan,
            receipts=self._rows(Receipt, ours, "receipts"),
            flights=self._rows(Flight, ours, "flights"),
            waivers=self._rows(Waiver, {"waivers": [], **ours}, "waivers"),
        )
        self._find_misnamed(document, patrol)
        return Recovery(patrol=self._with_unknown(patrol, document, others), lost=tuple(self.lost))

    def _brought_up(self, document: JsonObject) -> JsonObject:
        """In today's format; one that does not say which it is in is taken to be in that."""
        ours = document.get("vedette")
        if not isinstance(ours, dict):
            self._lose("vedette: it is missing. Settings, aircraft, plan and records are lost.")
            ours = {"brief": {}, "plan": None, "receipts": [], "flights": []}
        version: object = ours.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            self._lose(f"vedette.version is {str(version)[:40]}: taken as {FORMAT_VERSION}.")
            ours = {**ours, "version": FORMAT_VERSION}
        return migrated({**document, "type": "FeatureCollection", "vedette": ours}, name=self.name)

    def _unplaced(self, document: object) -> PatrolBrief:
        members = document if isinstance(document, dict) else {}
        if not members:
            self._lose("vedette.brief is missing: settings are those of a new patrol.")
        name = self._value(str, members, "name", "Recovered patrol")
        brief = PatrolBrief(
            name=name,
            take_off=self._value(TimeWindow | None, members, "take_off", None),  # type: ignore[arg-type]  # a union
            settings=self._settings(members),
        )
        for one in self._rows(Aircraft, members, "brief.aircraft"):
            brief = self._with(brief, aircraft=(*brief.aircraft, one))
        for layer in self._rows(OwnLayer, {"own_layers": [], **members}, "brief.own_layers"):
            brief = self._with(brief, own_layers=(*brief.own_layers, layer))
        return brief

    def _with(self, brief: PatrolBrief, **rows: tuple[object, ...]) -> PatrolBrief:
        try:
            return replace(brief, **rows)  # type: ignore[arg-type]  # each of its own type
        except PatrolError as error:
            self._lose(f"vedette.brief: {error.problem}")
            return brief

    def _value(self, kind: type[T], members: JsonObject, member: str, instead: T) -> T:
        if member not in members:
            if members:
                self._lose(f"vedette.brief.{member} is missing.")
            return instead
        try:
            return from_json(kind, members[member], under=f"brief.{member}")
        except FieldError as error:
            self._lose(f"vedette.{error.where} {error.problem}")
            return instead

    def _settings(self, brief: JsonObject) -> PatrolSettings:
        """The settings that make sense together; the others as in a new patrol."""
        hints, given = typing.get_type_hints(PatrolSettings), dict[str, object]()
        members = brief.get("settings")
        if not isinstance(members, dict):
            self._lose(
                f"vedette.brief.settings is {_shown(brief, 'settings')}: those of a new patrol are taken."
            )
            members = {}
        for one in dataclasses.fields(PatrolSettings):
            if one.name in members:
                try:
                    given[one.name] = from_json(hints[one.name], members[one.name], under=one.name)
                except FieldError as error:
                    self._lose(f"settings.{error.where} {error.problem} The usual is taken.")
        settings, waiting = PatrolSettings(), given
        while waiting:  # one may be refused only until another has been taken
            refused: dict[str, object] = {}
            for member, value in waiting.items():
                try:
                    settings = replace(settings, **{member: value})  # type: ignore[arg-type]  # of its own type
                except PatrolError:
                    refused[member] = value
            if len(refused) == len(waiting):
                for member, value in refused.items():
                    self._lose(f"settings.{member} is refused: {str(value)[:60]}. The usual is taken.")
                break
            waiting = refused
        return settings

    def _placed(self, base: PatrolBrief, features: list[object]) -> tuple[PatrolBrief, list[object]]:
        """The brief with every feature that can be read, and the features that are not ours."""
        mine, others = list[tuple[str, object]](), []
        for number, feature in enumerate(features):
            if is_damaged_name(feature):
                self._lose(f"features[{number}] is of ours but for a letter of a name: it was left out.")
            elif is_ours(feature):
                mine.append((f"features[{number}]{_called(feature)}", feature))
            else:
                others.append(feature)
        return self._onto(base, mine), others

    def _onto(self, base: PatrolBrief, features: Sequence[tuple[str, object]]) -> PatrolBrief:
        """The brief with what can be read: all at once, or else by halves, down to each that cannot."""
        reader, problem, brief = ShapeReader(self.name), "", base
        try:
            shapes = [shape for where, one in features for shape in reader.feature_shapes(one, where)]
            brief = onto_brief(shapes, base=base, name=self.name, reader=reader)
        except PatrolError as error:
            problem = error.problem
        if not problem and not reader.notes:
            return brief
        if len(features) > 1:
            half = len(features) // 2
            return self._onto(self._onto(base, features[:half]), features[half:])
        if problem:
            self._lose(problem)
        for note in reader.notes:
            self._lose(f"{features[0][0]}: {note}")
        return brief

    def _plan(self, ours: JsonObject, brief: PatrolBrief) -> PatrolPlan | None:
        """The plan, whole; one that goes by the patrol's brief only where nothing of that was lost."""
        if "plan" not in ours:
            self._lose("vedette.plan is missing.")
        document = ours.get("plan")
        if isinstance(document, dict) and "brief" not in document and self.lost:
            self._lose("vedette.plan was left out: not all of the brief that it follows from is here.")
            return None
        try:
            plan = plan_of(document, brief)
        except FieldError as error:
            self._lose(f"vedette.{error.where} {error.problem}")
            return None
        before = len(self.misnamed)
        self._find_misnamed({"vedette": {"plan": document}}, Patrol(brief=brief, plan=plan))
        return plan if len(self.misnamed) == before else None

    def _find_misnamed(self, document: JsonObject, patrol: Patrol) -> None:
        """Name members of the document that stand where one of the patrol's is missing."""
        mine = document_of(patrol, name=self.name)
        for one in misnamed_in(document, ours=mine, by_looks=False):
            if one not in self.misnamed:
                self.misnamed.append(one)
                self._lose(f"{one.words}.")

    def _rows(self, kind: type[T], members: JsonObject, under: str) -> tuple[T, ...]:
        rows, member = [], under.rpartition(".")[2]
        document = members.get(member)
        if not isinstance(document, list):
            if members:
                self._lose(f"vedette.{under} is {_shown(members, member)}, not a list.")
            document = []
        for number, row in enumerate(document):
            try:
                rows.append(from_json(kind, row, under=f"{under}[{number}]"))
            except FieldError as error:
                self._lose(f"vedette.{error.where} {error.problem}")
        return tuple(rows)

    def _with_unknown(self, patrol: Patrol, document: JsonObject, others: list[object]) -> Patrol:
        """With what others wrote; features of ours that could not be read are not to come back as such."""
        mine = document_of(patrol, name=self.name)
        known = {_called(feature) for feature in typing.cast("list[object]", mine["features"])} - {""}
        features = typing.cast("list[object]", document["features"])
        kept = [one for one in features if _called(one) in known]
        theirs = {**document, "features": [*kept, *others]}
        wrong = {one.trail for one in self.misnamed}
        unknown = tuple(one for one in unknown_in(theirs, ours=mine) if one.trail not in wrong)
        return replace(patrol, unknown=unknown)

    def _lose(self, what: str) -> None:
        self.lost.setdefault(what)


def _shown(members: JsonObject, member: str) -> str:
    return str(members[member])[:40] if member in members else "missing"


def _called(feature: object) -> str:
    """Role and id of a feature of ours, as in a list."""
    if not is_ours(feature) or not isinstance(feature, dict):
        return ""
    return f" ({feature['properties']['role']} {feature['properties']['id']})"
