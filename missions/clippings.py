"""What is copied from one patrol and pasted into another, as GeoJSON text that other programs read too."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from missions.errors import MissionFileError
from missions.feature_reading import onto_brief
from missions.feature_writing import brief_features
from missions.formats.answers import Imported
from missions.geometry_reading import Shape, ShapeReader
from missions.json_text import parse_object, text_of
from planner.brief import PatrolBrief, Ring

GREATEST_CLIPPING_MB = 16
_NAME = "What was copied"

#: Where the rings of a shape come to lie.
Moved = Callable[[tuple[Ring, ...]], tuple[Ring, ...]]


def clipping_of(brief: PatrolBrief) -> str:
    """Everything in a brief that has a place on the map."""
    return text_of({"type": "FeatureCollection", "features": brief_features(brief)}).decode()


@dataclass(frozen=True, slots=True)
class Clipping:
    """Shapes that were copied, here or in another program."""

    shapes: tuple[Shape, ...]
    _notes: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Clipping":
        """What a text holds.

        Raises:
            MissionFileError: it is no GeoJSON in WGS84, is too long, or holds nothing.
        """
        if len(text) > GREATEST_CLIPPING_MB * 1_000_000:
            raise MissionFileError(
                f"{_NAME} is {len(text) / 1e6:.0f} MB long.", remedy="Save it as a file, and import that."
            )
        if not text.lstrip().startswith("{"):
            raise MissionFileError(
                f"{_NAME} is no shape: it begins with {text.strip()[:30]!r}.",
                remedy="Copy something on a map first.",
            )
        reader = ShapeReader(_NAME)
        shapes = tuple(reader.shapes(parse_object(text.encode(), name=_NAME)))
        if not shapes:
            raise MissionFileError(f"{_NAME} holds 0 shapes.", remedy="Copy something on a map first.")
        return cls(shapes, reader.notes)

    def moved(self, move: Moved) -> "Clipping":
        """The same elsewhere."""
        return replace(self, shapes=tuple(replace(shape, rings=move(shape.rings)) for shape in self.shapes))

    def onto(self, base: PatrolBrief) -> Imported:
        """`base` with all of it added; what `base` has already gets new identities.

        Raises:
            MissionFileError: a shape has no role that is known here.
        """
        reader = ShapeReader(_NAME)
        brief = onto_brief(self.shapes, base=base, name=_NAME, reader=reader)
        return Imported(brief=brief, notes=(*self._notes, *reader.notes))
